package dev.slipway.model;

/**
 * A name that differs by environment.
 *
 * @param text the name, with {@code {environment}}, {@code {account}} and {@code {region}} for those of the environment
 */
public record NameTemplate(String text) {

    /** The name in one environment. */
    public String in(String environment, String account, String region) {
        return text.replace("{environment}", environment)
                .replace("{account}", account)
                .replace("{region}", region);
    }

    /** The name in one environment. */
    public String in(Environment environment) {
        return in(environment.name(), environment.account(), environment.region());
    }
}
