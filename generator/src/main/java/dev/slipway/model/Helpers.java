package dev.slipway.model;

import java.util.List;
import java.util.Set;

/**
 * What a repository gets beside its workflows.
 *
 * @param without what it does not get
 * @param owners who has to review changes of the pipeline, users and teams such as {@code @acme/platform}; none if
 *     nobody in particular does
 */
public record Helpers(Set<Extra> without, List<String> owners) {
    public Helpers {
        without = Set.copyOf(without);
        owners = List.copyOf(owners);
    }

    /** Whether the repository gets this one. */
    public boolean has(Extra helper) {
        return !without.contains(helper);
    }

    /** A file, or a set of them. */
    public enum Extra {
        /** The settings of pytest. */
        PYTEST,
        /** The settings of coverage, here and on Codecov. */
        COVERAGE,
        /** Fixtures of tests, with AWS in memory. */
        CONFTEST,
        /** The gates as hooks of Git. */
        PRE_COMMIT,
        /** Updates of dependencies. */
        DEPENDABOT,
        /** A section of the README. */
        README,
        /** What to do when, step by step. */
        RUNBOOKS
    }
}
