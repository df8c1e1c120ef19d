package dev.slipway.it;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One workflow run under act, finished. Started by its event:
 *
 * {@snippet :
 * ActRun run = ActRun.push("develop").in(rehearsal);
 * assertThat(run).succeeded();
 * }
 *
 * @param awsCalls what AWS was asked during this run
 */
record ActRun(long id, int exitCode, List<Job> jobs, List<Annotation> annotations, List<String> awsCalls, String log) {

    static RunRequest push(String branch) {
        return new RunRequest("push", branch);
    }

    static RunRequest pullRequest(String base) {
        return new RunRequest("pull_request", base);
    }

    /** Started by the clock, which GitHub lets happen on the default branch alone. */
    static RunRequest schedule(String workflow) {
        return new RunRequest("schedule", "main").workflow(workflow);
    }

    /** Started by hand or through the API; on branch {@code develop} unless {@link RunRequest#on} names another. */
    static RunRequest dispatch(String workflow, Map<String, String> inputs) {
        return new RunRequest("workflow_dispatch", "develop").workflow(workflow).inputs(inputs);
    }

    /** The only job with this id; a leg of a matrix is found by {@link #legs}. */
    Job job(String id) {
        List<Job> legs = legs(id);
        if (legs.size() != 1) {
            throw new AssertionError("%d jobs '%s' ran; the run had %s".formatted(legs.size(), id, names()));
        }
        return legs.getFirst();
    }

    /** Every job with this id: the legs of its matrix. Empty where it did not run. */
    List<Job> legs(String id) {
        return jobs.stream().filter(job -> job.id().equals(id)).toList();
    }

    List<String> names() {
        return jobs.stream().map(Job::toString).toList();
    }

    /** The text that all steps wrote to the summary page, in the order in which they ended. */
    String summary() {
        return jobs.stream()
                .flatMap(job -> job.steps().stream())
                .map(Step::summary)
                .collect(Collectors.joining("\n"));
    }

    /**
     * One job, or one leg of a matrix, that really started.
     *
     * @param path how it was reached, such as {@code Orchestrate dev/python/Package}
     * @param began line of the run's log, in which jobs that run at once take turns
     * @param ended line that tells its result
     */
    record Job(
            String id, String path, Map<String, String> matrix, String result, int began, int ended, List<Step> steps) {

        Step step(String name) {
            return steps.stream()
                    .filter(step -> step.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no step '%s' in job %s; it had %s"
                            .formatted(name, id, steps.stream().map(Step::name).toList())));
        }

        /** An output that a step of this job set, whatever the step. */
        String output(String name) {
            return steps.stream()
                    .filter(step -> step.outputs().containsKey(name))
                    .map(step -> step.outputs().get(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no step of job %s set an output '%s'".formatted(id, name)));
        }

        @Override
        public String toString() {
            return id + (matrix.isEmpty() ? "" : matrix.toString()) + ": " + result;
        }
    }

    /** One step with all that it printed, inner steps of a composite action included. */
    record Step(String name, String result, Map<String, String> outputs, String summary, String log) {}

    /** What a step showed beside the log: {@code error}, {@code warning} or {@code notice}. */
    record Annotation(String level, String message) {}
}
