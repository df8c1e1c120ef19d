package dev.slipway.model;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How requests move to a new version.
 *
 * @param strategy who moves them
 * @param percent the share of requests that the new version gets first
 * @param minutes how long it has only that share
 * @param invocations the fewest invocations of the new version that can prove anything
 * @param alarms CloudWatch alarms of the environment's account that end the rollout
 * @param codeDeploy the CodeDeploy group, for that strategy only
 */
public record Rollout(
        Strategy strategy,
        int percent,
        int minutes,
        int invocations,
        List<String> alarms,
        @Nullable CodeDeployGroup codeDeploy) {
    /** All requests at once. */
    public static final Rollout AT_ONCE = new Rollout(Strategy.ALL_AT_ONCE, 100, 0, 0, List.of(), null);

    public Rollout {
        alarms = List.copyOf(alarms);
    }

    /** Who moves requests. */
    public enum Strategy {
        ALL_AT_ONCE,
        /** The workflow, by weights of the alias. */
        CANARY,
        /** AWS CodeDeploy, which goes on when the runner dies. */
        CODEDEPLOY;

        /** As workflows name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The CodeDeploy group of a service.
     *
     * @param application the CodeDeploy application
     * @param group its deployment group
     * @param configuration its deployment configuration, such as {@code CodeDeployDefault.LambdaCanary10Percent5Minutes}
     */
    public record CodeDeployGroup(String application, String group, String configuration) {}
}
