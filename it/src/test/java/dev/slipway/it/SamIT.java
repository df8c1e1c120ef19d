package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A SAM application: built once, its stack changed by change sets in each account, told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(3)
class SamIT {
    private static final Target DEV = new Target("dev", "536580886816", "eu-west-1");
    private static final Target PROD = new Target("prod", "093646564004", "eu-west-1");
    private static final String INTAKE = "intake";

    @AutoClose
    private final World world = new World().delivery(DEV, List.of(), List.of()).delivery(PROD, List.of(), List.of());

    private final Rehearsal service = handlers();
    private final Releases releases = new Releases(service, List.of(INTAKE));
    private String first = "";

    private Rehearsal handlers() {
        return Rehearsal.of(
                "handlers",
                "main",
                "take events",
                world,
                repository -> repository
                        .write("slipway.yaml", """
                            service: handlers
                            actions: acme/actions@v1
                            flow: promotion
                            application: { kind: sam, python: ["3.13"] }
                            gates: { lint: [], security: [] }
                            environments:
                              dev: { account: "%s", region: %s, parameters: { Stage: dev } }
                              prod: { account: "%s", region: %s, parameters: { Stage: prod } }
                            """.formatted(
                                        DEV.account(), DEV.region(), PROD.account(), PROD.region()))
                        .write("template.yaml", """
                            AWSTemplateFormatVersion: 2010-09-09
                            Transform: AWS::Serverless-2016-10-31
                            Parameters:
                              Stage: { Type: String }
                            Resources:
                              Intake:
                                Type: AWS::Serverless::Function
                                Properties:
                                  FunctionName: !Sub "intake-${Stage}"
                                  Runtime: python3.13
                                  Handler: app.handler
                                  CodeUri: src
                                  AutoPublishAlias: live
                            """)
                        .write("src/app.py", "def handler(event, context):\n    return 'taken'\n")
                        .write("src/requirements.txt", "")
                        .write("tests/test_app.py", """
                            from app import handler


                            def test_it_takes_what_comes():
                                assert handler({}, None) == "taken"
                            """)
                        .write(".gitignore", ".aws-sam/\n"));
    }

    private String code(Target target) {
        return Objects.requireNonNull(
                world.aws().functions(target.account(), target.region()).get(target.function(INTAKE)));
    }

    @Test
    @Order(1)
    void one_build_makes_the_stacks_of_both_accounts() {
        ActRun dev = releases.push("main", "deploy-dev.yml", DEV);
        assertThat(dev).succeeded().ran("sam-build", "sam-deploy");
        first = code(DEV);

        ActRun prod = releases.promote(
                "main",
                PROD,
                service.repository().head("main"),
                dev.job("sam-build").output("digest"));

        assertThat(prod).succeeded().didNotRun("sam-build");
        assertThat(code(PROD)).as("the same bytes").isEqualTo(first);
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(2)
    void a_rollback_takes_the_stack_to_what_last_ran_well() {
        service.repository().git("checkout", "--quiet", "main");
        service.repository().edit("src/app.py", text -> "# revision 2\n" + text).commit("take them again");
        assertThat(releases.push("main", "deploy-dev.yml", DEV)).succeeded();
        assertThat(code(DEV)).isNotEqualTo(first);

        ActRun back = releases.rollback("main", "rollback.yml", DEV, Map.of());

        assertThat(back).succeeded().summarises("seconds");
        assertThat(code(DEV)).isEqualTo(first);
        assertThat(releases.outcomes(DEV)).isEqualTo("deploy succeeded, deploy rolled-back, rollback succeeded");
    }
}
