package dev.slipway.render;

import dev.slipway.model.VariableValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as Terraform reads them. Nothing in a text is evaluated, and no text becomes a number. */
final class HclText {
    private static final Pattern NAME = Pattern.compile("(?!for$)[A-Za-z_][A-Za-z0-9_-]*");
    private static final String STEP = "  ";

    private HclText() {}

    /** A file of values: one setting after the other, equal signs below each other as {@code terraform fmt} has them. */
    static String of(Map<String, VariableValue> values) {
        return members(values, "");
    }

    /**
     * The settings of a file or of an object. {@code terraform fmt} lines up the equal signs of neighbours that have one
     * line each; one of several lines stands for itself and ends their group.
     */
    private static String members(Map<String, VariableValue> members, String indent) {
        var text = new StringBuilder();
        var group = new LinkedHashMap<String, String>();
        members.forEach((name, value) -> {
            String written = value(value, indent);
            if (written.contains("\n")) {
                flush(group, indent, text);
                text.append(indent)
                        .append(name(name))
                        .append(" = ")
                        .append(written)
                        .append('\n');
            } else {
                group.put(name(name), written);
            }
        });
        flush(group, indent, text);
        return text.toString();
    }

    private static void flush(Map<String, String> group, String indent, StringBuilder text) {
        int longest = group.keySet().stream()
                .mapToInt(name -> name.codePointCount(0, name.length()))
                .max()
                .orElse(0);
        group.forEach((name, value) -> text.append(indent)
                .append(name)
                .append(" ".repeat(longest - name.codePointCount(0, name.length())))
                .append(" = ")
                .append(value)
                .append('\n'));
        group.clear();
    }

    private static String name(String name) {
        return NAME.matcher(name).matches() ? name : quoted(name);
    }

    private static String value(VariableValue value, String indent) {
        return switch (value) {
            case VariableValue.Text(String text) -> quoted(text);
            case VariableValue.Numeral(String digits) -> digits;
            case VariableValue.Truth(boolean truth) -> String.valueOf(truth);
            case VariableValue.Items items
            when items.items().stream().allMatch(HclText::single) ->
                items.items().stream().map(item -> value(item, indent)).collect(Collectors.joining(", ", "[", "]"));
            case VariableValue.Items items ->
                items.items().stream()
                        .map(item -> indent + STEP + value(item, indent + STEP) + ",\n")
                        .collect(Collectors.joining("", "[\n", indent + "]"));
            case VariableValue.Members(var members) when members.isEmpty() -> "{}";
            case VariableValue.Members(var members) -> "{\n" + members(members, indent + STEP) + indent + "}";
        };
    }

    private static boolean single(VariableValue value) {
        return !(value instanceof VariableValue.Items) && !(value instanceof VariableValue.Members);
    }

    /**
     * Text in quotes. <code>&#36;{</code> and <code>%{</code> start a template in HCL and are doubled, as
     * <a href="https://developer.hashicorp.com/terraform/language/expressions/strings">Terraform</a> has it.
     */
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '$', '%' -> {
                    quoted.appendCodePoint(c);
                    if (i < text.length() && text.charAt(i) == '{') {
                        quoted.appendCodePoint(c);
                    }
                }
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
