package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told.
 *
 * @param to {@code slack} or {@code sns}
 * @param secret for Slack the secret in Secrets Manager with the webhook or the token
 * @param channel for Slack's bot the channel
 * @param topic for SNS the topic
 * @param environments what is told of, empty for all
 * @param severity the least severity that is told: info, warning or critical
 */
public record Notification(
        String to,
        @Nullable String secret,
        @Nullable String channel,
        @Nullable String topic,
        List<String> environments,
        String severity) {
    public Notification {
        environments = List.copyOf(environments);
    }

    /** Whether it is told of an environment. */
    public boolean concerns(Environment environment) {
        return environments.isEmpty() || environments.contains(environment.name());
    }
}
