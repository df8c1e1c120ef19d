package dev.slipway.init;

import dev.slipway.model.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was found and what is left to do, for a person. */
public final class Summary {
    private Summary() {}

    /** The lines, without line ends. */
    public static List<String> of(Proposal proposal) {
        RepositoryFacts facts = proposal.facts();
        var lines = new ArrayList<String>();
        lines.add("Found:");
        lines.add(row("Python", python(facts.code())));
        lines.add(row("Lambda", lambda(facts.delivered().kind())));
        lines.add(row(
                "tests", facts.code().tests() == null ? "none" : facts.code().tests()));
        lines.add(row("gates", gates(facts.gates())));
        lines.add(row("Terraform", terraform(facts.terraform())));
        lines.add(row(
                "environments",
                facts.environments().stream()
                        .map(RepositoryFacts.EnvironmentFacts::name)
                        .collect(Collectors.joining(", "))));
        lines.add(row("workflows", facts.workflows().isEmpty() ? "none" : String.join(", ", facts.workflows())));
        if (!facts.workflows().isEmpty()) {
            lines.add(row("", "(slipway generate refuses to overwrite one that has the name of its own)"));
        }
        section(lines, "Note:", facts.remarks());
        section(lines, "Left to fill in:", proposal.open());
        return lines;
    }

    private static void section(List<String> lines, String title, List<String> items) {
        if (!items.isEmpty()) {
            lines.add("");
            lines.add(title);
            items.forEach(item -> lines.add("  - " + item));
        }
    }

    private static String python(RepositoryFacts.Code code) {
        if (!code.present()) {
            return "none";
        }
        String versions = code.versions().isEmpty() ? "" : String.join(", ", code.versions()) + ", ";
        return versions + (code.source().equals(".") ? "at the root" : "in " + code.source());
    }

    private static String lambda(Application.Kind kind) {
        return switch (kind) {
            case LAMBDA_ZIP -> "a function, delivered as a zip";
            case LAMBDA_IMAGE -> "a function, delivered as a container image";
            case SAM -> "functions of a SAM template";
            case NONE -> "none";
        };
    }

    private static String gates(RepositoryFacts.CheckFacts gates) {
        var all = new ArrayList<>(gates.lint());
        if (gates.types()) {
            all.add("mypy");
        }
        if (gates.coverage() != null) {
            all.add("coverage of " + gates.coverage() + " %");
        }
        return all.isEmpty() ? "none configured; the defaults are written" : String.join(", ", all);
    }

    private static String terraform(RepositoryFacts.TerraformFacts terraform) {
        if (terraform.directory() == null) {
            return "none";
        }
        String where = terraform.directory().equals(".") ? "at the root" : "in " + terraform.directory();
        String what = terraform.tofu() ? where + ", for OpenTofu" : where;
        String state = terraform.hosting() == RepositoryFacts.Hosting.NONE ? what : what + ", state in HCP Terraform";
        return terraform.version() == null ? state : state + ", version " + terraform.version();
    }

    private static String row(String name, String value) {
        return "  %-14s%s".formatted(name, value);
    }
}
