package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Python versions that the code is for, and the one that the function runs on. */
final class PythonVersionDetector {
    private static final Comparator<String> ASCENDING =
            Comparator.comparingInt(version -> Integer.parseInt(version.substring(2)));
    private static final Pattern CLASSIFIER = Pattern.compile("Programming Language :: Python :: (3\\.[0-9]{1,2})");
    private static final Pattern PINNED = Pattern.compile("(?:python-|cpython-)?(3\\.[0-9]{1,2})(?:\\.[0-9]{1,3})?");
    private static final Pattern TOX_WORD =
            Pattern.compile("py(?:3\\.?([0-9]{1,2})|3\\{([0-9,]{1,40})}|\\{([0-9,]{1,40})})");
    private static final Pattern NOX = Pattern.compile("[\"'](3\\.[0-9]{1,2})[\"']");
    private static final Pattern RUNTIME = Pattern.compile("python(3\\.[0-9]{1,2})");
    private static final Pattern BOUND =
            Pattern.compile("\\s*(>=|>|<=|<|==|~=|!=)\\s*3(?:\\.([0-9]{1,2}))?(?:\\.[0-9*]{1,3})?\\s*");

    private final RepositoryTree tree;
    private final PythonProject project;
    private final TerraformFiles terraform;
    private final Remarks remarks;

    PythonVersionDetector(RepositoryTree tree, PythonProject project, TerraformFiles terraform, Remarks remarks) {
        this.tree = tree;
        this.project = project;
        this.terraform = terraform;
        this.remarks = remarks;
    }

    /**
     * What was found.
     *
     * @param checked ascending; empty if nothing says a version
     * @param runtime the function's, which is one of them
     */
    record Versions(List<String> checked, Optional<String> runtime) {}

    Versions detect() {
        List<String> runtimes = supported(terraform
                .everything()
                .flatMap(body -> body.attributes().stream())
                .filter(attribute -> attribute.value() instanceof Hcl.Text)
                .flatMap(attribute -> Hcl.texts(attribute.value()))
                .flatMap(text -> all(RUNTIME, text, true)));
        if (runtimes.size() > 1) {
            remarks.add("Terraform has functions on several Python versions: " + String.join(", ", runtimes));
        }
        List<String> pinned = supported(Stream.of(".python-version", "runtime.txt")
                .flatMap(file -> tree.text(file).stream())
                .flatMap(String::lines)
                .flatMap(line -> all(PINNED, line.strip(), true)));
        Optional<String> runtime = Optional.ofNullable(
                !runtimes.isEmpty() ? runtimes.getLast() : pinned.size() == 1 ? pinned.getFirst() : null);

        List<String> declared = supported(declared());
        Stream<String> checked = declared.isEmpty() ? pinned.stream() : declared.stream();
        List<String> versions = supported(Stream.concat(checked, runtimes.stream()));
        if (versions.isEmpty()) {
            versions = required();
        }
        return new Versions(versions, runtime);
    }

    /** The versions that the project is tested with, as its metadata, tox and nox say. */
    private Stream<String> declared() {
        Ini tox = project.settings().getOrDefault("tox.ini", Ini.parse(""));
        String environments = tox.value("tox", "envlist") + "," + tox.value("tox", "env_list");
        return Stream.of(
                        project.pyproject().texts("project.classifiers").stream()
                                .flatMap(text -> all(CLASSIFIER, text, true)),
                        toxVersions(environments),
                        tree.text("noxfile.py").stream().flatMap(text -> all(NOX, text, false)))
                .flatMap(versions -> versions);
    }

    private static Stream<String> toxVersions(String environments) {
        return TOX_WORD.matcher(environments).results().flatMap(word -> {
            if (word.group(1) != null) {
                return Stream.of("3." + word.group(1));
            }
            boolean minors = word.group(2) != null;
            return Stream.of((minors ? word.group(2) : word.group(3)).split(",", -1))
                    .filter(part -> minors ? part.matches("[0-9]{1,2}") : part.matches("3[0-9]{1,2}"))
                    .map(part -> "3." + (minors ? part : part.substring(1)));
        });
    }

    /** What {@code requires-python} allows: all of it between two bounds, the lowest if there is no upper one. */
    private List<String> required() {
        String specifier = project.pyproject().text("project.requires-python").orElse("");
        if (specifier.isBlank() || specifier.length() > 100) {
            return List.of();
        }
        List<String> allowed = new ArrayList<>(Allowed.PYTHON_VERSIONS);
        boolean upper = false;
        for (String part : specifier.split(",", -1)) {
            Matcher bound = BOUND.matcher(part);
            if (!bound.matches()) {
                return List.of();
            }
            String sign = bound.group(1);
            if (bound.group(2) == null) {
                // `>=3`, `<4` and the like say nothing about minor versions.
                continue;
            }
            int minor = Integer.parseInt(bound.group(2));
            boolean patch = part.strip().matches(".*3\\.[0-9]+\\.[0-9]+");
            allowed.removeIf(version -> !fits(Integer.parseInt(version.substring(2)), sign, minor, patch));
            upper |= sign.equals("<") || sign.equals("<=") || sign.equals("==") || (sign.equals("~=") && patch);
        }
        boolean narrowed = allowed.size() < Allowed.PYTHON_VERSIONS.size();
        if (!narrowed || allowed.isEmpty()) {
            return List.of();
        }
        return upper ? allowed : List.of(allowed.getFirst());
    }

    private static boolean fits(int minor, String sign, int bound, boolean patch) {
        return switch (sign) {
            case ">=" -> minor >= bound;
            case ">" -> patch ? minor >= bound : minor > bound;
            case "<=" -> minor <= bound;
            case "<" -> patch ? minor <= bound : minor < bound;
            case "==" -> minor == bound;
            case "~=" -> patch ? minor == bound : minor >= bound;
            default -> patch || minor != bound;
        };
    }

    private List<String> supported(Stream<String> found) {
        Set<String> versions = new TreeSet<>(ASCENDING);
        found.forEach(version -> {
            if (Allowed.PYTHON_VERSIONS.contains(version)) {
                versions.add(version);
            } else {
                remarks.add("Python " + version + " is not supported and left out");
            }
        });
        return List.copyOf(versions);
    }

    private static Stream<String> all(Pattern pattern, String text, boolean whole) {
        Matcher matcher = pattern.matcher(text);
        if (whole) {
            return matcher.matches() ? Stream.of(matcher.group(1)) : Stream.of();
        }
        return matcher.results().map((MatchResult result) -> result.group(1));
    }
}
