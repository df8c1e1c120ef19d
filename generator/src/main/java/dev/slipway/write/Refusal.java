package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;

/** Why a file is not written, with the cure. */
final class Refusal {
    private static final String ADOPT =
            "see it with `slipway generate --diff`; move your change to slipway.yaml, or let"
                    + " Slipway take the file over with `slipway generate --adopt`";

    private Refusal() {}

    static Diagnostic of(FileChange change) {
        String path = change.path();
        if (change.state() == FileState.HAND_WRITTEN) {
            return error(
                    Problem.HAND_WRITTEN_FILE, "`" + path + "` is in the way and was not written by Slipway", ADOPT);
        }
        if (change.after() == null) {
            return error(
                    Problem.HAND_EDITED_FILE,
                    "`" + path + "` is no longer generated, and was edited by hand",
                    "delete it, or take Slipway's header out to keep it as your own, or let `slipway generate --adopt`"
                            + " delete it");
        }
        return error(Problem.HAND_EDITED_FILE, "`" + path + "` was edited by hand", ADOPT);
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
