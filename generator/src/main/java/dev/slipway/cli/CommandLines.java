package dev.slipway.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line with its rules: short messages, known exit codes, no stack trace for a user's mistake. */
final class CommandLines {
    private CommandLines() {}

    static CommandLine create(CommandLine.IFactory factory) {
        return ruled(new CommandLine(SlipwayCommand.class, factory));
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
        err.println("slipway: " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
        return ExitCode.USAGE.code();
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
