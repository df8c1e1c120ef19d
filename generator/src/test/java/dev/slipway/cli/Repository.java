package dev.slipway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small repository on disk.
 *
 * @param root its folder
 */
record Repository(Path root) {
    private static final String CONFIGURATION = """
            service: orders
            actions: acme/actions@v1
            environments:
              dev: { account: "111111111111", region: eu-west-1 }
              prod: { account: "222222222222", region: eu-west-1 }
            """;

    /** One with a valid configuration and nothing else. */
    static Repository in(Path root) throws IOException {
        Files.createDirectories(root.resolve(".git"));
        var repository = new Repository(root);
        repository.configure(CONFIGURATION);
        return repository;
    }

    /** One whose configuration lacks a key and has one too many. */
    static Repository broken(Path root) throws IOException {
        var repository = in(root);
        repository.configure(CONFIGURATION.replace("service: orders", "flavour: orders"));
        return repository;
    }

    void configure(String yaml) throws IOException {
        Files.writeString(configuration(), yaml);
    }

    /** Adds lines to the configuration. */
    void add(String yaml) throws IOException {
        configure(Files.readString(configuration()) + yaml);
    }

    Path configuration() {
        return root.resolve("slipway.yaml");
    }

    Path workflow(String name) {
        return root.resolve(".github/workflows").resolve(name);
    }

    /** Changes a workflow as a person would. */
    void edit(String name) throws IOException {
        Files.writeString(workflow(name), Files.readString(workflow(name)) + "# mine\n");
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
