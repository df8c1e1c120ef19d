package dev.slipway.model;

import java.util.List;
import java.util.SequencedMap;

/** A value that Terraform gets. */
public sealed interface VariableValue {
    /** Text, which may have several lines. */
    record Text(String text) implements VariableValue {}

    /** A number, as it is written: no digit is lost. */
    record Numeral(String digits) implements VariableValue {}

    /** A truth value. */
    record Truth(boolean value) implements VariableValue {}

    /** A list. */
    record Items(List<VariableValue> items) implements VariableValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Values by name, in the order of the file. */
    record Members(SequencedMap<String, VariableValue> members) implements VariableValue {}
}
