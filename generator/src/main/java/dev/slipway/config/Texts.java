package dev.slipway.config;

import dev.slipway.diagnostics.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of text in the configuration. All are allow-lists: each value ends up in YAML, in paths or in scripts. */
final class Texts {
    private static final String COMMIT = "[0-9a-f]{40}";
    private static final String VERSION = "v(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*))?";
    private static final String SEGMENT = "[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?";
    private static final String ROLE_NAME = "[A-Za-z0-9_][A-Za-z0-9+=,.@_-]{0,63}";

    private Texts() {}

    /** Names of services go into names of artifacts and of cloud resources; 63 is the limit of a DNS label. */
    static Shape.Text service() {
        return new Shape.Text(
                Problem.SERVICE_NAME,
                Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*"),
                63,
                "lower-case letters, digits and single hyphens, starting with a letter, at most 63 characters",
                List.of(),
                Texts::lowerCase);
    }

    /** Names of environments go into file names; 20 keeps names of artifacts and roles below their limits. */
    static Shape.Text environment() {
        return new Shape.Text(
                Problem.ENVIRONMENT_NAME,
                Pattern.compile("[a-z][a-z0-9-]{0,19}"),
                20,
                "lower-case letters, digits and hyphens, starting with a letter, at most 20 characters",
                List.of(),
                Texts::lowerCase);
    }

    static Shape.Text actions() {
        return new Shape.Text(
                Problem.CATALOG_REFERENCE,
                Pattern.compile(RepositoryName.PATTERN + "@(" + VERSION + "|" + COMMIT + ")"),
                200,
                "`owner/repository@v1`, `owner/repository@v1.2.3`, or with `pin: sha` a full commit",
                List.of(),
                Texts::catalogCure);
    }

    private static @Nullable String catalogCure(String value) {
        int at = value.indexOf('@');
        if (at < 0) {
            return "add the version of the catalog, such as `@v1`";
        }
        String ref = value.substring(at + 1);
        if (ref.matches("[0-9a-fA-F]{7,39}")) {
            return "a short commit is ambiguous: write all 40 characters";
        }
        if (ref.matches("[0-9]+(\\.[0-9]+)*")) {
            return "tags of releases start with `v`: `v" + ref + "`";
        }
        return RepositoryName.matches(value.substring(0, at))
                ? "a branch changes without notice: name a release, such as `@v1`"
                : null;
    }

    static Shape.Text account() {
        return new Shape.Text(
                Problem.ACCOUNT_ID,
                Pattern.compile("[0-9]{12}"),
                12,
                "twelve digits in quotes",
                List.of(),
                value -> value.matches("[0-9]{9,11}")
                        ? "it has " + value.length() + " digits; was a leading zero lost?"
                        : value.matches("[0-9]{4}-[0-9]{4}-[0-9]{4}") ? "leave out the hyphens" : null);
    }

    static Shape.Text region() {
        return new Shape.Text(
                Problem.REGION,
                Regions.PATTERN,
                30,
                "an AWS region such as `eu-west-1`",
                Regions.KNOWN,
                value -> Regions.PATTERN
                                .matcher(value.replaceFirst("[a-z]$", ""))
                                .matches()
                        ? "this is an availability zone; leave out the letter"
                        : null);
    }

    /** The characters are those that IAM allows, but for the first one, which keeps a name from being an option. */
    static Shape.Text role() {
        return new Shape.Text(
                Problem.ROLE,
                Pattern.compile(ROLE_NAME
                        + "|arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/([A-Za-z0-9_][A-Za-z0-9+=,.@_-]*/)*" + ROLE_NAME),
                600,
                "the name of an IAM role, at most 64 characters, or its ARN `arn:aws:iam::<account>:role/<name>`",
                List.of(),
                value -> value.startsWith("arn:") && value.contains(":user/")
                        ? "this is a user; workflows take a role by OpenID Connect and hold no keys"
                        : null);
    }

    /**
     * One branch, or those below one: what <a href="https://git-scm.com/docs/git-check-ref-format">git</a> allows, without what has a
     * meaning in a filter of GitHub or in a shell.
     */
    static Shape.Text branch() {
        return new Shape.Text(
                Problem.BRANCH,
                Pattern.compile("(?!refs/|HEAD$|.*(\\.\\.|//|/\\.|\\./|\\.lock/|\\.lock$)|" + COMMIT + "$)"
                        + "[A-Za-z0-9_]([A-Za-z0-9._/-]*[A-Za-z0-9_-])?(/\\*\\*?)?"),
                100,
                "the name of one branch: letters, digits and `._-/`, as git allows them; with `/*` behind it those below it",
                List.of(),
                Texts::branchCure);
    }

    private static @Nullable String branchCure(String value) {
        if (value.startsWith("refs/heads/")) {
            return "leave out `refs/heads/`";
        }
        return value.matches(".*[*?+!\\[\\]].*")
                ? "a pattern ends with `/*` and has no other special characters"
                : null;
    }

    /** A path within the repository. A leading dot is left out, which keeps `.git` and `.github` out too. */
    static Shape.Text path() {
        return new Shape.Text(
                Problem.PATH,
                Pattern.compile(SEGMENT + "(/" + SEGMENT + ")*"),
                200,
                "a path below the repository's root, such as `src/app`: names of letters, digits and `._-`, split by `/`",
                List.of(),
                Texts::pathCure);
    }

    private static @Nullable String pathCure(String value) {
        if (value.startsWith("/") || value.matches("[A-Za-z]:.*")) {
            return "write it relative to the repository's root";
        }
        if (value.contains("\\")) {
            return "write `/` between names";
        }
        if (value.equals(".")) {
            return "move the code into a folder, such as `src`: the root holds the workflows and the history too";
        }
        String cleaned = value.replaceFirst("^(\\./)+", "").replaceFirst("/+$", "");
        if (!cleaned.equals(value) && cleaned.matches(SEGMENT + "(/" + SEGMENT + ")*")) {
            return "write `" + cleaned + "`";
        }
        return ("/" + value + "/").contains("/../") ? "it must not leave the repository" : null;
    }

    /**
     * What <a href="https://docs.github.com/en/actions/reference/security/secrets">GitHub</a> takes as a secret's name,
     * without the words that YAML reads as something else than text: it becomes a key and a part of an expression.
     */
    static Shape.Text secretName() {
        return new Shape.Text(
                Problem.SECRET_NAME,
                Pattern.compile("(?!GITHUB_|(NULL|TRUE|FALSE|YES|NO|ON|OFF|Y|N)$)[A-Z_][A-Z0-9_]*"),
                100,
                "the name of a GitHub secret: capital letters, digits and `_`, not starting with a digit or `GITHUB_`",
                List.of(),
                value -> value.contains("secrets.")
                        ? "write the name alone, such as `TF_CLOUD_TOKEN`"
                        : value.length() > 40 || value.contains(".")
                                ? "this must be the secret's name, never the token itself"
                                : null);
    }

    /**
     * A user or team as <a href="https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners">CODEOWNERS</a>
     * has it; a line of its own file must not get more than this.
     */
    static Shape.Text codeOwner() {
        return new Shape.Text(
                Problem.CODE_OWNER,
                Pattern.compile("@" + RepositoryName.OWNER + "(/[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?)?"),
                140,
                "a user such as `@octocat` or a team such as `@acme/platform`, in quotes",
                List.of(),
                value -> value.matches(RepositoryName.OWNER + "(/" + RepositoryName.NAME + ")?")
                        ? "write `\"@" + value + "\"`"
                        : null);
    }

    static Shape.Text terraformVersion() {
        return new Shape.Text(
                Problem.TERRAFORM_VERSION,
                Pattern.compile("(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)"),
                20,
                "an exact version such as `1.11.4`",
                List.of(),
                value -> {
                    if (value.startsWith("v")) {
                        return "leave out the `v`";
                    }
                    return value.matches(".*[~><=^*x].*|[0-9]+(\\.[0-9]+)?")
                            ? "plan and apply have to use the same version every time: name all three numbers"
                            : null;
                });
    }

    private static @Nullable String lowerCase(String value) {
        String lower = value.toLowerCase(Locale.ROOT).replace('_', '-');
        return !lower.equals(value) && lower.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") && lower.length() <= 20
                ? "write `" + lower + "`"
                : null;
    }
}
