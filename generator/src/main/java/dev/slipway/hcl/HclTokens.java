package dev.slipway.hcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Splits HCL into words; comments and heredocs are left out. Goes on behind what is broken, and remembers the first. */
final class HclTokens {
    private static final Pattern HEREDOC = Pattern.compile("<<-?([\\p{L}_][\\p{L}\\p{N}_-]*)[ \\t]*\\r?(?=\\n)");

    enum Kind {
        NAME,
        STRING,
        NUMBER,
        SIGN,
        LINE_END,
        END
    }

    record Token(Kind kind, String text, int line) {
        boolean is(String sign) {
            return kind == Kind.SIGN && text.equals(sign);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private @Nullable Fault fault;
    private int at;
    private int counted;
    private int line = 1;

    private HclTokens(String text) {
        this.text = text;
        while (at < text.length()) {
            read();
        }
        tokens.add(new Token(Kind.END, "", line()));
    }

    static HclTokens read(String text) {
        return new HclTokens(text);
    }

    /** The words, always with an end. */
    static List<Token> of(String text) {
        return read(text).tokens;
    }

    List<Token> tokens() {
        return tokens;
    }

    /** The first of what is not closed, or begins nothing. */
    Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    private void read() {
        char c = text.charAt(at);
        if (c == '\n') {
            add(Kind.LINE_END, at + 1);
        } else if (Character.isWhitespace(c) || c == '\uFEFF') {
            at++;
        } else if (c == '#' || text.startsWith("//", at)) {
            at = indexOf("\n", at);
        } else if (text.startsWith("/*", at)) {
            if (text.indexOf("*/", at + 2) < 0) {
                broken("a comment is not closed");
            }
            at = Math.min(text.length(), indexOf("*/", at + 2) + 2);
        } else if (text.startsWith("<<", at)) {
            heredoc();
        } else if (c == '"') {
            string();
        } else if (isNamePart(c)) {
            int end = at;
            while (end < text.length() && (isNamePart(text.charAt(end)) || text.charAt(end) == '-')) {
                end++;
            }
            add(Character.isDigit(c) ? Kind.NUMBER : Kind.NAME, end);
        } else {
            add(Kind.SIGN, at + 1);
        }
    }

    private void add(Kind kind, int end) {
        add(kind, text.substring(at, end), end);
    }

    private void add(Kind kind, String word, int end) {
        tokens.add(new Token(kind, word, line()));
        at = end;
    }

    /** The line of the place that is read. */
    private int line() {
        for (; counted < at; counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }

    private void broken(String what) {
        if (fault == null) {
            fault = new Fault(line(), what, true);
        }
    }

    private void string() {
        int start = at + 1;
        int end = stringEnd(start);
        if (end < text.length()) {
            add(Kind.STRING, text.substring(start, end), end + 1);
        } else {
            broken("a string is not closed");
            int lineEnd = indexOf("\n", start);
            add(Kind.STRING, text.substring(start, lineEnd), lineEnd);
        }
    }

    /**
     * Where the closing quote stands, or the end of the text. A string has one line; in its {@code ${...}} there can be
     * more, and strings of their own.
     */
    private int stringEnd(int start) {
        StringBuilder open = new StringBuilder("\"");
        int i = start;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean quoted = open.charAt(open.length() - 1) == '"';
            if (c == (quoted ? '"' : '}')) {
                open.setLength(open.length() - 1);
                if (open.isEmpty()) {
                    return i;
                }
            } else if (!quoted && (c == '"' || c == '{')) {
                open.append(c);
            } else if (!quoted && (c == '#' || text.startsWith("//", i))) {
                i = indexOf("\n", i);
            } else if (!quoted && text.startsWith("/*", i)) {
                i = indexOf("*/", i + 2) + 1;
            } else if (quoted && c == '\n') {
                return text.length();
            } else if (quoted && c == '\\') {
                i++;
            } else if (quoted && (text.startsWith("$${", i) || text.startsWith("%%{", i))) {
                i += 2;
            } else if (quoted && (text.startsWith("${", i) || text.startsWith("%{", i))) {
                open.append('{');
                i++;
            }
            i++;
        }
        return text.length();
    }

    /** Skips the text; what remains is a sign, so that the value is no literal. */
    private void heredoc() {
        Matcher begin = HEREDOC.matcher(text).region(at, text.length());
        if (!begin.lookingAt()) {
            broken("`<<` begins no text");
            add(Kind.SIGN, "<<", indexOf("\n", at));
            return;
        }
        int from = begin.end();
        while (from < text.length()) {
            int next = indexOf("\n", from + 1);
            if (text.substring(from, next).strip().equals(begin.group(1))) {
                add(Kind.SIGN, "<<", next);
                return;
            }
            from = next;
        }
        broken("the text up to `" + begin.group(1) + "` is not closed");
        add(Kind.SIGN, "<<", text.length());
    }

    private int indexOf(String searched, int from) {
        int found = text.indexOf(searched, Math.min(from, text.length()));
        return found < 0 ? text.length() : found;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
