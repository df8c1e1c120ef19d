package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;

/** What stands at a path. */
sealed interface Entry {
    /** Nothing. */
    record Absent() implements Entry {}

    /** A regular file. */
    record Regular(Content content) implements Entry {}

    /** A folder. */
    record Directory() implements Entry {}

    /** A regular file that is too large to be one of ours; it is not read. */
    record Oversized() implements Entry {}

    /**
     * Something that is neither read, nor written, nor deleted.
     *
     * @param problem the kind
     * @param message what it is, as a whole message
     * @param help the cure
     */
    record Obstacle(Problem problem, String message, String help) implements Entry {
        Diagnostic asError() {
            return Diagnostic.error(problem, message, null, help);
        }

        /** A folder stands where a file is to be written. */
        static Obstacle folderAt(String path) {
            return inTheWay(path, "it is a folder", path);
        }

        /** A file stands where a folder is needed. */
        static Obstacle fileAt(String folder, String path) {
            return inTheWay(path, "`" + folder + "` is not a folder", folder);
        }

        private static Obstacle inTheWay(String path, String why, String cause) {
            String message = IoFailure.message("write", path, why);
            return new Obstacle(Problem.IO_FAILURE, message, "move `" + cause + "` away");
        }
    }
}
