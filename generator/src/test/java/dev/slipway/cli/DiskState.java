package dev.slipway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * A folder at one moment, without git's own.
 *
 * @param texts each file with one character for each byte
 * @param times when each file and folder was last changed
 */
record DiskState(TreeMap<String, String> texts, TreeMap<String, FileTime> times) {

    static DiskState of(Path root) throws IOException {
        var texts = new TreeMap<String, String>();
        var times = new TreeMap<String, FileTime>();
        try (var all = Files.walk(root)) {
            for (Path path :
                    all.filter(p -> !p.startsWith(root.resolve(".git"))).toList()) {
                String name = root.relativize(path).toString();
                times.put(name, Files.getLastModifiedTime(path));
                if (Files.isRegularFile(path)) {
                    texts.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return new DiskState(texts, times);
    }

    SequencedSet<String> files() {
        return texts.navigableKeySet();
    }
}
