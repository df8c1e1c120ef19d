package dev.slipway.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
 * @param functions the Lambda functions of the repository; empty where a stack or Terraform knows them
 * @param suites the kinds of tests beside the unit tests that have to exist and to pass
 * @param stack the CloudFormation stack of {@link Kind#SAM}, else null
 */
public record Application(
        Kind kind,
        String source,
        String tests,
        String requirements,
        List<String> python,
        String runtime,
        Architecture architecture,
        List<LambdaFunction> functions,
        List<String> suites,
        @Nullable SamStack stack) {
    public Application {
        python = List.copyOf(python);
        functions = List.copyOf(functions);
        suites = List.copyOf(suites);
    }

    /** Whether there is Python code to check, with or without a package. */
    public boolean hasCode() {
        return !python.isEmpty();
    }

    /** The versions with the function's own first: security checks run on that, since its dependencies are what ships. */
    public List<String> runtimeFirst() {
        var versions = new LinkedHashSet<>(List.of(runtime));
        versions.addAll(python);
        return List.copyOf(versions);
    }

    /** What an application is delivered as. */
    public enum Kind {
        /** Lambda functions from zips. */
        LAMBDA_ZIP,
        /** Lambda functions from container images. */
        LAMBDA_IMAGE,
        /** A CloudFormation stack that AWS SAM builds. */
        SAM,
        /** Nothing is packaged: infrastructure only, or with Python code beside it that is checked. */
        NONE;

        /** As the configuration names it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The processor of a Lambda function. */
    public enum Architecture {
        X86_64,
        ARM64
    }
}
