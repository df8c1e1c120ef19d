package dev.slipway.bootstrap;

import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.util.List;
import java.util.stream.Collectors;

/** The Terraform of the repository's settings: environments with their protection, variables, rulesets. */
final class GithubRoot {
    private final Pipeline pipeline;
    private final RepositoryIdentity repository;
    private final GithubNeeds needs;

    GithubRoot(Pipeline pipeline, RepositoryIdentity repository, GithubNeeds needs) {
        this.pipeline = pipeline;
        this.repository = repository;
        this.needs = needs;
    }

    /** The files of the root, in a folder of its own. */
    List<RenderedFile> files() {
        return List.of(
                new RenderedFile("github/main.tf", main(), false),
                new RenderedFile("github/variables.tf", variables(), false));
    }

    private String main() {
        TerraformFile file = new TerraformFile();
        file.comment(
                "What the pipeline of " + pipeline.service() + " needs at GitHub, in " + repository.path() + ".",
                "To be applied before its workflows are merged: GitHub makes an environment that is missing, without"
                        + " any",
                "protection. The state's place is yours: add a backend.tf.");
        file.gap().requires("github", "integrations/github", ">= 6.6, < 7");
        file.gap().block("provider", List.of("github"), body -> body.put("owner", repository.owner()));
        file.gap().block("locals", List.of(), this::locals);
        reviewers(file);
        environments(file);
        file.gap()
                .block(
                        "resource",
                        List.of("github_actions_variable", "pipeline"),
                        body -> body.put("for_each", Expression.code("var.variables"))
                                .gap()
                                .put("repository", Expression.code("local.repository"))
                                .put("variable_name", Expression.code("each.key"))
                                .put("value", Expression.code("each.value")));
        branchRules(file);
        if (needs.patterns()) {
            creationRules(file);
        }
        tagRules(file);
        return file.text();
    }

    private void locals(TerraformFile.Body body) {
        body.put("repository", repository.name()).gap();
        body.comment("Where the jobs of each environment run, which is as much as AWS trusts.");
        Expression.Fields environments = Expression.fields();
        needs.environments()
                .forEach(environment -> environments.put(environment.name(), Expression.texts(environment.branches())));
        body.put("environments", environments).gap();
        body.put(
                "deployed_from",
                Expression.call(
                        "merge",
                        Expression.code("[for name, branches in local.environments : { for branch in branches :"
                                + " \"${name}/${branch}\" => { environment = name, branch = branch } }]...")));
    }

    private static void reviewers(TerraformFile file) {
        for (String kind : List.of("team", "user")) {
            file.gap()
                    .block(
                            "data",
                            List.of("github_" + kind, "reviewer"),
                            body -> body.put(
                                            "for_each",
                                            Expression.code("toset(flatten([for reviewers in var.reviewers : reviewers."
                                                    + kind + "s]))"))
                                    .gap()
                                    .put(kind.equals("team") ? "slug" : "username", Expression.code("each.key")));
        }
    }

    private static void environments(TerraformFile file) {
        file.gap()
                .block(
                        "resource",
                        List.of("github_repository_environment", "pipeline"),
                        body -> body.put("for_each", Expression.code("local.environments"))
                                .gap()
                                .put("repository", Expression.code("local.repository"))
                                .put("environment", Expression.code("each.key"))
                                .put("can_admins_bypass", Expression.code("false"))
                                .put("prevent_self_review", Expression.code("true"))
                                .gap()
                                .block(
                                        "dynamic",
                                        List.of("reviewers"),
                                        reviewers -> reviewers
                                                .put("for_each", Expression.code("try([var.reviewers[each.key]], [])"))
                                                .gap()
                                                .block(
                                                        "content",
                                                        content -> content.put(
                                                                        "teams",
                                                                        Expression.code(
                                                                                "[for slug in reviewers.value.teams :"
                                                                                        + " tonumber(data.github_team.reviewer[slug].id)]"))
                                                                .put(
                                                                        "users",
                                                                        Expression.code(
                                                                                "[for login in reviewers.value.users :"
                                                                                        + " tonumber(data.github_user.reviewer[login].id)]"))))
                                .gap()
                                .block(
                                        "deployment_branch_policy",
                                        policy -> policy.put("protected_branches", Expression.code("false"))
                                                .put("custom_branch_policies", Expression.code("true"))));
        file.gap()
                .block(
                        "resource",
                        List.of("github_repository_environment_deployment_policy", "pipeline"),
                        body -> body.put("for_each", Expression.code("local.deployed_from"))
                                .gap()
                                .put("repository", Expression.code("local.repository"))
                                .put(
                                        "environment",
                                        Expression.code(
                                                "github_repository_environment.pipeline[each.value.environment].environment"))
                                .put("branch_pattern", Expression.code("each.value.branch")));
    }

    private void branchRules(TerraformFile file) {
        file.gap().block("resource", List.of("github_repository_ruleset", "branches"), body -> {
            head(body, GithubNeeds.BRANCH_RULES, "branch", "refs/heads/", needs.branches());
            body.gap().block("rules", rules -> {
                rules.put("deletion", Expression.code("true")).put("non_fast_forward", Expression.code("true"));
                rules.gap()
                        .block(
                                "pull_request",
                                pull -> pull.put("required_approving_review_count", Expression.code("var.reviews"))
                                        .put("dismiss_stale_reviews_on_push", Expression.code("true"))
                                        .put("require_last_push_approval", Expression.code("true"))
                                        .put(
                                                "require_code_owner_review",
                                                Expression.code(Boolean.toString(needs.owners()))));
                if (!needs.checks().isEmpty()) {
                    rules.gap().block("required_status_checks", checks -> {
                        if (needs.patterns()) {
                            checks.put("do_not_enforce_on_create", Expression.code("true"))
                                    .gap();
                        }
                        needs.checks()
                                .forEach(check -> checks.block(
                                        "required_check",
                                        one -> one.put("context", check)
                                                .put(
                                                        "integration_id",
                                                        Expression.code(Integer.toString(GithubNeeds.ACTIONS_APP)))));
                    });
                }
            });
        });
    }

    /** By itself, so that who may begin a branch is bound by all other rules. */
    private void creationRules(TerraformFile file) {
        file.gap()
                .comment("A new branch begins with a commit that nobody has to review, so not everybody begins one:"
                        + " Maintain and Admin do.")
                .block("resource", List.of("github_repository_ruleset", "creation"), body -> {
                    head(body, GithubNeeds.CREATION_RULES, "branch", "refs/heads/", needs.begun());
                    for (int role : GithubNeeds.BEGINNERS) {
                        body.gap()
                                .block(
                                        "bypass_actors",
                                        actor -> actor.put("actor_id", Expression.code(Integer.toString(role)))
                                                .put("actor_type", "RepositoryRole")
                                                .put("bypass_mode", "always"));
                    }
                    body.gap().block("rules", rules -> rules.put("creation", Expression.code("true")));
                });
    }

    /** A checkout by that name would take the tag. */
    private void tagRules(TerraformFile file) {
        file.gap().block("resource", List.of("github_repository_ruleset", "tags"), body -> {
            head(body, GithubNeeds.TAG_RULES, "tag", "refs/tags/", needs.branches());
            body.gap()
                    .block(
                            "rules",
                            rules -> rules.put("creation", Expression.code("true"))
                                    .put("update", Expression.code("true")));
        });
    }

    private static void head(TerraformFile.Body body, String name, String target, String start, List<String> branches) {
        body.put("repository", Expression.code("local.repository"))
                .put("name", name)
                .put("target", target)
                .put("enforcement", "active")
                .gap()
                .block(
                        "conditions",
                        conditions -> conditions.block(
                                "ref_name",
                                names -> names.put(
                                                "include",
                                                Expression.texts(branches.stream()
                                                        .map(branch -> start + branch)
                                                        .toList()))
                                        .put("exclude", Expression.code("[]"))));
    }

    private String variables() {
        return new Variables()
                .add(
                        "reviewers",
                        "Who approves deployments, by environment: slugs of teams, and logins of users. One approval"
                                + " is enough.",
                        "map(object({ teams = optional(list(string), []), users = optional(list(string), []) }))",
                        null,
                        reviewersAreNamed(),
                        "reviewers names one to six teams and users of " + String.join(", ", needs.approved())
                                + ", and of no environment but " + String.join(", ", needs.reviewable())
                                + ". Teams are slugs, and users are logins.")
                .add(
                        "reviews",
                        "Reviews that a pull request needs.",
                        "number",
                        "1",
                        "var.reviews >= 1 && var.reviews <= 6",
                        "reviews is from 1 to 6.")
                .add(
                        "variables",
                        "Variables of GitHub Actions for workflows of your own; the pipeline reads none.",
                        "map(string)",
                        "{}")
                .text();
    }

    /** A name of blanks is no name: an environment that has to be approved would have nobody who does. */
    private String reviewersAreNamed() {
        String reviewed = needs.approved().stream().map(TerraformFile::quoted).collect(Collectors.joining(", "));
        String all = needs.reviewable().stream().map(TerraformFile::quoted).collect(Collectors.joining(", "));
        return "alltrue([for name in [" + reviewed
                + "] : try(length(var.reviewers[name].teams) + length(var.reviewers[name].users), 0) > 0])"
                + " && length(setsubtract(keys(var.reviewers), [" + all + "])) == 0"
                + " && alltrue([for reviewers in var.reviewers : length(reviewers.teams) + length(reviewers.users) <= 6])"
                + " && alltrue(flatten([for reviewers in var.reviewers : [for name in concat(reviewers.teams,"
                + " reviewers.users) : can(regex(\"^[A-Za-z0-9][A-Za-z0-9_-]*$\", name))]]))";
    }
}
