package dev.slipway.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: all of its commands, none of its work. */
@TopCommand
@Command(
        name = "slipway",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Delivery workflows for a repository, from one slipway.yaml.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            ValidateCommand.class,
            GenerateCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            SchemaCommand.class,
            CatalogCommand.class,
            PublishCommand.class,
            BootstrapCommand.class,
            CompletionCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  slipway init       write a slipway.yaml from what the repository holds",
            "  slipway generate   write the workflows",
            "  slipway check      fail if they have drifted (for CI)",
            "",
            "Exit codes: 0 done or clean, 1 findings or drift, 2 usage, 3 refused (a file",
            "written or edited by hand is in the way), 4 bad configuration, 5 I/O,",
            "70 a defect in slipway.",
            "Colours follow NO_COLOR and a pipe."
        })
public final class SlipwayCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
