package dev.slipway.cli;

import dev.slipway.bootstrap.GithubEnvironments;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.generate.Generation;
import dev.slipway.generate.Workspace;
import dev.slipway.model.Pipeline;
import dev.slipway.write.ChangeSet;
import dev.slipway.write.DiskFileSink;
import dev.slipway.write.FileSink;
import dev.slipway.write.FileState;
import dev.slipway.write.Output;
import dev.slipway.write.WriteResult;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the workflows of a repository. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        header = "Write the workflows that slipway.yaml asks for.",
        description = {
            "Writes what differs and deletes what is no longer asked for. A file that was written or edited by hand is"
                    + " never overwritten: then nothing is written at all, and the exit code is 3."
        },
        footer = {
            "",
            "Examples:",
            "  slipway generate                    write into the current repository",
            "  slipway generate --diff services/a  show the differences, write nothing",
            "  slipway generate --adopt            take over workflows of the same names"
        })
public final class GenerateCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    DirectoryParameters target = new DirectoryParameters();

    @Option(names = "--dry-run", description = "Say what would be written, and write nothing.")
    boolean dryRun;

    @Option(names = "--diff", description = "Show the differences, and write nothing.")
    boolean diff;

    @Option(names = "--adopt", description = "Take over files that were written or edited by hand.")
    boolean adopt;

    @Mixin
    ReportOptions report = new ReportOptions();

    @Override
    public Integer call() {
        var reporter = new Reporter(spec, report);
        return Generations.each(
                target.workspaces(), reporter, (workspace, generation) -> generate(workspace, generation, reporter));
    }

    private void generate(Workspace workspace, Generation generation, Reporter reporter) {
        if (target.directories.size() > 1) {
            reporter.say(workspace.root() + ":");
        }
        FileSink sink = new DiskFileSink(workspace.root());
        Output output = Output.generated(generation.files()).adopting(adopt);
        if (dryRun || diff) {
            ChangeSet changes = sink.compare(output);
            reporter.add(Located.in(workspace, changes.diagnostics()));
            if (diff) {
                reporter.show(changes.diff());
            } else {
                reporter.say(Changes.listed(changes, true));
            }
            return;
        }
        WriteResult result = sink.write(output);
        reporter.add(Located.in(workspace, result.diagnostics()));
        if (result.isDone()) {
            reporter.say(Changes.listed(result.changes(), false));
            if (target.directories.size() == 1
                    && !result.changes().in(FileState.ADDED).isEmpty()) {
                Pipeline pipeline = Objects.requireNonNull(generation.pipeline());
                reporter.say(NextSteps.after(
                        pipeline, GithubEnvironments.of(pipeline, generation.files(), CatalogIndex.load()), workspace));
            }
        }
    }
}
