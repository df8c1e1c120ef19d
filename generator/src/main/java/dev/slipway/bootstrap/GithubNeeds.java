package dev.slipway.bootstrap;

import dev.slipway.model.Environment;
import dev.slipway.model.Operations.Where;
import dev.slipway.model.Pipeline;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the repository needs at GitHub.
 *
 * @param environments the GitHub environments
 * @param branches the branches that are deployed, or patterns of them
 * @param checks the checks that a pull request has to pass
 * @param owners whether somebody owns the pipeline's files
 */
record GithubNeeds(List<Protected> environments, List<String> branches, List<String> checks, boolean owners) {
    static final String BRANCH_RULES = "slipway: deployed branches";
    static final String TAG_RULES = "slipway: no tag is named like a deployed branch";
    static final String CREATION_RULES = "slipway: who begins a branch that is deployed";
    /**
     * The roles Maintain and Admin by GitHub's numbers, which follow no order: 4 is Write. They alone begin a branch that a
     * pattern stands for, since no rule asks for a review of what a new branch begins with.
     */
    static final List<Integer> BEGINNERS = List.of(2, 5);
    /** The app of GitHub Actions: what anything else reports under the name of a check does not count. */
    static final int ACTIONS_APP = 15368;

    GithubNeeds {
        environments = List.copyOf(environments);
        branches = List.copyOf(branches);
        checks = List.copyOf(checks);
    }

    /**
     * An environment of GitHub.
     *
     * @param name its name
     * @param branches where its jobs may run
     * @param approved whether it has to have reviewers
     * @param reviewable whether it may have reviewers
     */
    record Protected(String name, List<String> branches, boolean approved, boolean reviewable) {
        Protected {
            branches = List.copyOf(branches);
        }
    }

    /**
     * What a pipeline needs.
     *
     * @param tokens the tokens of its jobs
     * @param defaultBranch where schedules run
     * @param checks the checks that a pull request has to pass
     */
    static GithubNeeds of(Pipeline pipeline, List<TokenClaims> tokens, String defaultBranch, List<String> checks) {
        SequencedMap<String, SequencedSet<String>> branches = new LinkedHashMap<>();
        for (TokenClaims token : tokens) {
            if (token.environment() != null && token.branch() != null) {
                branches.computeIfAbsent(token.environment(), e -> new LinkedHashSet<>())
                        .add(token.branch());
            }
        }
        SequencedMap<String, Protected> environments = new LinkedHashMap<>();
        Environment last = pipeline.environments().getLast();
        for (Environment environment : pipeline.environments()) {
            boolean approved = environment.equals(last) || environment.approvals() == 2;
            SequencedSet<String> own =
                    branches.getOrDefault(environment.name(), new LinkedHashSet<>(List.of(environment.branch())));
            SequencedSet<String> asked = new LinkedHashSet<>(own);
            if (secretsSeen(pipeline, environment)) {
                asked.add(defaultBranch);
            }
            for (String name : environment.reviewed()) {
                environments.put(
                        name,
                        new Protected(
                                name, List.copyOf(name.equals(environment.name()) ? asked : own), approved, true));
            }
        }
        // Those that nobody approves, such as the watch over a canary: a schedule would wait for ever.
        branches.forEach(
                (name, own) -> environments.putIfAbsent(name, new Protected(name, List.copyOf(own), false, false)));
        return new GithubNeeds(
                List.copyOf(environments.values()),
                deployed(pipeline, tokens),
                checks,
                !pipeline.helpers().owners().isEmpty());
    }

    /**
     * Whether a schedule looks in the environment for its secrets. Such a job gets no token: the roles of the environment
     * trust the branches that they did.
     */
    private static boolean secretsSeen(Pipeline pipeline, Environment environment) {
        var check = pipeline.operations().secretsCheck();
        return check != null && check.in(environment).stream().anyMatch(secret -> secret.where() == Where.ENVIRONMENT);
    }

    private static List<String> deployed(Pipeline pipeline, List<TokenClaims> tokens) {
        Stream<String> used = tokens.stream()
                .filter(token -> token.kind() != RoleKind.PLAN)
                .map(TokenClaims::branch)
                .filter(Objects::nonNull);
        return List.copyOf(new TreeSet<>(
                Stream.concat(used, pipeline.environments().stream().map(Environment::branch))
                        .toList()));
    }

    /**
     * Whether branches are made anew, since a pattern stands for them. The commit that one begins with has the checks of a
     * push and not those of a pull request, so asking for these would forbid to make it; what comes to it later has them.
     */
    boolean patterns() {
        return !begun().isEmpty();
    }

    /** The patterns among the branches. */
    List<String> begun() {
        return branches.stream().filter(branch -> branch.contains("*")).toList();
    }

    /** Environments whose reviewers have to be named. */
    List<String> approved() {
        return environments.stream()
                .filter(Protected::approved)
                .map(Protected::name)
                .toList();
    }

    /** Environments that can have reviewers. */
    List<String> reviewable() {
        return environments.stream()
                .filter(Protected::reviewable)
                .map(Protected::name)
                .toList();
    }
}
