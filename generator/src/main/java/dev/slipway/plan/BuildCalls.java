package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Application;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Delivery.Provenance;
import dev.slipway.model.Environment;
import dev.slipway.model.Gates;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.Pipeline;
import dev.slipway.model.SamStack;
import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Job;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The calls of the flows that check code and build a release of it. None of them knows AWS. */
final class BuildCalls {
    /** A change of nothing but documents needs no tests; those among the code may be read by it. */
    private static final List<String> TESTED = List.of("**", "!docs", "!*.md", "!LICENSE");

    private final Pipeline pipeline;
    private final Application application;
    private final CatalogCalls calls;

    BuildCalls(Pipeline pipeline, CatalogCalls calls) {
        this.pipeline = pipeline;
        this.application = pipeline.application();
        this.calls = calls;
    }

    Call changes() {
        return calls.workflow("changes", new Inputs().put("paths", Json.texts(TESTED)));
    }

    /** Lint, types and security. The unit tests have a job of their own. */
    Call checks() {
        Gates gates = pipeline.gates();
        return calls.workflow(
                "python-ci",
                new Inputs()
                        .put("python-versions", Json.texts(application.runtimeFirst()))
                        .put("source", application.source())
                        .put("tests", "")
                        .put("requirements", application.requirements())
                        .put("lint", Json.texts(gates.lint()))
                        .put("types", gates.types().equals("none") ? "" : gates.types())
                        .put("security", Json.texts(gates.security()))
                        .unless(
                                Json.texts(List.of()),
                                "advisory",
                                Json.texts(gates.advisory().stream().sorted().toList())));
    }

    Call tests() {
        var inputs = new Inputs()
                .put("python-versions", Json.texts(application.runtimeFirst()))
                .put("source", application.source())
                .put("tests", application.tests())
                .put("requirements", application.requirements())
                .put("coverage", pipeline.gates().coverage());
        if (pipeline.gates().codecov()) {
            inputs.put("codecov", true);
        }
        return calls.workflow("test-coverage", inputs);
    }

    /** The tests beside the unit tests, on the function's own Python version. */
    List<Job> suites() {
        return application.suites().stream()
                .map(suite -> new Job(
                        suite,
                        null,
                        calls.workflow(
                                "python-suite",
                                new Inputs()
                                        .put("suite", suite)
                                        .put("python-versions", Json.texts(List.of(application.runtime())))
                                        .put("source", application.source())
                                        .put("tests", application.tests())
                                        .put("requirements", application.requirements()))))
                .toList();
    }

    Call gate(List<String> skippable) {
        return calls.workflow("gate", new Inputs().put("skippable", Json.texts(skippable)));
    }

    /** The build of an environment's release by this workflow file; only of what changed, where it can tell. */
    Call build(Environment environment, String file) {
        var inputs = new Inputs().put("environment", environment.name()).put("service", pipeline.service());
        SamStack stack = application.stack();
        if (stack != null) {
            return calls.workflow(
                    "sam-build", inputs.put("template", stack.template()).put("python-version", application.runtime()));
        }
        inputs.put("functions", sources());
        if (application.kind() == Kind.LAMBDA_ZIP) {
            inputs.put("python-version", application.runtime());
        }
        inputs.put("architecture", application.architecture().name().toLowerCase(Locale.ROOT))
                .put("workflow", file)
                .put("branch", environment.branch());
        return calls.workflow(application.kind() == Kind.LAMBDA_ZIP ? "lambda-build" : "image-build", inputs);
    }

    private Json sources() {
        Json.Members functions = Json.object();
        for (LambdaFunction function : application.functions()) {
            Json.Members source = Json.object();
            if (application.kind() == Kind.LAMBDA_ZIP) {
                source.put("source", function.source()).put("requirements", function.requirements());
            } else {
                source.put("dockerfile", function.dockerfile()).put("context", function.source());
            }
            if (!function.paths().isEmpty()) {
                source.put("paths", Json.texts(function.paths()));
            }
            functions.put(function.name(), source);
        }
        return functions;
    }

    @Nullable
    Call attest() {
        return pipeline.delivery().provenance() == Provenance.ATTESTATION ? calls.workflow("attest") : null;
    }
}
