package dev.slipway.catalog;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The exact versions of the programs behind the gates, from the locks that the action of the gates is shipped with. */
public final class ToolVersions {
    private static final Pattern LOCKED = Pattern.compile(
            "(?<name>[a-z0-9-]+)(?:\\[[a-z,]+])?==(?<version>[0-9][0-9a-z.]*)(?<marker> ; [^\\\\]+)? \\\\?");
    private static final Pattern ASKED = Pattern.compile("[a-z0-9-]+");

    private final CatalogPart gates;

    private ToolVersions(CatalogPart gates) {
        this.gates = gates;
    }

    /** The versions that the program carries. */
    public static ToolVersions load() {
        return new ToolVersions(CatalogIndex.load().parts().stream()
                .filter(part ->
                        part.kind() == CatalogPart.Kind.ACTION && part.name().equals("python-gate"))
                .reduce((older, newer) -> older.major() > newer.major() ? older : newer)
                .orElseThrow());
    }

    /** The package behind a gate as pip is told of it; more than one line where the version depends on Python's. */
    public List<String> of(String gate) {
        String asked = text(gate + ".in").strip();
        Matcher name = ASKED.matcher(asked);
        if (!name.lookingAt()) {
            throw new IllegalStateException("not a package: " + asked);
        }
        List<String> lines = text(gate + ".txt")
                .lines()
                .map(LOCKED::matcher)
                .filter(line -> line.matches() && line.group("name").equals(name.group()))
                .map(line -> asked + "==" + line.group("version")
                        + (line.group("marker") == null
                                ? ""
                                : line.group("marker").stripTrailing()))
                .toList();
        if (lines.isEmpty()) {
            throw new IllegalStateException("not locked: " + asked);
        }
        return lines;
    }

    private String text(String file) {
        return Resources.text("templates/" + gates.templatePath("scripts/requirements/" + file));
    }
}
