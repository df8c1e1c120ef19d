package dev.slipway.init;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of <a href="https://toml.io/en/v1.0.0">TOML</a> as {@code pyproject.toml} needs for detection: tables, and
 * keys with strings, lists of strings and numbers. A line that it does not understand costs nothing but that line.
 */
final class Toml {
    private static final Pattern TABLE = Pattern.compile("\\[\\[?\\s*([A-Za-z0-9_.\"'\\s-]+?)\\s*]]?\\s*(#.*)?");
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_.\"'-]+)\\s*=\\s*(.*)", Pattern.DOTALL);
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*+)\"|'([^'\\n]*+)'|(#[^\\n]*+)");
    /** The longest list of classifiers stays far below it. */
    private static final int MOST_LINES = 500;

    private static final int LONGEST_LINE = 4096;

    private final Map<String, String> values = new HashMap<>();
    private final Set<String> tables = new TreeSet<>();
    private final List<Integer> unread = new ArrayList<>();

    private Toml() {}

    static Toml parse(String text) {
        var toml = new Toml();
        toml.read(text.lines().toList());
        return toml;
    }

    static Toml empty() {
        return new Toml();
    }

    /** Whether there is a table of this name or below it. */
    boolean hasTable(String name) {
        return tables.stream().anyMatch(t -> t.equals(name) || t.startsWith(name + "."));
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** The first string of a key such as {@code project.name}. */
    Optional<String> text(String key) {
        return texts(key).stream().findFirst();
    }

    /** All strings of a key. */
    List<String> texts(String key) {
        var texts = new ArrayList<String>();
        Matcher matcher = STRING.matcher(values.getOrDefault(key, ""));
        while (matcher.find()) {
            String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** What stands behind a key, as it is written, without a comment behind a number. */
    String raw(String key) {
        return values.getOrDefault(key, "").replaceFirst("\\s*#.*", "").strip();
    }

    /** The numbers of the lines that were not understood, from 1. */
    List<Integer> unread() {
        return unread;
    }

    private void read(List<String> lines) {
        String table = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.length() > LONGEST_LINE) {
                unread.add(i + 1);
                continue;
            }
            Matcher header = TABLE.matcher(line);
            Matcher key = KEY.matcher(line);
            if (header.matches()) {
                table = plain(header.group(1));
                tables.add(table);
            } else if (key.matches()) {
                int last = end(lines, i, key.group(2));
                String value = key.group(2) + "\n" + String.join("\n", lines.subList(i + 1, last + 1));
                values.put((table.isEmpty() ? "" : table + ".") + plain(key.group(1)), value.strip());
                i = last;
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                unread.add(i + 1);
            }
        }
    }

    /** The index of the last line of a value that starts on this one. */
    private static int end(List<String> lines, int start, String first) {
        for (String quotes : List.of("\"\"\"", "'''")) {
            if (first.startsWith(quotes)) {
                return first.indexOf(quotes, 3) >= 0 ? start : lineWith(lines, start, quotes);
            }
        }
        if (!first.startsWith("[")) {
            return start;
        }
        int open = 0;
        for (int i = start; i < Math.min(lines.size(), start + MOST_LINES); i++) {
            String signs = STRING.matcher(i == start ? first : lines.get(i)).replaceAll("");
            open += (int) (signs.chars().filter(c -> c == '[').count()
                    - signs.chars().filter(c -> c == ']').count());
            if (open <= 0) {
                return i;
            }
        }
        return start;
    }

    private static int lineWith(List<String> lines, int start, String quotes) {
        for (int i = start + 1; i < Math.min(lines.size(), start + MOST_LINES); i++) {
            if (lines.get(i).contains(quotes)) {
                return i;
            }
        }
        return start;
    }

    private static String plain(String key) {
        return key.replaceAll("[\"'\\s]", "");
    }
}
