package dev.slipway.config;

import static dev.slipway.config.Choices.choice;
import static dev.slipway.config.Choices.words;

import dev.slipway.diagnostics.Problem;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Infrastructure.Tool;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys of Terraform: how it plans, applies and is looked after, and what it gets in each environment. */
final class InfrastructureShape {
    private InfrastructureShape() {}

    static final Key<Tool> TOOL = Key.of(
            "tool",
            choice(Map.entry("terraform", Tool.TERRAFORM))
                    .and("tofu", Tool.TOFU)
                    .and("none", Tool.NONE)
                    .shape(),
            Tool.TERRAFORM,
            "What plans and applies: Terraform, OpenTofu, or nothing.");
    static final Key<String> DIRECTORY =
            Key.of("directory", Texts.path(), "iac/terraform", "The folder of the Terraform configuration.");
    static final Key<String> VERSION = Key.optional(
            "version",
            Texts.terraformVersion(),
            "`1.11.4`, under `tool: tofu` `1.10.6`",
            "The version of Terraform or OpenTofu that plans and applies.");
    static final Key<String> CLOUD_TOKEN_SECRET = Key.optional(
            "cloud-token-secret",
            Texts.secretName(),
            "",
            "The GitHub secret with the API token of HCP Terraform or Terraform Enterprise, where that holds the state.");
    static final Key<String> CLOUD_PLAN_TOKEN_SECRET = Key.optional(
            "cloud-plan-token-secret",
            Texts.secretName(),
            "`cloud-token-secret`",
            "The GitHub secret with another such token, for jobs that plan and do not apply; one that may do no more.");
    static final Key<List<Located<String>>> CHECKS = Key.of(
            "checks",
            new Shape.Items<>(words("tflint", "checkov", "trivy", "tfsec"), 0, false),
            Choices.items(Infrastructure.ALL_CHECKS.toArray(String[]::new)),
            "What checks the configuration beside format, validity and the rules on IAM policies, which always do."
                    + " `tfsec` has become a part of `trivy`, which runs in its place.");
    static final Key<String> INFRACOST_SECRET = Key.optional(
            "infracost-secret",
            Texts.secretName(),
            "",
            "The GitHub secret with the API key of Infracost, which estimates on a pull request what a change costs.");
    static final Key<List<Located<String>>> PROTECT = Key.of(
            "protect",
            new Shape.Items<>(resourceType(), 0, false),
            List.of(),
            "Types of resources that are not deleted or replaced, beside the types of AWS that hold data.");

    static final Key<String> ALLOW_ADDRESS =
            Key.optional("address", address(), "", "The address of one resource, as a plan shows it.");
    static final Key<String> ALLOW_TYPE = Key.optional("type", resourceType(), "", "All resources of a type.");
    static final Key<String> ALLOW_UNTIL = Key.required(
            "until",
            text("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", 10, "a date such as `\"2026-12-31\"`"),
            "The last day of the allowance.");
    static final Key<String> ALLOW_REASON =
            Key.required("reason", Names.plain("a sentence"), "Why, for whoever reviews it.");
    static final Key<List<Located<Section>>> ALLOW = Key.of(
            "allow",
            new Shape.Items<>(new Shape.Keys(List.of(ALLOW_ADDRESS, ALLOW_TYPE, ALLOW_UNTIL, ALLOW_REASON)), 0, false),
            List.of(),
            "Protected resources that may be deleted or replaced all the same, each until a day and for a reason.");
    static final Key<String> DRIFT = Key.optional(
            "drift",
            cron(),
            "every night, at a minute that follows from the service's name",
            "When it is looked for changes that somebody made by hand: five fields of cron, in UTC.");
    static final Key<String> PLAN_BUCKET = Key.optional(
            "plan-bucket",
            Names.bucket(),
            "the bucket of the state",
            "The bucket that keeps a plan until it is applied; `{environment}`, `{account}` and `{region}` stand for"
                    + " those of the environment.");
    static final Key<String> PLAN_KEY = Key.optional(
            "plan-key",
            Names.kmsKeyOfEnvironment(),
            "the key of the bucket",
            "The KMS key that encrypts kept plans, with the same placeholders.");
    static final Key<List<Named<Written>>> VARIABLES = Key.optional(
            "variables",
            new Shape.Entries<>(variable(), new Shape.Value(true), 200),
            "none",
            "Values of Terraform's variables, written to `<directory>/<environment>.tfvars`.");

    // environments
    static final Key<String> PLAN_ROLE = Key.optional(
            "plan-role",
            Texts.role(),
            "`<role>-plan`",
            "The IAM role that plans, on pull requests too: it reads, and writes nothing but kept plans.");
    static final Key<String> DESTROY_ROLE = Key.optional(
            "destroy-role", Texts.role(), "`<role>-destroy`", "The IAM role that destroys the environment.");
    static final Key<List<Named<Written>>> BACKEND = Key.optional(
            "backend",
            new Shape.Entries<>(variable(), new Shape.Value(true), 40),
            "none",
            "Settings of Terraform's backend, written to `<directory>/backend/<environment>.hcl`.");

    static final Key<String> WORKSPACE = Key.optional(
            "workspace",
            text("[A-Za-z0-9][A-Za-z0-9_-]{0,89}", 90, "letters, digits, `_` and `-`, at most 90"),
            "none",
            "The workspace of HCP Terraform that has the state of the environment, where the `cloud` block leaves the choice.");

    static final Key<Section> INFRASTRUCTURE = Key.optional(
            "infrastructure",
            new Shape.Keys(List.of(
                    TOOL,
                    DIRECTORY,
                    VERSION,
                    CLOUD_TOKEN_SECRET,
                    CLOUD_PLAN_TOKEN_SECRET,
                    CHECKS,
                    INFRACOST_SECRET,
                    VARIABLES,
                    PROTECT,
                    ALLOW,
                    DRIFT,
                    PLAN_BUCKET,
                    PLAN_KEY)),
            "under `flow: promotion` and `flow: branches` none, unless the application is of `kind: none`",
            "The Terraform of the repository.");

    private static Shape.Text resourceType() {
        return text("[a-z][a-z0-9]*(_[a-z0-9]+)+", 100, "a type of resources such as `aws_dynamodb_table`");
    }

    /** An address in a plan. What stands in its quotes is as narrow as a name in AWS. */
    private static Shape.Text address() {
        String index = "(\\[([0-9]+|\"[A-Za-z0-9][A-Za-z0-9 ._/:@-]*\")\\])?";
        String name = "[A-Za-z_][A-Za-z0-9_-]*";
        return text(
                "(module\\." + name + index + "\\.)*" + name + "\\." + name + index,
                300,
                "the address of a resource such as `module.orders.aws_dynamodb_table.this`");
    }

    /** What Terraform takes as a name, in the letters of ASCII. */
    private static Shape.Text variable() {
        return text("[A-Za-z_][A-Za-z0-9_-]{0,99}", 100, "letters, digits, `_` and `-`, a letter or `_` first");
    }

    static Shape.Text cron() {
        String fields = String.join(
                " ",
                field("[0-5]?[0-9]"),
                field("([01]?[0-9]|2[0-3])"),
                field("(0?[1-9]|[12][0-9]|3[01])"),
                field("(0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"),
                field("([0-6]|SUN|MON|TUE|WED|THU|FRI|SAT)"));
        return new Shape.Text(
                Problem.CRON,
                Pattern.compile(fields),
                100,
                "five fields of cron: minute, hour, day, month, day of the week, such as `\"17 4 * * *\"`",
                List.of(),
                value -> value.startsWith("@") ? "GitHub does not know names such as `@daily`" : null);
    }

    private static String field(String value) {
        String item = "(\\*|" + value + "(-" + value + ")?)(/[1-9][0-9]?)?";
        return item + "(," + item + ")*";
    }

    private static Shape.Text text(String pattern, int longest, String expected) {
        return new Shape.Text(Problem.TEXT, Pattern.compile(pattern), longest, expected, List.of(), wrong -> null);
    }
}
