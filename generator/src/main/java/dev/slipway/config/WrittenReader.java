package dev.slipway.config;

import dev.slipway.config.ConfigTree.Entry;
import dev.slipway.config.ConfigTree.Mapping;
import dev.slipway.config.ConfigTree.Scalar;
import dev.slipway.config.ConfigTree.Sequence;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.VariableValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads values for Terraform, whatever their shape. What stands in quotes is text; what does not is what YAML takes it
 * for, and refused where YAML and Terraform would take it for different things.
 */
final class WrittenReader {
    static final int LONGEST = 10_000;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

    private final Diagnostics diagnostics;
    private final String owner;

    WrittenReader(Diagnostics diagnostics, String owner) {
        this.diagnostics = diagnostics;
        this.owner = owner;
    }

    /** The value, or nothing if a part of it was reported. */
    Optional<Written> read(ConfigTree node, boolean parts) {
        return switch (node) {
            case Scalar scalar -> scalar(scalar);
            case Sequence sequence when parts -> sequence(sequence);
            case Mapping mapping when parts -> mapping(mapping);
            default -> {
                error(
                        Problem.WRONG_TYPE,
                        Inert.value(owner) + " is " + node.kind(),
                        node.span(),
                        "allowed: text, a number or a truth value");
                yield Optional.empty();
            }
        };
    }

    private Optional<Written> scalar(Scalar scalar) {
        String text = scalar.text();
        if (!visible(scalar)) {
            return Optional.empty();
        }
        String type = scalar.plain() ? PlainScalars.type(text) : "";
        return switch (type) {
            case "" -> Optional.of(new Written.Single(new VariableValue.Text(text), scalar.span()));
            case "a truth value" ->
                Optional.of(new Written.Single(new VariableValue.Truth(text.equalsIgnoreCase("true")), scalar.span()));
            case "a number" -> {
                if (NUMBER.matcher(text).matches()) {
                    yield Optional.of(new Written.Single(new VariableValue.Numeral(text), scalar.span()));
                }
                error(
                        Problem.UNQUOTED_VALUE,
                        Inert.value(text) + " without quotes is a number that Terraform reads differently",
                        scalar.span(),
                        "write `\"" + text
                                + "\"` if it is text, or the number without what stands before or around it");
                yield Optional.empty();
            }
            default -> {
                error(
                        Problem.VALUE_MISSING,
                        Inert.value(owner) + " is null",
                        scalar.span(),
                        "write a value, or delete the key for the default of the variable");
                yield Optional.empty();
            }
        };
    }

    private Optional<Written> sequence(Sequence sequence) {
        List<Written> items = new ArrayList<>();
        for (ConfigTree item : sequence.items()) {
            present(item).flatMap(found -> read(found, true)).ifPresent(items::add);
        }
        return items.size() == sequence.items().size()
                ? Optional.of(new Written.Several(List.copyOf(items), sequence.span()))
                : Optional.empty();
    }

    private Optional<Written> mapping(Mapping mapping) {
        List<Written.Member> members = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            Scalar key = entry.key();
            if (!visible(key)) {
                continue;
            }
            present(entry.value())
                    .flatMap(found -> read(found, true))
                    .ifPresent(value -> members.add(new Written.Member(key.text(), key.span(), value)));
        }
        return members.size() == mapping.entries().size()
                ? Optional.of(new Written.Members(List.copyOf(members), mapping.span()))
                : Optional.empty();
    }

    private Optional<ConfigTree> present(ConfigTree node) {
        if (node instanceof Scalar scalar && scalar.missing()) {
            error(
                    Problem.VALUE_MISSING,
                    "a part of " + Inert.value(owner) + " has no value",
                    scalar.span(),
                    "write a value; empty text is `\"\"`");
            return Optional.empty();
        }
        return Optional.of(node);
    }

    /** Lines may end and tabs may stand in a value; whatever else hides is refused, and so are expressions of GitHub. */
    private boolean visible(Scalar scalar) {
        String text = scalar.text();
        Optional<Integer> character = text.codePoints()
                .filter(c -> c != '\n' && c != '\t')
                .boxed()
                .filter(Inert::hidden)
                .findFirst();
        if (character.isPresent()) {
            error(
                    Problem.HIDDEN_CHARACTER,
                    "the text contains the character " + Inert.name(character.get()),
                    scalar.span(),
                    "delete it; a value has visible characters and ends of lines");
        } else if (text.contains("${{")) {
            error(
                    Problem.EXPRESSION,
                    "the text contains an expression of GitHub, `${{`",
                    scalar.span(),
                    "write the value itself; the configuration is read when files are written, not when workflows run");
        } else if (text.length() > LONGEST) {
            error(
                    Problem.OUT_OF_RANGE,
                    "a text in " + Inert.value(owner) + " has " + text.length() + " characters",
                    scalar.span(),
                    "allowed: at most " + LONGEST + "; longer text is a file that Terraform reads itself");
        } else {
            return true;
        }
        return false;
    }

    private void error(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
