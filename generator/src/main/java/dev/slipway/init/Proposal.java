package dev.slipway.init;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A configuration for a repository.
 *
 * @param facts what it is made of
 * @param text the content of {@code slipway.yaml}
 * @param open what is still to be filled in; while there is something, the loader refuses the text
 */
public record Proposal(RepositoryFacts facts, String text, List<String> open) {
    public Proposal {
        open = List.copyOf(open);
    }

    static Proposal of(RepositoryFacts facts) {
        return new Proposal(facts, ConfigurationText.of(facts), open(facts));
    }

    private static List<String> open(RepositoryFacts facts) {
        var open = new ArrayList<String>();
        if (facts.service() == null) {
            open.add("service: its name");
        }
        if (facts.owner() == null) {
            open.add("actions: the organisation that publishes the workflows");
        }
        if (facts.code().present() && facts.code().source().equals(".")) {
            open.add("source: the code is at the root; move it into a folder, such as src, and name that");
        }
        if (".".equals(facts.terraform().directory())) {
            open.add(
                    "directory: Terraform is at the root; move it into a folder, such as iac/terraform, and name that");
        }
        lacking(facts, environment -> environment.account() == null, "account: the twelve digits, for ", open);
        lacking(facts, environment -> environment.region() == null, "region: for ", open);
        if (facts.choosesWorkspaces()) {
            lacking(
                    facts,
                    environment -> environment.workspace() == null,
                    "workspace: the one of HCP Terraform that has the state, for ",
                    open);
        }
        return open;
    }

    private static void lacking(
            RepositoryFacts facts, Predicate<RepositoryFacts.EnvironmentFacts> lacks, String what, List<String> open) {
        String names = facts.environments().stream()
                .filter(lacks)
                .map(RepositoryFacts.EnvironmentFacts::name)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            open.add(what + names);
        }
    }
}
