package dev.slipway.cli;

import dev.slipway.generate.Workspace;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The repositories that a command works on. */
final class DirectoryParameters {
    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "A repository, which holds slipway.yaml. Default: the current directory.")
    List<Path> directories = List.of(Path.of("."));

    List<Workspace> workspaces() {
        return directories.stream().map(Workspace::new).toList();
    }
}
