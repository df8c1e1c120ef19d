package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Orders.DEV;
import static dev.slipway.it.Orders.PRD;
import static dev.slipway.it.Orders.REGION;
import static dev.slipway.it.Orders.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The life of a change, from a push to production: one package, and AWS runs exactly that one. */
class DeliveryIT {
    @AutoClose
    private final World world = Orders.accounts();

    @Test
    void a_change_reaches_production_as_the_very_bytes_that_ran_before() {
        Rehearsal orders = Orders.in(world);
        String commit = orders.repository().head("develop");

        ActRun dev = ActRun.push("develop").environment("dev").in(orders);
        assertThat(dev)
                .succeeded()
                .ran("python-detect", "python-lint", "python-security", "python-tests", "lambda-package")
                .ran("terraform-checks", "terraform-deploy", "deployment-summary");
        assertThat(dev.legs("python-tests")).hasSize(2);
        String digest = dev.job("lambda-package").output("digest");
        assertThat(world.aws().functions(DEV.account(), REGION))
                .containsEntry(DEV.function(), Origin.codeSha256(digest));
        assertThat(world.artifacts(dev.id()))
                .contains("lambda-package-dev", "deployment-dev", "coverage-3.11", "coverage-3.13");
        assertThat(dev).summarises(digest);
        assertThat(world.github().dispatches()).isEmpty();

        ActRun test = ActRun.dispatch("orchestrator-test.yml", Map.of())
                .on(TEST.branch())
                .environment("test")
                .in(orders);
        assertThat(test).succeeded().ran("lambda-package", "terraform-deploy", "dispatch-promotion");
        assertThat(test.job("lambda-package").output("digest"))
                .as("the same commit gives the same bytes")
                .isEqualTo(digest);
        assertThat(world.aws().functions(TEST.account(), REGION))
                .containsEntry(TEST.function(), Origin.codeSha256(digest));
        assertThat(world.github().dispatches()).hasSize(1);
        Github.Dispatch promotion = world.github().dispatches().getFirst();
        assertThat(promotion.workflow()).isEqualTo("orchestrator-prd.yml");
        assertThat(promotion.inputs())
                .containsEntry("commit", commit)
                .containsEntry("digest", digest)
                .containsEntry("run-id", String.valueOf(test.id()));

        ActRun prd = ActRun.dispatch(promotion.workflow(), promotion.inputs())
                .on(promotion.ref())
                .environment("prd")
                .in(orders);
        assertThat(prd)
                .succeeded()
                .ran("lambda-promote", "terraform-deploy")
                .didNotRun("lambda-package", "python-tests");
        assertThat(world.aws().functions(PRD.account(), REGION))
                .containsEntry(PRD.function(), Origin.codeSha256(digest));
        assertThat(Zip.entry(world.artifact(prd.id(), "lambda-package-prd"), "lambda_function.zip"))
                .isEqualTo(Zip.entry(world.artifact(test.id(), "lambda-package-test"), "lambda_function.zip"));
    }
}
