package dev.slipway.cli;

import dev.slipway.bootstrap.Bootstrap;
import dev.slipway.bootstrap.PipelineTokens;
import dev.slipway.bootstrap.RepositoryIdentity;
import dev.slipway.bootstrap.RoleKind;
import dev.slipway.bootstrap.TokenClaims;
import dev.slipway.bootstrap.TrustCheck;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.config.RepositoryName;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.generate.Generation;
import dev.slipway.generate.Workspace;
import dev.slipway.init.ExistingFinder;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.Planner;
import dev.slipway.write.ChangeSet;
import dev.slipway.write.DiskFileSink;
import dev.slipway.write.FileSink;
import dev.slipway.write.Output;
import dev.slipway.write.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prepares AWS accounts and GitHub for a pipeline, or checks a role that is there. */
@Command(
        name = "bootstrap",
        mixinStandardHelpOptions = true,
        header = "Write what AWS and GitHub need before a pipeline runs, or check it.",
        description = {
            "With --into: Terraform for each AWS account (roles that trust exactly the jobs of the generated"
                    + " workflows, release buckets, the table of deployments) and for GitHub (environments, rulesets),"
                    + " below a folder with the service's name. Nothing is applied.",
            "With --check-trust: holds a role's trust policy against the token of every job that uses the role, and"
                    + " against tokens that it has to refuse. Exits with 1 if it is wrong about any."
        },
        footer = {
            "",
            "Examples:",
            "  slipway bootstrap --into ../platform --repository acme/orders" + " \\",
            "    --release v1.2.3",
            "  slipway bootstrap --into ../platform --repository acme/orders --github gh",
            "  slipway bootstrap --repository acme/orders --owner-id 1 --repository-id 2" + " \\",
            "    --check-trust policy.json --environment prod --role deploy"
        })
public final class BootstrapCommand implements Callable<Integer> {
    private static final String NUMBER = "[1-9][0-9]{0,18}";
    private static final int LONGEST = 256 * 1024;

    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The repository, which holds slipway.yaml. Default: the current directory.")
    Path directory = Path.of(".");

    @Option(
            names = "--repository",
            paramLabel = "OWNER/NAME",
            required = true,
            description = "The repository at GitHub, spelled as GitHub spells it.")
    String repository = "";

    @Option(
            names = "--owner-id",
            paramLabel = "N",
            description = "The number of its owner: gh api repos/OWNER/NAME --jq .owner.id")
    @Nullable
    String ownerId;

    @Option(
            names = "--repository-id",
            paramLabel = "N",
            description = "Its own number: gh api repos/OWNER/NAME --jq .id")
    @Nullable
    String repositoryId;

    @Option(
            names = "--default-branch",
            paramLabel = "BRANCH",
            defaultValue = "main",
            description = "Its default branch, where schedules run. Default: main.")
    String defaultBranch = "main";

    @Option(names = "--into", paramLabel = "DIR", description = "Where the files go, such as a platform repository.")
    @Nullable
    Path into;

    @Option(
            names = "--github",
            paramLabel = "terraform|gh",
            defaultValue = "terraform",
            description = "How GitHub's settings are written: Terraform, or a script for the GitHub CLI.")
    Bootstrap.Github github = Bootstrap.Github.TERRAFORM;

    @Option(
            names = "--release",
            paramLabel = "vX.Y.Z",
            description =
                    "The release of the catalog, or its commit, whose modules are used. Default: what callers name,"
                            + " which may be a tag that moves.")
    @Nullable
    String release;

    @Option(names = "--dry-run", description = "Say what would be written, and write nothing.")
    boolean dryRun;

    @Option(names = "--diff", description = "Show the differences, and write nothing.")
    boolean diff;

    @Option(names = "--adopt", description = "Take over files that were written or edited by hand.")
    boolean adopt;

    @Option(names = "--check-trust", paramLabel = "FILE", description = "A role's trust policy, in JSON.")
    @Nullable
    Path policy;

    @Option(names = "--environment", paramLabel = "NAME", description = "The environment that the role belongs to.")
    @Nullable
    String environment;

    @Option(
            names = "--role",
            paramLabel = "plan|deploy|destroy|reconcile|notify|cost|secrets|schedule",
            description = "What the role is for: ${COMPLETION-CANDIDATES}.")
    @Nullable
    RoleKind role;

    @Mixin
    ReportOptions report = new ReportOptions();

    @Override
    public Integer call() {
        RepositoryIdentity identity = identity();
        if ((into == null) == (policy == null)) {
            throw misused("either --into or --check-trust is needed");
        }
        if (policy != null && (environment == null || role == null || !identity.numbered())) {
            throw misused("--check-trust needs --environment, --role, --owner-id and --repository-id");
        }
        if (release != null && (policy != null || !release.matches(CatalogReference.RELEASE))) {
            throw misused("--release takes a release such as v1.2.3 or a full commit, and belongs to --into");
        }
        if (policy == null && (environment != null || role != null)) {
            throw misused("--environment and --role belong to --check-trust");
        }
        var reporter = new Reporter(spec, report);
        var workspace = new Workspace(directory);
        CatalogIndex catalog = CatalogIndex.load();
        Generation generation = Generation.of(workspace, new Planner(catalog));
        reporter.add(generation.diagnostics());
        Pipeline pipeline = generation.pipeline();
        if (pipeline != null) {
            List<TokenClaims> tokens =
                    PipelineTokens.of(generation.files(), catalog, pipeline.catalog(), defaultBranch);
            if (policy == null) {
                write(workspace, pipeline, generation, tokens, catalog, identity, reporter);
            } else {
                Environment owner = owner(pipeline);
                reporter.add(check(policy, used(owner, tokens), tokens, owner, identity, reporter));
            }
        }
        return reporter.finish().code();
    }

    private RepositoryIdentity identity() {
        if (!RepositoryName.matches(repository)) {
            throw misused("--repository takes owner/name, not " + Inert.value(repository));
        }
        for (String number : new String[] {ownerId, repositoryId}) {
            if (number != null && !number.matches(NUMBER)) {
                throw misused("--owner-id and --repository-id take numbers, not " + Inert.value(number));
            }
        }
        if (!defaultBranch.matches("[A-Za-z0-9][A-Za-z0-9._/-]*")) {
            throw misused("--default-branch takes a branch, not " + Inert.value(defaultBranch));
        }
        int slash = repository.indexOf('/');
        return new RepositoryIdentity(
                repository.substring(0, slash), repository.substring(slash + 1), ownerId, repositoryId);
    }

    private void write(
            Workspace workspace,
            Pipeline pipeline,
            Generation generation,
            List<TokenClaims> tokens,
            CatalogIndex catalog,
            RepositoryIdentity identity,
            Reporter reporter) {
        boolean tests = ExistingFinder.find(workspace.root(), pipeline).tests();
        Bootstrap bootstrap = Bootstrap.of(
                pipeline, generation.files(), tokens, catalog, identity, github, defaultBranch, tests, release);
        reporter.add(bootstrap.diagnostics());
        if (!bootstrap.diagnostics().isEmpty()) {
            return;
        }
        FileSink sink = new DiskFileSink(Objects.requireNonNull(into));
        Output output =
                Output.bootstrapped(pipeline.service(), bootstrap.files()).adopting(adopt);
        if (dryRun || diff) {
            ChangeSet changes = sink.compare(output);
            reporter.add(changes.diagnostics());
            if (diff) {
                reporter.show(changes.diff());
            } else {
                reporter.say(Changes.listed(changes, true));
            }
            return;
        }
        WriteResult result = sink.write(output);
        reporter.add(result.diagnostics());
        if (result.isDone()) {
            reporter.say(Changes.listed(result.changes(), false));
            String ref = pipeline.catalog().ref();
            if (release == null && pipeline.catalog().moves()) {
                reporter.say("\nThe modules come at `" + ref
                        + "`, which moves: a release that you did not read would be applied with"
                        + " an administrator's rights.\nName the one that you read: --release " + ref + ".2.3");
            }
        }
    }

    private Environment owner(Pipeline pipeline) {
        String wanted = Objects.requireNonNull(environment);
        return pipeline.environments().stream()
                .filter(candidate -> candidate.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> misused("slipway.yaml has no environment " + Inert.value(wanted)));
    }

    /** The tokens of the jobs that use the role, also those that belong to another environment's promotion. */
    private List<TokenClaims> used(Environment owner, List<TokenClaims> tokens) {
        List<TokenClaims> used = tokens.stream()
                .filter(token -> token.owner().equals(owner.name()) && token.kind() == role)
                .toList();
        if (used.isEmpty()) {
            throw misused("no workflow of this pipeline uses a "
                    + Objects.requireNonNull(role).word() + " role of " + Inert.value(owner.name()));
        }
        return used;
    }

    private static List<Diagnostic> check(
            Path file,
            List<TokenClaims> used,
            List<TokenClaims> all,
            Environment owner,
            RepositoryIdentity identity,
            Reporter reporter) {
        String shown = file.toString().replace('\\', '/');
        byte[] bytes;
        if (!Files.isRegularFile(file)) {
            return List.of(unreadable(shown, "not a file"));
        }
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            return List.of(unreadable(shown, e.getClass().getSimpleName()));
        }
        if (bytes.length > LONGEST) {
            return List.of(unreadable(shown, "too large for a trust policy"));
        }
        List<Diagnostic> found =
                new TrustCheck(shown, used, all, identity, owner).check(new String(bytes, StandardCharsets.UTF_8));
        if (found.isEmpty()) {
            reporter.say(shown + ": accepts the tokens of "
                    + used.stream().map(TokenClaims::job).distinct().count() + " jobs, and no others");
        }
        return found;
    }

    private static Diagnostic unreadable(String file, String why) {
        return Diagnostic.error(
                Problem.IO_FAILURE,
                "cannot read " + Inert.value(file) + ": " + why,
                null,
                "name a file that can be read");
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
