package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;

/** Why a file is not written, with the cure. */
final class Refusal {
    private Refusal() {}

    static Diagnostic of(FileChange change, Ownership ownership) {
        String path = change.path();
        var place = new SourceSpan(path, 1, 1, 2, "");
        String adopt = "`" + ownership.command() + " --adopt`";
        if (change.state() == FileState.HAND_WRITTEN) {
            return Diagnostic.error(
                    Problem.HAND_WRITTEN_FILE,
                    "`" + path + "` is in the way and was not written by Slipway",
                    place,
                    "move it away, or let " + adopt + " replace it");
        }
        if (change.state() == FileState.SECTION_EDITED) {
            return Diagnostic.error(
                    Problem.HAND_EDITED_FILE,
                    "Slipway's section in `" + path + "` was edited by hand",
                    place,
                    "move the edit out of the section or to " + ownership.source() + ", then let " + adopt
                            + " write the section anew");
        }
        if (change.after() == null) {
            String keep = ownership.headers() ? ", or take Slipway's header out to keep it as your own" : "";
            return Diagnostic.error(
                    Problem.HAND_EDITED_FILE,
                    "`" + path + "` is no longer wanted, and was edited by hand",
                    place,
                    "delete it" + keep + ", or let " + adopt + " delete it");
        }
        return Diagnostic.error(
                Problem.HAND_EDITED_FILE,
                "`" + path + "` was edited by hand",
                place,
                "move the edit to " + ownership.source() + ", then let " + adopt + " replace the file");
    }

    /** The section of a file cannot be told from the user's own text. */
    static Diagnostic unclear(String path, String why) {
        return Diagnostic.error(
                Problem.SECTION_MARKERS,
                "cannot write Slipway's section in `" + path + "`: " + why,
                new SourceSpan(path, 1, 1, 2, ""),
                "leave one pair of markers, or take them all out: a new section is then written");
    }

    static Diagnostic unsafe(String path, String fault) {
        return error(
                Problem.UNSAFE_PATH,
                "cannot write `" + Printable.escape(path) + "`: the path " + fault,
                "use another name");
    }

    private static Diagnostic error(Problem problem, String message, String help) {
        return Diagnostic.error(problem, message, null, help);
    }
}
