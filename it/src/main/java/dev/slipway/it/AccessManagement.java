package dev.slipway.it;

import java.util.List;

/** The example of the flow with branches, as a repository of its own, and the accounts that it deploys to. */
final class AccessManagement {
    static final Target DEV = new Target("dev", "536580886816", "eu-west-1");
    static final Target SIT = new Target("sit", "815856636111", "eu-west-1");
    static final Target PROD = new Target("prod", "093646564004", "af-south-1");
    static final String FUNCTION = "access-management";
    static final String ALARM = "access-management-prod-errors";

    private AccessManagement() {}

    /** The accounts as an organisation prepares them. */
    static World accounts() {
        World world = new World();
        for (Target target : List.of(DEV, SIT, PROD)) {
            world.delivery(target, List.of(FUNCTION), target.equals(PROD) ? List.of(ALARM) : List.of());
        }
        return world;
    }

    /** The service: one commit on develop. */
    static Rehearsal in(World world) {
        return Rehearsal.of("access-management", "develop", "decide by role", world, repository -> {
            repository.withExample("access-management");
            // The rehearsal image has this interpreter, and no service that knows of vulnerabilities.
            repository.edit(
                    "slipway.yaml",
                    text -> text.replace("python: [\"3.12\"]", "python: [\"3.13\"]")
                            .replace("gates:\n", "gates:\n  security: [bandit, secrets]\n")
                            .replace("minutes: 10", "minutes: 1, invocations: 5"));
        });
    }
}
