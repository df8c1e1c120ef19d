package dev.slipway.golden;

import dev.slipway.generate.Workspace;
import java.nio.file.Path;

/** The repositories for which the expected files are kept. */
public final class Scenarios {
    static final Path FOLDER = Path.of("src/test/resources/golden");

    private Scenarios() {}

    /** A scenario as its developers have it. */
    public static Workspace given(String scenario) {
        return new Workspace(FOLDER.resolve(scenario).resolve("given"));
    }
}
