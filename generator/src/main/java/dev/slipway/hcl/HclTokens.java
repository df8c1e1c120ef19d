package dev.slipway.hcl;

import java.util.ArrayList;
import java.util.List;

/** Splits HCL into words; comments and heredocs are left out. */
final class HclTokens {
    enum Kind {
        NAME,
        STRING,
        NUMBER,
        SIGN,
        LINE_END,
        END
    }

    record Token(Kind kind, String text) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private HclTokens(String text) {
        this.text = text;
    }

    /** The words, always with an end. */
    static List<Token> of(String text) {
        var reader = new HclTokens(text);
        while (reader.at < text.length()) {
            reader.read();
        }
        reader.tokens.add(new Token(Kind.END, ""));
        return reader.tokens;
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
        tokens.add(new Token(kind, text.substring(at, end)));
        at = end;
    }

    private void string() {
        int start = at + 1;
        at = stringEnd(start);
        tokens.add(new Token(Kind.STRING, text.substring(start, Math.min(at, text.length()))));
        if (at < text.length() && text.charAt(at) == '"') {
            at++;
        }
    }

    /** Where the closing quote stands; quotes within `${...}` are part of the string. A string has one line. */
    private int stringEnd(int start) {
        int open = 0;
        int i = start;
        while (i < text.length() && text.charAt(i) != '\n') {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"' && open == 0) {
                return i;
            } else if (text.startsWith("${", i) || text.startsWith("%{", i)) {
                open++;
                i++;
            } else if (c == '}' && open > 0) {
                open--;
            }
            i++;
        }
        return Math.min(i, text.length());
    }

    /** Skips the text; what remains is a sign, so that the value is no literal. */
    private void heredoc() {
        int lineEnd = indexOf("\n", at);
        String word = text.substring(at + 2, lineEnd).strip().replaceFirst("^-", "");
        tokens.add(new Token(Kind.SIGN, "<<"));
        at = lineEnd;
        if (!word.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            return;
        }
        while (at < text.length()) {
            int next = indexOf("\n", at + 1);
            boolean end = text.substring(at, next).strip().equals(word);
            at = next;
            if (end) {
                return;
            }
        }
    }

    private int indexOf(String searched, int from) {
        int found = text.indexOf(searched, Math.min(from, text.length()));
        return found < 0 ? text.length() : found;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
