package dev.slipway.init;

import java.util.Optional;

/** Someone who can be asked what no file says. */
@FunctionalInterface
public interface Questions {
    /**
     * Asks until the answer is acceptable.
     *
     * @return the answer, or the question's default; empty if the question is left open
     * @throws Ended if whoever is asked has gone
     */
    Optional<String> ask(Question question) throws Ended;

    /** Nobody: every question is left open, and no default is taken for an answer. */
    static Questions nobody() {
        return question -> Optional.empty();
    }

    /** The input ended before the questions did. */
    final class Ended extends Exception {
        private static final long serialVersionUID = 1;

        public Ended() {
            super("the input ended before all questions were answered");
        }
    }
}
