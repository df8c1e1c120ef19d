package dev.slipway.bootstrap;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Delivery;
import dev.slipway.model.Environment;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.Notification;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Rollout;
import dev.slipway.model.SamStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the roles of an environment may do beside what the module gives every one of their kind. */
final class Grants {
    private final Pipeline pipeline;
    private final Environment environment;
    private final Arns arns;
    private final List<Expression> statements = new ArrayList<>();

    private Grants(Pipeline pipeline, Environment environment) {
        this.pipeline = pipeline;
        this.environment = environment;
        this.arns = new Arns(environment);
    }

    /** The policy of a deploy role; null if there is nothing to add. */
    static @Nullable Expression deploy(Pipeline pipeline, Environment environment) {
        if (!pipeline.flow().promotes()) {
            return null;
        }
        Grants grants = new Grants(pipeline, environment);
        grants.images();
        grants.stack();
        grants.codeDeploy();
        grants.signature();
        grants.notifications();
        if (pipeline.operations().monitoring() != null) {
            grants.statements.addAll(OperationsGrants.monitoring(pipeline, environment));
        }
        return grants.policy();
    }

    /** What lets a job tell people; nothing where nobody is told. */
    static List<Expression> telling(Pipeline pipeline, Environment environment) {
        Grants grants = new Grants(pipeline, environment);
        grants.notifications();
        return grants.statements;
    }

    /** The policy of the role that takes back what a canary left: no more than that. */
    static Expression reconcile(Pipeline pipeline, Environment environment) {
        Grants grants = new Grants(pipeline, environment);
        grants.allow("Aliases", List.of("lambda:GetAlias", "lambda:UpdateAlias"), grants.functions());
        grants.statements.add(statement(
                        "Lock",
                        List.of("dynamodb:GetItem"),
                        List.of(grants.arns.regional(
                                "dynamodb", "table/" + pipeline.delivery().table())))
                .put(
                        "Condition",
                        Expression.fields()
                                .put(
                                        "ForAnyValue:StringLike",
                                        Expression.fields()
                                                .put(
                                                        "dynamodb:LeadingKeys",
                                                        Expression.texts(List.of(
                                                                pipeline.service() + "#" + environment.name()))))));
        grants.notifications();
        return Objects.requireNonNull(grants.policy());
    }

    /** The policy of the role that tells people what was found; null if there is nobody to tell. */
    static @Nullable Expression notifying(Pipeline pipeline, Environment environment) {
        Grants grants = new Grants(pipeline, environment);
        grants.notifications();
        return grants.policy();
    }

    /**
     * Reading what the table's key encrypts, if there is such a key.
     *
     * @param key the key as Terraform finds it, null for none
     */
    static Expression tableKey(Environment environment, Expression.Code key) {
        return Expression.code(
                "[for key in compact([" + key.code() + "]) : jsonencode({ Version = \"2012-10-17\", Statement = [{ Sid"
                        + " = \"TableKey\", Effect = \"Allow\", Action ="
                        + " [\"kms:Decrypt\"], Resource = [key], Condition = {"
                        + " StringEquals = { \"kms:ViaService\" = "
                        + TerraformFile.quoted(new Arns(environment).via("dynamodb")) + " } } }] })]");
    }

    /** The functions as AWS names them, with their aliases. */
    private List<String> functions() {
        List<String> arnsOfAll = new ArrayList<>();
        for (LambdaFunction function : pipeline.application().functions()) {
            String name = "function:" + function.deployedAs().in(environment);
            arnsOfAll.add(arns.regional("lambda", name));
            arnsOfAll.add(arns.regional("lambda", name + ":*"));
        }
        return arnsOfAll;
    }

    private void images() {
        if (pipeline.application().kind() != Kind.LAMBDA_IMAGE) {
            return;
        }
        allow("Registry", List.of("ecr:GetAuthorizationToken"), List.of("*"));
        allow(
                "Images",
                List.of(
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:CompleteLayerUpload",
                        "ecr:DescribeImageScanFindings",
                        "ecr:DescribeImages",
                        "ecr:GetDownloadUrlForLayer",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:StartImageScan",
                        "ecr:UploadLayerPart"),
                pipeline.application().functions().stream()
                        .map(function -> arns.regional("ecr", "repository/" + function.repository()))
                        .distinct()
                        .toList());
    }

    private void stack() {
        SamStack stack = pipeline.application().stack();
        if (stack == null) {
            return;
        }
        allow(
                "Stack",
                List.of(
                        "cloudformation:CancelUpdateStack",
                        "cloudformation:CreateChangeSet",
                        "cloudformation:DeleteChangeSet",
                        "cloudformation:DescribeChangeSet",
                        "cloudformation:DescribeStackEvents",
                        "cloudformation:DescribeStacks",
                        "cloudformation:ExecuteChangeSet",
                        "cloudformation:GetTemplate",
                        "cloudformation:GetTemplateSummary",
                        "cloudformation:ListStackResources"),
                List.of(arns.regional("cloudformation", "stack/" + stack.name().in(environment) + "/*")));
        allow(
                "Transform",
                List.of("cloudformation:CreateChangeSet"),
                List.of(arns.ofAws("cloudformation", "transform/Serverless-2016-10-31")));
        // What runs is compared with the release; CloudFormation names functions and layers as the template says.
        allow(
                "StackCode",
                List.of("lambda:GetAlias", "lambda:GetFunctionConfiguration", "lambda:GetLayerVersion"),
                List.of(arns.regional("lambda", "function:*"), arns.regional("lambda", "layer:*")));
    }

    private void codeDeploy() {
        Rollout.CodeDeployGroup group = environment.rollout().codeDeploy();
        if (environment.rollout().strategy() != Rollout.Strategy.CODEDEPLOY || group == null) {
            return;
        }
        allow(
                "CodeDeploy",
                List.of(
                        "codedeploy:CreateDeployment",
                        "codedeploy:GetDeployment",
                        "codedeploy:GetDeploymentConfig",
                        "codedeploy:GetDeploymentGroup",
                        "codedeploy:RegisterApplicationRevision",
                        "codedeploy:GetApplicationRevision",
                        "codedeploy:StopDeployment"),
                List.of(
                        arns.regional("codedeploy", "application:" + group.application()),
                        arns.regional("codedeploy", "deploymentgroup:" + group.application() + "/" + group.group()),
                        arns.regional("codedeploy", "deploymentconfig:" + group.configuration())));
    }

    private void signature() {
        String key = pipeline.delivery().key();
        if (pipeline.delivery().provenance() == Delivery.Provenance.SIGNATURE && key != null && key.contains(":key/")) {
            allow("Signature", List.of("kms:DescribeKey", "kms:Sign", "kms:Verify"), List.of(key));
        }
    }

    private void notifications() {
        List<String> secrets = new ArrayList<>();
        List<String> topics = new ArrayList<>();
        for (Notification notification : pipeline.notifications()) {
            if (!notification.concerns(environment)) {
                continue;
            }
            if (notification.secret() != null) {
                // AWS puts six characters of its own behind the name.
                secrets.add(arns.regional("secretsmanager", "secret:" + notification.secret() + "-??????"));
            }
            if (notification.topic() != null) {
                topics.add(arns.regional("sns", notification.topic()));
            }
        }
        if (!secrets.isEmpty()) {
            allow("Notifications", List.of("secretsmanager:GetSecretValue"), secrets);
            statements.add(new KeyGrants(arns).reading("NotificationsKey", secrets));
        }
        if (!topics.isEmpty()) {
            allow("Topics", List.of("sns:Publish"), topics);
            statements.add(new KeyGrants(arns).publishing("TopicsKey", topics));
        }
    }

    private void allow(String id, List<String> actions, List<String> resources) {
        statements.add(statement(id, actions, resources));
    }

    static Expression.Fields statement(String id, List<String> actions, List<String> resources) {
        return Expression.fields()
                .put("Sid", id)
                .put("Effect", "Allow")
                .put("Action", Expression.texts(actions))
                .put("Resource", Expression.texts(resources.stream().distinct().toList()));
    }

    private @Nullable Expression policy() {
        return statements.isEmpty() ? null : policy(statements);
    }

    /** A policy document of statements. */
    static Expression policy(List<Expression> statements) {
        return Expression.call(
                "jsonencode",
                Expression.fields().put("Version", "2012-10-17").put("Statement", Expression.list(statements)));
    }
}
