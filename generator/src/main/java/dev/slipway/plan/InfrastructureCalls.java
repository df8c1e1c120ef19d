package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Infrastructure.Place;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of Terraform's reusable workflows, each for one environment. */
final class InfrastructureCalls {
    private final Pipeline pipeline;
    private final Infrastructure infrastructure;
    private final CatalogCalls calls;

    InfrastructureCalls(Pipeline pipeline, Infrastructure infrastructure, CatalogCalls calls) {
        this.pipeline = pipeline;
        this.infrastructure = infrastructure;
        this.calls = calls;
    }

    /** Whether Terraform changed: in its directory, or in the local modules that it is made of. */
    Call changes() {
        List<String> paths = Stream.concat(Stream.of(infrastructure.directory()), infrastructure.modules().stream())
                .map(path -> path.isEmpty() ? "**" : path)
                .toList();
        return calls.workflow("changes", new Inputs().put("paths", Json.texts(paths)));
    }

    Call checks() {
        return calls.workflow(
                "terraform-checks",
                directory(new Inputs())
                        .unless(Json.texts(Infrastructure.ALL_CHECKS), "tools", Json.texts(infrastructure.checks())));
    }

    Call gate(List<String> skippable) {
        return calls.workflow("gate", new Inputs().put("skippable", Json.texts(skippable)));
    }

    Call plan(Environment environment) {
        Inputs inputs = account(state(new Inputs().put("environment", environment.name()), environment), environment)
                .put("plan-role", place(environment).planRole());
        return calls.workflow("terraform-plan", guarded(inputs));
    }

    /**
     * An application of the branch's commit, or of what another environment has.
     *
     * @param from the environment that has to have applied the same; null where the branch alone decides
     * @param promoted whether another environment is promoted to from this one, and so asks what was applied here
     */
    Call apply(Environment environment, @Nullable Environment from, boolean promoted) {
        Inputs inputs = approved(kept(changing(environment, environment.role()), environment), environment);
        if (from != null) {
            inputs.put("from-environment", from.name())
                    .put("from-role", place(from).planRole())
                    .unless(environment.account(), "from-account", from.account())
                    .unless(environment.region(), "from-region", from.region());
        }
        if (!promoted) {
            inputs.put("record-unchanged", false);
        }
        return calls.workflow("terraform-apply", Notifications.put(guarded(inputs), pipeline));
    }

    Call rollback(Environment environment) {
        Inputs inputs = approved(kept(changing(environment, environment.role()), environment), environment);
        return calls.workflow("terraform-rollback", Notifications.put(guarded(inputs), pipeline));
    }

    Call destroy(Environment environment) {
        Inputs inputs =
                approved(kept(changing(environment, place(environment).destroyRole()), environment), environment);
        return calls.workflow("terraform-destroy", Notifications.put(guarded(inputs), pipeline));
    }

    Call unlock(Environment environment) {
        Inputs inputs = service(environment)
                .put("role", environment.role())
                .put("table", pipeline.delivery().table())
                .put("branch", environment.branch());
        return calls.workflow("terraform-unlock", Notifications.put(inputs, pipeline));
    }

    Call restore(Environment environment) {
        Inputs inputs = approved(changing(environment, environment.role()), environment);
        return calls.workflow("terraform-restore", Notifications.put(inputs, pipeline));
    }

    Call drift(Environment environment) {
        Inputs inputs = service(environment)
                .put("plan-role", place(environment).planRole())
                .put("table", pipeline.delivery().table())
                .put("apply-branch", environment.branch());
        if (pipeline.toldOfDrift().contains(environment)) {
            // What plans runs code of pull requests, and so may not read where to write to.
            inputs.put("notify-role", Environment.roleBeside(environment.role(), "-notify"));
            Notifications.put(inputs, pipeline);
        }
        return calls.workflow("terraform-drift", inputs);
    }

    /** The token of jobs that plan. */
    List<Secret> planning() {
        String token = infrastructure.cloudPlanTokenSecret() == null
                ? infrastructure.cloudTokenSecret()
                : infrastructure.cloudPlanTokenSecret();
        return token == null ? List.of() : List.of(new Secret("terraform-cloud-plan-token", token));
    }

    /** The tokens of a pull request: that of jobs that plan, and the key of who estimates costs. */
    List<Secret> reviewing() {
        List<Secret> secrets = new ArrayList<>(planning());
        if (infrastructure.infracostSecret() != null) {
            secrets.add(new Secret("infracost-key", infrastructure.infracostSecret()));
        }
        return secrets;
    }

    /** The token of jobs that apply. */
    List<Secret> applying() {
        return infrastructure.cloudTokenSecret() == null
                ? List.of()
                : List.of(new Secret("terraform-cloud-token", infrastructure.cloudTokenSecret()));
    }

    /** The tokens of workflows that plan, ask and apply. */
    List<Secret> planningAndApplying() {
        List<Secret> secrets = new ArrayList<>(applying());
        if (infrastructure.cloudPlanTokenSecret() != null) {
            secrets.addAll(planning());
        }
        return secrets;
    }

    private Place place(Environment environment) {
        return infrastructure.in(environment);
    }

    /** What something needs that changes an environment. */
    private Inputs changing(Environment environment, String role) {
        return service(environment)
                .put("role", role)
                .put("plan-role", place(environment).planRole())
                .put("table", pipeline.delivery().table())
                .put("branch", environment.branch());
    }

    private Inputs service(Environment environment) {
        Inputs inputs = new Inputs().put("environment", environment.name()).put("service", pipeline.service());
        return account(state(inputs, environment), environment);
    }

    private Inputs state(Inputs inputs, Environment environment) {
        return StatePlace.put(directory(inputs), pipeline, place(environment));
    }

    private Inputs directory(Inputs inputs) {
        return inputs.unless("iac/terraform", "directory", infrastructure.directory())
                .unless("terraform", "tool", infrastructure.tool().word())
                .put("terraform-version", infrastructure.version());
    }

    private static Inputs account(Inputs inputs, Environment environment) {
        return inputs.put("account", environment.account()).put("region", environment.region());
    }

    /** Names the environment of the first of two approvals, where two are asked for. */
    private static Inputs approved(Inputs inputs, Environment environment) {
        List<String> reviewed = environment.reviewed();
        return reviewed.size() == 1 ? inputs : inputs.put("approval-environment", reviewed.getFirst());
    }

    private Inputs kept(Inputs inputs, Environment environment) {
        return inputs.unless("", "plan-bucket", in(infrastructure.planBucket(), environment))
                .unless("", "plan-key", in(infrastructure.planKey(), environment));
    }

    private static @Nullable String in(@Nullable NameTemplate template, Environment environment) {
        return template == null ? null : template.in(environment);
    }

    private Inputs guarded(Inputs inputs) {
        return Protection.put(inputs, infrastructure);
    }
}
