package dev.slipway.config;

import dev.slipway.hcl.StateBackend;
import dev.slipway.model.VariableValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where the states of environments are, by the files of the Terraform directory and by what the environments add. */
final class StatePlaces {
    /** What tells one state from another, by the kind of backend; the scripts that run Terraform have the same. */
    private static final Map<String, Set<String>> PLACE = Map.of(
            StateBackend.S3,
            Set.of("endpoint", "endpoints.s3", "bucket", "key"),
            "gcs",
            Set.of("bucket", "prefix"),
            "azurerm",
            Set.of("storage_account_name", "container_name", "key"),
            "consul",
            Set.of("address", "datacenter", "path"),
            "cos",
            Set.of("bucket", "prefix", "key"),
            "http",
            Set.of("address"),
            "kubernetes",
            Set.of("namespace", "secret_suffix", "host", "config_path", "config_context"),
            "oss",
            Set.of("bucket", "prefix", "key"),
            "pg",
            Set.of("conn_str", "schema_name"));

    /** The same where the files are not known, and so the kind is not. */
    private static final Set<String> ANY_PLACE =
            Set.of("bucket", "key", "workspace_key_prefix", "path", "prefix", "address", "organization", "hostname");

    private final StateBackend backend;

    StatePlaces(StateBackend backend) {
        this.backend = backend;
    }

    /** What the S3 backend needs and nobody gives it; empty for other backends, or where a setting is invalid. */
    List<String> missing(Draft.Environment environment) {
        return merged(environment)
                .filter(_ -> backend.kind().equals(StateBackend.S3))
                .map(settings -> List.of("bucket", "key").stream()
                        .filter(name -> settings.getOrDefault(name, "").isEmpty())
                        .toList())
                .orElse(List.of());
    }

    /** Equal for two environments with one state; nothing where it is incomplete or a setting is invalid. */
    Optional<SortedMap<String, String>> of(Draft.Environment environment) {
        Set<String> names = PLACE.get(backend.kind());
        return merged(environment).filter(_ -> missing(environment).isEmpty()).map(settings -> {
            SortedMap<String, String> place = new TreeMap<>(settings);
            if (names != null) {
                place.keySet().retainAll(names);
            }
            return place;
        });
    }

    /** What the environment's backend will have; nothing where a setting is invalid. */
    private Optional<SortedMap<String, String>> merged(Draft.Environment environment) {
        return section(environment).map(section -> {
            SortedMap<String, String> merged = new TreeMap<>(backend.settings());
            merged.putAll(section.isEmpty() ? backend.files().getOrDefault(environment.name(), section) : section);
            return merged;
        });
    }

    /** What is written in the environment; nothing where a part of it is invalid. */
    private static Optional<SortedMap<String, String>> section(Draft.Environment environment) {
        SortedMap<String, String> settings = new TreeMap<>();
        Field<List<Named<Written>>> backend = environment.more().get(InfrastructureShape.BACKEND);
        if (!backend.absent() && backend.found().isEmpty()) {
            return Optional.empty();
        }
        for (Named<Written> setting : written(environment)) {
            Optional<VariableValue> value = setting.value().found().map(Written::value);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            add(setting.name(), value.get(), settings);
        }
        return Optional.of(settings);
    }

    private static void add(String name, VariableValue value, SortedMap<String, String> settings) {
        switch (value) {
            case VariableValue.Text(String text) -> settings.put(name, text);
            case VariableValue.Numeral(String digits) -> settings.put(name, digits);
            case VariableValue.Truth(boolean truth) -> settings.put(name, String.valueOf(truth));
            case VariableValue.Items(List<VariableValue> items) -> settings.put(name, items.toString());
            case VariableValue.Members(var members) ->
                members.forEach((inner, each) -> add(name + "." + inner, each, settings));
        }
    }

    /** The same where the files of the directory are not known, by what is written in the environment alone. */
    static Optional<SortedMap<String, String>> ofUnknownFiles(Draft.Environment environment) {
        return section(environment)
                .map(settings -> {
                    SortedMap<String, String> place = new TreeMap<>(settings);
                    place.keySet().retainAll(ANY_PLACE);
                    return place;
                })
                .filter(place -> !place.isEmpty());
    }

    /** The settings of the environment's own. */
    static List<Named<Written>> written(Draft.Environment environment) {
        return InfrastructureBinder.written(environment.more(), InfrastructureShape.BACKEND);
    }
}
