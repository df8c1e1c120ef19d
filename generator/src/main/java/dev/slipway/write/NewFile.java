package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One file of the user's own, which is created once and never touched again: it has no header and stands in no
 * manifest.
 */
public final class NewFile {
    private NewFile() {}

    /** What stands where the file would be created now, if anything does. */
    public static Optional<Diagnostic> obstacle(Path folder, String name) {
        Path file = folder.resolve(name);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(exists(file)) : Optional.empty();
    }

    /**
     * Creates a file, whole or not at all. Whatever stands at the path, be it a link to nowhere, stays as it is.
     *
     * @param folder a folder that is there
     * @param name the name of the file in it
     * @param text its content, with LF line ends
     * @return the problem, if it was not created
     */
    public static Optional<Diagnostic> create(Path folder, String name, String text) {
        Path file = folder.resolve(name);
        Optional<Diagnostic> obstacle = obstacle(folder, name);
        if (obstacle.isPresent()) {
            return obstacle;
        }
        try {
            create(folder, file, Content.of(text, false));
            return Optional.empty();
        } catch (FileAlreadyExistsException e) {
            return Optional.of(exists(file));
        } catch (IOException e) {
            return Optional.of(new IoFailure("write", file.toString(), e).asError("cure the cause and run again"));
        }
    }

    private static void create(Path folder, Path file, Content content) throws IOException {
        var disk = new LocalDisk();
        Path temporary = folder.resolve(".slipway-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            disk.create(temporary, content);
            link(file, temporary, content, disk);
        } finally {
            Files.deleteIfExists(temporary);
        }
        disk.sync(folder);
    }

    /** A second name for the finished file: unlike a move, it never takes the place of another file. */
    private static void link(Path file, Path temporary, Content content, Disk disk) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Disks without hard links, such as FAT: exclusive all the same, but not whole if the run is killed.
            disk.create(file, content);
        }
    }

    private static Diagnostic exists(Path file) {
        return Diagnostic.error(
                Problem.CONFIG_EXISTS,
                "there already is a `" + Printable.escape(file.normalize().toString()) + "`",
                null,
                "edit it, or move it away to start again; `slipway init --print` shows what would be written");
    }
}
