package dev.slipway.init;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One question.
 *
 * @param text the question, without a question mark
 * @param expected what an answer looks like, for whoever gives another one
 * @param usual what an empty answer means; empty if that leaves the question open
 * @param accepts whether an answer will do
 */
public record Question(String text, String expected, Optional<String> usual, Predicate<String> accepts) {

    static Question matching(String text, String expected, Optional<String> usual, Pattern pattern) {
        return new Question(text, expected, usual, answer -> Allowed.is(pattern, answer));
    }
}
