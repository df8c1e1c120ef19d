package dev.slipway.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of a {@code .gitignore}, as <a href="https://git-scm.com/docs/gitignore">git</a> reads it. It takes time in
 * proportion to what is compared, whatever the pattern.
 *
 * @param names the names of a path that it is for; {@code **} is any number of them
 * @param folders whether it is for folders alone
 * @param takesBack whether it takes back what earlier lines said
 */
record GitPattern(List<String> names, boolean folders, boolean takesBack) {
    private static final String ANY = "**";

    /** The pattern of a line, unless that is empty or a comment. */
    static Optional<GitPattern> parse(String line) {
        String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        while (text.endsWith(" ") && !text.endsWith("\\ ")) {
            text = text.substring(0, text.length() - 1);
        }
        boolean takesBack = text.startsWith("!");
        if (text.startsWith("#")) {
            return Optional.empty();
        }
        text = takesBack ? text.substring(1) : text;
        boolean folders = text.endsWith("/");
        text = folders ? text.substring(0, text.length() - 1) : text;
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        if (!text.contains("/")) {
            names.add(ANY);
        }
        names.addAll(List.of((text.startsWith("/") ? text.substring(1) : text).split("/", -1)));
        return Optional.of(new GitPattern(List.copyOf(names), folders, takesBack));
    }

    /** Whether it is for this path, relative to the folder of its file. */
    boolean matches(List<String> path, boolean folder) {
        if (folders && !folder) {
            return false;
        }
        // Whether the patterns from here on fit to the names from there on, from the end to the beginning.
        boolean[] fits = new boolean[path.size() + 1];
        fits[path.size()] = true;
        for (int i = names.size() - 1; i >= 0; i--) {
            boolean[] next = new boolean[path.size() + 1];
            boolean last = i == names.size() - 1;
            for (int j = path.size(); j >= 0; j--) {
                next[j] = names.get(i).equals(ANY)
                        // At the end it is for what a folder holds, and not for the folder.
                        ? last ? j < path.size() : fits[j] || (j < path.size() && next[j + 1])
                        : j < path.size() && fits[j + 1] && fits(names.get(i), path.get(j));
            }
            fits = next;
        }
        return fits[0];
    }

    private static boolean fits(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int behind = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                behind = n;
                continue;
            }
            int next = p < pattern.length() ? one(pattern, p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++behind;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Where the pattern goes on behind one character, or -1 if it does not fit. */
    private static int one(String pattern, int at, char c) {
        return switch (pattern.charAt(at)) {
            case '?' -> at + 1;
            case '[' -> oneOf(pattern, at, c);
            case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
            default -> pattern.charAt(at) == c ? at + 1 : -1;
        };
    }

    private static int oneOf(String pattern, int at, char c) {
        int i = at + 1;
        boolean others = i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^');
        i += others ? 1 : 0;
        int first = i;
        boolean found = false;
        while (i < pattern.length() && (pattern.charAt(i) != ']' || i == first)) {
            i += pattern.charAt(i) == '\\' && i + 1 < pattern.length() ? 1 : 0;
            char from = pattern.charAt(i);
            char to = from;
            if (i + 2 < pattern.length() && pattern.charAt(i + 1) == '-' && pattern.charAt(i + 2) != ']') {
                to = pattern.charAt(i + 2);
                i += 2;
            }
            found |= from <= c && c <= to;
            i++;
        }
        return i < pattern.length() && found != others ? i + 1 : -1;
    }
}
