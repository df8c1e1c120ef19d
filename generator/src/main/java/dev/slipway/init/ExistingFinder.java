package dev.slipway.init;

import dev.slipway.model.Pipeline;
import dev.slipway.plan.scaffold.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the few places of a repository that decide which files are added to it. Reads only, follows no link, and
 * takes what it cannot read as not there.
 */
public final class ExistingFinder {
    private static final RepositoryTree.Limits TESTS =
            new RepositoryTree.Limits(2_000, 8, 256 * 1024, 8L * 1024 * 1024);
    private static final RepositoryTree.Limits FOLDER =
            new RepositoryTree.Limits(2_000, 0, 256 * 1024, 8L * 1024 * 1024);
    private static final List<String> PYTEST_FILES =
            List.of("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml");
    private static final int MOST_MARKERS = 50;
    private static final Pattern MARKER = Pattern.compile("\\bmark\\.([A-Za-z_][A-Za-z0-9_]{0,60})");
    private static final Pattern HASH = Pattern.compile("(?:^|\\s)--hash[=\\s]");
    /** Those that pytest brings, and those that {@code pytest.ini} declares anyway. */
    private static final Set<String> KNOWN_MARKERS = Set.of(
            "parametrize",
            "skip",
            "skipif",
            "xfail",
            "usefixtures",
            "filterwarnings",
            "unit",
            "integration",
            "contract",
            "authorization",
            "smoke");

    private final Path root;
    private final Pipeline pipeline;
    private final Set<String> names;
    private final Set<String> github;
    private final PythonProject project;
    private final RepositoryTree tree;

    private ExistingFinder(Path root, Pipeline pipeline) {
        this.root = root;
        this.pipeline = pipeline;
        this.tree = tree("", FOLDER).orElseGet(() -> RepositoryTree.empty(root));
        this.names = new TreeSet<>(tree.files().toList());
        this.github = new TreeSet<>(tree(".github", FOLDER)
                .map(RepositoryTree::files)
                .orElseGet(Stream::empty)
                .toList());
        this.project = PythonProject.read(tree, new Remarks());
    }

    /** What a repository with this configuration holds. */
    public static Existing find(Path root, Pipeline pipeline) {
        return new ExistingFinder(root, pipeline).find();
    }

    private Existing find() {
        var application = pipeline.application();
        Optional<RepositoryTree> tests = tree(application.tests(), TESTS);
        boolean pytest = pytest(tests.stream().flatMap(RepositoryTree::files).collect(Collectors.toSet()));
        boolean markers = !pytest && !names.contains("pytest.ini");
        Optional<String> requirements = text(application.requirements());
        return new Existing(
                tests.stream().flatMap(RepositoryTree::files).anyMatch(path -> path.endsWith(".py")),
                markers ? tests.map(ExistingFinder::markers).orElseGet(List::of) : List.of(),
                pytest,
                coverage(),
                names.contains(".codecov.yml") || names.contains("codecov.yaml") || names.contains(".codecov.yaml"),
                project.settings().containsKey(".flake8") || project.hasSection("flake8"),
                names.contains(".isort.cfg")
                        || project.pyproject().hasTable("tool.isort")
                        || project.hasSection("isort")
                        || project.hasSection("tool:isort"),
                bandit(),
                names.contains(".secrets.baseline"),
                requirements.isPresent(),
                requirements.filter(text -> HASH.matcher(text).find()).isPresent(),
                updates(),
                packages(requirements.isPresent()),
                names.contains("uv.lock"),
                terraform(),
                monitoring(),
                readme(),
                codeOwners());
    }

    /** In the folder of the tests, settings win over those at the root. */
    private boolean pytest(Set<String> tests) {
        return PYTEST_FILES.stream().anyMatch(tests::contains)
                || project.pyproject().hasTable("tool.pytest")
                || PYTEST_FILES.stream().anyMatch(file -> !file.equals("pytest.ini") && names.contains(file))
                || section("setup.cfg", "tool:pytest")
                || section("tox.ini", "pytest");
    }

    private boolean section(String file, String section) {
        Ini settings = project.settings().get(file);
        return settings != null && settings.hasSection(section);
    }

    private boolean coverage() {
        return project.pyproject().hasTable("tool.coverage")
                || names.contains(".coveragerc.toml")
                || Stream.of("run", "report", "paths", "html", "xml", "json", "lcov")
                        .anyMatch(name ->
                                section("setup.cfg", "coverage:" + name) || section("tox.ini", "coverage:" + name));
    }

    private boolean monitoring() {
        var monitoring = pipeline.operations().monitoring();
        return monitoring != null
                && tree(monitoring.directory(), FOLDER).stream()
                        .flatMap(RepositoryTree::files)
                        .anyMatch(path -> path.matches("(?!main\\.tf$)[^/]+\\.(tf|tofu|tf\\.json|tofu\\.json)"));
    }

    private boolean terraform() {
        var infrastructure = pipeline.infrastructure();
        return infrastructure != null
                && tree(infrastructure.directory(), FOLDER).stream()
                        .flatMap(RepositoryTree::files)
                        .anyMatch(path -> path.endsWith(".tf"));
    }

    /** As the gate finds them. */
    private String bandit() {
        if (project.pyproject().hasTable("tool.bandit")) {
            return "--configfile=pyproject.toml";
        }
        return names.contains("bandit.yaml")
                ? "--configfile=bandit.yaml"
                : names.contains(".bandit") ? "--ini=.bandit" : "";
    }

    /** Dependabot under its other name, or Renovate, wherever it looks for its settings. */
    private boolean updates() {
        return github.contains("dependabot.yaml")
                || Stream.concat(names.stream(), github.stream())
                        .anyMatch(name -> name.matches("\\.?renovate(rc)?(\\.json5?)?"));
    }

    private List<String> packages(boolean requirements) {
        List<String> folders = new ArrayList<>();
        if (names.stream()
                .anyMatch(name -> name.matches("requirements[A-Za-z0-9._-]*\\.(txt|in)")
                        || name.equals("setup.py")
                        || name.equals("Pipfile")
                        || name.equals("pyproject.toml"))) {
            folders.add("/");
        }
        String folder = "/" + RepositoryTree.folder(pipeline.application().requirements());
        if (requirements && !folders.contains(folder)) {
            folders.add(folder);
        }
        return folders;
    }

    /** The README that GitHub shows, in the spelling that it has. One that is a link or no Markdown is left alone. */
    private @Nullable String readme() {
        List<String> all = everything("").stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("readme(\\.[a-z]+)?"))
                .toList();
        if (all.isEmpty()) {
            return "README.md";
        }
        return all.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).equals("readme.md"))
                .filter(name -> all.size() == 1 || name.equals("README.md"))
                .filter(names::contains)
                .findFirst()
                .orElse(null);
    }

    /** The one of three places that GitHub reads, which is the first. */
    private @Nullable String codeOwners() {
        for (String folder : List.of(".github", "", "docs")) {
            if (everything(folder).contains("CODEOWNERS")) {
                String path = folder.isEmpty() ? "CODEOWNERS" : folder + "/CODEOWNERS";
                return tree.isPlain(path) ? path : null;
            }
        }
        return ".github/CODEOWNERS";
    }

    private static List<String> markers(RepositoryTree tests) {
        var found = new TreeSet<String>();
        tests.files()
                .filter(path -> path.endsWith(".py"))
                .forEach(path -> tests.text(path).stream()
                        .flatMap(text -> MARKER.matcher(text).results())
                        .map(marker -> marker.group(1))
                        .filter(marker -> !KNOWN_MARKERS.contains(marker))
                        .forEach(found::add));
        return found.stream().limit(MOST_MARKERS).toList();
    }

    private Optional<String> text(String path) {
        return tree.isPlain(path) ? tree.unlisted(path) : Optional.empty();
    }

    /** A folder with its files; empty if it is not there, or is reached through a link. */
    private Optional<RepositoryTree> tree(String folder, RepositoryTree.Limits limits) {
        Path at = root;
        if (!folder.isEmpty()) {
            for (String name : folder.split("/", -1)) {
                at = at.resolve(name);
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    return Optional.empty();
                }
            }
        }
        try {
            return Optional.of(RepositoryTree.of(at, limits, new Remarks()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whatever stands in a folder, links too. */
    private Set<String> everything(String folder) {
        Set<String> found = new TreeSet<>();
        try (var children = Files.newDirectoryStream(root.resolve(folder))) {
            children.forEach(child -> found.add(child.getFileName().toString()));
        } catch (IOException e) {
            return Set.of();
        }
        return found;
    }
}
