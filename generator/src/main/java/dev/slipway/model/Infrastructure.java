package dev.slipway.model;

import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The Terraform of a repository.
 *
 * @param tool what plans and applies
 * @param directory the folder of the configuration
 * @param version the version of the tool, such as {@code 1.11.4}
 * @param cloudTokenSecret the GitHub secret with the API token of HCP Terraform; null where it does not hold the state
 * @param cloudPlanTokenSecret the GitHub secret with a token that can only plan; null where the one above does
 * @param checks what checks the configuration beside the built-in checks: tflint, checkov, trivy
 * @param infracostSecret the GitHub secret with Infracost's API key; null where costs are not estimated
 * @param protect types of resources that hold data, beside those that are known
 * @param allow what may be deleted or replaced all the same, for a time
 * @param drift when it is looked for drift, as cron has it
 * @param planBucket the bucket that keeps plans until they are applied; null for that of the state
 * @param planKey the KMS key that encrypts them; null for the account's own
 * @param modules the folders of local modules outside of the directory
 * @param places what concerns one environment, by its name
 */
public record Infrastructure(
        Tool tool,
        String directory,
        String version,
        @Nullable String cloudTokenSecret,
        @Nullable String cloudPlanTokenSecret,
        List<String> checks,
        @Nullable String infracostSecret,
        List<String> protect,
        List<Allowance> allow,
        String drift,
        @Nullable NameTemplate planBucket,
        @Nullable NameTemplate planKey,
        List<String> modules,
        SequencedMap<String, Place> places) {
    /** What {@link #checks} is where nobody chose. */
    public static final List<String> ALL_CHECKS = List.of("tflint", "checkov", "trivy");

    public Infrastructure {
        checks = List.copyOf(checks);
        protect = List.copyOf(protect);
        allow = List.copyOf(allow);
        modules = List.copyOf(modules);
    }

    /** What plans and applies. */
    public enum Tool {
        TERRAFORM,
        TOFU,
        /** Nothing: the repository has no infrastructure of its own. */
        NONE;

        /** As the configuration and the command line name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A deletion that somebody answers for.
     *
     * @param subject {@code address} or {@code type}
     * @param name the address of a resource, or a type of resources
     * @param until the last day, such as {@code 2026-12-31}
     * @param reason why, for the record
     */
    public record Allowance(String subject, String name, String until, String reason) {}

    /**
     * What concerns one environment.
     *
     * @param planRole the IAM role that plans: it reads
     * @param destroyRole the IAM role that destroys
     * @param variables the values of variables, by name
     * @param backend the settings of the backend that differ by environment
     * @param workspace the workspace of HCP Terraform that has the state; null where the files say where it is
     */
    public record Place(
            String planRole,
            String destroyRole,
            SequencedMap<String, VariableValue> variables,
            SequencedMap<String, VariableValue> backend,
            @Nullable String workspace) {}

    /** The same for another directory, which has no variables, backends and modules of this one. */
    public Infrastructure at(String other) {
        return new Infrastructure(
                tool,
                other,
                version,
                cloudTokenSecret,
                cloudPlanTokenSecret,
                checks,
                infracostSecret,
                protect,
                allow,
                drift,
                planBucket,
                planKey,
                List.of(),
                places);
    }

    /** What concerns an environment. */
    public Place in(Environment environment) {
        Place place = places.get(environment.name());
        if (place == null) {
            throw new IllegalArgumentException("no environment of this pipeline: " + environment.name());
        }
        return place;
    }
}
