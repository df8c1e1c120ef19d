package dev.slipway.cli;

import dev.slipway.generate.Generation;
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
    DirectoryParameter target = new DirectoryParameter();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Override
    public Integer call() {
        var reporter = new Reporter(spec, report);
        Generation generation = Generation.of(target.workspace());
        if (generation.pipeline() == null) {
            return reporter.finish(generation.diagnostics(), ExitCode.CONFIGURATION)
                    .code();
        }
        reporter.add(generation.diagnostics());
        ChangeSet changes = new DiskFileSink(target.directory).compare(Output.generated(generation.files()));
        if (changes.isClean()) {
            reporter.say("clean: " + changes.files().size() + " files are as slipway.yaml asks");
            return reporter.finish(changes.diagnostics(), ExitCode.OK).code();
        }
        reporter.show(changes.diff());
        return reporter.finish(Drift.of(changes), ExitCode.FINDINGS).code();
    }
}
