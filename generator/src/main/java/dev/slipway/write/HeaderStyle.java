package dev.slipway.write;

import java.util.Locale;
import java.util.Set;

/** How a file says in a comment that Slipway wrote it. */
enum HeaderStyle {
    /** {@code # text}. */
    HASH("# ", ""),
    /** {@code <!-- text -->}. */
    MARKUP("<!-- ", " -->"),
    /** The format has no comments, or none that we know: only the manifest tells that the file is ours. */
    NONE("", "");

    private static final Set<String> HASH_EXTENSIONS = Set.of(
            "yml", "yaml", "tf", "tfvars", "hcl", "tofu", "sh", "bash", "py", "toml", "ini", "cfg", "properties");
    private static final Set<String> HASH_NAMES =
            Set.of("codeowners", "dockerfile", "makefile", ".gitattributes", ".gitignore", ".editorconfig", ".flake8");
    private static final Set<String> MARKUP_EXTENSIONS = Set.of("md", "html", "svg");

    private final String before;
    private final String after;

    HeaderStyle(String before, String after) {
        this.before = before;
        this.after = after;
    }

    static HeaderStyle of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        if (HASH_NAMES.contains(name) || (name.contains(".") && HASH_EXTENSIONS.contains(extension))) {
            return HASH;
        }
        return name.contains(".") && MARKUP_EXTENSIONS.contains(extension) ? MARKUP : NONE;
    }

    /** A whole line, with its end. */
    String line(String text) {
        return before + text + after + "\n";
    }

    String before() {
        return before;
    }

    String after() {
        return after;
    }
}
