package dev.slipway.it;

import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a run. Each failure shows the log of the steps that failed. */
final class ActRunAssert extends AbstractAssert<ActRunAssert, ActRun> {
    private static final int TAIL = 60;

    private ActRunAssert(ActRun run) {
        super(run, ActRunAssert.class);
    }

    static ActRunAssert assertThat(ActRun run) {
        return new ActRunAssert(run);
    }

    ActRunAssert succeeded() {
        if (actual.exitCode() != 0 || actual.jobs().isEmpty() || !failedSteps().isEmpty()) {
            throw failure("expected the run to succeed");
        }
        return this;
    }

    /** The run failed, and this job is one that failed. */
    ActRunAssert failedIn(String job) {
        if (actual.exitCode() == 0) {
            throw failure("expected the run to fail in job '%s', but it succeeded".formatted(job));
        }
        if (actual.legs(job).stream().noneMatch(leg -> leg.result().equals("failure"))) {
            throw failure("expected job '%s' to fail".formatted(job));
        }
        return this;
    }

    /** The run failed in this very step. */
    ActRunAssert failedIn(String job, String step) {
        failedIn(job);
        if (actual.legs(job).stream()
                .flatMap(leg -> leg.steps().stream())
                .noneMatch(candidate ->
                        candidate.name().equals(step) && candidate.result().equals("failure"))) {
            throw failure("expected step '%s' of job '%s' to fail".formatted(step, job));
        }
        return this;
    }

    ActRunAssert ran(String... jobs) {
        for (String job : jobs) {
            if (actual.legs(job).isEmpty()) {
                throw failure("expected job '%s' to run".formatted(job));
            }
        }
        return this;
    }

    /** Each of these jobs began when the one before it had ended, with all legs of both. */
    ActRunAssert ranInTurn(String... jobs) {
        ran(jobs);
        for (int index = 1; index < jobs.length; index++) {
            int ended = actual.legs(jobs[index - 1]).stream()
                    .mapToInt(ActRun.Job::ended)
                    .max()
                    .orElseThrow();
            if (actual.legs(jobs[index]).stream().anyMatch(leg -> leg.began() < ended)) {
                throw failure("expected job '%s' to wait for '%s'".formatted(jobs[index], jobs[index - 1]));
            }
        }
        return this;
    }

    ActRunAssert didNotRun(String... jobs) {
        for (String job : jobs) {
            if (!actual.legs(job).isEmpty()) {
                throw failure("expected job '%s' not to run".formatted(job));
            }
        }
        return this;
    }

    /** The summary page says so. */
    ActRunAssert summarises(String... texts) {
        for (String text : texts) {
            if (!actual.summary().contains(text)) {
                throw failure("expected the summary to say '%s', but it says:\n%s".formatted(text, actual.summary()));
            }
        }
        return this;
    }

    ActRunAssert annotates(String level, String text) {
        if (actual.annotations().stream()
                .noneMatch(annotation ->
                        annotation.level().equals(level) && annotation.message().contains(text))) {
            throw failure("expected the %s '%s', but there were %s".formatted(level, text, actual.annotations()));
        }
        return this;
    }

    ActRunAssert calledNothingInAws() {
        if (!actual.awsCalls().isEmpty()) {
            throw failure("expected no call to AWS, but there were %s".formatted(actual.awsCalls()));
        }
        return this;
    }

    private List<String> failedSteps() {
        return actual.jobs().stream()
                .filter(job -> !job.result().equals("success"))
                .flatMap(job -> job.steps().stream()
                        .filter(step -> !step.result().equals("success")
                                && !step.result().equals("skipped"))
                        .map(step ->
                                "--- %s / %s (%s)\n%s".formatted(job, step.name(), step.result(), tail(step.log()))))
                .toList();
    }

    private AssertionError failure(String message) {
        List<String> failed = failedSteps();
        String evidence = failed.isEmpty()
                ? "no step failed; the run's log ends with\n" + tail(actual.log())
                : String.join("\n", failed);
        return failure("%s%njobs: %s%n%s", message, actual.names(), evidence);
    }

    private static String tail(String text) {
        List<String> lines = text.lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - TAIL)).collect(Collectors.joining("\n"));
    }
}
