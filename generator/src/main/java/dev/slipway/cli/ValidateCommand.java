package dev.slipway.cli;

import dev.slipway.config.LoadResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks a configuration. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        header = "Check slipway.yaml and report every problem in it.",
        footer = {"", "Examples:", "  slipway validate", "  slipway validate --format github   as annotations in CI"})
public final class ValidateCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    DirectoryParameter target = new DirectoryParameter();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Override
    public Integer call() {
        LoadResult result = target.workspace().load();
        var reporter = new Reporter(spec, report);
        if (result.pipeline() != null) {
            reporter.say(target.workspace().configuration() + ": valid");
        }
        return reporter.finish(result.diagnostics(), ExitCode.OK).code();
    }
}
