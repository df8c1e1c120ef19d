package dev.slipway.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        header = "Print a completion script for bash and zsh.",
        footer = {"", "Examples:", "  source <(slipway completion)", "  slipway completion > ~/.slipway-completion"})
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        var program = spec.commandLine().getParent();
        program.getOut().print(AutoComplete.bash(program.getCommandName(), program));
        return ExitCode.OK.code();
    }
}
