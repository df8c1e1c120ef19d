package dev.slipway.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Pipeline;
import java.util.List;
import java.util.Objects;

/** Loads configurations that tests write down. */
final class Load {
    private Load() {}

    static final String SMALLEST = """
            service: event-handler
            actions: acme/actions@v1
            environments:
              dev: { account: "536580886816", region: af-south-1 }
            """;

    static LoadResult result(String yaml) {
        return ConfigLoader.load(yaml.getBytes(UTF_8), "slipway.yaml");
    }

    /** The pipeline of a configuration without any problem. */
    static Pipeline pipeline(String yaml) {
        LoadResult result = result(yaml);
        assertThat(found(result)).isEmpty();
        return Objects.requireNonNull(result.pipeline());
    }

    /** Each problem as {@code line:column id}, in the order of the report. There is no pipeline beside them. */
    static List<String> problems(String yaml) {
        return problems(yaml.getBytes(UTF_8));
    }

    static List<String> problems(byte[] yaml) {
        LoadResult result = ConfigLoader.load(yaml, "slipway.yaml");
        assertThat(result.pipeline() == null)
                .as("no pipeline exactly if there are problems")
                .isEqualTo(!result.diagnostics().isEmpty());
        return found(result);
    }

    private static List<String> found(LoadResult result) {
        return result.diagnostics().stream().map(Load::line).toList();
    }

    private static String line(Diagnostic diagnostic) {
        SourceSpan span = Objects.requireNonNull(diagnostic.span());
        return span.line() + ":" + span.column() + " " + diagnostic.problem().id();
    }
}
