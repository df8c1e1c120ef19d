package dev.slipway.cli;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Severity;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What one run of a command says. A person reads results on standard output and problems on standard error; a machine
 * finds one document on standard output and nothing else.
 */
final class Reporter {
    private final CommandSpec spec;
    private final Format format;
    private final Diagnostics diagnostics = new Diagnostics();

    Reporter(CommandSpec spec, ReportOptions options) {
        this.spec = spec;
        this.format = options.format;
    }

    /** A line or more for a person. */
    void say(String text) {
        if (format == Format.TEXT) {
            spec.commandLine().getOut().println(text);
        }
    }

    /** Text for a person that has its own line ends. */
    void show(String text) {
        if (format == Format.TEXT) {
            spec.commandLine().getOut().print(text);
        }
    }

    /** Keeps problems for the end. */
    void add(List<Diagnostic> found) {
        diagnostics.addAll(found);
    }

    /**
     * Reports all problems.
     *
     * @return what the gravest of them means for the shell
     */
    ExitCode finish() {
        List<Diagnostic> all = diagnostics.sorted();
        var commandLine = spec.commandLine();
        boolean colour = commandLine.getColorScheme().ansi().enabled();
        var out = format == Format.TEXT ? commandLine.getErr() : commandLine.getOut();
        commandLine.getOut().flush();
        out.print(format.render(all, colour));
        out.flush();
        return all.stream()
                .filter(diagnostic -> diagnostic.severity() == Severity.ERROR)
                .map(Reporter::exitCode)
                .max(ExitCode::compareTo)
                .orElse(ExitCode.OK);
    }

    private static ExitCode exitCode(Diagnostic diagnostic) {
        return switch (diagnostic.problem()) {
            case DRIFT, TRUST_REFUSES, TRUST_ACCEPTS -> ExitCode.FINDINGS;
            case CONFIG_EXISTS, HAND_WRITTEN_FILE, HAND_EDITED_FILE, SECTION_MARKERS, CASE_COLLISION ->
                ExitCode.REFUSED;
            case IO_FAILURE, DIRECTORY_LOCKED, SYMLINK_IN_THE_WAY -> ExitCode.IO;
            default -> ExitCode.CONFIGURATION;
        };
    }
}
