package dev.slipway.cli;

import dev.slipway.generate.Workspace;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a reader does after the first files have been written. */
final class NextSteps {
    private NextSteps() {}

    static String after(Pipeline pipeline, Workspace workspace) {
        String program = System.getProperty("slipway.command", "slipway");
        String environments =
                pipeline.environments().stream().map(Environment::name).collect(Collectors.joining(", "));
        String last = pipeline.environments().getLast().name();
        boolean several = pipeline.environments().size() > 1;
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Next:");
        lines.add(
                "  1. Read what was added, then commit it together with slipway.yaml. A file without slipway's header is");
        lines.add("     yours from now on, and so is README.md outside of its section.");
        lines.add("  2. Once per organisation, publish the catalog that they call as "
                + pipeline.catalog().repository() + ":");
        lines.add("       " + program + " publish --into ../actions --release v1.0.0 --repository "
                + pipeline.catalog().repository());
        lines.add("  3. In the repository's settings, create the environment"
                + (several ? "s " + environments + " and protect " + last + ":" : " " + last + " and protect it:"));
        lines.add("     its reviewers approve each deployment there, once.");
        if (pipeline.helpers().owners().isEmpty()) {
            lines.add(
                    "     No CODEOWNERS entry was written: `helpers.owners` names nobody who reviews changes of the pipeline.");
        }
        lines.add("  4. Let CI fail on drift: " + program + " check " + workspace.root());
        return String.join(System.lineSeparator(), lines);
    }
}
