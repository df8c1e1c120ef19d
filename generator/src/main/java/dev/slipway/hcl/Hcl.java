package dev.slipway.hcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * As much of <a href="https://developer.hashicorp.com/terraform/language/syntax/configuration">HCL</a> as says what is
 * configured: blocks, attributes, and literals for values. What it does not understand, it skips.
 */
public final class Hcl {
    /** Deeper than any configuration that a person wrote; keeps a hostile one from the end of the stack. */
    private static final int DEEPEST = 40;

    /** What stands in a file or between the braces of a block. */
    public record Body(List<Attribute> attributes, List<Block> blocks) {
        /** The values of all attributes of this name, in this body. */
        public Stream<Value> values(String name) {
            return attributes.stream().filter(a -> a.name().equals(name)).map(Attribute::value);
        }

        /** The only literal of an attribute. */
        public Optional<String> text(String name) {
            return values(name).flatMap(Hcl::texts).findFirst();
        }

        /** The blocks of a type, in this body. */
        public Stream<Block> blocks(String type) {
            return blocks.stream().filter(b -> b.type().equals(type));
        }

        /** This body and all below it, those of objects included. */
        public Stream<Body> all() {
            return Stream.concat(
                    Stream.of(this),
                    Stream.concat(
                            blocks.stream().flatMap(b -> b.body().all()),
                            attributes.stream()
                                    .flatMap(a -> a.value() instanceof Mapping(Body body) ? body.all() : Stream.of())));
        }
    }

    public record Attribute(String name, Value value) {}

    /** A block; its line is 1 where the language has none. */
    public record Block(String type, List<String> labels, Body body, int line) {}

    /** A value; only literals are told apart. */
    public sealed interface Value {}

    /** A string as it is written, without quotes, or a number. */
    public record Text(String text) implements Value {}

    public record Items(List<Value> items) implements Value {}

    public record Mapping(Body body) implements Value {}

    /**
     * An expression.
     *
     * @param words its words, one blank between them; strings in it without their quotes
     */
    public record Other(String words) implements Value {}

    private final List<HclTokens.Token> tokens;
    private int at;

    private Hcl(List<HclTokens.Token> tokens) {
        this.tokens = tokens;
    }

    /** What a file holds. */
    public static Body parse(String text) {
        return new Hcl(HclTokens.of(text)).file();
    }

    /** The literals of a value or of a list. */
    public static Stream<String> texts(Value value) {
        return switch (value) {
            case Text(String text) -> Stream.of(text);
            case Items(List<Value> items) -> items.stream().flatMap(Hcl::texts);
            default -> Stream.of();
        };
    }

    private Body file() {
        var attributes = new ArrayList<Attribute>();
        var blocks = new ArrayList<Block>();
        while (!is(HclTokens.Kind.END)) {
            Body body = body(0);
            attributes.addAll(body.attributes());
            blocks.addAll(body.blocks());
            at++; // a closing brace that nothing opened
        }
        return new Body(List.copyOf(attributes), List.copyOf(blocks));
    }

    /** Up to the closing brace, which it leaves. */
    private Body body(int depth) {
        var attributes = new ArrayList<Attribute>();
        var blocks = new ArrayList<Block>();
        while (!is(HclTokens.Kind.END) && !is("}")) {
            if (!isName()) {
                at++;
                continue;
            }
            int line = token().line();
            String name = next().text();
            if (is("=") || is(":")) {
                at++;
                attributes.add(new Attribute(name, value(depth)));
                continue;
            }
            var labels = new ArrayList<String>();
            while (isName()) {
                labels.add(next().text());
            }
            if (is("{")) {
                braced(depth).ifPresent(body -> blocks.add(new Block(name, List.copyOf(labels), body, line)));
            }
        }
        return new Body(List.copyOf(attributes), List.copyOf(blocks));
    }

    private Optional<Body> braced(int depth) {
        if (depth >= DEEPEST) {
            skipExpression();
            return Optional.empty();
        }
        at++;
        Body body = body(depth + 1);
        if (is("}")) {
            at++;
        }
        return Optional.of(body);
    }

    private Value value(int depth) {
        if (is("{")) {
            int start = at;
            Optional<Body> body = braced(depth);
            return body.isPresent() ? new Mapping(body.get()) : new Other(words(start));
        }
        if (is("[") && depth < DEEPEST) {
            return items(depth);
        }
        int start = at;
        if (is(HclTokens.Kind.STRING) || is(HclTokens.Kind.NUMBER)) {
            String text = next().text();
            if (ends()) {
                return new Text(text);
            }
        }
        skipExpression();
        return new Other(words(start));
    }

    /** The words from an earlier place up to this one. */
    private String words(int start) {
        return tokens.subList(start, Math.min(at, tokens.size())).stream()
                .filter(token -> token.kind() != HclTokens.Kind.LINE_END)
                .map(HclTokens.Token::text)
                .collect(Collectors.joining(" "));
    }

    private Value items(int depth) {
        int start = at;
        var items = new ArrayList<Value>();
        at++;
        while (!is(HclTokens.Kind.END) && !is("]") && !is("}")) {
            if (is(",") || is(HclTokens.Kind.LINE_END)) {
                at++;
            } else {
                int before = at;
                items.add(value(depth + 1));
                if (at == before) {
                    at++;
                }
            }
        }
        if (is("]")) {
            at++;
        }
        if (!ends()) {
            skipExpression();
            return new Other(words(start));
        }
        return new Items(List.copyOf(items));
    }

    private void skipExpression() {
        int open = 0;
        while (!is(HclTokens.Kind.END) && (open > 0 || !ends())) {
            String text = is(HclTokens.Kind.SIGN) ? token().text() : "";
            if (text.equals("{") || text.equals("[") || text.equals("(")) {
                open++;
            } else if (text.equals("}") || text.equals("]") || text.equals(")")) {
                open--;
            }
            at++;
        }
    }

    /** Whether a value can end here. */
    private boolean ends() {
        return is(HclTokens.Kind.END) || is(HclTokens.Kind.LINE_END) || is(",") || is("]") || is("}") || is(")");
    }

    private boolean isName() {
        return is(HclTokens.Kind.NAME) || is(HclTokens.Kind.STRING);
    }

    private boolean is(HclTokens.Kind kind) {
        return token().kind() == kind;
    }

    private boolean is(String sign) {
        return is(HclTokens.Kind.SIGN) && token().text().equals(sign);
    }

    private HclTokens.Token token() {
        return tokens.get(Math.min(at, tokens.size() - 1));
    }

    private HclTokens.Token next() {
        HclTokens.Token token = token();
        at++;
        return token;
    }
}
