package dev.slipway.write;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A directory in memory, for dry runs of a whole tree and for tests; it behaves as the one on disk does. */
public final class MemoryFileSink implements FileSink {
    private final TreeMap<String, Content> files = new TreeMap<>();

    public MemoryFileSink() {}

    /** Starts with files that are already there. */
    public MemoryFileSink(Map<String, Content> present) {
        files.putAll(present);
    }

    /** What the directory holds, by path. */
    public Map<String, Content> files() {
        return Map.copyOf(files);
    }

    @Override
    public ChangeSet compare(Output output) {
        return new Comparison(new MemoryTree(files), output).run().changes();
    }

    @Override
    public WriteResult write(Output output) {
        ChangeSet changes = compare(output);
        if (!changes.isRefused()) {
            changes.files().forEach(this::apply);
        }
        return new WriteResult(changes, List.of());
    }

    private void apply(FileChange change) {
        Content after = change.after();
        if (after == null) {
            files.remove(change.path());
        } else if (change.state() != FileState.UNCHANGED) {
            files.put(change.path(), after);
        }
    }
}
