package dev.slipway.cli;

import dev.slipway.diagnostics.DidYouMean;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line with its rules: short messages, known exit codes, no stack trace for a user's mistake. */
final class CommandLines {
    private CommandLines() {}

    static CommandLine create(CommandLine.IFactory factory) {
        CommandLine program = ruled(new CommandLine(SlipwayCommand.class, factory));
        var version = program.getCommandSpec().versionProvider();
        program.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().versionProvider(version));
        return program;
    }

    /** The same rules for any command. */
    static CommandLine ruled(CommandLine commandLine) {
        boolean colour = Terminal.colour();
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Help.defaultColorScheme(colour ? Help.Ansi.ON : Help.Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(CommandLines::misused)
                .setExecutionExceptionHandler(CommandLines::failed);
    }

    private static int misused(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("slipway: " + problem.getMessage()
                + meant(problem).map(word -> "; did you mean `" + word + "`?").orElse(""));
        err.println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
        return ExitCode.USAGE.code();
    }

    /** The command or long option that an unknown word was meant to be. */
    private static Optional<String> meant(ParameterException problem) {
        if (!(problem instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        CommandLine.Model.CommandSpec command = problem.getCommandLine().getCommandSpec();
        List<String> words = Stream.concat(
                        command.subcommands().keySet().stream(),
                        command.optionsMap().keySet().stream().filter(name -> name.startsWith("--")))
                .toList();
        return unmatched.getUnmatched().stream()
                .findFirst()
                .flatMap(word -> DidYouMean.of(word.replaceFirst("=.*", ""), words));
    }

    private static int failed(Exception defect, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("slipway: this is a defect of slipway, not of your repository. Please report it with these lines:");
        err.println("  " + defect);
        Throwable cause = defect;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            err.println("  caused by " + cause);
        }
        Arrays.stream(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.slipway."))
                .limit(5)
                .forEach(frame -> err.println("  at " + frame));
        err.println("  " + System.getProperty("java.vm.version") + ", " + System.getProperty("os.name"));
        return ExitCode.DEFECT.code();
    }
}
