package dev.slipway.init;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that set up Python's tools.
 *
 * @param pyproject {@code pyproject.toml}, empty if there is none
 * @param settings {@code setup.cfg} and its like, by name
 */
record PythonProject(Toml pyproject, Map<String, Ini> settings) {

    static PythonProject read(RepositoryTree tree, Remarks remarks) {
        Toml pyproject = tree.text("pyproject.toml").map(Toml::parse).orElseGet(Toml::empty);
        if (!pyproject.unread().isEmpty()) {
            remarks.add("line " + pyproject.unread().getFirst() + " of pyproject.toml is not understood");
        }
        Map<String, Ini> settings = new TreeMap<>();
        Stream.of("setup.cfg", "tox.ini", ".flake8", "mypy.ini", ".mypy.ini", ".isort.cfg", ".coveragerc", ".bandit")
                .forEach(name -> tree.text(name).map(Ini::parse).ifPresent(ini -> settings.put(name, ini)));
        return new PythonProject(pyproject, settings);
    }

    /** Whether any of the settings has this section. */
    boolean hasSection(String section) {
        return settings.values().stream().anyMatch(ini -> ini.hasSection(section));
    }
}
