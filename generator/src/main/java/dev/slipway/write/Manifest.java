package dev.slipway.write;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The list of Slipway's files in a directory: {@code sha256  path} lines, sorted by path. While a write is under way
 * a path may stand there twice, with the hash of the old and of the new content.
 */
final class Manifest {
    static final String FIRST_LINE = "# The files that slipway writes here. Do not edit.";

    private final TreeMap<String, Set<String>> digests = new TreeMap<>();

    /** Adds a line. */
    void add(String path, String digest) {
        digests.computeIfAbsent(path, p -> new TreeSet<>()).add(digest);
    }

    void addAll(Manifest other) {
        other.digests.forEach((path, all) -> all.forEach(d -> add(path, d)));
    }

    boolean lists(String path, String digest) {
        return digests.getOrDefault(path, Set.of()).contains(digest);
    }

    boolean lists(String path) {
        return digests.containsKey(path);
    }

    Collection<String> paths() {
        return Collections.unmodifiableSet(digests.keySet());
    }

    boolean isEmpty() {
        return digests.isEmpty();
    }

    /** The file's text; the same set always gives the same bytes. */
    Content content() {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        digests.forEach((path, all) ->
                all.forEach(d -> text.append(d).append("  ").append(path).append('\n')));
        return Content.of(text.toString(), false);
    }
}
