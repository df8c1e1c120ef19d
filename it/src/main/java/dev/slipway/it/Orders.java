package dev.slipway.it;

import java.util.function.Consumer;

/** The example service with its generated callers, as a repository of its own, and the accounts that it deploys to. */
final class Orders {
    static final Target DEV = new Target("dev", "536580886816", "develop");
    static final Target TEST = new Target("test", "815856636111", "main");
    /** Has no branch of its own: the test environment's run starts it. */
    static final Target PRD = new Target("prd", "093646564004", "main");

    static final String REGION = "eu-west-1";

    private Orders() {}

    /** One environment of the service. */
    record Target(String name, String account, String branch) {
        String function() {
            return "orders-" + name;
        }

        String role() {
            return "github-actions-" + name;
        }

        String stateBucket() {
            return "acme-terraform-state-" + name;
        }
    }

    /** The accounts as an organisation prepares them. */
    static World accounts() {
        World world = new World();
        for (Target target : new Target[] {DEV, TEST, PRD}) {
            world.account(target.account(), REGION, target.role(), target.stateBucket());
        }
        return world;
    }

    /** The service as its developers have it. */
    static Rehearsal in(World world) {
        return in(world, repository -> {});
    }

    /** The service after a change: one commit, on every branch. */
    static Rehearsal in(World world, Consumer<Repository> change) {
        Rehearsal rehearsal = Rehearsal.of("orders", DEV.branch(), "take orders", world, repository -> {
            repository.withExample("orders");
            // The rehearsal image has these two interpreters.
            repository.edit("slipway.yaml", text -> text.replaceAll("python: \\[.*?]", "python: [\"3.11\", \"3.13\"]"));
            repository.edit(
                    "iac/terraform/function.tf", text -> text.replaceAll("\"python3\\.\\d+\"", "\"python3.13\""));
            // pip-audit asks a service on the internet, which need not be within reach of a rehearsal.
            repository.edit(
                    "slipway.yaml", text -> text.replace("gates:\n", "gates:\n  security: [bandit, secrets]\n"));
            repository.edit("slipway.yaml", text -> text + "infrastructure: { " + Platform.CHECKOV + " }\n");
            change.accept(repository);
        });
        rehearsal.repository().branch(TEST.branch());
        return rehearsal;
    }

    /** Leaves one interpreter, no security checks and no scanner, where a case is about something else. */
    static void lean(Repository repository) {
        repository.edit("slipway.yaml", text -> text.replace("[\"3.11\", \"3.13\"]", "[\"3.13\"]"));
        repository.edit("slipway.yaml", text -> text.replace("security: [bandit, secrets]", "security: []"));
        repository.edit("slipway.yaml", text -> text.replace(Platform.CHECKOV, Platform.NO_SCANNER));
    }
}
