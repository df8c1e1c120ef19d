package dev.slipway.cli;

import dev.slipway.config.LoadResult;
import dev.slipway.generate.Workspace;
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
    DirectoryParameters target = new DirectoryParameters();

    @Mixin
    ReportOptions report = new ReportOptions();

    @Override
    public Integer call() {
        var reporter = new Reporter(spec, report);
        for (Workspace workspace : target.workspaces()) {
            LoadResult result = workspace.load();
            if (result.pipeline() != null) {
                reporter.say(workspace.configuration() + ": valid");
            }
            reporter.add(result.diagnostics());
        }
        return reporter.finish().code();
    }
}
