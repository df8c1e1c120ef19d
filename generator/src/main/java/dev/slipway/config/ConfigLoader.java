package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a configuration: bytes, text, tree, checked fields, defaults, rules between fields, model. Each step goes on
 * with what the one before it could make sense of, so that one run reports every problem.
 */
public final class ConfigLoader {
    /** Behind so many problems nobody reads on; the rest are only counted. */
    private static final int MOST_PROBLEMS = 100;

    private ConfigLoader() {}

    /** Reads a configuration by itself. */
    public static LoadResult load(byte[] content, String displayPath) {
        return load(content, displayPath, Surroundings.UNKNOWN);
    }

    /**
     * Reads a configuration.
     *
     * @param content the bytes of the file
     * @param displayPath its path as the user would type it, for messages
     * @param surroundings what it has to fit to
     */
    public static LoadResult load(byte[] content, String displayPath, Surroundings surroundings) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Pipeline> pipeline = new SourceDecoder(displayPath, diagnostics)
                .decode(content)
                .flatMap(source -> new TreeParser(source, diagnostics)
                        .parse()
                        .flatMap(tree -> new ShapeReader(diagnostics)
                                .read(tree, ConfigShape.FILE, "", source.start())
                                .found()))
                .flatMap(file -> bind(file, diagnostics, surroundings));
        List<Diagnostic> found = cut(diagnostics.sorted());
        return diagnostics.hasErrors() ? new LoadResult(null, found) : new LoadResult(pipeline.orElseThrow(), found);
    }

    private static Optional<Pipeline> bind(Section file, Diagnostics diagnostics, Surroundings surroundings) {
        Draft draft = Defaults.apply(file);
        Optional<CatalogReference> catalog = CatalogRules.read(draft, diagnostics);
        ApplicationRules.check(file, draft, diagnostics);
        EnvironmentRules.check(draft, diagnostics);
        RoleRules.check(draft, diagnostics);
        DeliveryRules.check(file, draft, diagnostics);
        InfrastructureRules.check(draft, diagnostics);
        StateRules.check(draft, surroundings, diagnostics);
        OperationsRules.check(file, draft, catalog, diagnostics);
        ScheduleRules.check(file, draft, diagnostics);
        RootModuleRules.read(draft, surroundings, diagnostics)
                .ifPresent(module -> VariableRules.check(draft, module, diagnostics));
        return diagnostics.hasErrors()
                ? Optional.empty()
                : catalog.map(found -> Binder.bind(file, draft, found, surroundings));
    }

    private static List<Diagnostic> cut(List<Diagnostic> diagnostics) {
        if (diagnostics.size() <= MOST_PROBLEMS) {
            return diagnostics;
        }
        List<Diagnostic> shown = new ArrayList<>(diagnostics.subList(0, MOST_PROBLEMS));
        shown.add(Diagnostic.error(
                Problem.MORE_PROBLEMS,
                (diagnostics.size() - MOST_PROBLEMS) + " more problems are not shown",
                shown.getLast().span(),
                "cure those above first"));
        return shown;
    }
}
