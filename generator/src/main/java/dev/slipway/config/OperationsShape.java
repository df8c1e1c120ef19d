package dev.slipway.config;

import static dev.slipway.config.Choices.choice;
import static dev.slipway.config.Choices.words;

import dev.slipway.diagnostics.Problem;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Operations.Where;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys of what looks after the environments: monitoring, costs, secrets, and development at night. */
final class OperationsShape {
    private static final String OWN_MINUTE = "at a minute that follows from the service's name";

    private OperationsShape() {}

    // operations.monitoring
    static final Key<String> MONITORING_DIRECTORY = Key.of(
            "directory", Texts.path(), "iac/monitoring", "The folder of its Terraform, which is a root of its own.");
    static final Key<String> RELEASE = Key.optional(
            "release",
            text(CatalogReference.RELEASE, 40, "a release such as `v1.2.3`, or a full commit"),
            "that of `actions`, where it is one that does not move",
            "The release of the catalog whose module `monitoring` the folder starts with. Later releases are taken by editing"
                    + " its `main.tf`.");
    static final Key<List<Located<String>>> CRITICAL = emails("critical", "what people are hurt by now");
    static final Key<List<Located<String>>> WARNING = emails("warning", "what will become so");
    static final Key<List<Located<String>>> INFO = emails("info", "everything else, and all of development");
    static final Key<List<Located<String>>> DLQ = emails("dlq", "what waits in dead-letter queues");
    static final Key<Section> EMAILS = Key.optional(
            "emails",
            new Shape.Keys(List.of(CRITICAL, WARNING, INFO, DLQ)),
            "nobody",
            "Who is sent alarms, by topic. AWS asks each of them for consent first.");
    static final Key<Section> MONITORING = Key.optional(
            "monitoring",
            new Shape.Keys(List.of(MONITORING_DIRECTORY, RELEASE, EMAILS)),
            "none",
            "Alarms, topics and a dashboard: Terraform to start with, and the workflow `setup-monitoring.yml` that applies it.");

    // operations.cost-report
    static final Key<String> COST_SCHEDULE = Key.optional(
            "schedule",
            InfrastructureShape.cron(),
            "on the 4th of each month, " + OWN_MINUTE,
            "When the last month is reported: five fields of cron, in UTC.");
    static final Key<Integer> THRESHOLD = Key.optional(
            "threshold",
            new Shape.Whole(1, 100_000_000),
            "",
            "The amount in the account's currency beyond which people are told, in each environment.");
    static final Key<List<Named<Integer>>> THRESHOLDS = Key.optional(
            "thresholds",
            new Shape.Entries<>(Texts.environment(), new Shape.Whole(1, 100_000_000), 20),
            "`threshold` for all",
            "The same by environment.");
    static final Key<Integer> GROWTH = Key.optional(
            "growth",
            new Shape.Whole(1, 10_000),
            "",
            "The growth over the month before, in percent, beyond which people are told.");
    static final Key<Integer> GROWTH_MINIMUM = Key.of(
            "growth-minimum", new Shape.Whole(0, 100_000_000), 1, "A rise of less than this amount is no growth.");
    static final Key<String> GROUP_TAG = Key.optional(
            "group-tag",
            text("[A-Za-z0-9][A-Za-z0-9_.:/=+@-]{0,127}", 128, "the key of a tag: letters, digits and `_.:/=+@-`"),
            "",
            "The cost allocation tag that costs are shown by, beside the services of AWS.");
    static final Key<Section> COST_REPORT = Key.optional(
            "cost-report",
            new Shape.Keys(List.of(COST_SCHEDULE, THRESHOLD, THRESHOLDS, GROWTH, GROWTH_MINIMUM, GROUP_TAG)),
            "none",
            "A monthly report of what the service costs.");

    // operations.dev-schedule
    static final Key<String> START = Key.optional(
            "start",
            InfrastructureShape.cron(),
            "after seven on working days, " + OWN_MINUTE,
            "When development is started: five fields of cron, in `timezone`.");
    static final Key<String> STOP = Key.optional(
            "stop",
            InfrastructureShape.cron(),
            "after seven in the evening of working days, at the same minute",
            "When it is stopped.");
    static final Key<String> TIMEZONE = Key.of(
            "timezone",
            text("[A-Z][A-Za-z]+([/_+-][A-Za-z0-9]+)*", 60, "a time zone such as `Africa/Johannesburg`"),
            "UTC",
            "The time zone of both, as the IANA names it.");
    static final Key<String> RESOURCES = Key.of(
            "resources",
            words("service", "environment"),
            "service",
            "What is meant: what has the tag `service` of this service beside those that it needs anyway, or everything in"
                    + " the environment.");
    static final Key<String> TAG = Key.optional(
            "tag",
            text("[A-Za-z0-9][A-Za-z0-9_.:/=+@-]{0,255}", 256, "the value of a tag: letters, digits and `_.:/=+@-`"),
            "any that does not say no",
            "The value of the tag `slipway:schedule` that is meant.");
    static final Key<List<Located<String>>> KINDS = Key.of(
            "kinds",
            new Shape.Items<>(words("ec2", "rds", "ecs"), 1, false),
            Choices.items("ec2", "rds", "ecs"),
            "The kinds of resources that are stopped and started.");
    static final Key<List<Located<String>>> DEVELOPMENT = Key.optional(
            "environments",
            new Shape.Items<>(Texts.environment(), 1, true),
            "the first",
            "The environments that rest: `dev`, `development`, `sandbox` or `dev-<name>`, and no others.");
    static final Key<Section> DEV_SCHEDULE = Key.optional(
            "dev-schedule",
            new Shape.Keys(List.of(START, STOP, TIMEZONE, RESOURCES, TAG, KINDS, DEVELOPMENT)),
            "none",
            "Stops what development runs at night and at weekends.");

    // operations.secrets-check
    static final Key<String> SECRETS_SCHEDULE = Key.optional(
            "schedule",
            InfrastructureShape.cron(),
            "on Mondays, " + OWN_MINUTE,
            "When secrets are checked: five fields of cron, in UTC.");
    static final Key<Integer> MAX_AGE_DAYS = Key.optional(
            "max-age-days",
            new Shape.Whole(1, 3650),
            "any age",
            "How old the value of a secret in AWS Secrets Manager may be that names no age itself.");
    static final Key<String> TOO_OLD =
            Key.of("too-old", words("failure", "warning"), "failure", "What an old secret is.");
    static final Key<String> SECRET_NAME = Key.required(
            "name",
            Names.requiredSecret(),
            "The name: of GitHub's secret or variable, or in AWS Secrets Manager, where `{environment}`, `{account}` and"
                    + " `{region}` stand for those of the environment.");
    static final Key<Where> WHERE = Key.of(
            "where",
            choice(Map.entry(Where.REPOSITORY.word(), Where.REPOSITORY))
                    .and(Where.ENVIRONMENT.word(), Where.ENVIRONMENT)
                    .and(Where.SECRETS_MANAGER.word(), Where.SECRETS_MANAGER)
                    .shape(),
            Where.REPOSITORY,
            "Where it is: GitHub's repository or organisation, the GitHub environment, or AWS Secrets Manager.");
    static final Key<String> SECRET_KIND = Key.of(
            "kind",
            words("secret", "variable"),
            "secret",
            "At GitHub: a secret, or a variable, which anybody may read.");
    static final Key<List<Located<String>>> SECRET_KEYS = Key.of(
            "keys",
            new Shape.Items<>(
                    text("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", 128, "a key: letters, digits and `_.-`"), 0, false),
            List.of(),
            "In AWS: the keys that the value has, which is a JSON object. Only then is the value read.");
    static final Key<Integer> SECRET_AGE =
            Key.optional("max-age-days", new Shape.Whole(1, 3650), "that of all", "In AWS: how old the value may be.");
    static final Key<Boolean> ROTATION =
            Key.of("rotation", new Shape.Truth(), false, "In AWS: whether rotation has to be switched on.");
    static final Key<List<Located<String>>> SECRET_ENVIRONMENTS = Key.of(
            "environments", new Shape.Items<>(Texts.environment(), 0, true), List.of(), "Only these environments.");
    static final Key<List<Located<Section>>> SECRETS = Key.required(
            "secrets",
            new Shape.Items<>(
                    new Shape.Keys(List.of(
                            SECRET_NAME, WHERE, SECRET_KIND, SECRET_KEYS, SECRET_AGE, ROTATION, SECRET_ENVIRONMENTS)),
                    1,
                    false),
            "What has to be there. Names only, never a value.");
    static final Key<Section> SECRETS_CHECK = Key.optional(
            "secrets-check",
            new Shape.Keys(List.of(SECRETS_SCHEDULE, MAX_AGE_DAYS, TOO_OLD, SECRETS)),
            "none",
            "Checks each week that secrets and variables are there.");

    static final Key<Section> OPERATIONS = Key.optional(
            "operations",
            new Shape.Keys(List.of(MONITORING, COST_REPORT, DEV_SCHEDULE, SECRETS_CHECK)),
            "none of it",
            "What looks after the environments beside deployments. Each is there only where it is written; `{}` is enough"
                    + " for all but `secrets-check`.");

    private static Key<List<Located<String>>> emails(String topic, String what) {
        return Key.of(
                topic,
                new Shape.Items<>(
                        text(
                                "[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+",
                                254,
                                "an address such as `oncall@acme.example`"),
                        0,
                        true),
                List.of(),
                "Addresses for the topic `" + topic + "`: " + what + ".");
    }

    private static Shape.Text text(String pattern, int longest, String expected) {
        return new Shape.Text(Problem.TEXT, Pattern.compile(pattern), longest, expected, List.of(), wrong -> null);
    }
}
