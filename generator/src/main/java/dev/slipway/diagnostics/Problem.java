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
            """),
    HAND_EDITED_FILE("hand-edited-file", "A file that Slipway wrote was edited by hand.", """
            The header's hash no longer fits the file's body. Slipway does not throw the edit away: compare with
            `slipway generate --diff`, move what you need to `slipway.yaml`, and run `slipway generate --adopt`. To keep
            the file as your own, take the header out; Slipway then no longer counts it as its own.
            """),
    CASE_COLLISION("case-collision", "Two paths differ in case only.", """
            On macOS and Windows `Deploy.yml` and `deploy.yml` are one file, so that one would silently replace the
            other in a checkout. Rename or delete one of the two.
            """),
    UNSAFE_PATH("unsafe-path", "A file's path is one that Slipway does not write to.", """
            Paths are relative, stay inside the directory and outside `.git`, and use names that every system can hold:
            no device names such as `con` or `nul`, no dot or space at the end, none of `\\ : * ? " < > |`, no control
            characters. Change the value in `slipway.yaml` that the name comes from.
            """),
    SYMLINK_IN_THE_WAY(
            "symlink-in-the-way", "A symbolic link stands where Slipway would write or on the way there.", """
            Slipway does not write through links, because they can lead out of the repository, and GitHub does not follow
            them in `.github` either. Replace the link by a real folder or file.
            """),
    MANIFEST_ENTRY("manifest-entry", "The manifest has a line that Slipway does not act on.", """
            The manifest lists the files that Slipway wrote, so that it can delete those that are no longer generated.
            Anyone can edit it, so a line that leads out of the directory, through a link, or to a file that is not
            Slipway's is ignored. Running `slipway generate` writes the manifest anew.
            """),
    DIRECTORY_LOCKED("directory-locked", "Another run of Slipway is writing to the directory.", """
            Only one run writes to a directory at a time; others wait for 30 seconds. Wait for the other run or end it,
            and run the command again. A lock that a killed run held is gone with it.
            """),
    IO_FAILURE("io-failure", "A file could not be read or written.", """
            The message names the file and the cause: a full disk, missing permission, a read-only file, a folder where
            a file should be. Every file is either as it was or as it should be. Cure the cause and run the command again.
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
