package dev.slipway.cli;

import dev.slipway.config.Schema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of the configuration. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        header = "Print the JSON Schema of slipway.yaml.",
        description = "Editors complete and check slipway.yaml with it.",
        footer = {"", "Examples:", "  slipway schema > slipway.schema.json"})
public final class SchemaCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(Schema.document());
        return ExitCode.OK.code();
    }
}
