package dev.slipway.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A workflow file, of a repository or of the catalog, as far as it matters to whoever trusts its jobs.
 *
 * @param name what GitHub shows for it
 * @param triggers what starts it
 * @param jobs its jobs, in the order of the file
 */
public record Workflow(String name, List<Trigger> triggers, List<Job> jobs) {
    public Workflow {
        triggers = List.copyOf(triggers);
        jobs = List.copyOf(jobs);
    }

    /**
     * An event that starts a workflow.
     *
     * @param event such as {@code push}
     * @param branches the branches that it is limited to; empty for all
     * @param byPaths whether it depends on which files changed
     */
    public record Trigger(String event, List<String> branches, boolean byPaths) {
        public Trigger {
            branches = List.copyOf(branches);
        }
    }

    /**
     * A job.
     *
     * @param id its key
     * @param name what GitHub shows for it
     * @param condition its {@code if:}, or empty
     * @param uses the reusable workflow that it calls, or null
     * @param with what it hands to that
     * @param environment the GitHub environment that it names, with expressions as they stand there, or null
     * @param identified whether it may ask for an OIDC token
     * @param matrix the input whose items make one job each, or null
     * @param roles the inputs with the AWS roles that it assumes
     */
    public record Job(
            String id,
            String name,
            String condition,
            @Nullable String uses,
            SequencedMap<String, String> with,
            @Nullable String environment,
            boolean identified,
            @Nullable String matrix,
            SequencedSet<String> roles) {}

    private static final Pattern ROLE = Pattern.compile("\\binputs\\.((?:plan-|from-|destroy-|notify-)?role)\\b(?!-)");
    private static final Pattern ITEMS = Pattern.compile("\\$\\{\\{ fromJSON\\(inputs\\.([a-z-]+)\\) \\}\\}");

    /** Reads a file, rendered or as a template. */
    public static Workflow read(String definition) {
        String yaml = String.join(
                "\n", definition.lines().filter(line -> !line.startsWith("{@")).toList());
        Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
        List<Job> jobs = new ArrayList<>();
        map(root.get("jobs")).forEach((id, job) -> jobs.add(job(id.toString(), map(job))));
        return new Workflow(text(root.get("name")), triggers(root.get("on")), jobs);
    }

    /** Whether this event starts it. */
    public boolean startsWith(String event) {
        return triggers.stream().anyMatch(trigger -> trigger.event().equals(event));
    }

    private static List<Trigger> triggers(@Nullable Object on) {
        return switch (on) {
            case String event -> List.of(new Trigger(event, List.of(), false));
            case List<?> events ->
                events.stream()
                        .map(event -> new Trigger(event.toString(), List.of(), false))
                        .toList();
            case null, default -> {
                List<Trigger> triggers = new ArrayList<>();
                map(on).forEach((event, filter) -> triggers.add(trigger(event.toString(), map(filter))));
                yield triggers;
            }
        };
    }

    private static Trigger trigger(String event, Map<?, ?> filter) {
        List<String> branches = filter.get("branches") instanceof List<?> names
                ? names.stream().map(Object::toString).toList()
                : List.of();
        return new Trigger(event, branches, filter.containsKey("paths") || filter.containsKey("paths-ignore"));
    }

    private static Job job(String id, Map<?, ?> job) {
        SequencedMap<String, String> with = new LinkedHashMap<>();
        map(job.get("with")).forEach((name, value) -> with.put(name.toString(), text(value)));
        Object environment = job.get("environment");
        String named = environment instanceof Map<?, ?> parts ? text(parts.get("name")) : text(environment);
        SequencedSet<String> roles = new LinkedHashSet<>();
        collect(job.get("steps"), roles);
        return new Job(
                id,
                job.get("name") == null ? id : text(job.get("name")),
                text(job.get("if")),
                job.get("uses") instanceof String uses ? uses : null,
                with,
                named.isEmpty() ? null : named,
                "write".equals(text(map(job.get("permissions")).get("id-token"))),
                matrix(map(map(job.get("strategy")).get("matrix"))),
                roles);
    }

    private static @Nullable String matrix(Map<?, ?> matrix) {
        for (Object axis : matrix.values()) {
            Matcher items = ITEMS.matcher(text(axis));
            if (items.matches()) {
                return items.group(1);
            }
        }
        return null;
    }

    /** Every input of that name in any text of the steps: it is not known here which action takes it. */
    private static void collect(@Nullable Object node, SequencedSet<String> roles) {
        switch (node) {
            case Map<?, ?> map -> map.values().forEach(value -> collect(value, roles));
            case List<?> list -> list.forEach(value -> collect(value, roles));
            case null -> {}
            default -> ROLE.matcher(node.toString()).results().forEach(found -> roles.add(found.group(1)));
        }
    }

    private static Map<?, ?> map(@Nullable Object node) {
        return node instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object node) {
        return node == null ? "" : node.toString().strip();
    }
}
