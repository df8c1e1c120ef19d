package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractTest {
    private static final CatalogPart WORKFLOW =
            new CatalogPart(CatalogPart.Kind.WORKFLOW, "deploy", 1, List.of("workflow.yml"));
    private static final CatalogPart ACTION =
            new CatalogPart(CatalogPart.Kind.ACTION, "setup", 1, List.of("action.yml"));

    @Test
    void readsAReusableWorkflow() {
        Contract contract = Contract.read(WORKFLOW, """
                {@dev.slipway.catalog.Pins pins}
                name: Deploy
                on:
                  workflow_call:
                    inputs:
                      environment:
                        description: Where to.
                        type: string
                        required: true
                      coverage:
                        type: number
                        default: 80
                      artifact:
                        type: string
                        default: ""
                    outputs:
                      digest:
                        description: Of the package.
                        value: ${{ jobs.a.outputs.digest }}
                    secrets:
                      token:
                        description: For the host.
                permissions: {}
                jobs:
                  a:
                    permissions: { contents: read, id-token: write }
                    steps:
                      - uses: {=pins.checkout}
                  b:
                    permissions: { contents: write, actions: read }
                  c:
                    permissions: { contents: read }
                  d:
                    permissions: {}
                """, """
                {@dev.slipway.catalog.Siblings actions}
                # deploy.yml

                Deploys a directory
                to one environment.

                More about it.
                """);

        assertThat(contract)
                .isEqualTo(new Contract(
                        "deploy",
                        "Deploys a directory to one environment.",
                        List.of(
                                new Contract.Input("environment", "Where to.", true, null),
                                new Contract.Input("coverage", "", false, "80"),
                                new Contract.Input("artifact", "", false, "")),
                        List.of(new Contract.Output("digest", "Of the package.")),
                        List.of(new Contract.Output("token", "For the host.")),
                        List.of(
                                new Permission("actions", "read"),
                                new Permission("contents", "write"),
                                new Permission("id-token", "write")),
                        List.of("a", "b", "c", "d")));
    }

    @Test
    void readsAnAction() {
        Contract contract = Contract.read(ACTION, """
                name: Setup
                description: Sets up.
                inputs:
                  version: { description: Which., required: true }
                outputs:
                  path: { description: Where., value: x }
                runs: { using: composite }
                """, "");

        assertThat(contract)
                .isEqualTo(new Contract(
                        "setup",
                        "Sets up.",
                        List.of(new Contract.Input("version", "Which.", true, null)),
                        List.of(new Contract.Output("path", "Where.")),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    @Test
    void aTableShowsNoEmptyDefault() {
        assertThat(new Contract.Input("a", "", false, "").shownDefault()).isNull();
        assertThat(new Contract.Input("a", "", false, null).shownDefault()).isNull();
        assertThat(new Contract.Input("a", "", false, "x").shownDefault()).isEqualTo("x");
    }

    static List<CatalogPart> parts() {
        return CatalogIndex.load().parts();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyPartSaysWhatItIsAndWhatItTakesAndGives(CatalogPart part) {
        Contract contract = CatalogIndex.load().contract(part);

        assertThat(contract.description()).isNotBlank();
        assertThat(contract.inputs()).allSatisfy(input -> {
            assertThat(input.name()).matches("[a-z][a-z0-9]*(-[a-z]+)*");
            assertThat(input.description()).as(input.name()).isNotBlank();
            assertThat(input.required() && input.defaultValue() != null)
                    .as("a default of what is required never counts: " + input.name())
                    .isFalse();
        });
        assertThat(contract.outputs()).allSatisfy(output -> {
            assertThat(output.name()).matches("[a-z]+(-[a-z0-9]+)*");
            assertThat(output.description()).as(output.name()).isNotBlank();
        });
        // HCP Terraform takes no OIDC token for its state, Infracost none for its prices, and with one for Codecov
        // a job could also ask AWS. Nothing else is a key that lives on.
        assertThat(contract.secrets())
                .extracting(Contract.Output::name)
                .isSubsetOf("terraform-cloud-token", "terraform-cloud-plan-token", "infracost-key", "codecov-token");
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyGrantHasAReasonThatReadersSee(CatalogPart part) {
        assertThat(CatalogIndex.load().contract(part).permissions())
                .allSatisfy(permission -> assertThat(permission.toString())
                        .matches(permission.scope() + ": " + permission.access()
                                + (permission.toString().equals("contents: read") ? "" : " # \\S.*")));
    }

    @Test
    void aGrantWithoutAReasonIsADefect() {
        assertThatThrownBy(() -> Objects.toString(new Permission("packages", "write")))
                .hasMessageContaining("packages: write");
    }
}
