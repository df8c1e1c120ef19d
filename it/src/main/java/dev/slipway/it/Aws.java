package dev.slipway.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the accounts of a world have, and what happens in them beside the runs. */
final class Aws {
    static final String DEPLOYMENTS = "slipway-deployments";

    private final Control control;

    Aws(Control control) {
        this.control = control;
    }

    /** One call to AWS by somebody who is not a run: a change behind Terraform's back, or a look at what there is. */
    JsonNode call(Target target, String service, String operation, Map<String, ?> parameters) {
        return control.post(
                "/aws/call",
                Map.of(
                        "account",
                        target.account(),
                        "region",
                        target.region(),
                        "service",
                        service,
                        "operation",
                        operation,
                        "parameters",
                        parameters));
    }

    /** What an AWS service cost in a month, such as 2026-10, by resources with these cost allocation tags. */
    void cost(Target target, YearMonth month, String service, Map<String, String> tags, String amount) {
        control.post(
                "/aws/costs",
                Map.of(
                        "account",
                        target.account(),
                        "month",
                        month.toString(),
                        "service",
                        service,
                        "tags",
                        tags,
                        "amount",
                        amount));
    }

    /** The bucket of an account that the configuration assumes. */
    static String releases(Target target) {
        return "slipway-releases-%s-%s".formatted(target.account(), target.region());
    }

    /** What takes the requests of each function of an account. */
    Map<String, Alias> aliases(Target target) {
        Map<String, Alias> aliases = new TreeMap<>();
        control.get("/aws/aliases/%s/%s".formatted(target.account(), target.region()))
                .properties()
                .forEach(function -> {
                    Map<String, Double> weights = new TreeMap<>();
                    function.getValue()
                            .get("weights")
                            .properties()
                            .forEach(weight -> weights.put(
                                    weight.getKey(), weight.getValue().asDouble()));
                    aliases.put(
                            function.getKey(),
                            new Alias(
                                    function.getValue().get("version").asText(),
                                    function.getValue().get("code").asText(),
                                    weights));
                });
        return aliases;
    }

    record Alias(String version, String codeSha256, Map<String, Double> weights) {}

    /** The records of the deployments of an account, oldest first, such as {@code deploy succeeded}. */
    List<Deployment> deployments(Target target) {
        List<Deployment> records = new ArrayList<>();
        for (JsonNode item :
                control.get("/aws/deployments/%s/%s/%s".formatted(target.account(), target.region(), DEPLOYMENTS))) {
            records.add(new Deployment(
                    item.path("sk").asText(),
                    item.path("operation").asText(item.path("kind").asText()),
                    item.path("outcome").asText(),
                    item.path("release").asText(),
                    item.path("commit").asText()));
        }
        return records;
    }

    /**
     * One record.
     *
     * @param kind deploy or rollback, of infrastructure apply, rollback or destroy
     */
    record Deployment(String key, String kind, String outcome, String release, String commit) {}

    /** What an account keeps of releases, by their keys. */
    List<String> objects(Target target) {
        List<String> keys = new ArrayList<>();
        control.get("/aws/objects/%s/%s/%s".formatted(target.account(), target.region(), releases(target)))
                .forEach(key -> keys.add(key.asText()));
        return keys;
    }

    void deleteAlarm(Target target, String name) {
        setAlarm(target, name, "");
    }

    /** In CloudWatch, which makes the alarm if it has to. */
    void setAlarm(Target target, String name, String state) {
        control.post(
                "/aws/alarms",
                Map.of("account", target.account(), "region", target.region(), "name", name, "state", state));
    }

    /** From now on, or no longer, the function keeps its code whatever an update says that it has taken. */
    void keepCode(Target target, String function, boolean keeps) {
        control.post("/aws/kept-code", Map.of("function", target.function(function), "keeps", keeps));
    }

    /** Has CloudWatch count invocations of a version behind the alias. */
    void invoked(Target target, String function, String version, int times, int errors) {
        control.post(
                "/aws/invocations",
                Map.of(
                        "account",
                        target.account(),
                        "region",
                        target.region(),
                        "function",
                        target.function(function),
                        "version",
                        version,
                        "times",
                        times,
                        "errors",
                        errors));
    }

    /** The functions that an account has: name to {@code CodeSha256}, as AWS answers. */
    Map<String, String> functions(String account, String region) {
        Map<String, String> functions = new TreeMap<>();
        control.get("/aws/functions/%s/%s".formatted(account, region))
                .properties()
                .forEach(function ->
                        functions.put(function.getKey(), function.getValue().asText()));
        return functions;
    }

    /** Every request that AWS got from runs, oldest first, such as {@code sts AssumeRoleWithWebIdentity arn:...}. */
    List<String> calls() {
        List<String> calls = new ArrayList<>();
        control.get("/aws/calls").forEach(call -> calls.add(call.asText()));
        return calls;
    }
}
