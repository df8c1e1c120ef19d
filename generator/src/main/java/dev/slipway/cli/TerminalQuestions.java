package dev.slipway.cli;

import dev.slipway.init.Question;
import dev.slipway.init.Questions;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal. */
final class TerminalQuestions implements Questions {
    private final Supplier<@Nullable String> lines;
    private final PrintWriter out;

    /**
     * Asks by these.
     *
     * @param lines gives the next line that was typed, without its end; null at the end of the input
     * @param out where the questions go
     */
    TerminalQuestions(Supplier<@Nullable String> lines, PrintWriter out) {
        this.lines = lines;
        this.out = out;
    }

    @Override
    public Optional<String> ask(Question question) throws Ended {
        while (true) {
            out.print(question.text() + " [" + question.usual().orElse("Enter to fill it in later") + "]: ");
            out.flush();
            String line = lines.get();
            if (line == null) {
                out.println();
                throw new Ended();
            }
            String answer = line.strip();
            if (answer.isEmpty()) {
                return question.usual();
            }
            if (question.accepts().test(answer)) {
                return Optional.of(answer);
            }
            out.println("  That is not " + question.expected() + ".");
        }
    }
}
