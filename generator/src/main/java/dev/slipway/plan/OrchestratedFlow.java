package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.Permission;
import dev.slipway.model.Application;
import dev.slipway.model.Environment;
import dev.slipway.model.Gates;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Infrastructure.Tool;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.LocalCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Three workflows for each environment: Python builds or takes the package, Terraform deploys it, and the orchestrator
 * runs the one after the other and hands over to an environment that has no branch of its own.
 */
public final class OrchestratedFlow {
    private final Pipeline pipeline;
    private final Infrastructure infrastructure;
    private final CatalogCalls calls;

    /** Plans the flow of one pipeline. */
    public OrchestratedFlow(Pipeline pipeline, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.infrastructure = Objects.requireNonNull(pipeline.infrastructure());
        this.calls = new CatalogCalls(pipeline.catalog(), catalog);
    }

    /** All files of the flow. */
    public List<PlannedFile> files() {
        var files = new ArrayList<PlannedFile>();
        List<Environment> environments = pipeline.environments();
        for (int i = 0; i < environments.size(); i++) {
            Environment environment = environments.get(i);
            FileContent python =
                    builds(environment) ? build(environment) : promotion(environment, environments.get(i - 1));
            OrchestratedContent.TerraformDeployment terraform = terraform(environment);
            files.add(workflow("python", environment, python));
            files.add(workflow("terraform", environment, terraform));
            files.add(workflow(
                    "orchestrator", environment, orchestrator(environment, python, terraform, promotedAfter(i))));
        }
        return files;
    }

    private OrchestratedContent.PythonBuild build(Environment environment) {
        Application application = pipeline.application();
        Gates gates = pipeline.gates();
        return new OrchestratedContent.PythonBuild(
                name("python", environment),
                environment.name(),
                environment.branch(),
                calls.workflow("python-ci"),
                json(application.runtimeFirst()),
                application.source(),
                application.tests(),
                application.requirements(),
                json(gates.lint()),
                gates.types().equals("none") ? "" : gates.types(),
                json(gates.security()),
                gates.coverage(),
                json(gates.advisory().stream().sorted().toList()),
                calls.workflow("lambda-package"),
                application.runtime(),
                application.architecture().name().toLowerCase(Locale.ROOT));
    }

    private OrchestratedContent.PythonPromotion promotion(Environment environment, Environment from) {
        return new OrchestratedContent.PythonPromotion(
                name("python", environment),
                environment.name(),
                from.name(),
                environment.branch(),
                json(List.of(file("orchestrator", from))),
                calls.workflow("lambda-promote"));
    }

    private OrchestratedContent.TerraformDeployment terraform(Environment environment) {
        return new OrchestratedContent.TerraformDeployment(
                name("terraform", environment),
                environment.name(),
                builds(environment),
                environment.branch(),
                calls.workflow("terraform-checks"),
                infrastructure.directory(),
                infrastructure.tool() == Tool.TERRAFORM
                        ? null
                        : infrastructure.tool().word(),
                infrastructure.version(),
                infrastructure.checks().equals(Infrastructure.ALL_CHECKS) ? null : json(infrastructure.checks()),
                calls.workflow("terraform-deploy"),
                environment.account(),
                environment.region(),
                environment.role(),
                "lambda-package-" + environment.name(),
                json(List.of(file("orchestrator", environment), file("python", environment))),
                Protection.put(StatePlace.put(new Inputs(), pipeline, infrastructure.in(environment)), infrastructure)
                        .list(),
                infrastructure.cloudTokenSecret());
    }

    private OrchestratedContent.Orchestrator orchestrator(
            Environment environment,
            FileContent python,
            OrchestratedContent.TerraformDeployment terraform,
            @Nullable Environment next) {
        List<Call> pythonCalls = switch (python) {
            case OrchestratedContent.PythonBuild build -> List.of(build.checks(), build.packaging());
            case OrchestratedContent.PythonPromotion promotion -> List.of(promotion.promotion());
            default -> throw new IllegalStateException("no Python workflow: " + python);
        };
        List<Call> terraformCalls = terraform.builds()
                ? List.of(terraform.checks(), terraform.deployment())
                : List.of(terraform.deployment());
        return new OrchestratedContent.Orchestrator(
                name("orchestrator", environment),
                environment.name(),
                builds(environment),
                environment.branch(),
                local("python", environment, pythonCalls),
                local("terraform", environment, terraformCalls),
                terraform.cloudTokenSecret(),
                next == null ? null : calls.workflow("dispatch-promotion"),
                next == null ? null : file("orchestrator", next),
                calls.workflow("deployment-summary"));
    }

    /** The environment that is dispatched by the one at this index, if any is. */
    private @Nullable Environment promotedAfter(int index) {
        List<Environment> environments = pipeline.environments();
        if (index + 1 == environments.size() || builds(environments.get(index + 1))) {
            return null;
        }
        return environments.get(index + 1);
    }

    private static LocalCall local(String kind, Environment environment, List<Call> calls) {
        return new LocalCall(
                "./" + path(kind, environment),
                Permission.union(calls.stream().map(Call::permissions).flatMap(Collection::stream)));
    }

    private static boolean builds(Environment environment) {
        return environment.trigger() == Environment.Trigger.PUSH;
    }

    private static PlannedFile workflow(String kind, Environment environment, FileContent content) {
        return new PlannedFile(path(kind, environment), content);
    }

    private static String path(String kind, Environment environment) {
        return ".github/workflows/" + file(kind, environment);
    }

    private static String file(String kind, Environment environment) {
        return name(kind, environment) + ".yml";
    }

    private static String name(String kind, Environment environment) {
        return kind + "-" + environment.name();
    }

    /** A JSON list of names that need no escapes: the input of a reusable workflow cannot be a list. */
    private static String json(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", ", "[", "]"));
    }
}
