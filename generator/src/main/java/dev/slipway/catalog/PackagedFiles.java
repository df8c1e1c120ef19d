package dev.slipway.catalog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of everything in one folder of the catalog, from the list that the build makes of it. */
final class PackagedFiles {
    private PackagedFiles() {}

    /** One thing of the folder, by name and version: {@code files} are relative to it, in their order. */
    record Versioned(String name, int major, List<String> files) {}

    static Stream<Versioned> of(String folder) {
        var files = new TreeMap<String, List<String>>();
        Resources.text("META-INF/slipway/" + folder + ".index")
                .lines()
                .filter(line -> !line.isBlank())
                .sorted()
                .forEach(line -> {
                    String[] path = line.split("/", 3);
                    String part = path[0] + "/" + path[1];
                    files.merge(
                            part,
                            List.of(path[2]),
                            (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
                });
        return files.entrySet().stream().map(PackagedFiles::versioned);
    }

    private static Versioned versioned(Map.Entry<String, List<String>> entry) {
        String[] path = entry.getKey().split("/", 2);
        return new Versioned(path[0], Integer.parseInt(path[1].substring(1)), entry.getValue());
    }
}
