package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Environment;
import dev.slipway.model.Operations.CostReport;
import dev.slipway.model.Operations.DevSchedule;
import dev.slipway.model.Operations.Requirement;
import dev.slipway.model.Operations.SecretsCheck;
import dev.slipway.model.Operations.Where;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileContent.Call;
import java.util.List;

/** The calls of the workflows that look after an environment. */
final class OperationsCalls {
    private static final List<String> ALL_KINDS = List.of("ec2", "rds", "ecs");

    private final Pipeline pipeline;
    private final CatalogCalls calls;

    OperationsCalls(Pipeline pipeline, CatalogCalls calls) {
        this.pipeline = pipeline;
        this.calls = calls;
    }

    Call costReport(CostReport report, Environment environment) {
        Inputs inputs = role(environment, "-cost").unless("", "group-tag", report.groupTag());
        Integer threshold = report.thresholds().get(environment.name());
        if (threshold != null) {
            inputs.put("threshold", threshold.toString());
        }
        if (report.growth() != null) {
            inputs.put("growth", report.growth().toString())
                    .unless("1", "growth-minimum", Integer.toString(report.growthMinimum()));
        }
        return calls.workflow("cost-report", Notifications.put(inputs, pipeline));
    }

    Call devSchedule(DevSchedule schedule, Environment environment) {
        Inputs inputs = role(environment, "-schedule");
        if (schedule.ofService()) {
            inputs.put("only-service", true);
        }
        inputs.unless("", "schedule", schedule.tag());
        if (!schedule.kinds().containsAll(ALL_KINDS)) {
            inputs.put("kinds", String.join(" ", schedule.kinds()));
        }
        return calls.workflow("dev-schedule", Notifications.put(inputs, pipeline));
    }

    Call secretsCheck(SecretsCheck check, Environment environment) {
        List<Requirement> required = check.in(environment);
        boolean aws = required.stream().anyMatch(each -> !each.where().atGithub());
        Inputs inputs = aws ? role(environment, "-secrets") : service(environment);
        inputs.put(
                "required",
                Json.array(required.stream()
                        .map(each -> required(each, environment))
                        .toList()));
        if (aws) {
            if (check.maxAgeDays() != null) {
                inputs.put("max-age-days", check.maxAgeDays().toString());
            }
            inputs.unless("failure", "too-old", check.tooOld());
            // Who is told by Slack is found by a secret in AWS, and by SNS in AWS: without credentials nobody is.
            Notifications.put(inputs, pipeline);
        }
        return calls.workflow("secrets-check", inputs);
    }

    private static Json required(Requirement each, Environment environment) {
        Json.Members members = Json.object()
                .put("name", each.name().in(environment))
                .put("where", each.where().word());
        if (each.variable()) {
            members.put("kind", "variable");
        }
        if (each.where() == Where.SECRETS_MANAGER) {
            if (!each.keys().isEmpty()) {
                members.put("keys", Json.texts(each.keys()));
            }
            if (each.maxAgeDays() != null) {
                members.put("max-age-days", each.maxAgeDays());
            }
            if (each.rotation()) {
                members.put("rotation", true);
            }
        }
        return members;
    }

    private Inputs service(Environment environment) {
        return new Inputs().put("environment", environment.name()).put("service", pipeline.service());
    }

    private Inputs role(Environment environment, String suffix) {
        return service(environment)
                .put("account", environment.account())
                .put("region", environment.region())
                .put("role", Environment.roleBeside(environment.role(), suffix));
    }
}
