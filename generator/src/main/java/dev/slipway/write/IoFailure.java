package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** An operation on a file that failed, with what the user needs to know: what was done, to which file, and why. */
final class IoFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final String message;

    private IoFailure(String message, @Nullable IOException cause) {
        super(message, cause);
        this.message = message;
    }

    /**
     * @param action what was tried, such as {@code write}
     * @param path the file, relative to the root
     */
    IoFailure(String action, String path, IOException cause) {
        this(message(action, path, reason(cause)), cause);
    }

    IoFailure(String action, String path, String reason) {
        this(message(action, path, reason), null);
    }

    Diagnostic asError(String help) {
        return Diagnostic.error(Problem.IO_FAILURE, message, null, help);
    }

    static String message(String action, String path, String reason) {
        return "cannot " + action + " `" + Printable.escape(path) + "`: " + reason;
    }

    /** The operating system's reason, or that of Java's exception types that carry none. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException gone -> "it is not there";
            case FileAlreadyExistsException there -> "it is already there";
            case DirectoryNotEmptyException full -> "the folder is not empty";
            case NotDirectoryException file -> "it is not a folder";
            case FileSystemException other when other.getReason() != null -> Printable.escape(other.getReason());
            default -> {
                String text = e.getMessage();
                yield text == null ? e.getClass().getSimpleName() : Printable.escape(text);
            }
        };
    }
}
