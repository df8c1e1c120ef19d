package dev.slipway.config;

import dev.slipway.config.ConfigTree.Entry;
import dev.slipway.config.ConfigTree.Mapping;
import dev.slipway.config.ConfigTree.Scalar;
import dev.slipway.config.ConfigTree.Sequence;
import dev.slipway.config.Field.Given;
import dev.slipway.config.Field.Invalid;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a tree by its shape and reports whatever does not fit; the rest is read all the same. */
final class ShapeReader {
    private final Diagnostics diagnostics;

    ShapeReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /**
     * Reads a value.
     *
     * @param owner the key that the value belongs to, for messages
     * @param place where a required key is missed if the value lacks it
     */
    @SuppressWarnings("unchecked") // each shape is read to its own T
    <T> Field<T> read(ConfigTree node, Shape<T> shape, String owner, SourceSpan place) {
        if (!(shape instanceof Shape.Value) && node instanceof Scalar scalar && hidden(scalar)) {
            return new Invalid<>();
        }
        if (node instanceof Scalar scalar && scalar.missing()) {
            error(Problem.VALUE_MISSING, "`" + owner + "` has no value", scalar.span(), "allowed: " + shape.expected());
            return new Invalid<>();
        }
        return switch (shape) {
            case Shape.Text text -> (Field<T>) text(node, text, owner);
            case Shape.Choice<?> choice -> (Field<T>) choice(node, choice, owner);
            case Shape.Whole whole -> (Field<T>) whole(node, whole, owner);
            case Shape.Truth truth -> (Field<T>) truth(node, truth, owner);
            case Shape.Value value ->
                (Field<T>) new WrittenReader(diagnostics, owner)
                        .read(node, value.parts())
                        .<Field<Written>>map(written -> new Given<>(written, node.span()))
                        .orElseGet(Invalid::new);
            case Shape.Items<?> items -> (Field<T>) items(node, items, owner);
            case Shape.Keys keys -> (Field<T>) keys(node, keys, owner, place);
            case Shape.Entries<?> entries -> (Field<T>) entries(node, entries, owner);
        };
    }

    private Field<String> text(ConfigTree node, Shape.Text shape, String owner) {
        if (!(node instanceof Scalar scalar)) {
            return wrongType(node, shape, owner);
        }
        if (unquoted(scalar, shape.matches(scalar.text()), shape.expected(), owner)) {
            return new Invalid<>();
        }
        return fits(scalar, shape, "`" + owner + "`") ? new Given<>(scalar.text(), scalar.span()) : new Invalid<>();
    }

    private boolean fits(Scalar scalar, Shape.Text shape, String what) {
        String value = scalar.text();
        if (shape.matches(value)) {
            return true;
        }
        String cure = value.length() <= shape.longest() ? shape.cure().apply(value) : null;
        String help = cure != null
                ? cure
                : DidYouMean.of(value, shape.suggestions())
                        .map(near -> "did you mean `" + near + "`?")
                        .orElse(null);
        String allowed = "allowed: " + shape.expected();
        error(
                shape.problem(),
                Inert.value(value) + " is not a valid " + what,
                scalar.span(),
                help == null ? allowed : help + "\n" + allowed);
        return false;
    }

    private <E> Field<E> choice(ConfigTree node, Shape.Choice<E> shape, String owner) {
        if (!(node instanceof Scalar scalar)) {
            return wrongType(node, shape, owner);
        }
        E value = shape.values().get(scalar.text());
        if (unquoted(scalar, value != null, shape.expected(), owner)) {
            return new Invalid<>();
        }
        if (value != null) {
            return new Given<>(value, scalar.span());
        }
        String cure = shape.cure().apply(scalar.text());
        String near = cure != null
                ? cure + "\n"
                : DidYouMean.of(scalar.text(), shape.values().keySet())
                        .map(word -> "did you mean `" + word + "`?\n")
                        .orElse("");
        error(
                Problem.VALUE_NOT_ALLOWED,
                Inert.value(scalar.text()) + " is not a value of `" + owner + "`",
                scalar.span(),
                near + "allowed: " + shape.expected());
        return new Invalid<>();
    }

    private Field<Integer> whole(ConfigTree node, Shape.Whole shape, String owner) {
        if (!(node instanceof Scalar scalar)) {
            return wrongType(node, shape, owner);
        }
        String allowed = "allowed: " + shape.expected();
        if (!scalar.text().matches("0|[1-9][0-9]{0,8}")) {
            error(
                    Problem.WRONG_TYPE,
                    Inert.value(scalar.text()) + " is not a whole number, as `" + owner + "` has to be",
                    scalar.span(),
                    allowed);
            return new Invalid<>();
        }
        if (!scalar.plain()) {
            error(Problem.WRONG_TYPE, "`" + owner + "` is a number and stands without quotes", scalar.span(), allowed);
            return new Invalid<>();
        }
        int value = Integer.parseInt(scalar.text());
        if (value < shape.least() || value > shape.most()) {
            error(Problem.OUT_OF_RANGE, "`" + value + "` is out of range for `" + owner + "`", scalar.span(), allowed);
            return new Invalid<>();
        }
        return new Given<>(value, scalar.span());
    }

    private Field<Boolean> truth(ConfigTree node, Shape.Truth shape, String owner) {
        if (!(node instanceof Scalar scalar)) {
            return wrongType(node, shape, owner);
        }
        if (!scalar.plain() || !scalar.text().matches("true|false")) {
            error(
                    Problem.WRONG_TYPE,
                    Inert.value(scalar.text()) + " is not a truth value, as `" + owner + "` has to be",
                    scalar.span(),
                    "allowed: " + shape.expected());
            return new Invalid<>();
        }
        return new Given<>(Boolean.valueOf(scalar.text()), scalar.span());
    }

    private <E> Field<List<Located<E>>> items(ConfigTree node, Shape.Items<E> shape, String owner) {
        List<ConfigTree> nodes;
        if (node instanceof Sequence sequence) {
            nodes = sequence.items();
        } else if (shape.single() && node instanceof Scalar) {
            nodes = List.of(node);
        } else if (node instanceof Scalar scalar) {
            return wrongType(node, shape, owner, "write `[" + Inert.text(scalar.text()) + "]`\n");
        } else {
            return wrongType(node, shape, owner);
        }
        if (nodes.size() < shape.least()) {
            error(
                    Problem.OUT_OF_RANGE,
                    "`" + owner + "` is an empty list",
                    node.span(),
                    "allowed: " + shape.expected());
            return new Invalid<>();
        }
        boolean valid = true;
        List<Located<E>> items = new ArrayList<>();
        Map<E, SourceSpan> seen = new HashMap<>();
        for (ConfigTree item : nodes) {
            Optional<E> value = read(item, shape.item(), owner, item.span()).found();
            if (value.isEmpty()) {
                valid = false;
                continue;
            }
            SourceSpan first = seen.putIfAbsent(value.get(), item.span());
            if (first != null) {
                valid = false;
                repeated("the item stands in `" + owner + "` a second time", item.span(), first);
            }
            items.add(new Located<>(value.get(), item.span()));
        }
        return valid ? new Given<>(List.copyOf(items), node.span()) : new Invalid<>();
    }

    private Field<Section> keys(ConfigTree node, Shape.Keys shape, String owner, SourceSpan place) {
        if (!(node instanceof Mapping mapping)) {
            return wrongType(node, shape, owner);
        }
        Map<String, Key<?>> byName = new HashMap<>();
        shape.keys().forEach(key -> byName.put(key.name(), key));
        Map<Key<?>, Field<?>> fields = new HashMap<>();
        Set<String> mistyped = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            Key<?> key = byName.get(entry.key().text());
            if (key == null) {
                unknown(entry.key(), owner, shape).ifPresent(mistyped::add);
            } else {
                fields.put(
                        key,
                        read(entry.value(), key.shape(), key.name(), entry.key().span()));
            }
        }
        for (Key<?> key : shape.keys()) {
            if (key.isRequired() && !fields.containsKey(key)) {
                fields.put(key, new Invalid<>());
                if (mistyped.contains(key.name())) {
                    continue;
                }
                error(
                        Problem.KEY_MISSING,
                        "`" + key.name() + "` is missing" + (owner.isEmpty() ? "" : " in `" + owner + "`"),
                        place,
                        "add `" + key.name() + ": ...`\nallowed: " + key.shape().expected());
            }
        }
        return new Given<>(Section.of(fields), mapping.span());
    }

    /** Reports a key that is not declared, and gives the one that was probably meant. */
    private Optional<String> unknown(Scalar key, String owner, Shape.Keys shape) {
        if (hidden(key)) {
            return Optional.empty();
        }
        List<String> names = shape.keys().stream().map(Key::name).toList();
        Optional<String> near = DidYouMean.of(key.text(), names);
        error(
                Problem.UNKNOWN_KEY,
                "the key " + Inert.value(key.text()) + " is unknown"
                        + (owner.isEmpty() ? "" : " in " + Inert.value(owner)),
                key.span(),
                near.map(name -> "did you mean `" + name + "`?\n").orElse("") + "allowed: " + shape.expected());
        return near;
    }

    private <E> Field<List<Named<E>>> entries(ConfigTree node, Shape.Entries<E> shape, String owner) {
        if (!(node instanceof Mapping mapping)) {
            return wrongType(node, shape, owner);
        }
        int size = mapping.entries().size();
        if (size == 0 || size > shape.most()) {
            error(
                    Problem.OUT_OF_RANGE,
                    size == 0 ? "`" + owner + "` is empty" : "`" + owner + "` has " + size + " entries",
                    mapping.span(),
                    "allowed: " + shape.expected());
            return new Invalid<>();
        }
        boolean valid = true;
        List<Named<E>> entries = new ArrayList<>();
        Map<String, SourceSpan> seen = new HashMap<>();
        for (Entry entry : mapping.entries()) {
            Scalar name = entry.key();
            SourceSpan first = seen.putIfAbsent(name.text().toLowerCase(Locale.ROOT), name.span());
            if (first != null) {
                valid = false;
                repeated("the name differs from another one only in case", name.span(), first);
            }
            boolean named =
                    !hidden(name) && !nothing(name, owner) && fits(name, shape.name(), "name in `" + owner + "`");
            valid &= named;
            Field<E> value = read(entry.value(), shape.value(), named ? name.text() : owner, name.span());
            if (named) {
                entries.add(new Named<>(name.text(), name.span(), value));
            }
        }
        return valid ? new Given<>(List.copyOf(entries), mapping.span()) : new Invalid<>();
    }

    /** Reports a name that is null to others; numbers and truth values are keys of the same text to all of them. */
    private boolean nothing(Scalar name, String owner) {
        return PlainScalars.type(name.text()).equals("null") && unquoted(name, true, "a name", owner);
    }

    /** Reports a value without quotes that other YAML readers would change. */
    private boolean unquoted(Scalar scalar, boolean otherwiseValid, String expected, String owner) {
        String type = scalar.plain() ? PlainScalars.type(scalar.text()) : "";
        if (type.isEmpty()) {
            return false;
        }
        String text = scalar.text();
        error(
                Problem.UNQUOTED_VALUE,
                Inert.value(text) + " without quotes is " + type + ", but `" + owner + "` is text",
                scalar.span(),
                type.equals("null")
                        ? "write a value, or delete the key\nallowed: " + expected
                        : otherwiseValid
                                ? "write `\"" + text + "\"`" + altered(text)
                                : "write it in double quotes\nallowed: " + expected);
        return true;
    }

    /** What other readers make of the number, if that is not what stands there. */
    private static String altered(String number) {
        if (number.matches("0[0-9]+")) {
            return ": the leading zero would be lost";
        }
        return number.matches("[0-9]+\\.[0-9]*0") ? ": as a number it is " + number.replaceFirst("\\.?0+$", "") : "";
    }

    /** Reports what cannot be seen, and GitHub's expressions, which would be evaluated in a workflow. */
    private boolean hidden(Scalar scalar) {
        Optional<Integer> character =
                scalar.text().codePoints().boxed().filter(Inert::hidden).findFirst();
        if (character.isPresent()) {
            error(
                    Problem.HIDDEN_CHARACTER,
                    "the text contains the character " + Inert.name(character.get()),
                    scalar.span(),
                    "delete it; text here is one line of visible characters");
            return true;
        }
        if (scalar.text().contains("${{")) {
            error(
                    Problem.EXPRESSION,
                    "the text contains an expression of GitHub, `${{`",
                    scalar.span(),
                    "write the value itself; the configuration is read when workflows are written, not when they run");
            return true;
        }
        return false;
    }

    private <T> Field<T> wrongType(ConfigTree node, Shape<?> shape, String owner) {
        return wrongType(node, shape, owner, "");
    }

    private <T> Field<T> wrongType(ConfigTree node, Shape<?> shape, String owner, String cure) {
        error(
                Problem.WRONG_TYPE,
                (owner.isEmpty() ? "the file" : Inert.value(owner)) + " is " + node.kind(),
                node.span(),
                cure + "allowed: " + shape.expected());
        return new Invalid<>();
    }

    private void repeated(String message, SourceSpan span, SourceSpan first) {
        diagnostics.add(new Diagnostic(
                Problem.DUPLICATE_VALUE,
                Severity.ERROR,
                message,
                span,
                List.of(new Diagnostic.Related("first here", first)),
                "delete one of the two"));
    }

    private void error(Problem problem, String message, SourceSpan span, @Nullable String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
