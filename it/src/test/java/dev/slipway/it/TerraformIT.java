package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Orders.DEV;
import static dev.slipway.it.Orders.PRD;
import static dev.slipway.it.Orders.REGION;
import static dev.slipway.it.Orders.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Terraform workflows on their own: what they deploy, and what stops them before AWS is touched. */
class TerraformIT {
    private static final String BUILT = "python-dev.yml";

    @AutoClose
    private static final World WORLD = Orders.accounts();

    private static ActRun deployed(Consumer<Repository> change) {
        Rehearsal orders = Orders.in(WORLD, change);
        return ActRun.dispatch(
                        "terraform-dev.yml", Origin.built(orders, DEV, BUILT).inputs())
                .environment("dev")
                .in(orders);
    }

    static Stream<Orders.Target> targets() {
        return Stream.of(DEV, TEST, PRD);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void deploys_the_package_of_an_earlier_run(Orders.Target target) {
        Rehearsal orders = Orders.in(WORLD, Orders::lean);
        Origin built = Origin.built(orders, target, "python-%s.yml".formatted(target.name()));

        ActRun run = ActRun.dispatch("terraform-%s.yml".formatted(target.name()), built.inputs())
                .on(target.branch())
                .environment(target.name())
                .in(orders);

        assertThat(run).succeeded().ran("terraform-checks", "terraform-deploy");
        assertThat(WORLD.aws().functions(target.account(), REGION))
                .containsEntry(target.function(), built.codeSha256());
        assertThat(run.awsCalls().getFirst())
                .isEqualTo("sts AssumeRoleWithWebIdentity arn:aws:iam::%s:role/%s"
                        .formatted(target.account(), target.role()));
        assertThat(WORLD.artifacts(run.id())).containsExactly("deployment-" + target.name());
    }

    @Test
    void a_pull_request_is_checked_and_touches_nothing() {
        Rehearsal orders = Orders.in(WORLD);

        ActRun run = ActRun.pullRequest("develop").workflow("terraform-dev.yml").in(orders);

        assertThat(run)
                .succeeded()
                .ran("terraform-checks")
                .didNotRun("terraform-deploy")
                .calledNothingInAws();
    }

    @Test
    void a_security_finding_stops() {
        ActRun run = deployed(repository -> repository.edit(
                "iac/terraform/table.tf",
                text -> text.replaceFirst(
                        "point_in_time_recovery \\{\n    enabled = true",
                        "point_in_time_recovery {\n    enabled = false")));

        assertThat(run)
                .failedIn("terraform-checks", "Check format, validity and security")
                .didNotRun("terraform-deploy")
                .summarises("Ensure DynamoDB point in time recovery")
                .annotates("error", "aws_dynamodb_table.orders")
                .calledNothingInAws();
    }

    @Test
    void an_invalid_configuration_stops() {
        ActRun run = deployed(repository -> {
            Orders.lean(repository);
            repository.edit(
                    "iac/terraform/outputs.tf",
                    text -> text.replace("aws_dynamodb_table.orders.name", "aws_dynamodb_table.order.name"));
        });

        assertThat(run)
                .failedIn("terraform-checks", "Check format, validity and security")
                .didNotRun("terraform-deploy")
                .summarises("validate")
                .calledNothingInAws();
    }

    @Test
    void a_plan_that_fails_changes_nothing() {
        World world = new World();
        try (world) {
            world.account(DEV.account(), REGION, DEV.role(), DEV.stateBucket());
            Rehearsal orders = Orders.in(world, repository -> {
                Orders.lean(repository);
                repository.edit(
                        "iac/terraform/dev.tfvars",
                        text -> text.replace("log_retention_days = 30", "log_retention_days = 31"));
            });

            ActRun run = ActRun.dispatch(
                            "terraform-dev.yml",
                            Origin.built(orders, DEV, BUILT).inputs())
                    .environment("dev")
                    .in(orders);

            assertThat(run)
                    .failedIn("terraform-deploy", "Plan, apply and verify")
                    .summarises("Not deployed", "retention_in_days");
            assertThat(run.awsCalls()).noneMatch(call -> call.startsWith("lambda POST"));
            assertThat(world.aws().functions(DEV.account(), REGION)).isEmpty();
            assertThat(world.artifacts(run.id())).isEmpty();
        }
    }

    @Test
    void one_flipped_byte_stops() {
        Rehearsal orders = Orders.in(WORLD, Orders::lean);
        Origin built = Origin.built(orders, DEV, BUILT);

        ActRun run = ActRun.dispatch("terraform-dev.yml", built.inputs())
                .flippingByteIn("lambda-package-dev")
                .in(orders);

        assertThat(run)
                .failedIn("terraform-deploy", "Verify the package")
                .annotates("error", built.digest())
                .calledNothingInAws();
    }

    @Test
    void a_missing_package_stops() {
        Rehearsal orders = Orders.in(WORLD, Orders::lean);
        Origin built = Origin.built(orders, DEV, BUILT);
        WORLD.deleteArtifact(built.run(), "lambda-package-dev");

        ActRun run = ActRun.dispatch("terraform-dev.yml", built.inputs()).in(orders);

        assertThat(run)
                .failedIn("terraform-deploy", "Download the package")
                .annotates("error", "lambda-package-dev")
                .calledNothingInAws();
    }

    @Test
    void another_branch_than_the_environments_stops() {
        Rehearsal orders = Orders.in(WORLD, Orders::lean);
        Map<String, String> inputs = Origin.built(orders, DEV, BUILT).inputs();

        ActRun run = ActRun.dispatch("terraform-dev.yml", inputs).on("main").in(orders);

        assertThat(run)
                .failedIn("terraform-checks", "Refuse what may not be deployed")
                .annotates("error", "dev is deployed from the branch 'develop'")
                .didNotRun("terraform-deploy")
                .calledNothingInAws();
    }
}
