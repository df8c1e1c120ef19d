package dev.slipway.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
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
        return CommandLines.create(factory).execute(args);
    }
}
