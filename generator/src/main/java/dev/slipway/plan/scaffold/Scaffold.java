package dev.slipway.plan.scaffold;

import dev.slipway.catalog.ToolVersions;
import dev.slipway.model.Environment;
import dev.slipway.model.Helpers;
import dev.slipway.model.Helpers.Extra;
import dev.slipway.model.Operations;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileRole;
import dev.slipway.plan.PipelineGuide;
import dev.slipway.plan.scaffold.HelperContent.Handbook;
import dev.slipway.plan.scaffold.HelperContent.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files a repository gets beside its workflows. What is for its developers to shape is a seed; what has to
 * stay true of the pipeline is kept up to date.
 */
public final class Scaffold {
    private static final FileRole SEED = new FileRole.Seed();

    private final Pipeline pipeline;
    private final Existing existing;
    private final Helpers helpers;
    private final Handbook book;
    private final List<PlannedExtra> files = new ArrayList<>();

    private Scaffold(Pipeline pipeline, PipelineGuide guide, Existing existing) {
        this.pipeline = pipeline;
        this.existing = existing;
        this.helpers = pipeline.helpers();
        this.book = new Handbook(
                pipeline.service(),
                pipeline.catalog().repository(),
                guide,
                directory(pipeline),
                helpers.has(Extra.RUNBOOKS),
                !pipeline.operations().equals(Operations.NONE));
    }

    /** The files, each of another path. */
    public static List<PlannedExtra> plan(Pipeline pipeline, PipelineGuide guide, Existing existing) {
        var scaffold = new Scaffold(pipeline, guide, existing);
        if (pipeline.application().hasCode()) {
            scaffold.tests();
        }
        scaffold.repository();
        scaffold.pages();
        return List.copyOf(scaffold.files);
    }

    private void tests() {
        var application = pipeline.application();
        if (helpers.has(Extra.PYTEST) && !existing.pytest()) {
            seed("pytest.ini", new HelperContent.Pytest(application.tests(), existing.markers()));
        }
        if (helpers.has(Extra.COVERAGE) && !existing.coverage()) {
            seed(".coveragerc", new HelperContent.Coverage(application.source()));
        }
        if (helpers.has(Extra.COVERAGE) && pipeline.gates().codecov() && !existing.codecov()) {
            seed("codecov.yml", new HelperContent.Codecov(pipeline.gates().coverage()));
        }
        // Without tests the file would make the folder, and a folder without tests fails the pipeline.
        if (helpers.has(Extra.CONFTEST) && existing.tests()) {
            seed(
                    application.tests() + "/conftest.py",
                    new HelperContent.Conftest(
                            pipeline.environments().getFirst().region()));
        }
    }

    private void repository() {
        if (helpers.has(Extra.PRE_COMMIT)) {
            var hooks = new Hooks(pipeline, existing, ToolVersions.load()).all();
            if (!hooks.isEmpty()) {
                seed(".pre-commit-config.yaml", new HelperContent.PreCommit(hooks));
            }
        }
        if (helpers.has(Extra.DEPENDABOT) && !existing.updates()) {
            seed(
                    ".github/dependabot.yml",
                    new HelperContent.Dependabot(
                            pipeline.catalog().repository(),
                            pipeline.catalog().repository() + "/*",
                            existing.uv() ? "uv" : "pip",
                            existing.packages(),
                            terraform()));
        }
        var monitoring = pipeline.operations().monitoring();
        // One of another name is what the repository has in its place.
        if (monitoring != null && !existing.monitoring()) {
            seed(
                    monitoring.directory() + "/main.tf",
                    new HelperContent.Monitoring(
                            pipeline.service(),
                            pipeline.catalog().repository(),
                            monitoring.release(),
                            pipeline.delivery().alias()));
        }
        String codeOwners = existing.codeOwners();
        if (codeOwners != null) {
            // At the end of the file: of several patterns that match, the last one counts.
            section(
                    codeOwners,
                    new FileRole.Section("owners", "", FileRole.Place.END),
                    helpers.owners().isEmpty()
                            ? null
                            : new HelperContent.CodeOwners(String.join(" ", helpers.owners())));
        }
    }

    private void pages() {
        String readme = existing.readme();
        if (readme != null) {
            section(
                    readme,
                    new FileRole.Section("delivery", "# " + pipeline.service() + "\n\n", FileRole.Place.BEFORE_LICENCE),
                    helpers.has(Extra.README) ? new HelperContent.Readme(book) : null);
        }
        if (helpers.has(Extra.RUNBOOKS)) {
            for (Page page : Page.values()) {
                if (concerns(page)) {
                    files.add(
                            new PlannedExtra(page.path(), new FileRole.Owned(), new HelperContent.Runbook(page, book)));
                }
            }
            if (!pipeline.operations().equals(Operations.NONE)) {
                files.add(new PlannedExtra("docs/runbooks/operations.md", new FileRole.Owned(), operated()));
            }
        }
    }

    /** Where Terraform is, or will be once these files are there. */
    private List<String> terraform() {
        List<String> folders = new ArrayList<>();
        if (existing.terraform()) {
            folders.add("/" + directory(pipeline));
        }
        var monitoring = pipeline.operations().monitoring();
        if (monitoring != null) {
            folders.add("/" + monitoring.directory());
        }
        return folders;
    }

    private boolean concerns(Page page) {
        return switch (page) {
            case INFRASTRUCTURE -> book.guide().terraform() != null;
            case PROMOTION ->
                !book.guide().infrastructureAlone() && !book.guide().promoted().isEmpty();
            default -> !book.guide().infrastructureAlone();
        };
    }

    private HelperContent operated() {
        Operations operations = pipeline.operations();
        var monitoring = operations.monitoring();
        var rest = operations.devSchedule();
        return new HelperContent.Operated(
                pipeline.service(),
                pipeline.environments().stream().map(Environment::name).toList(),
                monitoring == null ? null : monitoring.directory(),
                monitoring == null
                        ? List.of()
                        : pipeline.environments().stream()
                                .map(environment ->
                                        new HelperContent.AppliedFrom(environment.name(), environment.branch()))
                                .toList(),
                operations.costReport() != null,
                rest == null ? List.of() : rest.environments(),
                operations.secretsCheck() != null);
    }

    private static @Nullable String directory(Pipeline pipeline) {
        var infrastructure = pipeline.infrastructure();
        return infrastructure == null ? null : infrastructure.directory();
    }

    private void seed(String path, HelperContent content) {
        files.add(new PlannedExtra(path, SEED, content));
    }

    private void section(String path, FileRole.Section section, @Nullable HelperContent content) {
        files.add(new PlannedExtra(path, section, content));
    }
}
