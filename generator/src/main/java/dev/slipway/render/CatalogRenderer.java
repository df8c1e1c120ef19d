package dev.slipway.render;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.CatalogPart;
import dev.slipway.catalog.Contract;
import dev.slipway.catalog.Pins;
import dev.slipway.catalog.Release;
import dev.slipway.catalog.Resources;
import dev.slipway.catalog.Siblings;
import dev.slipway.catalog.TerraformModule;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders the organisation's {@code actions} repository. */
public final class CatalogRenderer {
    /** How pages of modules name the catalog in the source: as that of an organisation that there is not. */
    private static final Pattern SOURCE = Pattern.compile(
            "git::https://github\\.com/acme/actions\\.git//(?<path>terraform-modules/[a-z-]+/v[0-9]+)\\?ref=v1\\.2\\.3");

    private final Engine engine;
    private final CatalogIndex index;
    private final Pins pins;

    /** Renders the catalog of this index, with third-party actions at these pins. */
    public CatalogRenderer(Engine engine, CatalogIndex index, Pins pins) {
        this.engine = engine;
        this.index = index;
        this.pins = pins;
    }

    /**
     * All files of a release: actions at the root, reusable workflows where GitHub looks for them, Terraform modules in
     * a folder of their own, a page for each.
     *
     * @param repository the published repository, {@code owner/name}
     * @param release the release, whose major version chooses the versions of the parts
     * @param changelog the repository's changelog as it is, or empty
     */
    public List<RenderedFile> render(String repository, Release release, String changelog) {
        var siblings = new Siblings(repository, release.tag());
        List<CatalogPart> parts = index.parts(release.major());
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("the catalog has no version " + release.major());
        }
        var files = new ArrayList<RenderedFile>();
        for (CatalogPart part : parts) {
            for (String file : part.files()) {
                files.add(file(part, file, siblings));
            }
        }
        List<TerraformModule> modules = TerraformModule.all();
        for (TerraformModule module : modules) {
            for (String file : module.files()) {
                files.add(new RenderedFile(module.path(file), text(module, file, siblings), false));
            }
        }
        files.add(new RenderedFile(
                "README.md",
                Repository.readme(
                                siblings,
                                contracts(parts, CatalogPart.Kind.ACTION),
                                contracts(parts, CatalogPart.Kind.WORKFLOW),
                                modules)
                        .render(),
                false));
        files.add(new RenderedFile(
                ".github/zizmor.yml", Repository.zizmor(repository + "/*").render(), false));
        files.add(new RenderedFile(
                "CHANGELOG.md", release.changelog(Resources.text("catalog/CHANGELOG.md"), changelog), false));
        files.sort(Comparator.comparing(RenderedFile::path));
        return files;
    }

    private RenderedFile file(CatalogPart part, String file, Siblings siblings) {
        String path = part.templatePath(file);
        if (file.endsWith(".md")) {
            return new RenderedFile(
                    part.publishedPath(file),
                    rendered(path, siblings) + "\n"
                            + Repository.contract(index.contract(part)).render(),
                    false);
        }
        if (file.equals(part.kind().definition())) {
            return new RenderedFile(part.publishedPath(file), rendered(path, siblings), false);
        }
        boolean script = file.endsWith(".sh") || file.endsWith(".py");
        return new RenderedFile(part.publishedPath(file), Resources.text("templates/" + path), script);
    }

    private static String text(TerraformModule module, String file, Siblings siblings) {
        String text = module.text(file);
        return file.endsWith(".md")
                ? SOURCE.matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(siblings.source(found.group("path"))))
                        .replace("\"acme/actions\"", "\"" + siblings.repository() + "\"")
                : text;
    }

    private String rendered(String path, Siblings siblings) {
        Template template = engine.getTemplate(path);
        if (template == null) {
            throw new IllegalStateException("not a template: " + path);
        }
        return template.data("pins", pins).data("actions", siblings).render();
    }

    private List<Contract> contracts(List<CatalogPart> parts, CatalogPart.Kind kind) {
        return parts.stream()
                .filter(part -> part.kind() == kind)
                .map(index::contract)
                .toList();
    }

    @CheckedTemplate(basePath = "catalog", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Repository {
        private Repository() {}

        static native TemplateInstance readme(
                Siblings actions, List<Contract> composite, List<Contract> workflows, List<TerraformModule> modules);

        static native TemplateInstance contract(Contract contract);

        static native TemplateInstance zizmor(String catalog);
    }
}
