package dev.slipway.cli;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.init.Initialization;
import dev.slipway.init.Proposal;
import dev.slipway.init.Questions;
import dev.slipway.init.Summary;
import dev.slipway.write.NewFile;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first configuration. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        header = "Write a slipway.yaml from what the repository holds.",
        description = {
            "Looks for Python, Lambda functions, Terraform, tests and workflows, and writes a commented slipway.yaml."
                    + " On a terminal it asks for what no file says, such as accounts; elsewhere it marks that with"
                    + " \"...\", which `slipway validate` refuses. It guesses no account and overwrites nothing."
        },
        footer = {
            "",
            "Examples:",
            "  slipway init                      for the current repository",
            "  slipway init services/a --print   show what would be written"
        })
public final class InitCommand implements Callable<Integer> {
    private static final String FILE = "slipway.yaml";

    private final Function<PrintWriter, Questions> asked;

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The repository. Default: the current directory.")
    Path directory = Path.of(".");

    @Option(names = "--print", description = "Print the file to standard output, and write nothing.")
    boolean print;

    /** Asks whoever sits at the terminal. */
    public InitCommand() {
        this(InitCommand::terminal);
    }

    /** Asks someone else; picocli knows the command's output only when it runs. */
    InitCommand(Function<PrintWriter, Questions> asked) {
        this.asked = asked;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), "there is no directory `" + directory + "`");
        }
        Optional<Diagnostic> obstacle = print ? Optional.empty() : NewFile.obstacle(directory, FILE);
        return obstacle.isPresent() ? reported(obstacle) : propose();
    }

    private int propose() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Proposal proposal;
        try {
            // Questions go to standard error, so that standard output is the result alone.
            proposal = Initialization.propose(directory, asked.apply(err));
        } catch (Questions.Ended e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + "; nothing was written", e);
        } catch (IOException e) {
            return reported(Optional.of(Diagnostic.error(
                    Problem.IO_FAILURE,
                    "cannot list `" + directory + "`",
                    null,
                    "check that the directory can be read, and run again")));
        }
        if (print) {
            out.print(proposal.text());
            out.flush();
            Summary.of(proposal).forEach(err::println);
            return ExitCode.OK.code();
        }
        Optional<Diagnostic> problem = NewFile.create(directory, FILE, proposal.text());
        if (problem.isEmpty()) {
            out.println("wrote " + directory.resolve(FILE).normalize());
            out.println();
            Summary.of(proposal).forEach(out::println);
            out.println();
            out.println(
                    proposal.open().isEmpty()
                            ? "Next: read it, then slipway generate."
                            : "Next: fill it in, then slipway validate and slipway generate.");
        }
        return reported(problem);
    }

    private int reported(Optional<Diagnostic> problem) {
        var reporter = new Reporter(spec, new ReportOptions());
        reporter.add(problem.stream().toList());
        return reporter.finish().code();
    }

    private static Questions terminal(PrintWriter err) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .<Questions>map(console -> new TerminalQuestions(console::readLine, err))
                .orElseGet(Questions::nobody);
    }
}
