package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static dev.slipway.it.Platform.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What looks after the environments beside deployments. */
class OperationsIT {
    private static final String OPERATIONS = """
            operations:
              monitoring: { release: v1.2.3 }
              cost-report: { threshold: 100, thresholds: { prod: 500 }, growth: 20, group-tag: component }
              dev-schedule: { kinds: [ec2] }
              secrets-check:
                secrets:
                  - { name: SLACK_WEBHOOK }
                  - { name: API_URL, where: environment, kind: variable, environments: dev }
                  - { name: "platform/{environment}/db", where: secrets-manager, keys: [password], environments: dev }
            """;

    /** No deployment is worth a warning. */
    private static final String NOTIFICATIONS = "notifications:\n  - { to: sns, topic: costs, severity: warning }\n";

    /** Where a repository has Terraform of its own, none is written. */
    private static final String MONITORING = """
            terraform {
              backend "s3" {}

              required_providers {
                aws = {
                  source  = "hashicorp/aws"
                  version = "~> 5.100"
                }
              }
            }

            variable "environment" {
              type = string
            }

            variable "account" {
              type = string
            }

            variable "region" {
              type = string
            }

            variable "tables" {
              type = map(string)
            }

            provider "aws" {
              region              = var.region
              allowed_account_ids = [var.account]
            }

            resource "aws_sns_topic" "critical" {
              #checkov:skip=CKV_AWS_26:tells nothing but the table's name
              name         = "platform-${var.environment}-critical"
              display_name = var.tables["deployments"]
            }
            """;

    @Test
    void what_development_has_running_is_stopped_and_started_and_nothing_else_is() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = platform(world);
            String ours = instance(world, "dev", "platform");
            String ofAnotherEnvironment = instance(world, "sit", "platform");
            String ofAnotherService = instance(world, "dev", "network");

            assertThat(schedule(platform, "stop", true)).succeeded().summarises(ours);
            assertThat(state(world, ours)).isEqualTo("running");

            ActRun stopped = schedule(platform, "stop", false);
            assertThat(stopped).succeeded().summarises(ours);
            assertThat(stopped.summary()).doesNotContain(ofAnotherEnvironment, ofAnotherService);
            assertThat(state(world, ours)).isEqualTo("stopped");
            assertThat(state(world, ofAnotherEnvironment)).isEqualTo("running");
            assertThat(state(world, ofAnotherService)).isEqualTo("running");
            assertThat(stopped.awsCalls())
                    .anyMatch(call -> call.endsWith(":role/github-actions-dev-schedule"))
                    .noneMatch(call -> call.endsWith(":role/github-actions-dev"));

            assertThat(schedule(platform, "start", false)).succeeded();
            assertThat(state(world, ours)).isEqualTo("running");
        }
    }

    @Test
    void a_secret_that_is_missing_fails_the_check_by_its_name_and_no_value_is_told() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = platform(world);
            secret(world, "{\"user\": \"a-hidden-value\"}");

            ActRun missing =
                    secrets().secret("SLACK_WEBHOOK", "another-hidden-value").in(platform);
            assertThat(missing).failedIn("secrets-check");
            assertThat(messages(missing))
                    .contains("API_URL", "platform/dev/db", "password")
                    .doesNotContain("SLACK_WEBHOOK");
            assertThat(missing.log()).doesNotContain("a-hidden-value", "another-hidden-value");

            world.aws()
                    .call(
                            DEV,
                            "secretsmanager",
                            "put_secret_value",
                            Map.of(
                                    "SecretId",
                                    "platform/dev/db",
                                    "SecretString",
                                    "{\"password\": \"a-hidden-value\"}"));
            ActRun there = secrets()
                    .secret("SLACK_WEBHOOK", "another-hidden-value")
                    .variable("API_URL", "https://api.acme.example")
                    .in(platform);
            assertThat(there).succeeded();
            assertThat(there.log()).doesNotContain("a-hidden-value", "another-hidden-value");
            assertThat(there.awsCalls()).anyMatch(call -> call.endsWith(":role/github-actions-dev-secrets"));
        }
    }

    @Test
    void monitoring_is_applied_to_a_state_of_its_own() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = platform(world);
            assertThat(Platform.push(platform)).succeeded();

            ActRun applied = Platform.dispatch(
                    platform, "setup-monitoring.yml", DEV, Map.of("environment", "dev", "commit", ""));
            assertThat(applied).succeeded().summarises("aws_sns_topic.critical");

            assertThat(world.aws().call(DEV, "sns", "list_topics", Map.of()).findValuesAsText("TopicArn"))
                    .containsExactly("arn:aws:sns:%s:%s:platform-dev-critical".formatted(DEV.region(), DEV.account()));
            assertThat(Platform.stored(world, DEV, "")).contains("platform.tfstate", "monitoring/platform.tfstate");
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");
            assertThat(Platform.outcomes(world, DEV)).containsExactly("apply succeeded", "apply succeeded");
        }
    }

    @Test
    void what_a_month_cost_is_reported_and_told_where_it_is_too_much() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = platform(world).withPatientNotifications();
            Topic dev = Topic.in(world, DEV, "costs");
            Topic prod = Topic.in(world, PROD, "costs");
            YearMonth last = lastMonth();
            spent(world, DEV, last, "Amazon DynamoDB", "store", "80");
            spent(world, DEV, last, "AWS Lambda", "api", "40.505");
            spent(world, DEV, last.minusMonths(1), "Amazon DynamoDB", "store", "90");
            spent(world, PROD, last, "Amazon DynamoDB", "store", "450");
            spent(world, PROD, last.minusMonths(1), "Amazon DynamoDB", "store", "440");
            world.aws().cost(DEV, last, "Amazon EC2", Map.of("service", "network"), "1000");
            volume(world);

            ActRun scheduled = ActRun.schedule("cost-report.yml").in(platform);
            assertThat(scheduled)
                    .succeeded()
                    .annotates("warning", "120.50 USD is more than the threshold of 100.00 USD")
                    .summarises(
                            "Cost of <code>platform</code> in <code>dev</code>, %s".formatted(last),
                            "**120.50 USD**, in %s 90.00 USD (+33.9 %%).".formatted(last.minusMonths(1)),
                            "| <code>Amazon DynamoDB</code> | 80.00 USD | 90.00 USD | -11.1 % |",
                            "| <code>api</code> | 40.50 USD | 0.00 USD | new |",
                            "Attached to nothing&#58; 1 volume &#40;8 GiB&#41;",
                            "Cost of <code>platform</code> in <code>prod</code>, %s".formatted(last),
                            "**450.00 USD**, in %s 440.00 USD (+2.3 %%).".formatted(last.minusMonths(1)),
                            "to SNS costs: sent");
            assertThat(scheduled.summary()).doesNotContain("Amazon EC2", "could not be read", "Not looked at");
            assertThat(scheduled.awsCalls().stream().filter(call -> call.startsWith("sts AssumeRole")))
                    .containsExactlyInAnyOrder(role(DEV), role(PROD));
            assertThat(dev.messages()).singleElement().satisfies(message -> {
                assertThat(message.subject()).isEqualTo("[warning] platform: cost of dev needs a look");
                assertThat(message.text())
                        .contains("%s: 120.50 USD".formatted(last), "34 % more than the month before");
            });
            assertThat(prod.messages()).isEmpty();

            ActRun earlier = ActRun.dispatch(
                            "cost-report.yml",
                            Map.of("month", last.minusMonths(1).toString()))
                    .on("main")
                    .in(platform);
            assertThat(earlier).succeeded().summarises("**90.00 USD**", "**440.00 USD**", "no growth to speak of");
            assertThat(dev.messages()).hasSize(1);
            assertThat(prod.messages()).isEmpty();
        }
    }

    /** The month before this one, which does not end before the reports are made. */
    private static YearMonth lastMonth() {
        Background.await(() -> YearMonth.now(soon()).equals(YearMonth.now(ZoneOffset.UTC)));
        return YearMonth.now(ZoneOffset.UTC).minusMonths(1);
    }

    private static Clock soon() {
        return Clock.offset(Clock.systemUTC(), Duration.ofMinutes(15));
    }

    /** What resources of the service cost, by the tag of its parts. */
    private static void spent(
            World world, Target target, YearMonth month, String service, String component, String amount) {
        world.aws().cost(target, month, service, Map.of("service", "platform", "component", component), amount);
    }

    private static void volume(World world) {
        List<Map<String, String>> tags = List.of(Map.of("Key", "service", "Value", "platform"));
        world.aws()
                .call(
                        DEV,
                        "ec2",
                        "create_volume",
                        Map.of(
                                "AvailabilityZone",
                                DEV.region() + "a",
                                "Size",
                                8,
                                "VolumeType",
                                "gp3",
                                "TagSpecifications",
                                List.of(Map.of("ResourceType", "volume", "Tags", tags))));
    }

    private static String role(Target target) {
        return "sts AssumeRoleWithWebIdentity arn:aws:iam::%s:role/%s-cost".formatted(target.account(), target.role());
    }

    private static Rehearsal platform(World world) {
        return Platform.in(world, repository -> {
            repository.edit("slipway.yaml", text -> text + OPERATIONS + NOTIFICATIONS);
            repository.write("iac/monitoring/main.tf", MONITORING);
            repository.write(
                    "iac/monitoring/.terraform.lock.hcl",
                    Rehearsal.read(repository.folder().resolve("iac/terraform/.terraform.lock.hcl")));
        });
    }

    private static ActRun schedule(Rehearsal platform, String command, boolean dryRun) {
        return ActRun.dispatch("dev-schedule.yml", Map.of("command", command, "dry-run", Boolean.toString(dryRun)))
                .on("main")
                .environment("dev-schedule")
                .in(platform);
    }

    private static RunRequest secrets() {
        return ActRun.dispatch("secrets-check.yml", Map.of()).on("main");
    }

    /** A running instance with the tags that a schedule asks for. */
    private static String instance(World world, String environment, String service) {
        List<Map<String, String>> tags = List.of(
                Map.of("Key", "environment", "Value", environment),
                Map.of("Key", "service", "Value", service),
                Map.of("Key", "slipway:schedule", "Value", "office-hours"));
        return world.aws()
                .call(
                        DEV,
                        "ec2",
                        "run_instances",
                        Map.of(
                                "ImageId",
                                "ami-12c6146b",
                                "MinCount",
                                1,
                                "MaxCount",
                                1,
                                "TagSpecifications",
                                List.of(Map.of("ResourceType", "instance", "Tags", tags))))
                .at("/Instances/0/InstanceId")
                .asText();
    }

    private static String state(World world, String instance) {
        JsonNode found = world.aws().call(DEV, "ec2", "describe_instances", Map.of("InstanceIds", List.of(instance)));
        return found.at("/Reservations/0/Instances/0/State/Name").asText();
    }

    private static void secret(World world, String value) {
        world.aws()
                .call(DEV, "secretsmanager", "create_secret", Map.of("Name", "platform/dev/db", "SecretString", value));
    }

    private static String messages(ActRun run) {
        return String.join(
                "\n", run.annotations().stream().map(ActRun.Annotation::message).toList());
    }
}
