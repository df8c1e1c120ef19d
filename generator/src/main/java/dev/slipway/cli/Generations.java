package dev.slipway.cli;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.generate.Generation;
import dev.slipway.generate.Workspace;
import dev.slipway.plan.Planner;
import java.util.List;

/** What the commands share that work on what the configurations of several repositories ask for. */
final class Generations {
    private Generations() {}

    /** Something to do with what a configuration without errors asks for. */
    interface Use {
        void accept(Workspace workspace, Generation generation);
    }

    /** Plans and renders each, reports its problems, and goes on with those that have no errors; gives the exit code. */
    static int each(List<Workspace> workspaces, Reporter reporter, Use use) {
        var planner = new Planner(CatalogIndex.load());
        for (Workspace workspace : workspaces) {
            Generation generation = Generation.of(workspace, planner);
            reporter.add(generation.diagnostics());
            if (generation.pipeline() != null) {
                use.accept(workspace, generation);
            }
        }
        return reporter.finish().code();
    }
}
