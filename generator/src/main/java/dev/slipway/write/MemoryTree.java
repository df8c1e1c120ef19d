package dev.slipway.write;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A directory that is a map from path to content. */
record MemoryTree(Map<String, Content> files) implements Tree {
    @Override
    public Entry look(String path) {
        Content content = files.get(path);
        if (content != null) {
            return new Entry.Regular(content);
        }
        for (String folder : OutputPath.folders(path)) {
            if (files.containsKey(folder)) {
                return Entry.Obstacle.fileAt(folder, path);
            }
        }
        if (files.keySet().stream().anyMatch(p -> p.startsWith(path + "/"))) {
            return new Entry.Directory();
        }
        return new Entry.Absent();
    }

    @Override
    public Set<String> names(String folder) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return files.keySet().stream()
                .filter(p -> p.startsWith(prefix))
                .map(p -> OutputPath.names(p.substring(prefix.length())).getFirst())
                .collect(Collectors.toUnmodifiableSet());
    }
}
