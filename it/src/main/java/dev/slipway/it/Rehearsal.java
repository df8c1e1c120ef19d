package dev.slipway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A repository, the catalog that its workflows use, and the world that both run in. */
record Rehearsal(Repository repository, Optional<Path> catalog, World world) {

    /**
     * A service whose workflows Slipway has written from the published catalog, in a folder of its own: one commit.
     *
     * @param branch the branch with the commit
     * @param message what the commit says
     * @param files puts the developers' files into the empty repository
     */
    static Rehearsal of(String service, String branch, String message, World world, Consumer<Repository> files) {
        Repository repository = Repository.on(branch, temporary(service));
        files.accept(repository);
        Slipway.run(repository.folder(), "generate");
        repository.commit(message);
        return new Rehearsal(repository, Optional.of(Catalog.published()), world);
    }

    private static Path temporary(String service) {
        try {
            return Files.createTempDirectory("slipway-" + service);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same repository with a catalog in which one file is another. */
    Rehearsal withCatalog(String file, UnaryOperator<String> change) {
        return new Rehearsal(repository, Optional.of(Catalog.edited(catalog.orElseThrow(), file, change)), world);
    }

    /** The same with time to tell people: a job waits some seconds, which pass here where much runs at once. */
    Rehearsal withPatientNotifications() {
        return withCatalog(
                        "notify/scripts/aws.py",
                        text -> text.replaceFirst("SECONDS = \\d+", "SECONDS = 900")
                                .replaceFirst("(?<=\"--cli-read-timeout\", \")\\d+", "600"))
                .withCatalog("notify/scripts/notify.py", text -> text.replaceFirst("SECONDS = \\d+", "SECONDS = 900"));
    }

    /** How callers and siblings name the catalog: its moving tag and the release behind it. */
    List<String> references() {
        return catalog.isEmpty() ? List.of() : List.of("acme/actions@v1", "acme/actions@" + Catalog.VERSION);
    }

    /** The repository's workflow files by name. */
    Map<String, String> workflows() {
        Map<String, String> workflows = new TreeMap<>();
        for (Path file : yaml(repository.folder().resolve(".github/workflows"))) {
            workflows.put(file.getFileName().toString(), read(file));
        }
        return workflows;
    }

    /** Every file that may name a third-party action. */
    List<Path> definitions() {
        List<Path> files = new ArrayList<>(yaml(repository.folder().resolve(".github")));
        catalog.ifPresent(folder -> files.addAll(yaml(folder)));
        return files;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> yaml(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yml")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
