package dev.slipway.json;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A JSON value to be written. Members keep the order in which they were put, so equal values give equal bytes. A
 * library would be the larger part of this program's start-up time.
 */
public sealed interface Json {

    /** A string. */
    record Text(String value) implements Json {}

    /** A whole number. */
    record Whole(long value) implements Json {}

    /** A truth value. */
    record Bool(boolean value) implements Json {}

    /** An array. */
    record Array(List<Json> items) implements Json {
        public Array {
            items = List.copyOf(items);
        }
    }

    /** An object that can still be added to. */
    final class Members implements Json {
        private final SequencedMap<String, Json> members = new LinkedHashMap<>();

        private Members() {}

        public Members put(String name, Json value) {
            if (members.put(name, value) != null) {
                throw new IllegalStateException("member put twice: " + name);
            }
            return this;
        }

        public Members put(String name, String value) {
            return put(name, new Text(value));
        }

        public Members put(String name, long value) {
            return put(name, new Whole(value));
        }

        public Members put(String name, boolean value) {
            return put(name, new Bool(value));
        }
    }

    static Members object() {
        return new Members();
    }

    static Json array(Json... items) {
        return new Array(Arrays.asList(items));
    }

    static Json array(List<? extends Json> items) {
        return new Array(List.copyOf(items));
    }

    /** An array of strings. */
    static Json texts(List<String> items) {
        return new Array(items.stream().<Json>map(Text::new).toList());
    }

    /** The value as a document: two spaces for each level, LF, and one at the end. */
    default String document() {
        StringBuilder out = new StringBuilder();
        write(this, out, 0);
        return out.append('\n').toString();
    }

    /** The value on one line without blanks. */
    default String line() {
        StringBuilder out = new StringBuilder();
        writeLine(this, out);
        return out.toString();
    }

    private static void writeLine(Json value, StringBuilder out) {
        switch (value) {
            case Text text -> quote(text.value(), out);
            case Whole whole -> out.append(whole.value());
            case Bool bool -> out.append(bool.value());
            case Array array -> {
                String separator = "[";
                for (Json item : array.items()) {
                    out.append(separator);
                    writeLine(item, out);
                    separator = ",";
                }
                out.append(array.items().isEmpty() ? "[]" : "]");
            }
            case Members object -> {
                String separator = "{";
                for (Map.Entry<String, Json> member : object.members.entrySet()) {
                    out.append(separator);
                    quote(member.getKey(), out);
                    out.append(':');
                    writeLine(member.getValue(), out);
                    separator = ",";
                }
                out.append(object.members.isEmpty() ? "{}" : "}");
            }
        }
    }

    private static void write(Json value, StringBuilder out, int level) {
        switch (value) {
            case Text text -> quote(text.value(), out);
            case Whole whole -> out.append(whole.value());
            case Bool bool -> out.append(bool.value());
            case Array array -> {
                Iterator<Json> items = array.items().iterator();
                out.append('[');
                while (items.hasNext()) {
                    line(out, level + 1);
                    write(items.next(), out, level + 1);
                    out.append(items.hasNext() ? "," : "");
                }
                close(out, level, array.items().isEmpty(), ']');
            }
            case Members object -> {
                Iterator<Map.Entry<String, Json>> members =
                        object.members.entrySet().iterator();
                out.append('{');
                while (members.hasNext()) {
                    Map.Entry<String, Json> member = members.next();
                    line(out, level + 1);
                    quote(member.getKey(), out);
                    out.append(": ");
                    write(member.getValue(), out, level + 1);
                    out.append(members.hasNext() ? "," : "");
                }
                close(out, level, object.members.isEmpty(), '}');
            }
        }
    }

    private static void close(StringBuilder out, int level, boolean empty, char bracket) {
        if (!empty) {
            line(out, level);
        }
        out.append(bracket);
    }

    private static void line(StringBuilder out, int level) {
        out.append('\n').repeat("  ", level);
    }

    /** Quotes a string; everything that is not printable ASCII is escaped, so that the document is inert anywhere. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                // `##[command]` is obeyed by GitHub's runner wherever it is printed.
                case '[' -> out.append(i >= 2 && text.startsWith("##", i - 2) ? "\\u005b" : "[");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
