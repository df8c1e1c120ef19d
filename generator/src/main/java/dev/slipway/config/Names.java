package dev.slipway.config;

import dev.slipway.diagnostics.Problem;
import java.util.List;
import java.util.regex.Pattern;

/** The names of what is in AWS already, as AWS allows them, and other short texts of a delivery. */
final class Names {
    /** Two dots lead out of a folder, wherever a name becomes a path. */
    private static final String NO_PARENT = "(?!.*\\.\\.)";

    private static final String PLACE = "\\{(environment|account|region)\\}";

    private Names() {}

    /** With the characters that <a href="https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html">Lambda</a> takes. */
    static Shape.Text function() {
        return aws(
                "([A-Za-z0-9_]|" + PLACE + ")([A-Za-z0-9_-]|" + PLACE + ")*",
                140,
                "a function's name: letters, digits, `-` and `_`");
    }

    static Shape.Text stack() {
        return aws(
                "[A-Za-z]([A-Za-z0-9-]|" + PLACE + ")*",
                160,
                "a stack's name: letters, digits and `-`, a letter first");
    }

    /** A bucket's name has no dots here: they break TLS of the address that has the bucket's name in it. */
    static Shape.Text bucket() {
        return aws(
                "([a-z0-9]|" + PLACE + ")([a-z0-9-]|" + PLACE + ")*([a-z0-9]|" + PLACE + ")",
                120,
                "a bucket's name: lower-case letters, digits and `-`");
    }

    static Shape.Text table() {
        return aws(
                "[A-Za-z0-9_][A-Za-z0-9_.-]{2,254}", 255, "a table's name: letters, digits and `_.-`, at least three");
    }

    /** Not all digits, which would be a version. */
    static Shape.Text alias() {
        return aws(
                "(?![0-9]+$)[A-Za-z0-9_][A-Za-z0-9_-]{0,127}",
                128,
                "an alias: letters, digits, `-` and `_`, not all digits");
    }

    static Shape.Text repository() {
        return aws(
                "[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*",
                200,
                "an ECR repository: lower-case letters, digits and `._-/`");
    }

    static Shape.Text kmsKey() {
        return aws(
                "arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:[0-9]{12}:(key/[A-Za-z0-9-]+|alias/[A-Za-z0-9/_-]+)",
                300,
                "the ARN of a KMS key or of its alias");
    }

    static Shape.Text kmsKeyOfEnvironment() {
        return aws(
                "arn:aws(-cn|-us-gov)?:kms:([a-z0-9-]+|\\{region\\}):([0-9]{12}|\\{account\\}):"
                        + "(key/[A-Za-z0-9-]+|alias/([A-Za-z0-9/_-]|" + PLACE + ")+)",
                340,
                "the ARN of a KMS key or of its alias");
    }

    static Shape.Text alarm() {
        return aws(
                NO_PARENT + "[A-Za-z0-9_]([A-Za-z0-9 ._/:()-]*[A-Za-z0-9)_-])?",
                255,
                "an alarm's name: letters, digits, blanks and `._/:()-`");
    }

    static Shape.Text codeDeploy() {
        return aws("[A-Za-z0-9_][A-Za-z0-9._+=,@-]{0,99}", 100, "a name of CodeDeploy: letters, digits and `._+=,@-`");
    }

    static Shape.Text secret() {
        return aws(NO_PARENT + "[A-Za-z0-9_][A-Za-z0-9/_+=.@-]{0,511}", 512, "the name of a secret in Secrets Manager");
    }

    /** At GitHub a name has fewer characters, which depends on where it is. */
    static Shape.Text requiredSecret() {
        return aws(
                NO_PARENT + "([A-Za-z0-9_]|" + PLACE + ")([A-Za-z0-9/_+=.@-]|" + PLACE + ")*",
                512,
                "the name of a secret: letters, digits and `/_+=.@-`");
    }

    static Shape.Text topic() {
        return aws("[A-Za-z0-9_][A-Za-z0-9_-]{0,255}", 256, "the name of an SNS topic");
    }

    static Shape.Text parameter() {
        return aws("[A-Za-z0-9]+", 255, "the name of a template's parameter: letters and digits");
    }

    static Shape.Text channel() {
        return text("#?[A-Za-z0-9][A-Za-z0-9._-]{0,79}", 81, "a channel such as `\"#deployments\"`, or its id");
    }

    static Shape.Text url() {
        return text(
                NO_PARENT + "https://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._~/?&=%-]*)?",
                500,
                "an address that starts with `https://`");
    }

    /** Text that stays as it is in JSON, in YAML's single quotes and in a shell. */
    static Shape.Text plain(String what) {
        return text(
                NO_PARENT + "[A-Za-z0-9_]([A-Za-z0-9 _.,:/@+=-]*[A-Za-z0-9_.,:/@+=-])?",
                200,
                what + ": letters, digits, blanks and `_.,:/@+=-`, a letter, digit or `_` first");
    }

    private static Shape.Text aws(String pattern, int longest, String expected) {
        return new Shape.Text(
                Problem.RESOURCE_NAME, Pattern.compile(pattern), longest, expected, List.of(), wrong -> null);
    }

    private static Shape.Text text(String pattern, int longest, String expected) {
        return new Shape.Text(Problem.TEXT, Pattern.compile(pattern), longest, expected, List.of(), wrong -> null);
    }
}
