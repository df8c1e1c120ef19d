package dev.slipway.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The checks that a repository is set up for, by the settings of their tools. */
final class GatesDetector {
    private static final Pattern HOOK =
            Pattern.compile("(?m)^[ \\t]*+-?[ \\t]*+id:[ \\t]*+[\"']?(black|isort|flake8|mypy)[\"']?[ \\t]*+$");
    private static final Pattern FAIL_UNDER = Pattern.compile("--cov-fail-under[= ](\\d{1,3})(?![\\d.])");

    private final PythonProject project;
    private final Set<String> hooks;

    private GatesDetector(PythonProject project, Set<String> hooks) {
        this.project = project;
        this.hooks = hooks;
    }

    static RepositoryFacts.CheckFacts detect(RepositoryTree tree, PythonProject project) {
        Set<String> hooks = tree.text(".pre-commit-config.yaml").stream()
                .flatMap(text -> HOOK.matcher(text).results())
                .map((MatchResult hook) -> hook.group(1))
                .collect(Collectors.toSet());
        return new GatesDetector(project, hooks).facts();
    }

    private RepositoryFacts.CheckFacts facts() {
        List<String> lint = new ArrayList<>();
        if (uses("flake8") || project.settings().containsKey(".flake8")) {
            lint.add("flake8");
        }
        if (uses("black")) {
            lint.add("black");
        }
        if (uses("isort") || project.settings().containsKey(".isort.cfg")) {
            lint.add("isort");
        }
        boolean types = uses("mypy")
                || project.settings().containsKey("mypy.ini")
                || project.settings().containsKey(".mypy.ini");
        return new RepositoryFacts.CheckFacts(lint, types, coverage());
    }

    private boolean uses(String tool) {
        return project.pyproject().hasTable("tool." + tool) || project.hasSection(tool) || hooks.contains(tool);
    }

    /** The least coverage, where coverage.py or pytest's plugin is told one; fractions are left out. */
    private @Nullable Integer coverage() {
        Ini setup = project.settings().getOrDefault("setup.cfg", Ini.parse(""));
        Ini tox = project.settings().getOrDefault("tox.ini", Ini.parse(""));
        Ini coveragerc = project.settings().getOrDefault(".coveragerc", Ini.parse(""));
        Stream<String> direct = Stream.of(
                coveragerc.value("report", "fail_under"),
                project.pyproject().raw("tool.coverage.report.fail_under"),
                setup.value("coverage:report", "fail_under"),
                tox.value("coverage:report", "fail_under"));
        Stream<String> options = Stream.of(
                        project.pyproject().raw("tool.pytest.ini_options.addopts"),
                        setup.value("tool:pytest", "addopts"),
                        tox.value("pytest", "addopts"))
                .flatMap(text -> FAIL_UNDER.matcher(text).results())
                .map((MatchResult option) -> option.group(1));
        Optional<Integer> least = Stream.concat(direct, options)
                .filter(text -> text.matches("\\d{1,3}"))
                .map(Integer::valueOf)
                .filter(percent -> percent > 0 && percent <= 100)
                .findFirst();
        return least.orElse(null);
    }
}
