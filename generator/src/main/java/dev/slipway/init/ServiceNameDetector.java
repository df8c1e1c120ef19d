package dev.slipway.init;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The name of the service: that of the Python project, else that of the repository on its host or of its folder. */
final class ServiceNameDetector {
    private static final int LONGEST = 63;

    private ServiceNameDetector() {}

    static Optional<String> detect(PythonProject project, Optional<String> repository, Path root) {
        Path folder = root.getFileName();
        return Stream.of(
                        project.pyproject().text("project.name"),
                        project.pyproject().text("tool.poetry.name"),
                        repository,
                        Optional.ofNullable(folder).map(Path::toString))
                .flatMap(Optional::stream)
                .map(ServiceNameDetector::normalised)
                .filter(name -> Allowed.is(Allowed.SERVICE, name))
                .findFirst();
    }

    /** Lower case, hyphens for everything else, a letter in front. */
    static String normalised(String name) {
        String hyphens =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]++", "-").replaceFirst("^[^a-z]++", "");
        return hyphens.substring(0, Math.min(LONGEST, hyphens.length())).replaceFirst("-++$", "");
    }
}
