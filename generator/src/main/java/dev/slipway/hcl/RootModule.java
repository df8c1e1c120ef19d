package dev.slipway.hcl;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Terraform directory asks for.
 *
 * @param variables its variables by name
 * @param given the variables that files of the directory set, whatever the environment
 * @param declaredElsewhere whether a file that could not be read can declare further variables
 * @param givenElsewhere whether a file that could not be read can set variables
 * @param values the files that somebody wrote with the values of one environment each, by their paths below the directory
 * @param modules the folders of its local modules, and of theirs, that lie outside of the directory
 * @param faults the files that are not what they should be
 */
public record RootModule(
        SortedMap<String, Variable> variables,
        Set<String> given,
        boolean declaredElsewhere,
        boolean givenElsewhere,
        Set<String> values,
        List<String> modules,
        List<FileFault> faults) {
    public RootModule {
        given = Set.copyOf(given);
        values = Set.copyOf(values);
        modules = List.copyOf(modules);
        faults = List.copyOf(faults);
    }

    /** A directory without configuration. */
    public static final RootModule NONE =
            new RootModule(new TreeMap<>(), Set.of(), false, false, Set.of(), List.of(), List.of());

    /** A directory whose configuration is for OpenTofu alone, where Terraform was to read it. */
    public static final RootModule FOR_TOFU =
            new RootModule(new TreeMap<>(), Set.of(), true, true, Set.of(), List.of(), List.of());

    /** Whether the directory has no configuration, which is something else than one that declares nothing. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isNone() {
        return this == NONE;
    }

    /** Whether only OpenTofu would read what is there. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isForTofu() {
        return this == FOR_TOFU;
    }

    /** Whether Terraform would refuse it as it is. */
    public boolean isBroken() {
        return faults.stream().anyMatch(each -> each.fault().certain());
    }

    /**
     * A fault with its file.
     *
     * @param path the file, as the user would type it
     */
    public record FileFault(String path, Fault fault) {}

    /**
     * A variable.
     *
     * @param type what it takes
     * @param required whether it has no default
     * @param sensitive whether Terraform hides it
     */
    public record Variable(String name, VariableType type, boolean required, boolean sensitive) {}

    /**
     * The variables that the files of a directory declare. Files of
     * <a href="https://developer.hashicorp.com/terraform/language/files/override">override</a> change arguments of what
     * the others declare, and keep those that they do not name.
     *
     * @param files all files of the directory, in the order in which they are loaded
     */
    public static SortedMap<String, Variable> variables(List<HclFile> files) {
        SortedMap<String, Hcl.Body> bodies = new TreeMap<>();
        for (boolean override : new boolean[] {false, true}) {
            files.stream()
                    .filter(file -> ConfigurationNames.isOverride(file.name()) == override)
                    .flatMap(file -> file.body().blocks("variable"))
                    .filter(block -> block.labels().size() == 1)
                    .forEach(block -> bodies.merge(block.labels().getFirst(), block.body(), RootModule::overridden));
        }
        SortedMap<String, Variable> variables = new TreeMap<>();
        bodies.forEach((name, body) -> variables.put(
                name,
                new Variable(
                        name,
                        type(body),
                        body.values("default").findAny().isEmpty(),
                        body.values("sensitive").anyMatch(RootModule::isTrue))));
        return variables;
    }

    /**
     * The files with what is wrong between them: a variable that is declared twice, or changed and not declared.
     *
     * @param files as for {@link #variables}
     */
    public static List<HclFile> compared(List<HclFile> files) {
        boolean all = files.stream().allMatch(file -> file.fault().isEmpty());
        Set<String> declared = new HashSet<>();
        Map<String, HclFile> compared = new HashMap<>();
        for (boolean override : new boolean[] {false, true}) {
            for (HclFile file : files) {
                if (ConfigurationNames.isOverride(file.name()) != override) {
                    continue;
                }
                file.body()
                        .blocks("variable")
                        .filter(block -> block.labels().size() == 1)
                        .filter(block -> override
                                ? all && !declared.contains(block.labels().getFirst())
                                : !declared.add(block.labels().getFirst()))
                        .findFirst()
                        .filter(block -> file.fault().isEmpty())
                        .ifPresent(block -> compared.put(
                                file.name(),
                                file.with(new Fault(
                                        block.line(),
                                        "the variable `" + block.labels().getFirst() + "` is "
                                                + (override
                                                        ? "changed here, and no other file declares it"
                                                        : "declared a second time"),
                                        true))));
            }
        }
        return files.stream()
                .map(file -> compared.getOrDefault(file.name(), file))
                .toList();
    }

    private static Hcl.Body overridden(Hcl.Body base, Hcl.Body override) {
        Set<String> changed = names(override);
        return new Hcl.Body(
                Stream.concat(
                                base.attributes().stream().filter(each -> !changed.contains(each.name())),
                                override.attributes().stream())
                        .toList(),
                base.blocks());
    }

    private static boolean isTrue(Hcl.Value value) {
        return value.equals(new Hcl.Other("true")) || value.equals(new Hcl.Text("true"));
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
