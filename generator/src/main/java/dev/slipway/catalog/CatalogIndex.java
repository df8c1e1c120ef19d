package dev.slipway.catalog;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The parts of the catalog that the program carries, from the lists that the build makes of them. */
public final class CatalogIndex {
    private final List<CatalogPart> parts;
    private final Map<CatalogPart, Contract> contracts = new ConcurrentHashMap<>();
    private final Map<CatalogPart, List<Permission>> permissions = new ConcurrentHashMap<>();

    private CatalogIndex(List<CatalogPart> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Reads the lists of actions and reusable workflows from the class path. */
    public static CatalogIndex load() {
        return new CatalogIndex(Stream.of(CatalogPart.Kind.values())
                .flatMap(CatalogIndex::parts)
                .toList());
    }

    /** All parts, actions first, by name and version. */
    public List<CatalogPart> parts() {
        return parts;
    }

    /** All parts of one major version, actions first, by name. */
    public List<CatalogPart> parts(int major) {
        return parts.stream().filter(part -> part.major() == major).toList();
    }

    /** The newest version of the reusable workflow with this name. */
    public CatalogPart workflow(String name) {
        return parts.stream()
                .filter(part ->
                        part.kind() == CatalogPart.Kind.WORKFLOW && part.name().equals(name))
                .reduce((older, newer) -> older.major() > newer.major() ? older : newer)
                .orElseThrow(() -> new IllegalArgumentException("no reusable workflow " + name));
    }

    /** What a part takes, gives and may do; its definition and its page are read once. */
    public Contract contract(CatalogPart part) {
        return contracts.computeIfAbsent(
                part, p -> Contract.read(p, definition(p), Resources.text("templates/" + p.templatePath("README.md"))));
    }

    /** What the jobs of a part need together, without a look at its page. */
    public List<Permission> permissions(CatalogPart part) {
        return permissions.computeIfAbsent(part, p -> Contract.permissions(definition(p)));
    }

    /** The newest version of the reusable workflow with this name, as a file. */
    public Workflow definitionOf(String workflow) {
        return Workflow.read(definition(workflow(workflow)));
    }

    private static String definition(CatalogPart part) {
        return Resources.text("templates/" + part.templatePath(part.kind().definition()));
    }

    private static Stream<CatalogPart> parts(CatalogPart.Kind kind) {
        return PackagedFiles.of(kind.folder())
                .map(part -> new CatalogPart(kind, part.name(), part.major(), part.files()));
    }
}
