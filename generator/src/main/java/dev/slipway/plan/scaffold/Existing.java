package dev.slipway.plan.scaffold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a repository holds already, as far as it decides which files are added to it and what is in them.
 *
 * @param tests whether the folder of the tests holds Python code
 * @param markers markers that the tests use, besides those of pytest itself; only where pytest has no settings yet
 * @param pytest whether pytest has settings in another file than {@code pytest.ini}
 * @param coverage whether coverage has settings in another file than {@code .coveragerc}
 * @param codecov whether Codecov has settings in another file than {@code codecov.yml}
 * @param flake8 whether flake8 has settings
 * @param isort whether isort has settings
 * @param bandit the option that names bandit's settings, or empty
 * @param secretsBaseline whether there is a baseline of the search for secrets
 * @param requirements whether the file of the dependencies is there
 * @param hashes whether that file has hashes
 * @param updates whether something else keeps dependencies up to date
 * @param packages folders with Python's dependencies, {@code /} for the root
 * @param uv whether uv locks them
 * @param terraform whether the folder of the infrastructure holds Terraform
 * @param monitoring whether the folder of monitoring holds Terraform in another file than {@code main.tf}
 * @param readme the file that a README's section goes into; null if there is a README that is not Markdown
 * @param codeOwners the file that code owners go into; null if it cannot be written to
 */
public record Existing(
        boolean tests,
        List<String> markers,
        boolean pytest,
        boolean coverage,
        boolean codecov,
        boolean flake8,
        boolean isort,
        String bandit,
        boolean secretsBaseline,
        boolean requirements,
        boolean hashes,
        boolean updates,
        List<String> packages,
        boolean uv,
        boolean terraform,
        boolean monitoring,
        @Nullable String readme,
        @Nullable String codeOwners) {
    public Existing {
        markers = List.copyOf(markers);
        packages = List.copyOf(packages);
    }
}
