package dev.slipway.hcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a Terraform directory has its state by its own files.
 *
 * @param kind {@code cloud}, or the type of the backend such as {@code s3}; {@link #NONE} where none is declared
 * @param settings what is written to it; a setting of a nested block has the block's name before a dot
 * @param files the settings that a file beside it has for an environment, by the environment's name
 * @param beside the environments that have {@code <environment>.backend.hcl}, beside which a run takes no file of the
 *     folder {@code backend}
 * @param twice those of them that have such a file too, and not one that Slipway wrote
 */
public record StateBackend(
        String kind,
        SortedMap<String, String> settings,
        Map<String, SortedMap<String, String>> files,
        Set<String> beside,
        Set<String> twice) {
    public static final String NONE = "";

    public static final String CLOUD = "cloud";
    public static final String REMOTE = "remote";
    public static final String LOCAL = "local";
    public static final String S3 = "s3";

    /** Stands for what is computed. No value of an environment is known there, so it is the same for all. */
    public static final String EXPRESSION = "${...}";

    public StateBackend {
        files = Map.copyOf(files);
        beside = Set.copyOf(beside);
        twice = Set.copyOf(twice);
    }

    /** A backend as one file declares it. */
    public record Declared(String kind, SortedMap<String, String> settings) {}

    /** What a file in the language of Terraform declares. */
    public static List<Declared> declared(Hcl.Body file) {
        return file.blocks("terraform")
                .flatMap(block -> Stream.concat(
                        block.body()
                                .blocks("backend")
                                .filter(backend -> backend.labels().size() == 1)
                                .map(backend -> new Declared(backend.labels().getFirst(), settings(backend.body()))),
                        block.body().blocks(CLOUD).map(cloud -> new Declared(CLOUD, settings(cloud.body())))))
                .toList();
    }

    /** What a file in JSON declares; in its syntax a block is an object, or a list of them. */
    public static List<Declared> declared(@Nullable Object json) {
        List<Declared> found = new ArrayList<>();
        for (Map<?, ?> document : objects(json)) {
            for (Map<?, ?> terraform : objects(document.get("terraform"))) {
                for (Map<?, ?> backends : objects(terraform.get("backend"))) {
                    backends.forEach((kind, bodies) -> objects(bodies)
                            .forEach(body -> found.add(new Declared(String.valueOf(kind), settings(body)))));
                }
                objects(terraform.get(CLOUD)).forEach(body -> found.add(new Declared(CLOUD, settings(body))));
            }
        }
        return List.copyOf(found);
    }

    /** The settings of a block, or of a file for one environment. */
    public static SortedMap<String, String> settings(Hcl.Body body) {
        SortedMap<String, String> settings = new TreeMap<>();
        add(body, "", settings);
        return settings;
    }

    private static void add(Hcl.Body body, String prefix, SortedMap<String, String> settings) {
        for (Hcl.Attribute attribute : body.attributes()) {
            String name = prefix + attribute.name();
            if (attribute.value() instanceof Hcl.Mapping(Hcl.Body inner)) {
                add(inner, name + ".", settings);
            } else {
                settings.put(name, text(attribute.value()));
            }
        }
        body.blocks().forEach(block -> add(block.body(), prefix + block.type() + ".", settings));
    }

    private static String text(Hcl.Value value) {
        return switch (value) {
            case Hcl.Text(String text) -> literal(text);
            case Hcl.Items(List<Hcl.Value> items) ->
                items.stream().map(StateBackend::text).collect(Collectors.joining(", ", "[", "]"));
            case Hcl.Other(String words) when words.equals("true") || words.equals("false") -> words;
            default -> EXPRESSION;
        };
    }

    private static String literal(String text) {
        return text.matches("(?s).*(?<![$%])[$%]\\{.*") ? EXPRESSION : text;
    }

    private static SortedMap<String, String> settings(Map<?, ?> json) {
        SortedMap<String, String> settings = new TreeMap<>();
        json.forEach((name, value) -> {
            List<Map<?, ?>> inner = objects(value);
            if (!inner.isEmpty()) {
                inner.forEach(object -> settings(object).forEach((key, each) -> settings.put(name + "." + key, each)));
            } else if (value != null) {
                settings.put(String.valueOf(name), literal(String.valueOf(value)));
            }
        });
        return settings;
    }

    private static List<Map<?, ?>> objects(@Nullable Object value) {
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
            if (each instanceof Map<?, ?> object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
