package dev.slipway.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every file of a directory with its bytes, and links with their targets; git's own folder is left out. */
record Snapshot(Map<String, String> files) {
    static Snapshot of(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path path : walk(root)) {
            String name = root.relativize(path).toString();
            if (Files.isSymbolicLink(path)) {
                files.put(name, "-> " + Files.readSymbolicLink(path));
            } else if (Files.isRegularFile(path)) {
                // One character for each byte.
                files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
            }
        }
        return new Snapshot(files);
    }

    List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /** When each file and folder was last written, git's own included. */
    record Times(Map<Path, FileTime> times) {
        static Times of(Path root) throws IOException {
            Map<Path, FileTime> times = new TreeMap<>();
            try (var all = Files.walk(root)) {
                for (Path path : all.toList()) {
                    times.put(path, Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
                }
            }
            return new Times(times);
        }
    }

    private static List<Path> walk(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            return all.filter(p -> !p.startsWith(root.resolve(".git"))).toList();
        }
    }
}
