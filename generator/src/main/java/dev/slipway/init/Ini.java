package dev.slipway.init;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sections and values of {@code setup.cfg}, {@code tox.ini} and their like, also of git's configuration. */
final class Ini {
    private static final Pattern SECTION = Pattern.compile("\\s*\\[([^\\]\\n]{1,200})]\\s*");
    private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_.-]*)\\s*[=:]\\s*(.*)");

    private final Set<String> sections = new HashSet<>();
    private final Map<String, String> values = new HashMap<>();

    private Ini() {}

    static Ini parse(String text) {
        var ini = new Ini();
        String section = "";
        String last = "";
        for (String line : text.lines().toList()) {
            Matcher header = SECTION.matcher(line);
            Matcher key = KEY.matcher(line);
            if (line.isBlank() || line.strip().startsWith("#") || line.strip().startsWith(";")) {
                continue;
            }
            if (header.matches()) {
                section = header.group(1).strip();
                ini.sections.add(section);
                last = "";
            } else if (Character.isWhitespace(line.charAt(0)) && !last.isEmpty() && !gitStyle(section)) {
                ini.values.merge(last, line.strip(), (a, b) -> a + "\n" + b);
            } else if (key.matches()) {
                last = section + "." + key.group(1);
                ini.values.putIfAbsent(last, key.group(2).strip());
            }
        }
        return ini;
    }

    boolean hasSection(String name) {
        return sections.contains(name);
    }

    /** The value of a key in a section, or an empty string. */
    String value(String section, String key) {
        return values.getOrDefault(section + "." + key, "");
    }

    /** Git indents its keys; elsewhere an indented line goes on with the value before it. */
    private static boolean gitStyle(String section) {
        return section.indexOf('"') >= 0;
    }
}
