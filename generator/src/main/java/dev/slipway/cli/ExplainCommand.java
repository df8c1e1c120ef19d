package dev.slipway.cli;

import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Problem;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a problem means. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        header = "Say what a problem means and how to cure it.",
        footer = {"", "Examples:", "  slipway explain duplicate-key", "  slipway explain         list all ids"})
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            completionCandidates = Ids.class,
            description = "The id that stands in brackets behind a message. Without one, all ids are listed.")
    @Nullable
    String id;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (id == null) {
            int width = Arrays.stream(Problem.values())
                    .mapToInt(problem -> problem.id().length())
                    .max()
                    .orElse(0);
            for (Problem problem : Problem.values()) {
                out.println(problem.id() + " ".repeat(width + 2 - problem.id().length()) + problem.title());
            }
            return ExitCode.OK.code();
        }
        String wanted = id;
        Problem problem = Problem.byId(wanted).orElseThrow(() -> unknown(wanted));
        out.println(problem.id() + ": " + problem.title());
        out.println();
        out.println(problem.explanation().strip());
        return ExitCode.OK.code();
    }

    private ParameterException unknown(String wanted) {
        Optional<String> similar = DidYouMean.of(wanted, ids());
        return new ParameterException(
                spec.commandLine(),
                "no problem has the id `" + wanted + "`"
                        + similar.map(s -> "; did you mean `" + s + "`?").orElse(""));
    }

    private static List<String> ids() {
        return Arrays.stream(Problem.values()).map(Problem::id).toList();
    }

    /** The ids, for shell completion. */
    static final class Ids implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ids().iterator();
        }
    }
}
