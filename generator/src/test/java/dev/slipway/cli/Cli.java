package dev.slipway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Runs a command line in this JVM.
 *
 * @param exitCode what the shell would see
 * @param out what stood on standard output
 * @param err what stood on standard error
 */
record Cli(int exitCode, String out, String err) {

    static Cli run(CommandLine.IFactory factory, Object... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = CommandLines.create(factory)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.of(args)
                        .map(arg -> arg instanceof Path path ? path.toString() : (String) arg)
                        .toArray(String[]::new));
        return new Cli(exitCode, out.toString(), err.toString());
    }
}
