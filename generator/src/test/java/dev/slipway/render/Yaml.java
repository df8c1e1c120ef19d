package dev.slipway.render;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A mapping of a rendered YAML file, read by a parser and not by us. What is not there is empty.
 *
 * @param map its keys and values
 */
public record Yaml(Map<?, ?> map) {

    /** Reads a file; one that is no mapping or has a key twice is an error. */
    public static Yaml of(RenderedFile file) {
        return new Yaml((Map<?, ?>) tree(file.text()));
    }

    /** The whole document as maps, lists and scalars. */
    public static Object tree(String text) {
        return new Load(LoadSettings.builder()
                        .setAllowDuplicateKeys(false)
                        .setBufferSize(text.length() + 1)
                        .build())
                .loadFromString(text);
    }

    /** A document with another text in place of a mark, in keys and values. */
    public static @Nullable Object replaced(@Nullable Object tree, String mark, String by) {
        return switch (tree) {
            case null -> null;
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, value) -> copy.put(replaced(key, mark, by), replaced(value, mark, by)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(replaced(item, mark, by)));
                yield copy;
            }
            case String string -> string.replace(mark, by);
            default -> tree;
        };
    }

    /** The mapping below some keys. */
    public Yaml at(String... keys) {
        Map<?, ?> at = map;
        for (String key : keys) {
            at = at.get(key) instanceof Map<?, ?> below ? below : Map.of();
        }
        return new Yaml(at);
    }

    /** The mappings of a list. */
    public List<Yaml> list(String key) {
        var all = new ArrayList<Yaml>();
        if (map.get(key) instanceof List<?> items) {
            items.forEach(item -> all.add(new Yaml((Map<?, ?>) item)));
        }
        return all;
    }

    /** The text of a scalar, or empty. */
    public String text(String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    /** Whatever stands there. */
    public @Nullable Object get(String key) {
        return map.get(key);
    }

    /** The keys in their order. */
    public List<String> keys() {
        return map.keySet().stream().map(Object::toString).toList();
    }

    /** Every job of a workflow. */
    public List<Yaml> jobs() {
        Yaml jobs = at("jobs");
        return jobs.keys().stream().map(jobs::at).toList();
    }

    /** Every step of a workflow or composite action. */
    public List<Yaml> steps() {
        List<Yaml> steps = new ArrayList<>(at("runs").list("steps"));
        jobs().forEach(job -> steps.addAll(job.list("steps")));
        return steps;
    }
}
