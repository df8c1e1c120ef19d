package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Secret;
import dev.slipway.plan.FileContent.TerraformJob;
import dev.slipway.plan.InfrastructureContent.TerraformOperation;
import dev.slipway.plan.InfrastructureContent.TerraformOperation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The workflow files of Terraform in the flows with promotions. Each has one job for each environment. */
final class InfrastructureFiles {

    private final Pipeline pipeline;
    private final Infrastructure infrastructure;
    private final InfrastructureCalls calls;
    private final List<TerraformJob> monitoring;
    private final List<Environment> environments;

    private InfrastructureFiles(Pipeline pipeline, Infrastructure infrastructure, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.infrastructure = infrastructure;
        this.calls = new InfrastructureCalls(pipeline, infrastructure, new CatalogCalls(pipeline.catalog(), catalog));
        this.monitoring = MonitoringFiles.reviewed(pipeline, catalog);
        this.environments = pipeline.environments();
    }

    /** All of them; none where there is no infrastructure. */
    static List<PlannedFile> of(Pipeline pipeline, CatalogIndex catalog) {
        Infrastructure infrastructure = pipeline.infrastructure();
        return infrastructure == null ? List.of() : new InfrastructureFiles(pipeline, infrastructure, catalog).all();
    }

    private List<PlannedFile> all() {
        List<PlannedFile> files = new ArrayList<>();
        files.add(workflow(InfrastructureNames.PLAN, plan()));
        files.add(workflow(InfrastructureNames.APPLY, apply()));
        files.add(workflow(
                InfrastructureNames.DRIFT,
                new InfrastructureContent.DriftDetection(
                        InfrastructureNames.DRIFT, infrastructure.drift(), each(this::drift))));
        files.add(operation(
                Operation.ROLLBACK, InfrastructureNames.ROLLBACK, calls::rollback, calls.planningAndApplying()));
        files.add(
                operation(Operation.DESTROY, InfrastructureNames.DESTROY, calls::destroy, calls.planningAndApplying()));
        files.add(operation(Operation.UNLOCK, InfrastructureNames.UNLOCK, calls::unlock, calls.applying()));
        // HCP Terraform keeps versions of the state itself, and restores them itself.
        if (infrastructure.cloudTokenSecret() == null) {
            files.add(operation(Operation.RESTORE, InfrastructureNames.RESTORE, calls::restore, List.of()));
        }
        return files;
    }

    private FileContent plan() {
        List<String> branches =
                environments.stream().map(Environment::branch).distinct().toList();
        List<TerraformJob> jobs = each(environment -> {
            Condition condition = Condition.event("pull_request").and(Condition.changed());
            if (branches.size() > 1) {
                condition = condition.and(Condition.branch("base_ref", environment.branch()));
            }
            return new TerraformJob(
                    "terraform-plan-" + environment.name(),
                    // Also after checks that failed: the comment has to say so.
                    condition.evenAfterFailures(),
                    null,
                    List.of("changes", InfrastructureNames.CHECKS),
                    calls.plan(environment),
                    calls.reviewing());
        });
        List<String> skippable = Stream.concat(
                        Stream.of(InfrastructureNames.CHECKS),
                        Stream.concat(jobs.stream(), monitoring.stream().filter(job -> job.condition() != null))
                                .map(TerraformJob::id))
                .toList();
        List<String> filters = Stream.concat(
                        Stream.of("changes"),
                        monitoring.stream()
                                .filter(job -> job.condition() == null)
                                .map(TerraformJob::id))
                .toList();
        return new InfrastructureContent.TerraformPlan(
                InfrastructureNames.PLAN,
                branches,
                calls.changes(),
                calls.checks(),
                jobs,
                monitoring,
                calls.gate(skippable),
                Stream.concat(filters.stream(), skippable.stream()).toList());
    }

    private FileContent apply() {
        List<String> branches = environments.stream()
                .filter(environment -> environment.trigger() == Trigger.PUSH)
                .map(Environment::branch)
                .toList();
        List<TerraformJob> jobs = new ArrayList<>();
        for (int i = 0; i < environments.size(); i++) {
            Environment environment = environments.get(i);
            boolean pushed = environment.trigger() == Trigger.PUSH;
            Environment from = pushed ? null : environments.get(i - 1);
            boolean promoted =
                    i + 1 < environments.size() && environments.get(i + 1).trigger() == Trigger.PROMOTION;
            Condition condition = started(environment, pushed, branches.size() > 1);
            jobs.add(new TerraformJob(
                    "terraform-apply-" + environment.name(),
                    condition,
                    queue(environment),
                    List.of("changes", InfrastructureNames.CHECKS),
                    calls.apply(environment, from, promoted),
                    calls.planningAndApplying()));
        }
        return new InfrastructureContent.TerraformApply(
                InfrastructureNames.APPLY,
                branches,
                environments.stream().map(Environment::name).toList(),
                calls.changes(),
                // By hand too, whatever changed: the commit can be another one than that of the run.
                new FileContent.Job(
                        InfrastructureNames.CHECKS,
                        Condition.event("workflow_dispatch").or(Condition.changed()),
                        calls.checks()),
                jobs);
    }

    /** A push that changed something, or a dispatch for this environment. */
    private static Condition started(Environment environment, boolean pushed, boolean several) {
        Condition dispatched = Condition.input("environment", environment.name());
        if (!pushed) {
            return dispatched;
        }
        Condition push = Condition.event("push").and(Condition.changed());
        return dispatched.or(several ? push.and(Condition.branch("ref_name", environment.branch())) : push);
    }

    private TerraformJob drift(Environment environment) {
        return new TerraformJob(
                "terraform-drift-" + environment.name(),
                null,
                null,
                List.of(),
                calls.drift(environment),
                calls.planning());
    }

    private PlannedFile operation(Operation kind, String name, Function<Environment, Call> call, List<Secret> secrets) {
        List<TerraformJob> jobs = each(environment -> new TerraformJob(
                name + "-" + environment.name(),
                Condition.input("environment", environment.name()),
                // What unlocks would wait for the run that is stuck.
                kind == Operation.UNLOCK ? null : queue(environment),
                List.of(),
                call.apply(environment),
                secrets));
        return workflow(
                name,
                new TerraformOperation(
                        kind,
                        name,
                        pipeline.service(),
                        environments.stream().map(Environment::name).toList(),
                        jobs));
    }

    private Queue queue(Environment environment) {
        return InfrastructureNames.queue(pipeline, environment);
    }

    private List<TerraformJob> each(Function<Environment, TerraformJob> job) {
        return environments.stream().map(job).toList();
    }

    private static PlannedFile workflow(String name, FileContent content) {
        return new PlannedFile(".github/workflows/" + DeliveryNames.file(name), content);
    }
}
