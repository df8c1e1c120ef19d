package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A function that is a container image: built once, in each account's registry with the same digest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {
    private static final Target DEV = new Target("dev", "536580886816", "eu-west-1");
    private static final Target PROD = new Target("prod", "093646564004", "eu-west-1");
    private static final String PAGES = "renderer-pages";

    @AutoClose
    private final World world = new World().images(DEV, List.of(PAGES)).images(PROD, List.of(PAGES));

    private final Rehearsal service = renderer();
    private final Releases releases = new Releases(service, List.of(PAGES));

    private Rehearsal renderer() {
        return Rehearsal.of(
                "renderer",
                "main",
                "render pages",
                world,
                repository -> repository
                        .write("slipway.yaml", """
                            service: renderer
                            actions: acme/actions@v1
                            flow: promotion
                            application:
                              kind: lambda-image
                              python: ["3.13"]
                              source: pages
                              functions:
                                renderer-pages: { source: pages, dockerfile: pages/Dockerfile }
                            gates: { lint: [], security: [] }
                            # The registry of the rehearsal scans nothing.
                            delivery: { scan: none }
                            environments:
                              dev: { account: "%s", region: %s }
                              prod: { account: "%s", region: %s }
                            """.formatted(
                                        DEV.account(), DEV.region(), PROD.account(), PROD.region()))
                        .write("pages/Dockerfile", """
                            FROM scratch AS code
                            COPY app.py /var/task/app.py
                            FROM scratch
                            COPY --from=code /var/task /var/task
                            ENTRYPOINT ["/var/task/app.py"]
                            """)
                        .write("pages/app.py", "def handler(event, context):\n    return 'page'\n")
                        .write("tests/test_app.py", """
                            from app import handler


                            def test_it_answers_with_a_page():
                                assert handler({}, None) == "page"
                            """));
    }

    @Test
    void one_image_is_built_and_runs_in_both_accounts() {
        ActRun dev = releases.push("main", "deploy-dev.yml", DEV);
        assertThat(dev).succeeded().ran("image-build", "lambda-deploy");
        assertThat(releases.alias(DEV, PAGES).version()).isEqualTo("2");
        assertThat(world.artifacts(dev.id())).contains("lambda-package-dev");

        String digest = dev.job("image-build").output("digest");
        ActRun prod = releases.promote("main", PROD, service.repository().head("main"), digest);

        assertThat(prod).succeeded().didNotRun("image-build");
        assertThat(releases.alias(PROD, PAGES).codeSha256())
                .as("the digest of the image's manifest")
                .hasSize(64)
                .isEqualTo(releases.alias(DEV, PAGES).codeSha256());
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy succeeded");
    }
}
