package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The versions are those of the locks beside the action. */
class ToolVersionsTest {
    private static final Path LOCKS = Path.of("../actions/templates/python-gate/v1/scripts/requirements");

    @ParameterizedTest
    @CsvSource({
        "black, black",
        "isort, isort",
        "flake8, flake8",
        "mypy, mypy",
        "bandit, bandit",
        "pip-audit, pip-audit",
        "secrets, detect-secrets"
    })
    void areReadFromTheLocks(String gate, String name) throws IOException {
        List<String> locked = Files.readAllLines(LOCKS.resolve(gate + ".txt")).stream()
                .filter(line -> line.startsWith(name + "=="))
                .map(line -> line.replaceFirst(" ?\\\\$", ""))
                .toList();

        assertThat(ToolVersions.load().of(gate))
                .isNotEmpty()
                .hasSameSizeAs(locked)
                .allSatisfy(version -> assertThat(locked).contains(version.replace("[toml]", "")));
    }
}
