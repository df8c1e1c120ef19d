package dev.slipway.generate;

import dev.slipway.config.ConfigLoader;
import dev.slipway.config.LoadResult;
import dev.slipway.config.Surroundings;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.hcl.RootModule;
import dev.slipway.hcl.StateBackend;
import dev.slipway.init.RootModuleFinder;
import dev.slipway.init.StateBackendFinder;
import dev.slipway.model.Infrastructure.Tool;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A repository with its configuration.
 *
 * @param root the directory, as the user named it
 */
public record Workspace(Path root) {
    private static final String CONFIGURATION = "slipway.yaml";
    /** More than the loader accepts, which refuses what it is given then. */
    private static final int LONGEST = 1 << 20;

    /** The configuration's path, as the user would type it. */
    public Path configuration() {
        return root.resolve(CONFIGURATION).normalize();
    }

    /** A file of the repository, as the user would type it, with forward slashes. */
    public String path(String file) {
        return root.resolve(file).normalize().toString().replace('\\', '/');
    }

    /** Reads the configuration. One that is not there or cannot be read is a problem like any other. */
    public LoadResult load() {
        Path path = configuration();
        String shown = path(CONFIGURATION);
        // A pipe would never end, and a directory has no text.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return failed(Problem.IO_FAILURE, "cannot read `" + shown + "`: not a file", null);
        }
        try (var in = Files.newInputStream(path)) {
            return ConfigLoader.load(in.readNBytes(LONGEST), shown, new Beside(root));
        } catch (NoSuchFileException e) {
            return failed(
                    Problem.CONFIG_MISSING,
                    "there is no `" + shown + "`",
                    "run `slipway init` to write one, or name the repository's directory");
        } catch (IOException e) {
            return failed(Problem.IO_FAILURE, "cannot read `" + shown + "`: " + reason(e), null);
        }
    }

    /** What stands in the repository. */
    private record Beside(Path root) implements Surroundings {
        @Override
        public RootModule terraform(String directory, Tool tool) {
            return RootModuleFinder.find(root, directory, tool);
        }

        @Override
        public Optional<StateBackend> backend(String directory, boolean tofu) {
            return StateBackendFinder.find(root, directory, tofu);
        }
    }

    /** The operating system's reason. Some of Java's exceptions have the path alone as their message. */
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException other when other.getReason() != null -> Objects.requireNonNull(other.getReason());
            default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    }

    private static LoadResult failed(Problem problem, String message, @Nullable String help) {
        return new LoadResult(null, List.of(Diagnostic.error(problem, message, null, help)));
    }
}
