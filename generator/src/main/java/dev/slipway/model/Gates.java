package dev.slipway.model;

import java.util.List;
import java.util.Set;

/**
 * What has to pass before a package is built.
 *
 * @param lint style checkers: flake8, black, isort
 * @param types the type checker, {@code mypy} or {@code none}
 * @param security security checks: bandit, pip-audit, secrets
 * @param coverage the least coverage of the tests in percent, 0 to 100
 * @param codecov whether the coverage is reported to Codecov
 * @param advisory those of the gates above whose failure is shown and does not stop; never secrets
 */
public record Gates(
        List<String> lint, String types, List<String> security, int coverage, boolean codecov, Set<String> advisory) {
    public Gates {
        lint = List.copyOf(lint);
        security = List.copyOf(security);
        advisory = Set.copyOf(advisory);
    }
}
