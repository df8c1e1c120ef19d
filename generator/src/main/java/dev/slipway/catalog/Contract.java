package dev.slipway.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What callers of an action or reusable workflow may rely on.
 *
 * @param name its name
 * @param description what it is for, one sentence
 * @param inputs what it takes
 * @param outputs what it gives
 * @param secrets names of the secrets that it takes
 * @param permissions what its jobs need together: the least that a caller's job has to grant
 * @param jobs the ids of its jobs, which make the names of checks
 */
public record Contract(
        String name,
        String description,
        List<Input> inputs,
        List<Output> outputs,
        List<Output> secrets,
        List<Permission> permissions,
        List<String> jobs) {

    /**
     * A value that a part takes.
     *
     * @param name its key
     * @param description what it means
     * @param required whether a caller has to give it
     * @param defaultValue what it is otherwise, or null
     */
    public record Input(
            String name,
            String description,
            boolean required,
            @Nullable String defaultValue) {

        /** The default as a table shows it, or null where there is none or it is empty. */
        public @Nullable String shownDefault() {
            return defaultValue == null || defaultValue.isEmpty() ? null : defaultValue;
        }
    }

    /**
     * A value that a part gives, or a secret that it takes.
     *
     * @param name its key
     * @param description what it means
     */
    public record Output(String name, String description) {}

    public Contract {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        secrets = List.copyOf(secrets);
        permissions = List.copyOf(permissions);
        jobs = List.copyOf(jobs);
    }

    /**
     * Reads the contract from a definition, as a template or rendered. The expressions of a template are flow mappings
     * to a YAML parser, so they do no harm where a contract is read.
     *
     * @param page the part's page: its first paragraph describes a workflow, which has no place for that of its own
     */
    static Contract read(CatalogPart part, String definition, String page) {
        Map<?, ?> root = root(definition);
        boolean action = part.kind() == CatalogPart.Kind.ACTION;
        Map<?, ?> surface = action ? root : map(map(root.get("on")).get("workflow_call"));
        Map<?, ?> jobs = map(root.get("jobs"));
        return new Contract(
                part.name(),
                action ? text(root.get("description"), part.name()) : firstParagraph(page),
                inputs(map(surface.get("inputs"))),
                outputs(map(surface.get("outputs"))),
                outputs(map(surface.get("secrets"))),
                permissions(jobs),
                jobs.keySet().stream().map(Object::toString).toList());
    }

    /** Reads only what the jobs of a definition need together. */
    static List<Permission> permissions(String definition) {
        return permissions(map(root(definition).get("jobs")));
    }

    private static Map<?, ?> root(String definition) {
        String yaml = String.join(
                "\n", definition.lines().filter(line -> !line.startsWith("{@")).toList());
        return map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static String firstParagraph(String page) {
        return page.lines()
                .filter(line -> !line.startsWith("{@") && !line.startsWith("#"))
                .dropWhile(String::isBlank)
                .takeWhile(line -> !line.isBlank())
                .collect(Collectors.joining(" "));
    }

    private static List<Input> inputs(Map<?, ?> inputs) {
        var all = new ArrayList<Input>();
        inputs.forEach((name, value) -> {
            Map<?, ?> input = map(value);
            Object defaultValue = input.get("default");
            all.add(new Input(
                    name.toString(),
                    text(input.get("description"), ""),
                    "true".equals(text(input.get("required"), "false")),
                    defaultValue == null ? null : defaultValue.toString()));
        });
        return all;
    }

    private static List<Output> outputs(Map<?, ?> outputs) {
        var all = new ArrayList<Output>();
        outputs.forEach((name, value) ->
                all.add(new Output(name.toString(), text(map(value).get("description"), ""))));
        return all;
    }

    private static List<Permission> permissions(Map<?, ?> jobs) {
        var union = new TreeMap<String, String>();
        for (Object job : jobs.values()) {
            map(map(job).get("permissions"))
                    .forEach((scope, access) ->
                            union.merge(scope.toString(), access.toString(), (a, b) -> a.equals("write") ? a : b));
        }
        return union.entrySet().stream()
                .map(grant -> new Permission(grant.getKey(), grant.getValue()))
                .toList();
    }

    private static Map<?, ?> map(@Nullable Object node) {
        return node instanceof Map<?, ?> map ? map : new LinkedHashMap<>();
    }

    private static String text(@Nullable Object node, String otherwise) {
        return node == null ? otherwise : node.toString().strip();
    }
}
