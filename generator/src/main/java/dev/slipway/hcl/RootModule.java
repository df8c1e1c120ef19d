package dev.slipway.hcl;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a Terraform directory asks for.
 *
 * @param variables its variables by name
 * @param given the variables that files of the directory set, whatever the environment
 * @param declaredElsewhere whether a file that is not read can declare further variables, such as JSON
 * @param givenElsewhere whether a file that is not read can set variables
 * @param modules the folders of its local modules, and of theirs, that lie outside of the directory
 */
public record RootModule(
        SortedMap<String, Variable> variables,
        Set<String> given,
        boolean declaredElsewhere,
        boolean givenElsewhere,
        List<String> modules) {
    public RootModule {
        given = Set.copyOf(given);
        modules = List.copyOf(modules);
    }

    /** A directory without configuration. */
    public static final RootModule NONE = new RootModule(new TreeMap<>(), Set.of(), false, false, List.of());

    /** Whether the directory has no configuration, which is something else than one that declares nothing. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isNone() {
        return this == NONE;
    }

    /**
     * A variable.
     *
     * @param type what it takes
     * @param required whether it has no default
     * @param sensitive whether Terraform hides it
     */
    public record Variable(String name, VariableType type, boolean required, boolean sensitive) {}

    /** The variables that the files of a directory declare. */
    public static SortedMap<String, Variable> variables(Collection<Hcl.Body> files) {
        SortedMap<String, Variable> variables = new TreeMap<>();
        files.stream()
                .flatMap(body -> body.blocks("variable"))
                .filter(block -> block.labels().size() == 1)
                .forEach(block -> {
                    String name = block.labels().getFirst();
                    Hcl.Body body = block.body();
                    variables.put(
                            name,
                            new Variable(
                                    name,
                                    type(body),
                                    body.values("default").findAny().isEmpty(),
                                    body.values("sensitive").anyMatch(value -> value.equals(new Hcl.Other("true")))));
                });
        return variables;
    }

    /** The names that a file of values sets. */
    public static Set<String> names(Hcl.Body values) {
        return values.attributes().stream().map(Hcl.Attribute::name).collect(Collectors.toUnmodifiableSet());
    }

    /** The sources of local modules, as they are written. */
    public static List<String> sources(Hcl.Body file) {
        return file.blocks("module")
                .flatMap(block -> block.body().text("source").stream())
                .filter(source -> source.startsWith("./") || source.startsWith("../"))
                .toList();
    }

    private static VariableType type(Hcl.Body variable) {
        return variable.values("type")
                .findFirst()
                .map(value -> switch (value) {
                    case Hcl.Other(String words) -> VariableType.parse(words);
                    case Hcl.Text(String quoted) -> VariableType.parse(quoted); // as before Terraform 0.12
                    default -> VariableType.Simple.ANY;
                })
                .orElse(VariableType.Simple.ANY);
    }
}
