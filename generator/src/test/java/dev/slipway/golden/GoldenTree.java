package dev.slipway.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder as text files by path.
 *
 * @param files the text of each file
 */
record GoldenTree(NavigableMap<String, String> files) {

    static GoldenTree read(Path folder) throws IOException {
        NavigableMap<String, String> files = new TreeMap<>();
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
                }
            }
        }
        return new GoldenTree(files);
    }

    static Stream<String> folders(Path parent) throws IOException {
        try (Stream<Path> paths = Files.list(parent)) {
            return paths
                    .filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    GoldenTree outside(String folder) {
        NavigableMap<String, String> rest = new TreeMap<>(files);
        rest.keySet().removeIf(path -> path.startsWith(folder));
        return new GoldenTree(rest);
    }

    GoldenTree without(GoldenTree other) {
        NavigableMap<String, String> rest = new TreeMap<>(files);
        other.files.forEach(rest::remove);
        return new GoldenTree(rest);
    }

    void write(Path folder) throws IOException {
        for (var file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    void replace(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.sorted(Comparator.reverseOrder()).forEach(GoldenTree::delete);
            }
        }
        write(folder);
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
