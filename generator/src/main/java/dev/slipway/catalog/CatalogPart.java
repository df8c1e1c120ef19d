package dev.slipway.catalog;

import java.util.List;

/**
 * One action or reusable workflow of the catalog.
 *
 * @param kind which of the two
 * @param name its name in kebab case
 * @param major the major version that its folder stands for
 * @param files its files, relative to its folder
 */
public record CatalogPart(Kind kind, String name, int major, List<String> files) {
    public CatalogPart {
        files = List.copyOf(files);
    }

    /** What a part is. */
    public enum Kind {
        ACTION("actions", "action.yml"),
        WORKFLOW("reusable-workflows", "workflow.yml");

        private final String folder;
        private final String definition;

        Kind(String folder, String definition) {
            this.folder = folder;
            this.definition = definition;
        }

        /** The folder of the source repository and of the packaged templates. */
        public String folder() {
            return folder;
        }

        /** The file that defines a part of this kind. */
        public String definition() {
            return definition;
        }
    }

    /** Where a file of this part is packaged, below {@code templates/}. */
    public String templatePath(String file) {
        return kind.folder() + "/" + name + "/v" + major + "/" + file;
    }

    /** Where a file of this part stands in the published repository. */
    public String publishedPath(String file) {
        if (kind == Kind.ACTION) {
            return name + "/" + file;
        }
        return switch (file) {
            case "workflow.yml" -> ".github/workflows/" + name + ".yml";
            case "README.md" -> "docs/" + name + ".md";
            default -> throw new IllegalStateException("a reusable workflow is one file: " + name + "/" + file);
        };
    }
}
