package dev.slipway.bootstrap;

import dev.slipway.model.Environment;
import dev.slipway.model.Operations.DevSchedule;
import dev.slipway.model.Operations.Requirement;
import dev.slipway.model.Operations.SecretsCheck;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What the roles of what looks after an environment may do: what the pages of their actions list, and no more. */
final class OperationsGrants {
    private final Pipeline pipeline;
    private final Environment environment;
    private final Arns arns;
    private final List<Expression> statements = new ArrayList<>();

    private OperationsGrants(Pipeline pipeline, Environment environment) {
        this.pipeline = pipeline;
        this.environment = environment;
        this.arns = new Arns(environment);
    }

    /** The whole policy of a role of one of {@link RoleKind#OF_JOBS}. */
    static Expression of(RoleKind kind, Pipeline pipeline, Environment environment) {
        var grants = new OperationsGrants(pipeline, environment);
        switch (kind) {
            case COST -> grants.costs();
            case SECRETS ->
                grants.secrets(Objects.requireNonNull(pipeline.operations().secretsCheck()));
            case SCHEDULE ->
                grants.schedule(Objects.requireNonNull(pipeline.operations().devSchedule()));
            default -> throw new IllegalArgumentException("no role of a job: " + kind);
        }
        grants.statements.addAll(Grants.telling(pipeline, environment));
        return Grants.policy(grants.statements);
    }

    /** What a deployment needs besides to make the alarms, topics, key and dashboard of monitoring. */
    static List<Expression> monitoring(Pipeline pipeline, Environment environment) {
        var grants = new OperationsGrants(pipeline, environment);
        grants.alarms();
        grants.key();
        return grants.statements;
    }

    /** AWS knows no resources for these, but for the log groups. */
    private void costs() {
        allow(
                "Costs",
                List.of(
                        "budgets:ViewBudget",
                        "ce:GetCostAndUsage",
                        "cloudwatch:GetMetricStatistics",
                        "ec2:DescribeAddresses",
                        "ec2:DescribeNatGateways",
                        "ec2:DescribeVolumes",
                        "logs:DescribeLogGroups"),
                List.of("*"));
    }

    private void secrets(SecretsCheck check) {
        List<Requirement> required = check.in(environment).stream()
                .filter(secret -> !secret.where().atGithub())
                .toList();
        allow("Secrets", List.of("secretsmanager:DescribeSecret"), arns(required.stream()));
        List<String> aged =
                arns(required.stream().filter(secret -> secret.maxAgeDays() != null || check.maxAgeDays() != null));
        if (!aged.isEmpty()) {
            allow("Ages", List.of("secretsmanager:ListSecretVersionIds"), aged);
        }
        List<String> read =
                arns(required.stream().filter(secret -> !secret.keys().isEmpty()));
        if (!read.isEmpty()) {
            allow("Structure", List.of("secretsmanager:GetSecretValue"), read);
            statements.add(new KeyGrants(arns).reading("StructureKey", read));
        }
    }

    /** AWS puts six characters of its own behind the name. */
    private List<String> arns(Stream<Requirement> secrets) {
        return secrets.map(secret -> arns.regional(
                        "secretsmanager", "secret:" + secret.name().in(environment) + "-??????"))
                .toList();
    }

    private void schedule(DevSchedule schedule) {
        List<String> see = new ArrayList<>();
        Map<String, List<String>> change = new LinkedHashMap<>();
        if (schedule.kinds().contains("ec2")) {
            see.add("ec2:DescribeInstances");
            change.put("Instances", List.of("ec2:StartInstances", "ec2:StopInstances"));
        }
        if (schedule.kinds().contains("rds")) {
            see.addAll(List.of("rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:ListTagsForResource"));
            change.put(
                    "Databases",
                    List.of("rds:StartDBCluster", "rds:StartDBInstance", "rds:StopDBCluster", "rds:StopDBInstance"));
        }
        if (schedule.kinds().contains("ecs")) {
            see.addAll(List.of("ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"));
            change.put("Services", List.of("ecs:UpdateService"));
        }
        allow("See", see.stream().sorted().toList(), List.of("*"));
        change.forEach(this::tagged);
        if (schedule.kinds().contains("ecs")) {
            statements.add(Grants.statement("Counts", List.of("ecs:TagResource", "ecs:UntagResource"), List.of("*"))
                    .put(
                            "Condition",
                            Expression.fields()
                                    .put("StringEquals", ofEnvironment())
                                    .put(
                                            // An absent key would be fine to ForAllValues alone: Null asks for one.
                                            "ForAllValues:StringEquals",
                                            Expression.texts(Map.of("aws:TagKeys", "slipway:desired-count")))
                                    .put("Null", Expression.texts(Map.of("aws:TagKeys", "false")))));
        }
        if (schedule.kinds().contains("ec2")) {
            // An instance starts with its disks, whatever key they have: EC2 alone gets the use of it.
            statements.add(Grants.statement("Disks", List.of("kms:CreateGrant"), List.of(arns.regional("kms", "key/*")))
                    .put(
                            "Condition",
                            Expression.fields()
                                    .put("StringEquals", Expression.texts(Map.of("kms:ViaService", arns.via("ec2"))))
                                    .put("Bool", Expression.texts(Map.of("kms:GrantIsForAWSResource", "true")))));
        }
    }

    /** Only what has the tag of the environment; of the service alone where the others are not its business. */
    private Expression.Fields ofEnvironment() {
        Expression.Fields tags = Expression.fields().put("aws:ResourceTag/environment", environment.name());
        DevSchedule schedule = Objects.requireNonNull(pipeline.operations().devSchedule());
        return schedule.ofService() ? tags.put("aws:ResourceTag/service", pipeline.service()) : tags;
    }

    private void tagged(String id, List<String> actions) {
        statements.add(Grants.statement(id, actions, List.of("*"))
                .put("Condition", Expression.fields().put("StringEquals", ofEnvironment())));
    }

    private void alarms() {
        String prefix = pipeline.service() + "-" + environment.name();
        allow(
                "MonitoringAlarms",
                List.of(
                        "cloudwatch:DeleteAlarms",
                        "cloudwatch:ListTagsForResource",
                        "cloudwatch:PutMetricAlarm",
                        "cloudwatch:TagResource",
                        "cloudwatch:UntagResource"),
                List.of(arns.regional("cloudwatch", "alarm:" + prefix + "-*")));
        allow(
                "MonitoringDashboard",
                List.of("cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"),
                List.of(arns.global("cloudwatch", "dashboard/" + prefix)));
        allow(
                "MonitoringTopics",
                List.of(
                        "sns:CreateTopic",
                        "sns:DeleteTopic",
                        "sns:GetTopicAttributes",
                        "sns:ListSubscriptionsByTopic",
                        "sns:ListTagsForResource",
                        "sns:SetTopicAttributes",
                        "sns:Subscribe",
                        "sns:TagResource",
                        "sns:UntagResource"),
                Stream.of("critical", "warning", "info", "dlq")
                        .map(topic -> arns.regional("sns", prefix + "-" + topic))
                        .toList());
        // AWS knows no resources for these.
        allow(
                "MonitoringSubscriptions",
                List.of(
                        "cloudwatch:DescribeAlarms",
                        "kms:ListAliases",
                        "sns:GetSubscriptionAttributes",
                        "sns:SetSubscriptionAttributes",
                        "sns:Unsubscribe"),
                List.of("*"));
    }

    /**
     * The key that encrypts what alarms say, told from others by the tags that its Terraform gives to everything. Whoever
     * makes a key with tags may tag others, too: so nothing here changes who may use a key.
     */
    private void key() {
        statements.add(Grants.statement("MonitoringNewKey", List.of("kms:CreateKey", "kms:TagResource"), List.of("*"))
                .put("Condition", Expression.fields().put("StringEquals", tags("aws:RequestTag/"))));
        statements.add(Grants.statement(
                        "MonitoringKey",
                        List.of(
                                "kms:CreateAlias",
                                "kms:DeleteAlias",
                                "kms:DescribeKey",
                                "kms:EnableKeyRotation",
                                "kms:GetKeyPolicy",
                                "kms:GetKeyRotationStatus",
                                "kms:ListResourceTags",
                                "kms:UpdateAlias"),
                        List.of(arns.regional("kms", "key/*")))
                .put("Condition", Expression.fields().put("StringEquals", tags("aws:ResourceTag/"))));
        allow(
                "MonitoringAlias",
                List.of("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"),
                List.of(arns.regional(
                        "kms", "alias/" + pipeline.service() + "-" + environment.name() + "-monitoring")));
    }

    private Expression.Fields tags(String of) {
        return Expression.fields().put(of + "environment", environment.name()).put(of + "service", pipeline.service());
    }

    private void allow(String id, List<String> actions, List<String> resources) {
        statements.add(Grants.statement(id, actions, resources));
    }
}
