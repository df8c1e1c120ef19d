package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory on disk. It holds nothing open between calls, so that one program can go through thousands of
 * directories, also in several threads.
 */
public final class DiskFileSink implements FileSink {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String AGAIN =
            "each file is as it was or as it should be; cure the cause and run the command again";

    private final Path directory;
    private final Disk disk;
    private final Duration patience;

    /**
     * @param directory the root; a write creates it if it is missing
     */
    public DiskFileSink(Path directory) {
        this(directory, new LocalDisk(), PATIENCE);
    }

    DiskFileSink(Path directory, Disk disk, Duration patience) {
        this.directory = directory;
        this.disk = disk;
        this.patience = patience;
    }

    @Override
    public ChangeSet compare(Output output) {
        try {
            return new Comparison(tree(), output).run().changes();
        } catch (IOException e) {
            return new ChangeSet(List.of(), List.of(rootFailure(e).asError("name a directory that is there")));
        }
    }

    @Override
    public WriteResult write(Output output) {
        ChangeSet changes = new ChangeSet(List.of(), List.of());
        try {
            // Without the lock at first: most runs find nothing to do, and then not even a lock file is touched.
            Tree tree = tree();
            Compared found = new Comparison(tree, output).run();
            changes = found.changes();
            if (changes.isRefused()
                    || (changes.isClean()
                            && Leftovers.find(tree, output, found.present()).isEmpty())) {
                return new WriteResult(changes, List.of());
            }
            Files.createDirectories(directory);
            return writeLocked(directory.toRealPath(), output, changes);
        } catch (IOException e) {
            return new WriteResult(changes, List.of(rootFailure(e).asError(AGAIN)));
        } catch (IoFailure e) {
            return new WriteResult(changes, List.of(e.asError(AGAIN)));
        }
    }

    private WriteResult writeLocked(Path root, Output output, ChangeSet before) throws IoFailure {
        Path file = WriteLock.file(root);
        Optional<WriteLock> acquired = acquire(file);
        if (acquired.isEmpty()) {
            return new WriteResult(before, List.of(locked(WriteLock.holder(file))));
        }
        WriteLock lock = acquired.get();
        try (lock) {
            // Again, because the one that held the lock may have changed everything.
            Tree tree = new DiskTree(disk, root);
            Compared compared = new Comparison(tree, output).run();
            if (compared.changes().isRefused()) {
                return new WriteResult(compared.changes(), List.of());
            }
            Leftovers.delete(disk, root, Leftovers.find(tree, output, compared.present()));
            List<IoFailure> failures = new Replacement(disk, root, compared).carryOut();
            return new WriteResult(
                    compared.changes(),
                    failures.stream().map(f -> f.asError(AGAIN)).toList());
        } catch (IOException e) {
            throw new IoFailure("unlock", file.toString(), e);
        }
    }

    private Tree tree() throws IOException {
        return Files.exists(directory) ? new DiskTree(disk, directory.toRealPath()) : new MemoryTree(Map.of());
    }

    private Optional<WriteLock> acquire(Path file) throws IoFailure {
        try {
            return WriteLock.acquire(file, patience);
        } catch (IOException e) {
            throw new IoFailure("lock", file.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IoFailure("lock", file.toString(), new InterruptedIOException("interrupted"));
        }
    }

    private Diagnostic locked(String holder) {
        String who = holder.isEmpty() ? "another run of Slipway" : "another run of Slipway (" + holder + ")";
        return Diagnostic.error(
                Problem.DIRECTORY_LOCKED,
                "`" + Printable.escape(directory.toString()) + "` is being written to by " + who,
                null,
                "wait for it or end it, and run the command again");
    }

    private IoFailure rootFailure(IOException e) {
        return new IoFailure("use", directory.toString(), e);
    }
}
