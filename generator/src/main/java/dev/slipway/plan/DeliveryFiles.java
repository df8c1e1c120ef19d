package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.Permission;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.Pipeline;
import dev.slipway.model.SamStack;
import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Job;
import dev.slipway.plan.FileContent.LocalCall;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workflow files of the flows that deliver code, whatever they are called there. */
final class DeliveryFiles {
    private final Pipeline pipeline;
    private final BuildCalls builds;
    private final DeliveryCalls calls;
    private final DeliveryContent.QualityGates gates;

    /**
     * Plans the files of one pipeline.
     *
     * @param gates the name of the workflow that checks pull requests
     * @param suites whether the tests beside the unit tests are among these checks
     */
    DeliveryFiles(Pipeline pipeline, CatalogIndex catalog, String gates, boolean suites) {
        this.pipeline = pipeline;
        var published = new CatalogCalls(pipeline.catalog(), catalog);
        this.builds = new BuildCalls(pipeline, published);
        this.calls = new DeliveryCalls(pipeline, published);
        this.gates = gates(gates, suites ? builds.suites() : List.of());
    }

    /** The checks of pull requests. */
    PlannedFile gates() {
        return workflow(gates.name(), gates);
    }

    private DeliveryContent.QualityGates gates(String name, List<Job> more) {
        List<String> skippable =
                Stream.concat(Stream.of("tests"), more.stream().map(Job::id)).toList();
        return new DeliveryContent.QualityGates(
                name,
                builds.changes(),
                builds.checks(),
                builds.tests(),
                more,
                builds.gate(skippable),
                Stream.concat(Stream.of("changes", "checks"), skippable.stream())
                        .toList(),
                pipeline.gates().codecov());
    }

    PlannedFile branchTests(String name, Environment environment) {
        return workflow(name, new DeliveryContent.BranchTests(name, environment.branch(), builds.suites()));
    }

    PlannedFile buildAndDeploy(String name, Environment environment, @Nullable String next) {
        return workflow(name, buildAndDeploy(name, environment.branch(), calledGates(), environment, next));
    }

    /** One file that checks, and one that builds and deploys and can also be dispatched by itself. */
    List<PlannedFile> checkAndCall(String name, String deployment, Environment environment, @Nullable String next) {
        DeliveryContent.BuildAndDeploy called = buildAndDeploy(deployment, null, null, environment, next);
        return List.of(
                workflow(
                        name,
                        new DeliveryContent.CheckAndCall(
                                name,
                                environment.branch(),
                                calledGates(),
                                local(
                                        deployment,
                                        Stream.of(
                                                        called.build(),
                                                        called.attest(),
                                                        called.approval(),
                                                        called.deploy(),
                                                        called.summary())
                                                .filter(Objects::nonNull)
                                                .toList()),
                                pipeline.gates().codecov())),
                workflow(deployment, called));
    }

    private DeliveryContent.BuildAndDeploy buildAndDeploy(
            String name,
            @Nullable String trigger,
            @Nullable LocalCall gates,
            Environment environment,
            @Nullable String next) {
        Call attest = builds.attest();
        Call approval = calls.approval(environment);
        List<String> needs = new ArrayList<>(List.of("build"));
        if (attest != null) {
            needs.add("attest");
        }
        if (approval != null) {
            needs.add("approval");
        }
        return new DeliveryContent.BuildAndDeploy(
                name,
                Ref.of(environment.branch()),
                trigger,
                gates,
                pipeline.application().kind() != Kind.SAM,
                builds.build(environment, DeliveryNames.file(name)),
                attest,
                approval,
                calls.deploy(environment),
                needs,
                calls.summary(environment, next == null ? null : DeliveryNames.file(next)),
                pipeline.gates().codecov());
    }

    /** The call of the workflow with the checks, with the permissions that whoever calls it has to grant. */
    private LocalCall calledGates() {
        return local(
                gates.name(),
                Stream.of(
                                Stream.of(gates.changes(), gates.checks(), gates.tests(), gates.gate()),
                                gates.suites().stream().map(Job::call))
                        .flatMap(stream -> stream)
                        .toList());
    }

    /** A promotion that somebody dispatches. */
    PlannedFile promotion(String name, Environment environment, Environment from, @Nullable String next) {
        return workflow(name, promotion(name, environment, from, null, from.branch(), next));
    }

    /** A promotion that a push starts, for the environment that nothing is promoted from. */
    PlannedFile branchPromotion(String name, Environment environment, Environment from) {
        return workflow(name, promotion(name, environment, from, environment.branch(), environment.branch(), null));
    }

    private DeliveryContent.Promotion promotion(
            String name,
            Environment environment,
            Environment from,
            @Nullable String trigger,
            String branch,
            @Nullable String next) {
        return new DeliveryContent.Promotion(
                name,
                Ref.of(branch),
                from.name(),
                trigger,
                calls.approval(environment),
                calls.promote(environment, from, branch),
                calls.summary(environment, next == null ? null : DeliveryNames.file(next)));
    }

    PlannedFile rollback(String name) {
        SamStack stack = pipeline.application().stack();
        return workflow(
                name,
                new DeliveryContent.Rollback(
                        name,
                        pipeline.environments().stream().map(Environment::name).toList(),
                        stack == null ? functions() : List.of(),
                        pipeline.environments().stream()
                                .map(environment -> stack == null
                                        ? calls.rollback(environment)
                                        : calls.rollbackStack(environment, stack))
                                .toList()));
    }

    /** The watch over environments whose traffic the workflow itself divides; none where there is no such one. */
    List<PlannedFile> reconciliation(String name) {
        List<Job> jobs = pipeline.watched().stream().map(calls::reconcile).toList();
        return jobs.isEmpty() ? List.of() : List.of(workflow(name, new DeliveryContent.Reconciliation(name, jobs)));
    }

    private List<String> functions() {
        return Stream.concat(
                        Stream.of("all"),
                        pipeline.application().functions().stream().map(LambdaFunction::name))
                .toList();
    }

    private static LocalCall local(String name, Collection<Call> called) {
        return new LocalCall(
                "./.github/workflows/" + DeliveryNames.file(name),
                Permission.union(called.stream().map(Call::permissions).flatMap(Collection::stream)));
    }

    private static PlannedFile workflow(String name, FileContent content) {
        return new PlannedFile(".github/workflows/" + DeliveryNames.file(name), content);
    }
}
