package dev.slipway.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Starts the program. */
@QuarkusMain
public final class Slipway implements QuarkusApplication {
    private final CommandLine.IFactory factory;

    @Inject
    Slipway(CommandLine.IFactory factory) {
        this.factory = factory;
    }

    public static void main(String[] args) {
        Quarkus.run(Slipway.class, args);
    }

    @Override
    public int run(String... args) {
        CommandLine commandLine = CommandLines.create(factory);
        // Asked for here, so that all commands share it: what one prints without a line end still waits in it.
        PrintWriter out = commandLine.getOut();
        int exitCode = commandLine.execute(args);
        out.flush();
        return exitCode;
    }
}
