package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Environments by the names of the files that hold their values, with account and region where these are certain. */
final class EnvironmentDetector {
    private static final List<String> USUAL = List.of("dev", "test", "prod");
    private static final Pattern ACCOUNT_KEY =
            Pattern.compile("(aws_|target_|deployment_)?account(_id|_number)?|allowed_account_ids");
    private static final Pattern ACCOUNTS_KEY = Pattern.compile("(aws_)?accounts?(_ids?)?");
    private static final Pattern ROLE_KEY = Pattern.compile("(assume_|deploy(ment)?_)?role(_arn)?");
    private static final Pattern ROLE = Pattern.compile("arn:aws[a-z-]*:iam::([0-9]{12}):role/.*");
    private static final Pattern REGION_KEY = Pattern.compile("(aws_)?region");
    /** Values that belong to no environment of their own. */
    private static final Set<String> SHARED = Set.of(
            "terraform", "terragrunt", "backend", "common", "default", "defaults", "global", "shared", "variables");

    private final TerraformFiles files;
    private final String directory;

    private EnvironmentDetector(TerraformFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    static List<RepositoryFacts.EnvironmentFacts> detect(
            TerraformFiles files, RepositoryFacts.TerraformFacts terraform, Remarks remarks) {
        String found = terraform.directory();
        String directory = found == null || found.equals(".") ? "" : found;
        return new EnvironmentDetector(files, directory).environments(remarks);
    }

    private List<RepositoryFacts.EnvironmentFacts> environments(Remarks remarks) {
        String below = directory.isEmpty() ? "" : directory + "/";
        List<String> paths = List.copyOf(files.values().keySet());
        List<String> nearby =
                paths.stream().filter(path -> path.startsWith(below)).toList();
        boolean apart = nearby.stream().allMatch(path -> nameOf(path).isEmpty());

        Map<String, List<Hcl.Body>> values = new TreeMap<>();
        for (String path : apart ? paths : nearby) {
            Optional<String> name = nameOf(path);
            boolean variables = path.endsWith(".tfvars");
            if (name.isPresent()) {
                List<Hcl.Body> own = values.computeIfAbsent(name.get(), key -> new ArrayList<>());
                // A backend says where the state is, which can be another account and region.
                if (variables) {
                    own.add(body(path));
                }
            } else if (variables && !SHARED.contains(stem(path)) && !path.endsWith(".auto.tfvars")) {
                remarks.add(Allowed.shown(path) + " names no usual environment: add it in its order if it is one");
            }
        }
        if (values.isEmpty()) {
            remarks.add("no environments were found: " + String.join(", ", USUAL) + " are assumed");
        }
        List<String> names = values.isEmpty()
                ? USUAL
                : Allowed.ENVIRONMENTS.stream().filter(values::containsKey).toList();
        return names.stream()
                .map(name -> environment(name, values.getOrDefault(name, List.of()), remarks))
                .toList();
    }

    private RepositoryFacts.EnvironmentFacts environment(String name, List<Hcl.Body> own, Remarks remarks) {
        Set<String> accounts = first(List.of(
                accounts(own.stream(), ACCOUNT_KEY),
                mapped(name, ACCOUNTS_KEY, Allowed.ACCOUNT),
                roles(own.stream()),
                accounts(providers(), ACCOUNT_KEY),
                roles(providers().flatMap(Hcl.Body::all))));
        if (accounts.size() > 1) {
            remarks.add("several accounts are possible for " + name + ": " + String.join(", ", accounts));
        }
        Set<String> regions = first(List.of(
                regions(own.stream()), mapped(name, REGION_KEY, Allowed.REGION), regions(providers()), variables()));
        return new RepositoryFacts.EnvironmentFacts(name, only(accounts), only(regions), null);
    }

    /** The environment that a file belongs to by its name, or by that of its folder. */
    private static Optional<String> nameOf(String path) {
        String folder = RepositoryTree.name(RepositoryTree.folder(path));
        if (Allowed.ENVIRONMENTS.contains(stem(path))) {
            return Optional.of(stem(path));
        }
        return Allowed.ENVIRONMENTS.contains(folder) && SHARED.contains(stem(path))
                ? Optional.of(folder)
                : Optional.empty();
    }

    private static String stem(String path) {
        return RepositoryTree.name(path).replaceFirst("(\\.backend|\\.auto)?\\.(tfvars|hcl)$", "");
    }

    private Hcl.Body body(String path) {
        return Objects.requireNonNull(files.values().get(path));
    }

    /** The first source that says anything. */
    private static Set<String> first(List<Set<String>> sources) {
        return sources.stream().filter(found -> !found.isEmpty()).findFirst().orElse(Set.of());
    }

    private static @Nullable String only(Set<String> found) {
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private static Set<String> accounts(Stream<Hcl.Body> bodies, Pattern key) {
        return literals(bodies, key, text -> Allowed.is(Allowed.ACCOUNT, text));
    }

    private static Set<String> regions(Stream<Hcl.Body> bodies) {
        return literals(bodies, REGION_KEY, text -> Allowed.is(Allowed.REGION, text));
    }

    /** The accounts of roles that Terraform itself assumes; other ARNs can be of anyone's account. */
    private static Set<String> roles(Stream<Hcl.Body> bodies) {
        return literals(bodies, ROLE_KEY, text -> ROLE.matcher(text).matches()).stream()
                .map(ROLE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** {@code accounts = { dev = "...", prod = "..." }}, wherever it stands. */
    private Set<String> mapped(String environment, Pattern key, Pattern allowed) {
        return Stream.concat(
                        files.everything(),
                        files.values().entrySet().stream()
                                .filter(entry -> entry.getKey().endsWith(".tfvars")
                                        && nameOf(entry.getKey()).isEmpty())
                                .flatMap(entry -> entry.getValue().all()))
                .flatMap(body -> Stream.concat(
                        body.attributes().stream()
                                .filter(a -> key.matcher(a.name()).matches())
                                .map(Hcl.Attribute::value),
                        body.blocks("variable")
                                .filter(block -> block.labels().stream()
                                        .anyMatch(label -> key.matcher(label).matches()))
                                .flatMap(block -> block.body().values("default"))))
                .flatMap(value -> value instanceof Hcl.Mapping(Hcl.Body body) ? Stream.of(body) : Stream.of())
                .flatMap(body -> body.text(environment).stream())
                .filter(text -> Allowed.is(allowed, text))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Stream<Hcl.Body> providers() {
        return files.blocks(directory, "provider")
                .filter(block -> block.labels().contains("aws"))
                .map(Hcl.Block::body)
                .filter(body -> body.values("alias").findAny().isEmpty());
    }

    /** The default of the variable that names the region. */
    private Set<String> variables() {
        return files.blocks(directory, "variable")
                .filter(block -> block.labels().stream()
                        .anyMatch(label -> REGION_KEY.matcher(label).matches()))
                .map(block -> block.body().text("default"))
                .flatMap(Optional::stream)
                .filter(text -> Allowed.is(Allowed.REGION, text))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> literals(Stream<Hcl.Body> bodies, Pattern key, Predicate<String> fits) {
        return bodies.flatMap(body -> body.attributes().stream())
                .filter(attribute -> key.matcher(attribute.name()).matches())
                .flatMap(attribute -> Hcl.texts(attribute.value()))
                .filter(fits)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
