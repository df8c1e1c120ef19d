package dev.slipway.diagnostics;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of problems, each with the id that users see, search for and give to {@code slipway explain}. */
public enum Problem {
    CONFIG_MISSING("config-missing", "There is no slipway.yaml in the directory.", """
            Slipway reads one `slipway.yaml` at the root of the repository. Run `slipway init` to write one from what
            the repository holds, or name the repository's directory on the command line.
            """),
    HAND_WRITTEN_FILE("hand-written-file", "A file that Slipway did not write stands where it would write.", """
            Slipway never overwrites a file that lacks its header. Compare the two with `slipway generate --diff`, then
            move the file away or hand it over with `slipway generate --adopt`.
            """);

    private final String id;
    private final String title;
    private final String explanation;

    Problem(String id, String title, String explanation) {
        this.id = id;
        this.title = title;
        this.explanation = explanation;
    }

    /** The stable id, in kebab case. */
    public String id() {
        return id;
    }

    /** One sentence that says what is wrong. */
    public String title() {
        return title;
    }

    /** Why it is a problem and what to do, as Markdown. */
    public String explanation() {
        return explanation;
    }

    /** The problem with this id, if there is one. */
    public static Optional<Problem> byId(String id) {
        return Arrays.stream(values()).filter(p -> p.id.equals(id)).findFirst();
    }
}
