package dev.slipway.bootstrap;

import dev.slipway.catalog.Resources;
import dev.slipway.json.Json;
import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The repository's settings as a script that calls {@code gh}, to be read and then run. */
final class GithubScript {
    private final Pipeline pipeline;
    private final RepositoryIdentity repository;
    private final GithubNeeds needs;
    private final List<String> lines = new ArrayList<>();

    GithubScript(Pipeline pipeline, RepositoryIdentity repository, GithubNeeds needs) {
        this.pipeline = pipeline;
        this.repository = repository;
        this.needs = needs;
    }

    RenderedFile file() {
        lines.add("#!/usr/bin/env bash");
        lines.add("# Sets up " + repository.path() + " at GitHub for the pipeline of " + pipeline.service()
                + ": environments, variables, rulesets.");
        lines.add("# Says what it would do; with --apply it does that, by the GitHub CLI of an administrator.");
        lines.add("# It may run any number of times, and looks up whom it is told of before it changes anything.");
        lines.add("# Who approves is told by variables, such as "
                + variable(needs.approved().getFirst()) + "=\"team:platform user:octocat\".");
        lines.add(
                "# Where nobody has to approve, an empty variable stands for nobody, and none for those who do already.");
        lines.add(
                "# Variables of GitHub Actions for workflows of your own, of which the pipeline reads none, are the lines of");
        lines.add("# VARIABLES, such as VARIABLES=\"REGION=af-south-1\". Those that are there and not named stay.");
        lines.add(
                "# Rulesets by names of slipway's become those below: a stricter rule belongs in a ruleset of your own, which holds");
        lines.add("# beside them.");
        lines.add("set -euo pipefail");
        lines.add("");
        lines.add("owner=" + quoted(repository.owner()));
        lines.add("repository=" + quoted(repository.path()));
        lines.add("");
        lines.addAll(Resources.text("templates/bootstrap/github.sh").lines().toList());
        lines.add("");
        lines.add("variables check");
        List<GithubNeeds.Protected> reviewable = needs.environments().stream()
                .filter(GithubNeeds.Protected::reviewable)
                .toList();
        reviewable.forEach(environment -> lines.add("check_reviewers " + quoted(environment.name())
                + (environment.approved() ? " required " : " optional ") + variable(environment.name()) + " "
                + given(environment)));
        lines.add("");
        if (repository.id() != null) {
            lines.add("the_repository " + quoted(repository.id()));
        }
        reviewable.forEach(environment -> lines.add(local("reviewers", environment) + "=$(reviewers_of "
                + quoted(environment.name()) + " " + given(environment) + ")"));
        needs.environments()
                .forEach(environment ->
                        lines.add(local("waiting", environment) + "=$(waiting " + quoted(environment.name()) + ")"));
        lines.add("");
        needs.environments().forEach(this::environment);
        lines.add("variables set");
        lines.add("ruleset " + quoted(GithubNeeds.BRANCH_RULES) + " "
                + quoted(branchRules().line()));
        if (needs.patterns()) {
            lines.add("ruleset " + quoted(GithubNeeds.CREATION_RULES) + " "
                    + quoted(creationRules().line()));
        }
        lines.add("ruleset " + quoted(GithubNeeds.TAG_RULES) + " "
                + quoted(tagRules().line()));
        lines.add("");
        lines.add("if [[ $apply != true ]]; then");
        lines.add("  printf 'nothing was changed; --apply does it\\n'");
        lines.add("fi");
        return new RenderedFile("github.sh", String.join("\n", lines) + "\n", true);
    }

    private void environment(GithubNeeds.Protected environment) {
        StringBuilder line = new StringBuilder("environment ").append(quoted(environment.name()));
        line.append(environment.reviewable() ? " \"$" + local("reviewers", environment) + "\"" : " ''");
        line.append(" \"$").append(local("waiting", environment)).append('"');
        environment.branches().forEach(branch -> line.append(' ').append(quoted(branch)));
        lines.add(line.toString());
    }

    /** Where nobody has to be named, a run that names nobody leaves those who are there. */
    private static String given(GithubNeeds.Protected environment) {
        return "\"${" + variable(environment.name()) + (environment.approved() ? "-" : "-present") + "}\"";
    }

    private static String local(String what, GithubNeeds.Protected environment) {
        return what + "_" + environment.name().replace('-', '_');
    }

    private static String variable(String environment) {
        return "REVIEWERS_" + environment.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private Json branchRules() {
        List<Json> rules = new ArrayList<>();
        rules.add(Json.object().put("type", "deletion"));
        rules.add(Json.object().put("type", "non_fast_forward"));
        rules.add(Json.object()
                .put("type", "pull_request")
                .put(
                        "parameters",
                        Json.object()
                                .put("required_approving_review_count", 1)
                                .put("dismiss_stale_reviews_on_push", true)
                                .put("require_last_push_approval", true)
                                .put("require_code_owner_review", needs.owners())
                                .put("required_review_thread_resolution", false)));
        if (!needs.checks().isEmpty()) {
            rules.add(Json.object()
                    .put("type", "required_status_checks")
                    .put(
                            "parameters",
                            Json.object()
                                    .put("strict_required_status_checks_policy", false)
                                    .put("do_not_enforce_on_create", needs.patterns())
                                    .put(
                                            "required_status_checks",
                                            Json.array(needs.checks().stream()
                                                    .map(check -> Json.object()
                                                            .put("context", check)
                                                            .put("integration_id", GithubNeeds.ACTIONS_APP))
                                                    .toList()))));
        }
        return ruleset(GithubNeeds.BRANCH_RULES, "branch", "refs/heads/", needs.branches(), rules);
    }

    private Json creationRules() {
        return ruleset(
                        GithubNeeds.CREATION_RULES,
                        "branch",
                        "refs/heads/",
                        needs.begun(),
                        List.of(Json.object().put("type", "creation")))
                .put(
                        "bypass_actors",
                        Json.array(GithubNeeds.BEGINNERS.stream()
                                .map(role -> Json.object()
                                        .put("actor_id", role)
                                        .put("actor_type", "RepositoryRole")
                                        .put("bypass_mode", "always"))
                                .toList()));
    }

    private Json tagRules() {
        return ruleset(
                GithubNeeds.TAG_RULES,
                "tag",
                "refs/tags/",
                needs.branches(),
                List.of(Json.object().put("type", "creation"), Json.object().put("type", "update")));
    }

    private static Json.Members ruleset(
            String name, String target, String start, List<String> branches, List<Json> rules) {
        return Json.object()
                .put("name", name)
                .put("target", target)
                .put("enforcement", "active")
                .put(
                        "conditions",
                        Json.object()
                                .put(
                                        "ref_name",
                                        Json.object()
                                                .put(
                                                        "include",
                                                        Json.texts(branches.stream()
                                                                .map(branch -> start + branch)
                                                                .toList()))
                                                .put("exclude", Json.array())))
                .put("rules", Json.array(rules));
    }

    /** One word of a shell, whatever is in it. */
    static String quoted(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no shell has words with a NUL");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
