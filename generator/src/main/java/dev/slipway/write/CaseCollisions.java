package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds paths that are two files here and one on macOS or Windows, or one file and one folder. */
final class CaseCollisions {
    private final Map<String, String> spellings = new HashMap<>();
    private final Set<String> files = new HashSet<>();
    private final List<Diagnostic> found = new ArrayList<>();

    private CaseCollisions() {}

    /** The collisions of good paths among themselves and with the names that stand in their folders. */
    static List<Diagnostic> find(Collection<String> paths, Tree tree) throws IoFailure {
        CaseCollisions collisions = new CaseCollisions();
        paths.forEach(collisions::plan);
        collisions.rejectFilesThatAreFolders(paths);
        Set<String> folders = new TreeSet<>();
        for (String path : paths) {
            folders.addAll(OutputPath.folders(path));
            folders.add("");
        }
        for (String folder : folders) {
            collisions.compare(folder, tree.names(folder));
        }
        return collisions.found;
    }

    private void plan(String path) {
        if (!files.add(path)) {
            found.add(error("two files are to be written to `" + path + "`", "this is a defect of a template or flow"));
        }
        OutputPath.folders(path).forEach(this::spell);
        spell(path);
    }

    private void rejectFilesThatAreFolders(Collection<String> paths) {
        paths.stream()
                .flatMap(p -> OutputPath.folders(p).stream())
                .distinct()
                .filter(files::contains)
                .forEach(p -> found.add(
                        error("`" + p + "` is to be a file and a folder", "this is a defect of a template or flow")));
    }

    private void spell(String path) {
        String other = spellings.putIfAbsent(OutputPath.foldCase(path), path);
        if (other != null && !other.equals(path)) {
            found.add(error(
                    "`" + path + "` and `" + other + "` are one file where case does not count",
                    "give them names that differ in more than case"));
        }
    }

    private void compare(String folder, Set<String> names) {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        names.stream().sorted().forEach(name -> {
            String present = prefix + name;
            String wanted = spellings.get(OutputPath.foldCase(present));
            if (wanted != null && !wanted.equals(present)) {
                found.add(error(
                        "`" + wanted + "` would stand beside `" + Printable.escape(present)
                                + "`, and they are one file where case does not count",
                        "rename or delete `" + Printable.escape(present) + "`"));
            }
        });
    }

    private static Diagnostic error(String message, String help) {
        return Diagnostic.error(Problem.CASE_COLLISION, message, null, help);
    }
}
