package dev.slipway.bootstrap;

import dev.slipway.diagnostics.Inert;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file in Terraform's language, laid out as {@code terraform fmt} would. It is written from values and not from a
 * template, so that no text of the configuration can end where it should not.
 */
final class TerraformFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int WIDEST = 110;

    private final StringBuilder out = new StringBuilder();

    /** Lines of explanation. */
    TerraformFile comment(String... lines) {
        comment(0, lines);
        return this;
    }

    /** An empty line. */
    TerraformFile gap() {
        out.append('\n');
        return this;
    }

    /** A block of the first level. */
    TerraformFile block(String type, List<String> labels, Consumer<Body> content) {
        block(0, type, labels, content);
        return this;
    }

    /** The block that says which Terraform and which provider the root needs. */
    TerraformFile requires(String provider, String source, String version) {
        return block(
                "terraform",
                List.of(),
                body -> body.put("required_version", ">= 1.9")
                        .gap()
                        .block(
                                "required_providers",
                                providers -> providers.put(
                                        provider,
                                        Expression.fields()
                                                .put("source", source)
                                                .put("version", version))));
    }

    /** The whole text. */
    String text() {
        return out.toString();
    }

    private void block(int level, String type, List<String> labels, Consumer<Body> content) {
        out.repeat("  ", level).append(type);
        labels.forEach(label -> out.append(' ').append(quoted(label)));
        Body body = new Body(level + 1);
        out.append(" {\n");
        content.accept(body);
        body.flush();
        out.repeat("  ", level).append("}\n");
    }

    private void comment(int level, String... lines) {
        for (String line : lines) {
            out.repeat("  ", level).append("# ").append(line).append('\n');
        }
    }

    /** What stands in a block. Neighbouring attributes on one line each have their signs below each other. */
    final class Body {
        private final int level;
        private final List<Line> lines = new ArrayList<>();

        private Body(int level) {
            this.level = level;
        }

        Body put(String name, Expression value) {
            String rendered = render(value, level);
            if (rendered.contains("\n")) {
                flush();
                out.repeat("  ", level)
                        .append(name)
                        .append(" = ")
                        .append(rendered)
                        .append('\n');
            } else {
                lines.add(new Line(name, rendered));
            }
            return this;
        }

        Body put(String name, String value) {
            return put(name, Expression.text(value));
        }

        Body gap() {
            flush();
            out.append('\n');
            return this;
        }

        Body comment(String... text) {
            flush();
            TerraformFile.this.comment(level, text);
            return this;
        }

        Body block(String type, Consumer<Body> content) {
            return block(type, List.of(), content);
        }

        Body block(String type, List<String> labels, Consumer<Body> content) {
            flush();
            TerraformFile.this.block(level, type, labels, content);
            return this;
        }

        private void flush() {
            out.append(aligned(lines, level));
            lines.clear();
        }
    }

    /** A name with a value that has no line end. */
    private record Line(String name, String value) {}

    private static String aligned(List<Line> lines, int level) {
        int width = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.repeat("  ", level)
                    .append(line.name())
                    .repeat(" ", width - line.name().length())
                    .append(" = ")
                    .append(line.value())
                    .append('\n');
        }
        return text.toString();
    }

    private static String render(Expression value, int level) {
        return switch (value) {
            case Expression.Text(String text) -> quoted(text);
            case Expression.Code(String code) -> code;
            case Expression.Call(String function, List<Expression> arguments) ->
                function + "("
                        + arguments.stream()
                                .map(argument -> render(argument, level))
                                .collect(Collectors.joining(", ")) + ")";
            case Expression.Items(List<Expression> items) -> list(items, level);
            case Expression.Fields fields -> object(fields, level);
        };
    }

    private static String list(List<Expression> items, int level) {
        List<String> rendered =
                items.stream().map(item -> render(item, level + 1)).toList();
        String line = "[" + String.join(", ", rendered) + "]";
        if (!line.contains("\n") && line.length() + 2 * level <= WIDEST) {
            return line;
        }
        StringBuilder text = new StringBuilder("[\n");
        rendered.forEach(item -> text.repeat("  ", level + 1).append(item).append(",\n"));
        return text.repeat("  ", level).append(']').toString();
    }

    private static String object(Expression.Fields fields, int level) {
        StringBuilder text = new StringBuilder("{\n");
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<String, Expression> field : fields.all().entrySet()) {
            String name = NAME.matcher(field.getKey()).matches() ? field.getKey() : quoted(field.getKey());
            String rendered = render(field.getValue(), level + 1);
            if (rendered.contains("\n")) {
                text.append(aligned(lines, level + 1));
                lines.clear();
                text.repeat("  ", level + 1)
                        .append(name)
                        .append(" = ")
                        .append(rendered)
                        .append('\n');
            } else {
                lines.add(new Line(name, rendered));
            }
        }
        text.append(aligned(lines, level + 1));
        return fields.all().isEmpty()
                ? "{}"
                : text.repeat("  ", level).append('}').toString();
    }

    /** A text in quotes, in which nothing is a template, an escape or invisible. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int[] characters = text.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '$', '%' -> {
                    boolean template = i + 1 < characters.length && characters[i + 1] == '{';
                    quoted.appendCodePoint(c).append(template ? Character.toString(c) : "");
                }
                default -> {
                    if (Inert.hidden(c)) {
                        quoted.append(String.format(Locale.ROOT, c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
