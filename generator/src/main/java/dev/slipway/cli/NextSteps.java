package dev.slipway.cli;

import dev.slipway.bootstrap.GithubEnvironments;
import dev.slipway.generate.Workspace;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;

/** What a reader does after the first files have been written. */
final class NextSteps {
    private NextSteps() {}

    static String after(Pipeline pipeline, GithubEnvironments environments, Workspace workspace) {
        String program = System.getProperty("slipway.command", "slipway");
        List<String> reviewed = pipeline.environments().getLast().reviewed();
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
        lines.add(
                "  3. Before the workflows are merged, have the roles in AWS and the environments at GitHub made that they need."
                        + " This");
        lines.add("     writes Terraform for both, to be read and applied:");
        lines.add("       " + program + " bootstrap --into ../platform --repository OWNER/NAME " + workspace.root());
        lines.add("     " + (environments.names().size() > 1 ? "The environments are " : "The environment is ")
                + String.join(", ", environments.names()) + "; " + String.join(" and ", reviewed)
                + (reviewed.size() > 1 ? " are" : " is") + " protected:");
        lines.add(
                reviewed.size() > 1
                        ? "     the reviewers of each approve a deployment, one after the other."
                        : "     its reviewers approve each deployment there, once.");
        if (!environments.unattended().isEmpty()) {
            lines.add("     " + String.join(", ", environments.unattended())
                    + ": without reviewers, for the default branch alone.");
        }
        if (pipeline.helpers().owners().isEmpty()) {
            lines.add(
                    "     No CODEOWNERS entry was written: `helpers.owners` names nobody who reviews changes of the pipeline.");
        }
        lines.add("  4. Let CI fail on drift: " + program + " check " + workspace.root());
        return String.join(System.lineSeparator(), lines);
    }
}
