package dev.slipway.cli;

import dev.slipway.generate.Workspace;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The repository that a command works on. */
final class DirectoryParameter {
    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The repository, which holds slipway.yaml. Default: the current directory.")
    Path directory = Path.of(".");

    Workspace workspace() {
        return new Workspace(directory);
    }
}
