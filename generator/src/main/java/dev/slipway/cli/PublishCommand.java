package dev.slipway.cli;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.Pins;
import dev.slipway.catalog.Release;
import dev.slipway.config.RepositoryName;
import dev.slipway.generate.Changelog;
import dev.slipway.render.CatalogRenderer;
import dev.slipway.render.RenderedFile;
import dev.slipway.write.DiskFileSink;
import dev.slipway.write.Output;
import dev.slipway.write.WriteResult;
import io.quarkus.qute.Engine;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes the organisation's catalog. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        header = "Write the organisation's actions repository.",
        description = {
            "Writes composite actions at the root, reusable workflows in .github/workflows, Terraform modules in"
                    + " terraform-modules, their pages and the changelog. Parts name each other at the release. Commit the result, tag it with the release,"
                    + " and move the major tag to it."
        },
        footer = {"", "Examples:", "  slipway publish --into ../actions --release v1.2.3 --repository acme/actions"})
public final class PublishCommand implements Callable<Integer> {
    private final Instance<Engine> engine;

    @Spec
    CommandSpec spec;

    @Option(names = "--into", paramLabel = "DIR", required = true, description = "A checkout of the repository.")
    Path into = Path.of(".");

    @Option(names = "--release", paramLabel = "vX.Y.Z", required = true, description = "The tag of the release.")
    String release = "";

    @Option(
            names = "--repository",
            paramLabel = "OWNER/NAME",
            required = true,
            description = "The repository as callers name it.")
    String repository = "";

    @Option(names = "--adopt", description = "Take over files that were written or edited by hand.")
    boolean adopt;

    @Mixin
    ReportOptions report = new ReportOptions();

    // An engine is made when it is asked for; most commands never do.
    @Inject
    PublishCommand(Instance<Engine> engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() {
        if (!Release.isTag(release)) {
            throw misused("--release takes a tag such as v1.2.3, not `" + release + "`");
        }
        if (!RepositoryName.matches(repository)) {
            throw misused("--repository takes owner/name, not `" + repository + "`");
        }
        var catalog = CatalogIndex.load();
        var published = new Release(release);
        if (catalog.parts(published.major()).isEmpty()) {
            throw misused("the catalog has no version " + published.major() + "; see `slipway catalog`");
        }
        String changelog = Changelog.of(into);
        Release.newestIn(changelog)
                .filter(newest -> newest.compareTo(published) > 0)
                .ifPresent(newest -> {
                    throw misused(release + " is older than " + newest.tag() + ", which is published there already");
                });
        List<RenderedFile> files =
                new CatalogRenderer(engine.get(), catalog, Pins.load()).render(repository, published, changelog);
        var reporter = new Reporter(spec, report);
        WriteResult result =
                new DiskFileSink(into).write(Output.published(files).adopting(adopt));
        reporter.add(result.diagnostics());
        if (result.isDone()) {
            reporter.say(Changes.listed(result.changes(), false));
        }
        return reporter.finish().code();
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
