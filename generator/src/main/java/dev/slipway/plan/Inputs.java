package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.plan.FileContent.Input;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs of a call, in the order in which they are shown. What is the default of the called workflow is left out. */
final class Inputs {
    private final List<Input> inputs = new ArrayList<>();

    Inputs put(String name, String value) {
        inputs.add(new Input(name, value));
        return this;
    }

    Inputs put(String name, int value) {
        inputs.add(new Input(name, value));
        return this;
    }

    Inputs put(String name, boolean value) {
        inputs.add(new Input(name, value));
        return this;
    }

    /** Lists and objects travel as JSON: the input of a reusable workflow is a text, a number or a truth value. */
    Inputs put(String name, Json value) {
        return put(name, value.line());
    }

    /** A value that differs from the default, or nothing. */
    Inputs unless(String usual, String name, @Nullable String value) {
        return value == null || value.equals(usual) ? this : put(name, value);
    }

    /** A value that differs from the default, or nothing. */
    Inputs unless(Json usual, String name, Json value) {
        return unless(usual.line(), name, value.line());
    }

    List<Input> list() {
        return List.copyOf(inputs);
    }
}
