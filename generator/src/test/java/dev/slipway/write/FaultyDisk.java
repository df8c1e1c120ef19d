package dev.slipway.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A disk on which the n-th change goes wrong; a file whose creation goes wrong is left half written. */
final class FaultyDisk implements Disk {
    /** What happens at the n-th change. */
    enum Fault {
        /** The operation fails; later ones work. */
        NO_SPACE,
        /** The operation and all later ones fail, so that not even cleaning up works. */
        GONE,
        /** The program ends before the operation. */
        KILLED_BEFORE,
        /** The program ends after the operation. */
        KILLED_AFTER,
        /** As KILLED_BEFORE, but the whole process. */
        HALTED
    }

    /** The program is no more; nothing that it still tries has an effect. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private interface Change {
        void make() throws IOException;
    }

    private static final Change NOTHING = () -> {};

    private final LocalDisk disk = new LocalDisk();
    private final Fault fault;
    private final int faultAt;
    private int changes;
    private boolean replaced;

    /**
     * @param faultAt the number of the change that goes wrong, from 1
     */
    FaultyDisk(Fault fault, int faultAt) {
        this.fault = fault;
        this.faultAt = faultAt;
    }

    /** Whether the fault has come up. */
    boolean isHit() {
        return changes >= faultAt;
    }

    /** Whether a file was replaced or deleted before the fault. */
    boolean hasReplaced() {
        return replaced;
    }

    private void change(Change change, Change half) throws IOException {
        changes++;
        boolean dead = fault != Fault.NO_SPACE && changes > faultAt;
        if (changes != faultAt && !dead) {
            change.make();
            return;
        }
        switch (fault) {
            case NO_SPACE, GONE -> {
                if (!dead) {
                    half.make();
                }
                throw new IOException("No space left on device");
            }
            case KILLED_BEFORE -> {
                if (!dead) {
                    half.make();
                }
                throw new Killed();
            }
            case KILLED_AFTER -> {
                if (!dead) {
                    change.make();
                }
                throw new Killed();
            }
            case HALTED -> {
                half.make();
                Runtime.getRuntime().halt(137);
            }
        }
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        change(() -> disk.createFolder(folder), NOTHING);
    }

    @Override
    public void create(Path file, Content content) throws IOException {
        byte[] half = Arrays.copyOf(content.bytes(), content.bytes().length / 2);
        change(() -> disk.create(file, content), () -> Files.write(file, half));
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        change(() -> disk.replace(from, to), NOTHING);
        replaced = true;
    }

    @Override
    public void delete(Path path) throws IOException {
        change(() -> disk.delete(path), NOTHING);
    }

    @Override
    public void sync(Path folder) throws IOException {
        change(() -> disk.sync(folder), NOTHING);
    }

    @Override
    public Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        return disk.attributes(path);
    }

    @Override
    public boolean isExecutable(Path file) throws IOException {
        return disk.isExecutable(file);
    }

    @Override
    public boolean isWritable(Path path) throws IOException {
        return disk.isWritable(path);
    }

    @Override
    public byte[] read(Path file) throws IOException {
        return disk.read(file);
    }

    @Override
    public Set<String> names(Path folder) throws IOException {
        return disk.names(folder);
    }
}
