package dev.slipway.cli;

import dev.slipway.generate.Generation;
import dev.slipway.generate.Workspace;
import dev.slipway.write.ChangeSet;
import dev.slipway.write.DiskFileSink;
import dev.slipway.write.Output;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Finds drift. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Fail if the workflows are not what slipway.yaml asks for.",
        description = "Writes nothing. Prints the differences and exits with 1 if there are any.",
        footer = {"", "Examples:", "  slipway check", "  slipway check --format github   as annotations in CI"})
public final class CheckCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    DirectoryParameters target = new DirectoryParameters();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Override
    public Integer call() {
        var reporter = new Reporter(spec, report);
        return Generations.each(
                target.workspaces(), reporter, (workspace, generation) -> check(workspace, generation, reporter));
    }

    private static void check(Workspace workspace, Generation generation, Reporter reporter) {
        ChangeSet changes = new DiskFileSink(workspace.root()).compare(Output.generated(generation.files()));
        if (changes.isClean()) {
            reporter.add(changes.diagnostics());
            reporter.say(
                    workspace.configuration() + ": clean, " + changes.files().size() + " files as it asks");
            return;
        }
        reporter.show(changes.diff());
        reporter.add(Drift.of(workspace, changes));
    }
}
