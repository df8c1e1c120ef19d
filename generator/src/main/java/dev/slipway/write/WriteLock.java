package dev.slipway.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets one run at a time write to a directory. The operating system frees the lock of a run that was killed; the file
 * that it leaves behind holds nobody up.
 */
final class WriteLock implements AutoCloseable {
    /** Past any content: Windows keeps others from reading a locked region, and the holder is to be read. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MAX_SHOWN = 120;

    /**
     * What this program itself holds. Closing any channel of a file gives up all of the process's POSIX locks on it, so
     * a second thread must not even open it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private WriteLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * The lock file of a directory: inside {@code .git}, where no tool lists it; for a directory that has none of its
     * own, in the folder for temporary files.
     *
     * @param root a real path
     */
    static Path file(Path root) {
        Path git = root.resolve(".git");
        if (Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
            return git.resolve("slipway.lock");
        }
        String key = LineEndings.digest(root.toString().getBytes(StandardCharsets.UTF_8));
        return Path.of(System.getProperty("java.io.tmpdir")).resolve("slipway-" + key + ".lock");
    }

    /**
     * Waits for the lock.
     *
     * @return empty if another run still holds it after {@code patience}
     */
    static Optional<WriteLock> acquire(Path file, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            WriteLock lock = tryAcquire(file);
            if (lock != null) {
                return Optional.of(lock);
            }
            if (System.nanoTime() - deadline >= 0) {
                return Optional.empty();
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Who holds the lock, as it says of itself; empty if it does not. */
    static String holder(Path file) {
        if (HELD.contains(file)) {
            return "this process";
        }
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("");
            return Printable.escape(line.substring(0, Math.min(line.length(), MAX_SHOWN)));
        } catch (IOException e) {
            // It has just let go, or is another user's: the message then does without a name.
            return "";
        }
    }

    private static @Nullable WriteLock tryAcquire(Path file) throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        @Nullable FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(
                    file,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            held = channel.tryLock(LOCKED_BYTE, 1, false) != null;
            if (held) {
                sign(channel);
                return new WriteLock(file, channel);
            }
            return null;
        } finally {
            if (!held) {
                release(file, channel);
            }
        }
    }

    private static void sign(FileChannel channel) throws IOException {
        String holder = "process " + ProcessHandle.current().pid() + host() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static void release(Path file, @Nullable FileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(file);
        }
    }

    private static String host() {
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String name = System.getenv(variable);
            if (name != null && !name.isBlank()) {
                return " on " + name;
            }
        }
        return "";
    }

    /** Leaves the file in place: whoever deletes a lock file takes it from under one that is waiting for it. */
    @Override
    public void close() throws IOException {
        try {
            channel.truncate(0);
        } finally {
            release(file, channel);
        }
    }
}
