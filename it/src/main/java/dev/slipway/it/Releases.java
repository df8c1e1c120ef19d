package dev.slipway.it;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What is done with the releases of a service, and what became of them. */
final class Releases {
    private final Rehearsal service;
    private final World world;
    private final List<String> functions;

    Releases(Rehearsal service, List<String> functions) {
        this.service = service;
        this.world = service.world();
        this.functions = List.copyOf(functions);
    }

    /** A push that starts the workflow, whose jobs deploy to the target. */
    ActRun push(String branch, String workflow, Target target) {
        return ActRun.push(branch).workflow(workflow).environment(target.name()).in(service);
    }

    ActRun promote(String branch, Target target, String commit, String digest) {
        return promotion(branch, target, commit, digest).in(service);
    }

    RunRequest promotion(String branch, Target target, String commit, String digest) {
        return ActRun.dispatch("promote-to-" + target.name() + ".yml", Map.of("commit", commit, "digest", digest))
                .on(branch)
                .environment(target.name());
    }

    ActRun rollback(String branch, String workflow, Target target, Map<String, String> more) {
        Map<String, String> inputs = new TreeMap<>(Map.of("environment", target.name(), "reason", "a rehearsal"));
        inputs.putAll(more);
        return ActRun.dispatch(workflow, inputs)
                .on(branch)
                .environment(target.name())
                .in(service);
    }

    Aws.Alias alias(Target target, String function) {
        return Objects.requireNonNull(world.aws().aliases(target).get(target.function(function)));
    }

    /** The records of the target's deployments, oldest first, such as {@code deploy succeeded, rollback succeeded}. */
    String outcomes(Target target) {
        return String.join(
                ", ",
                world.aws().deployments(target).stream()
                        .map(record -> record.kind() + " " + record.outcome())
                        .toList());
    }

    /** Waits until each function has a canary, then has their new versions invoked, without a failure. */
    void invokeCanary(Target target) {
        Background.await(() -> haveCanaries(target));
        functions.forEach(function -> world.aws().invoked(target, function, canary(target, function), 50, 0));
    }

    /** Whether each function has one: they get theirs one after the other. */
    boolean haveCanaries(Target target) {
        return functions.stream().allMatch(function -> hasCanary(target, function));
    }

    /** Waits until a function has one: others may not have changed. */
    void awaitCanary(Target target) {
        Background.await(() -> functions.stream().anyMatch(function -> hasCanary(target, function)));
    }

    private boolean hasCanary(Target target, String function) {
        return !alias(target, function).weights().isEmpty();
    }

    /** The version that has a share of the requests. */
    private String canary(Target target, String function) {
        return alias(target, function).weights().keySet().iterator().next();
    }
}
