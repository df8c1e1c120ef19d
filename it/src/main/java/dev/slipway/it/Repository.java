package dev.slipway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A service repository in a folder of its own: a work tree with Git history. */
final class Repository {
    private final Path folder;

    private Repository(Path folder) {
        this.folder = folder;
    }

    /** An empty repository on the given branch. */
    static Repository on(String branch, Path folder) {
        Repository repository = new Repository(folder);
        repository.git("init", "--quiet", "--initial-branch=" + branch);
        repository.git("config", "user.name", "Rehearsal");
        repository.git("config", "user.email", "rehearsal@example.invalid");
        return repository;
    }

    Path folder() {
        return folder;
    }

    String name() {
        return "acme/orders";
    }

    /** Copies the tree below {@code source}, without workflows that somebody may have generated there. */
    Repository with(Path source) {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !source.relativize(file).startsWith(".github"))
                    .toList()) {
                Path target = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies an example, as its developers have it. */
    Repository withExample(String name) {
        return with(Machine.module().resolveSibling("examples").resolve(name));
    }

    Repository write(String file, String text) {
        try {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a file; a change that changes nothing is a mistake of the test. */
    Repository edit(String file, UnaryOperator<String> change) {
        try {
            String before = Files.readString(folder.resolve(file));
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalStateException("nothing changed in " + file);
            }
            return write(file, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with all that is in it. */
    Repository delete(String path) {
        try (Stream<Path> files = Files.walk(folder.resolve(path))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits everything and answers the commit. */
    String commit(String message) {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return head("HEAD");
    }

    Repository branch(String name) {
        git("branch", "--force", name);
        return this;
    }

    /** The commits of each branch, newest first. */
    Map<String, List<String>> commits() {
        Map<String, List<String>> commits = new TreeMap<>();
        git("for-each-ref", "--format=%(refname:short)", "refs/heads")
                .lines()
                .forEach(branch -> commits.put(
                        branch, git("rev-list", "refs/heads/" + branch).lines().toList()));
        return commits;
    }

    String head(String branch) {
        return git("rev-parse", branch);
    }

    /** One at a time: two runs may begin at once, and Git locks the work tree. */
    synchronized String git(String... arguments) {
        return Shell.run(
                folder, Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new));
    }
}
