package dev.slipway.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks for what the repository does not say and nobody may invent: owner, accounts, regions, workspaces. */
final class Interview {
    private final Questions questions;

    Interview(Questions questions) {
        this.questions = questions;
    }

    /** The same facts with the answers in the gaps. */
    RepositoryFacts complete(RepositoryFacts facts) throws Questions.Ended {
        String service = facts.service() != null
                ? facts.service()
                : ask(
                        "Name of the service",
                        "lower-case letters, digits and single hyphens, starting with a letter",
                        Optional.empty(),
                        Allowed.SERVICE);
        String owner = facts.owner() != null
                ? facts.owner()
                : ask(
                        "Organisation on GitHub that publishes the actions repository",
                        "the name of an organisation or user, such as acme",
                        Optional.empty(),
                        Allowed.OWNER);
        return new RepositoryFacts(
                service,
                owner,
                facts.branches(),
                facts.code(),
                facts.gates(),
                facts.terraform(),
                facts.delivered(),
                environments(facts),
                facts.workflows(),
                facts.remarks());
    }

    private List<RepositoryFacts.EnvironmentFacts> environments(RepositoryFacts facts) throws Questions.Ended {
        var complete = new ArrayList<RepositoryFacts.EnvironmentFacts>();
        Optional<String> regionBefore = Optional.empty();
        for (RepositoryFacts.EnvironmentFacts environment : facts.environments()) {
            String account = environment.account() != null
                    ? environment.account()
                    : ask(
                            "AWS account of " + environment.name(),
                            "twelve digits without hyphens",
                            Optional.empty(),
                            Allowed.ACCOUNT);
            String region = environment.region() != null
                    ? environment.region()
                    : ask(
                            "AWS region of " + environment.name(),
                            "a region such as eu-west-1",
                            regionBefore,
                            Allowed.REGION);
            regionBefore = Optional.ofNullable(region);
            String workspace = facts.choosesWorkspaces()
                    ? ask(
                            "Workspace of HCP Terraform with the state of " + environment.name(),
                            "letters, digits, hyphens and underscores",
                            Optional.empty(),
                            Allowed.WORKSPACE)
                    : null;
            complete.add(new RepositoryFacts.EnvironmentFacts(environment.name(), account, region, workspace));
        }
        return complete;
    }

    private @Nullable String ask(String text, String expected, Optional<String> usual, Pattern pattern)
            throws Questions.Ended {
        return questions
                .ask(Question.matching(text, expected, usual, pattern))
                .filter(answer -> Allowed.is(pattern, answer))
                .orElse(null);
    }
}
