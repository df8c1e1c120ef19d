package dev.slipway.bootstrap;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.Workflow;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/** The checks that GitHub shall require of a pull request, by the names that the workflows report. */
final class RequiredChecks {
    private static final String EVENT = "pull_request";
    private static final String NOT = "github.event_name != 'pull_request'";
    private static final Pattern ITEM = Pattern.compile("\"([^\"\\\\]*)\"");

    private final Pipeline pipeline;
    private final CatalogIndex catalog;
    private final boolean tests;
    private final SequencedSet<String> checks = new LinkedHashSet<>();

    private RequiredChecks(Pipeline pipeline, CatalogIndex catalog, boolean tests) {
        this.pipeline = pipeline;
        this.catalog = catalog;
        this.tests = tests;
    }

    /**
     * The checks of a pipeline. A workflow that looks only at some paths reports nothing for other changes, so none of its
     * checks can be required; where there is a gate, it speaks for all others.
     *
     * @param tests whether the repository has tests
     */
    static List<String> of(List<RenderedFile> files, Pipeline pipeline, CatalogIndex catalog, boolean tests) {
        RequiredChecks required = new RequiredChecks(pipeline, catalog, tests);
        files.stream()
                .filter(file -> file.path().startsWith(".github/workflows/"))
                .map(file -> Workflow.read(file.text()))
                .filter(workflow -> workflow.triggers().stream()
                        .anyMatch(trigger -> trigger.event().equals(EVENT) && !trigger.byPaths()))
                .forEach(required::add);
        return List.copyOf(required.checks);
    }

    private void add(Workflow workflow) {
        List<Workflow.Job> callers = workflow.jobs().stream()
                .filter(job -> job.uses() != null && !job.uses().startsWith("./"))
                .filter(job -> !job.condition().contains(NOT) || job.condition().contains("||"))
                .toList();
        List<Workflow.Job> gates =
                callers.stream().filter(job -> called(job).equals("gate")).toList();
        (gates.isEmpty() ? callers : gates).forEach(this::add);
    }

    private void add(Workflow.Job caller) {
        for (Workflow.Job job : catalog.definitionOf(called(caller)).jobs()) {
            String name = caller.name() + " / " + job.name();
            String matrix = job.matrix();
            if (matrix == null) {
                checks.add(name);
            } else if (runs(job)) {
                ITEM.matcher(caller.with().getOrDefault(matrix, ""))
                        .results()
                        .forEach(item -> checks.add(name + " (" + item.group(1) + ")"));
            }
        }
    }

    /** A matrix that is skipped reports no item, so a required one would be waited for without end. */
    private boolean runs(Workflow.Job job) {
        return switch (job.id()) {
            case "python-tests" -> tests;
            case "python-lint" ->
                !pipeline.gates().lint().isEmpty() || !pipeline.gates().types().equals("none");
            default -> job.condition().isEmpty();
        };
    }

    private String called(Workflow.Job job) {
        CatalogReference reference = pipeline.catalog();
        String uses = String.valueOf(job.uses());
        String start = reference.repository() + "/.github/workflows/";
        return uses.substring(start.length(), uses.indexOf(".yml@"));
    }
}
