package dev.slipway.it;

import java.util.List;
import java.util.function.Consumer;

/** The example of the flows with promotions, as a repository of its own, and the accounts that it deploys to. */
final class EventHandler {
    static final String REGION = "af-south-1";
    static final Target DEV = new Target("dev", "536580886816", REGION);
    static final Target SIT = new Target("sit", "815856636111", REGION);
    static final Target PROD = new Target("prod", "093646564004", REGION);
    static final List<Target> TARGETS = List.of(DEV, SIT, PROD);

    static final String ALARM = "event-handler-prod-errors";
    static final String INTAKE = "event-intake";
    static final String REPLAY = "event-replay";

    private EventHandler() {}

    /** The accounts as an organisation prepares them. */
    static World accounts() {
        World world = new World();
        for (Target target : TARGETS) {
            world.delivery(target, List.of(INTAKE, REPLAY), target.equals(PROD) ? List.of(ALARM) : List.of());
        }
        return world;
    }

    /** The service after a change: one commit, on its branches. */
    static Rehearsal in(World world, Consumer<Repository> change) {
        return Rehearsal.of("event-handler", "main", "take events", world, repository -> {
            repository.withExample("event-handler");
            // The rehearsal image has these two interpreters, and no service that knows of vulnerabilities.
            repository.edit(
                    "slipway.yaml",
                    text -> text.replaceAll("python: \\[.*?]", "python: [\"3.11\", \"3.13\"]")
                            .replace("gates:\n", "gates:\n  security: [bandit, secrets]\n")
                            // Functions are deployed and read here, never run.
                            .replace(", expect: accepted", "")
                            .replace("minutes: 10", "minutes: 1, invocations: 5"));
            change.accept(repository);
        });
    }

    /** Leaves one interpreter and few checks, where a case is about something else. */
    static void lean(Repository repository) {
        repository.edit(
                "slipway.yaml",
                text -> text.replace("[\"3.11\", \"3.13\"]", "[\"3.13\"]")
                        .replace("security: [bandit, secrets]", "security: []")
                        .replace("lint: [flake8, black, isort]", "lint: []")
                        .replaceFirst("  suites: .*\n", ""));
    }
}
