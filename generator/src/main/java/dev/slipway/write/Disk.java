package dev.slipway.write;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/** The few things that are done to a disk, each of which can fail on its own. */
interface Disk {
    /** What stands at a path itself, without following a link; empty if nothing does. */
    Optional<BasicFileAttributes> attributes(Path path) throws IOException;

    boolean isExecutable(Path file) throws IOException;

    /** Whether a file or folder may be written: neither by permission bits nor otherwise protected. */
    boolean isWritable(Path path) throws IOException;

    byte[] read(Path file) throws IOException;

    /** The names in a folder. */
    Set<String> names(Path folder) throws IOException;

    void createFolder(Path folder) throws IOException;

    /** Creates a file that is not there yet; when it returns, its bytes and mode are on the medium. */
    void create(Path file, Content content) throws IOException;

    /** Puts a file in the place of another in one step, so that a reader sees the one or the other. */
    void replace(Path from, Path to) throws IOException;

    void delete(Path path) throws IOException;

    /** Makes the names in a folder durable. */
    void sync(Path folder) throws IOException;
}
