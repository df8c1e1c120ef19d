package dev.slipway.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document as RFC 8259 has it: into maps, lists, strings, numbers, truth values and null. A key that stands
 * twice is refused, because readers differ on which of the two counts.
 */
public final class JsonReader {
    private static final int DEEPEST = 40;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?");

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Why a text is no JSON document, and where. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;
        private final int column;

        private Malformed(String what, String text, int at) {
            super(what);
            String before = text.substring(0, Math.min(at, text.length()));
            int start = before.lastIndexOf('\n') + 1;
            this.line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            this.column = before.codePointCount(start, before.length()) + 1;
        }

        /** The line, from 1. */
        public int line() {
            return line;
        }

        /** The column in code points, from 1. */
        public int column() {
            return column;
        }
    }

    /** The value of a document. */
    public static @Nullable Object read(String text) throws Malformed {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.blanks();
        if (reader.at < text.length()) {
            throw reader.malformed("something stands behind the end of the document");
        }
        return value;
    }

    private @Nullable Object value() throws Malformed {
        blanks();
        if (at == text.length()) {
            throw malformed("the document ends where a value should be");
        }
        return switch (text.charAt(at)) {
            case '{' -> nested(this::object);
            case '[' -> nested(this::array);
            case '"' -> string();
            case 't' -> word("true", () -> true);
            case 'f' -> word("false", () -> false);
            case 'n' -> word("null", () -> null);
            default -> number();
        };
    }

    /** Something with values in it. */
    private interface Nested {
        Object read() throws Malformed;
    }

    private Object nested(Nested nested) throws Malformed {
        if (++depth > DEEPEST) {
            throw malformed("this is nested too deeply");
        }
        at++;
        Object value = nested.read();
        depth--;
        return value;
    }

    private Object object() throws Malformed {
        SequencedMap<String, @Nullable Object> members = new LinkedHashMap<>();
        if (closes('}')) {
            return members;
        }
        do {
            blanks();
            int start = at;
            if (!is('"')) {
                throw malformed("a key in double quotes should be here");
            }
            String name = string();
            blanks();
            if (!is(':')) {
                throw malformed("a colon should be here");
            }
            at++;
            Object value = value();
            if (members.containsKey(name)) {
                at = start;
                throw malformed("a key stands here for the second time");
            }
            members.put(name, value);
        } while (goesOn('}'));
        return Collections.unmodifiableSequencedMap(members);
    }

    private Object array() throws Malformed {
        List<@Nullable Object> items = new ArrayList<>();
        if (closes(']')) {
            return items;
        }
        do {
            items.add(value());
        } while (goesOn(']'));
        return Collections.unmodifiableList(items);
    }

    private boolean closes(char bracket) {
        blanks();
        if (is(bracket)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean goesOn(char bracket) throws Malformed {
        if (closes(bracket)) {
            return false;
        }
        if (!is(',')) {
            throw malformed("a comma or a `" + bracket + "` should be here");
        }
        at++;
        return true;
    }

    private String string() throws Malformed {
        StringBuilder out = new StringBuilder();
        at++;
        while (!is('"')) {
            if (at == text.length()) {
                throw malformed("a text is never closed");
            }
            char c = text.charAt(at);
            if (c < ' ') {
                throw malformed("a control character stands in a text");
            }
            at++;
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return out.toString();
    }

    private char escape() throws Malformed {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw malformed("no such escape");
            }
        };
    }

    private char unicode() throws Malformed {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0 || text.charAt(at) > 'f') {
                throw malformed("four hexadecimal digits should be here");
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private <T extends @Nullable Object> T word(String word, Supplier<T> value) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw malformed("no JSON value");
        }
        at += word.length();
        return value.get();
    }

    private BigDecimal number() throws Malformed {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw malformed("no JSON value");
        }
        at = number.end();
        return new BigDecimal(number.group());
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean is(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private Malformed malformed(String what) {
        return new Malformed(what, text, at);
    }
}
