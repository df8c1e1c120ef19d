package dev.slipway.model;

import java.util.List;

/**
 * What is built.
 *
 * @param kind what it is delivered as
 * @param source the folder whose content becomes the root of the package
 * @param tests the folder of the tests; it need not exist
 * @param requirements the file of the dependencies; only one of the default name may be absent
 * @param python the Python versions that lint and tests run on, such as {@code 3.12}; empty only for {@link Kind#NONE},
 *     where it says that there is no Python code and so no gate runs
 * @param runtime the Python version of the function, one of {@code python}; empty where that is
 * @param architecture the processor of the function
 */
public record Application(
        Kind kind,
        String source,
        String tests,
        String requirements,
        List<String> python,
        String runtime,
        Architecture architecture) {
    public Application {
        python = List.copyOf(python);
    }

    /** Whether there is Python code to check, with or without a package. */
    public boolean hasCode() {
        return !python.isEmpty();
    }

    /** What an application is delivered as. */
    public enum Kind {
        /** A Lambda function from a zip. */
        LAMBDA_ZIP,
        /** Nothing is packaged: infrastructure only, or with Python code beside it that is checked. */
        NONE
    }

    /** The processor of a Lambda function. */
    public enum Architecture {
        X86_64,
        ARM64
    }
}
