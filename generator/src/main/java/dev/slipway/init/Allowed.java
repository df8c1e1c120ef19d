package dev.slipway.init;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What may get from a repository into its configuration or onto a terminal. Names and contents of files are written by
 * strangers; whatever is not on one of these allow-lists is left out. They are those of the configuration's loader.
 */
final class Allowed {
    static final Pattern SERVICE = Pattern.compile("(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*");
    /** The names of accounts on GitHub have at most 39 characters. */
    static final Pattern OWNER = Pattern.compile("(?=.{1,39}$)[A-Za-z0-9](-?[A-Za-z0-9])*");

    static final Pattern PATH = Pattern.compile(
            "(?=.{1,200}$)[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?(/[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?)*");
    static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    static final Pattern REGION = Pattern.compile("(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)"
            + "-(central|north|south|east|west|northeast|northwest|southeast|southwest)-[1-9]");
    static final Pattern WORKSPACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,89}");
    static final Pattern EXACT_VERSION =
            Pattern.compile("(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})");

    static final List<String> PYTHON_VERSIONS = List.of("3.9", "3.10", "3.11", "3.12", "3.13", "3.14");

    /** Environments by their usual names, in the order of promotion. */
    static final List<String> ENVIRONMENTS = List.of(
            "dev",
            "develop",
            "development",
            "test",
            "qa",
            "sit",
            "uat",
            "stage",
            "staging",
            "preprod",
            "prod",
            "prd",
            "production");

    private Allowed() {}

    static boolean is(Pattern pattern, String value) {
        return pattern.matcher(value).matches();
    }

    /** A path as it may be shown, or a stand-in for one that tries something. */
    static String shown(String path) {
        String visible = path.startsWith(".") ? path.substring(1) : path;
        return is(PATH, visible) ? path : "(a file with an unusual name)";
    }
}
