package dev.slipway.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What looks after the environments beside deployments. Each is there only where the configuration asks for it.
 *
 * @param monitoring alarms, topics and a dashboard, as infrastructure of their own
 * @param costReport what the service cost, each month
 * @param devSchedule development that rests at night
 * @param secretsCheck whether the secrets that the service needs are there
 */
public record Operations(
        @Nullable Monitoring monitoring,
        @Nullable CostReport costReport,
        @Nullable DevSchedule devSchedule,
        @Nullable SecretsCheck secretsCheck) {
    /** Nothing of it. */
    public static final Operations NONE = new Operations(null, null, null, null);

    /**
     * Alarms and what belongs to them, in a Terraform directory of their own.
     *
     * @param directory the folder
     * @param release the release of the catalog whose module is used: a tag that does not move, or a commit
     * @param emails who is told, by topic
     * @param backends where the state of each environment is, by its name
     */
    public record Monitoring(
            String directory,
            String release,
            SequencedMap<String, List<String>> emails,
            SequencedMap<String, SequencedMap<String, VariableValue>> backends) {
        public Monitoring {
            emails = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(emails));
            backends = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(backends));
        }

        /** The key of the state in an environment. */
        public String key(Environment environment) {
            var backend = backends.get(environment.name());
            if (backend == null || !(backend.get("key") instanceof VariableValue.Text(String key))) {
                throw new IllegalArgumentException("no environment of this pipeline: " + environment.name());
            }
            return key;
        }
    }

    /**
     * What the service cost.
     *
     * @param schedule when, as cron has it
     * @param thresholds the amount beyond which people are told, by environment
     * @param growth the growth in percent beyond which people are told, or null
     * @param growthMinimum the amount below which a rise is no growth
     * @param groupTag the tag by which costs are shown, or null
     */
    public record CostReport(
            String schedule,
            SequencedMap<String, Integer> thresholds,
            @Nullable Integer growth,
            int growthMinimum,
            @Nullable String groupTag) {
        public CostReport {
            thresholds = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(thresholds));
        }
    }

    /**
     * When development rests.
     *
     * @param start when it is started, as cron has it
     * @param stop when it is stopped
     * @param timezone the time zone of both, as the IANA names it
     * @param ofService whether only what has the service's tag is meant
     * @param tag the value of the tag {@code slipway:schedule} that is meant, or null for any
     * @param kinds the kinds of resources
     * @param environments the environments, none of them anything but development
     */
    public record DevSchedule(
            String start,
            String stop,
            String timezone,
            boolean ofService,
            @Nullable String tag,
            List<String> kinds,
            List<String> environments) {
        public DevSchedule {
            kinds = List.copyOf(kinds);
            environments = List.copyOf(environments);
        }
    }

    /**
     * Which secrets have to be there.
     *
     * @param schedule when it is looked for them, as cron has it
     * @param maxAgeDays the oldest age of one in AWS that names none itself, or null
     * @param tooOld what an old one is: failure or warning
     * @param secrets what has to be there
     */
    public record SecretsCheck(
            String schedule, @Nullable Integer maxAgeDays, String tooOld, List<Requirement> secrets) {
        public SecretsCheck {
            secrets = List.copyOf(secrets);
        }

        /** What has to be there for one environment. */
        public List<Requirement> in(Environment environment) {
            return secrets.stream()
                    .filter(secret -> secret.environments().isEmpty()
                            || secret.environments().contains(environment.name()))
                    .toList();
        }
    }

    /**
     * One secret or variable.
     *
     * @param name its name; in AWS it can differ by environment
     * @param where where it is
     * @param variable whether it is a variable of GitHub, which is no secret
     * @param keys the keys that its value has, a JSON object in AWS
     * @param maxAgeDays how old the value may be, or null
     * @param rotation whether AWS has to rotate it
     * @param environments the environments that need it, empty for all
     */
    public record Requirement(
            NameTemplate name,
            Where where,
            boolean variable,
            List<String> keys,
            @Nullable Integer maxAgeDays,
            boolean rotation,
            List<String> environments) {
        public Requirement {
            keys = List.copyOf(keys);
            environments = List.copyOf(environments);
        }
    }

    /** Where a secret is. */
    public enum Where {
        /** In the repository or the organisation, at GitHub. */
        REPOSITORY("repository"),
        /** In the GitHub environment. */
        ENVIRONMENT("environment"),
        /** In AWS Secrets Manager. */
        SECRETS_MANAGER("secrets-manager");

        private final String word;

        Where(String word) {
            this.word = word;
        }

        /** As the configuration and the workflow name it. */
        public String word() {
            return word;
        }

        /** Whether GitHub keeps it. */
        public boolean atGithub() {
            return this != SECRETS_MANAGER;
        }
    }
}
