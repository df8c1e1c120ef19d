package dev.slipway.it;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A repository with infrastructure alone: a log group, a parameter and, in a module beside its directory, a table. */
final class Platform {
    static final String REGION = "af-south-1";
    static final Target DEV = new Target("dev", "536580886816", REGION);
    static final Target PROD = new Target("prod", "093646564004", REGION);
    static final List<Target> TARGETS = List.of(DEV, PROD);
    static final String VARIABLES = "iac/terraform/variables.tf";

    /** The scanner that is within reach of a rehearsal: the others are releases on GitHub. It takes a minute to install. */
    static final String CHECKOV = "checks: [checkov]";

    static final String NO_SCANNER = "checks: []";

    private static final String CONFIGURATION = """
            service: platform
            actions: acme/actions@v1
            flow: promotion
            application: { kind: none }
            infrastructure:
              version: 1.11.4
              checks: []
            environments:
              dev:
                account: "536580886816"
                region: af-south-1
                deploy: { branch: main }
                variables: { environment: dev, retention_days: 30 }
                backend: { bucket: acme-state-dev, key: platform.tfstate, region: af-south-1, encrypt: "true", use_lockfile: "true" }
              prod:
                account: "093646564004"
                region: af-south-1
                variables: { environment: prod, retention_days: 365 }
                backend: { bucket: acme-state-prod, key: platform.tfstate, region: af-south-1, encrypt: "true", use_lockfile: "true" }
            """;
    private static final String SETTINGS = """
            terraform {
              required_version = ">= 1.10"

              required_providers {
                aws = {
                  source  = "hashicorp/aws"
                  version = "~> 5.100"
                }
              }

              backend "s3" {}
            }

            provider "aws" {
              region = "af-south-1"
            }
            """;
    private static final String INPUTS = """
            variable "environment" {
              description = "Environment that this is applied to"
              type        = string
            }

            variable "retention_days" {
              description = "How long the audit's log is kept"
              type        = number
            }

            locals {
              limit = 10
            }
            """;
    private static final String RESOURCES = """
            resource "aws_cloudwatch_log_group" "audit" {
              #checkov:skip=CKV_AWS_158:holds no personal data
              #checkov:skip=CKV_AWS_338:retention_days is chosen for each environment
              name              = "/platform/${var.environment}/audit"
              retention_in_days = var.retention_days
            }

            resource "aws_ssm_parameter" "limit" {
              #checkov:skip=CKV2_AWS_34:no secret
              name  = "/platform/${var.environment}/limit"
              type  = "String"
              value = tostring(local.limit)
            }

            module "store" {
              source = "../modules/store"
              name   = "platform-${var.environment}"
            }
            """;
    private static final String STORE = """
            variable "name" {
              description = "Name of the table"
              type        = string
            }

            resource "aws_dynamodb_table" "this" {
              #checkov:skip=CKV_AWS_119:encrypted with the key that AWS owns
              name         = var.name
              billing_mode = "PAY_PER_REQUEST"
              hash_key     = "id"

              attribute {
                name = "id"
                type = "S"
              }

              point_in_time_recovery {
                enabled = true
              }
            }
            """;

    private Platform() {}

    /** The accounts as an organisation prepares them. */
    static World accounts() {
        World world = new World();
        TARGETS.forEach(world::infrastructure);
        return world;
    }

    /** The repository after a change: one commit. */
    static Rehearsal in(World world, Consumer<Repository> change) {
        return Rehearsal.of("platform", "main", "keep what happened", world, repository -> {
            repository.write("slipway.yaml", CONFIGURATION);
            repository.write("iac/terraform/versions.tf", SETTINGS);
            repository.write(VARIABLES, INPUTS);
            repository.write("iac/terraform/main.tf", RESOURCES);
            repository.write("iac/modules/store/main.tf", STORE);
            repository.write(
                    "iac/terraform/.terraform.lock.hcl",
                    Rehearsal.read(Machine.module()
                            .resolveSibling("examples")
                            .resolve("orders/iac/terraform/.terraform.lock.hcl")));
            change.accept(repository);
        });
    }

    /** Lets everything be deleted, which a rehearsal may. */
    static void letGo(Repository repository) {
        repository.edit("slipway.yaml", text -> text.replace("  version: 1.11.4\n", """
                  version: 1.11.4
                  allow:
                    - { address: module.store.aws_dynamodb_table.this, until: "2099-12-31", reason: a rehearsal }
                    - { type: aws_cloudwatch_log_group, until: "2099-12-31", reason: a rehearsal }
                """));
    }

    /** Another value of the parameter, committed on {@code main}. */
    static String limit(Rehearsal platform, int limit) {
        Repository repository = platform.repository();
        repository.git("checkout", "--quiet", "main");
        repository.edit(VARIABLES, text -> text.replaceFirst("limit = \\d+", "limit = " + limit));
        return repository.commit("limit it to " + limit);
    }

    /** A push of what is committed, which applies it to dev. */
    static ActRun push(Rehearsal platform) {
        return ActRun.push("main")
                .workflow("terraform-apply.yml")
                .environment("dev")
                .in(platform);
    }

    /** One of the workflows that somebody starts by hand. */
    static ActRun dispatch(Rehearsal platform, String workflow, Target target, Map<String, String> inputs) {
        return ActRun.dispatch(workflow, inputs)
                .on("main")
                .environment(target.name())
                .in(platform);
    }

    /** The parameter's value as AWS has it; empty where there is none. */
    static String limit(World world, Target target) {
        return world.aws()
                .call(
                        target,
                        "ssm",
                        "get_parameters",
                        Map.of("Names", List.of("/platform/%s/limit".formatted(target.name()))))
                .at("/Parameters/0/Value")
                .asText();
    }

    /** What is below a prefix in the bucket of the state. */
    static List<String> stored(World world, Target target, String prefix) {
        return world.aws()
                .call(
                        target,
                        "s3",
                        "list_objects_v2",
                        Map.of("Bucket", "acme-state-" + target.name(), "Prefix", prefix))
                .path("Contents")
                .findValuesAsText("Key");
    }

    /** What became of each application in an environment, oldest first, such as {@code apply succeeded}. */
    static List<String> outcomes(World world, Target target) {
        return world.aws().deployments(target).stream()
                .map(record -> record.kind() + " " + record.outcome())
                .toList();
    }
}
