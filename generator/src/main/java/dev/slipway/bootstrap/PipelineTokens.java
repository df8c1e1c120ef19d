package dev.slipway.bootstrap;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.Workflow;
import dev.slipway.model.CatalogReference;
import dev.slipway.render.RenderedFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that the jobs of a pipeline present to AWS, read off its workflows as they are written and off the catalog's
 * workflows that they call. Nothing is listed by hand here, so no workflow can be forgotten.
 */
public final class PipelineTokens {
    private static final String FOLDER = ".github/workflows/";
    private static final Pattern ONLY = Pattern.compile("github\\.event_name == '([a-z_]+)'");
    private static final Pattern NEVER = Pattern.compile("github\\.event_name != '([a-z_]+)'");
    /** Those that a run of the workflow itself starts with; a called workflow has the event of its caller. */
    private static final String CALLED = "workflow_call";

    private final Map<String, Workflow> files = new LinkedHashMap<>();
    private final CatalogIndex catalog;
    private final CatalogReference reference;
    private final String defaultBranch;
    private final SequencedSet<TokenClaims> tokens = new LinkedHashSet<>();

    private PipelineTokens(
            List<RenderedFile> rendered, CatalogIndex catalog, CatalogReference reference, String defaultBranch) {
        rendered.stream()
                .filter(file -> file.path().startsWith(FOLDER))
                .forEach(file -> files.put(file.path(), Workflow.read(file.text())));
        this.catalog = catalog;
        this.reference = reference;
        this.defaultBranch = defaultBranch;
    }

    /**
     * All tokens of a pipeline.
     *
     * @param rendered its files
     * @param defaultBranch the repository's default branch, where schedules run
     */
    public static List<TokenClaims> of(
            List<RenderedFile> rendered, CatalogIndex catalog, CatalogReference reference, String defaultBranch) {
        PipelineTokens pipeline = new PipelineTokens(rendered, catalog, reference, defaultBranch);
        pipeline.files.forEach((path, workflow) -> workflow.triggers().stream()
                .filter(trigger -> !trigger.event().equals(CALLED))
                .forEach(trigger -> pipeline.follow(path, workflow, trigger)));
        return List.copyOf(pipeline.tokens);
    }

    /** A run: which file was started by what. */
    private record Run(String file, String workflow, Workflow.Trigger trigger) {}

    private void follow(String path, Workflow workflow, Workflow.Trigger trigger) {
        follow(new Run(path.substring(FOLDER.length()), workflow.name(), trigger), workflow, "", Set.of(path));
    }

    private void follow(Run run, Workflow workflow, String above, Set<String> on) {
        for (Workflow.Job job : workflow.jobs()) {
            String uses = job.uses();
            if (uses == null || !runs(job.condition(), run.trigger().event())) {
                continue;
            }
            String shown = above + job.name() + " / ";
            if (uses.startsWith("./")) {
                String path = uses.substring(2);
                Workflow local = files.get(path);
                if (local == null || on.contains(path)) {
                    throw new IllegalStateException(uses + " is no workflow that " + run.file() + " can call");
                }
                SequencedSet<String> further = new LinkedHashSet<>(on);
                further.add(path);
                follow(run, local, shown, further);
            } else {
                call(run, job, catalogWorkflow(uses), shown);
            }
        }
    }

    /** Whether a job runs at an event, as far as its condition speaks of events and leaves no other way. */
    private static boolean runs(String condition, String event) {
        if (condition.contains("||")) {
            return true;
        }
        for (String part : condition.split("&&", -1)) {
            var only = ONLY.matcher(part.strip());
            var never = NEVER.matcher(part.strip());
            if ((only.matches() && !only.group(1).equals(event))
                    || (never.matches() && never.group(1).equals(event))) {
                return false;
            }
        }
        return true;
    }

    private String catalogWorkflow(String uses) {
        String path = uses.substring(0, uses.indexOf('@'));
        String start = reference.repository() + "/" + FOLDER;
        if (!path.startsWith(start) || !path.endsWith(".yml")) {
            throw new IllegalStateException("not of the catalog: " + uses);
        }
        return path.substring(start.length(), path.length() - ".yml".length());
    }

    private void call(Run run, Workflow.Job caller, String called, String above) {
        for (Workflow.Job job : catalog.definitionOf(called).jobs()) {
            for (String input : job.identified() ? job.roles() : List.<String>of()) {
                String role = caller.with().get(input);
                if (role != null && !role.isEmpty()) {
                    add(run, caller, called, job, above, input, literal(role));
                }
            }
        }
    }

    private void add(
            Run run, Workflow.Job caller, String called, Workflow.Job job, String above, String input, String role) {
        boolean from = input.startsWith("from-");
        String environment = filled(job.environment(), caller);
        String owner = from ? with(caller, "from-environment") : with(caller, "environment");
        String account = from && caller.with().containsKey("from-account")
                ? with(caller, "from-account")
                : with(caller, "account");
        for (@Nullable String branch : branches(run, caller)) {
            tokens.add(new TokenClaims(
                    run.file(),
                    run.workflow(),
                    above + job.name(),
                    called,
                    workflowRef(called),
                    account,
                    role,
                    kind(called, input, environment),
                    owner,
                    environment,
                    run.trigger().event(),
                    branch));
        }
    }

    private static RoleKind kind(String called, String input, @Nullable String environment) {
        return switch (input) {
            case "plan-role", "from-role" -> RoleKind.PLAN;
            case "destroy-role" -> RoleKind.DESTROY;
            case "notify-role" -> RoleKind.NOTIFY;
            default ->
                switch (called) {
                    case "canary-reconcile" -> RoleKind.RECONCILE;
                    case "cost-report" -> RoleKind.COST;
                    case "secrets-check" -> RoleKind.SECRETS;
                    case "dev-schedule" -> RoleKind.SCHEDULE;
                    case "terraform-destroy" -> RoleKind.DESTROY;
                    default -> environment == null ? RoleKind.PLAN : RoleKind.DEPLOY;
                };
        };
    }

    /** Where a run can be; null stands for a pull request. */
    private List<@Nullable String> branches(Run run, Workflow.Job caller) {
        switch (run.trigger().event()) {
            case "pull_request" -> {
                List<@Nullable String> none = new ArrayList<>();
                none.add(null);
                return none;
            }
            case "schedule" -> {
                return List.of(defaultBranch);
            }
            case "merge_group" -> {
                return List.of("gh-readonly-queue/*");
            }
            default -> {
                // What the called workflow refuses elsewhere has no token to be trusted elsewhere.
                String guarded = caller.with().get("branch");
                if (guarded != null) {
                    return List.copyOf(Arrays.asList(literal(guarded).split(" +", -1)));
                }
                return run.trigger().branches().isEmpty()
                        ? List.of(defaultBranch)
                        : List.copyOf(run.trigger().branches());
            }
        }
    }

    /** The ref as its caller wrote it: a tag in full, a commit as it is. */
    private String workflowRef(String called) {
        return reference.repository() + "/" + FOLDER + called + ".yml@" + ref(reference);
    }

    /** How the claim names the ref of a catalog. */
    static String ref(CatalogReference reference) {
        return reference.pinned() ? reference.ref() : "refs/tags/" + reference.ref();
    }

    private static String with(Workflow.Job caller, String input) {
        return literal(Objects.requireNonNull(caller.with().get(input), caller.id() + " has no " + input));
    }

    /** The environment of a called job, with what its caller hands over. */
    private static @Nullable String filled(@Nullable String environment, Workflow.Job caller) {
        if (environment == null) {
            return null;
        }
        String filled = environment;
        for (var input : caller.with().entrySet()) {
            filled = filled.replace("${{ inputs." + input.getKey() + " }}", input.getValue());
        }
        return literal(filled);
    }

    /** Trust is a matter of values that are known before a run. */
    private static String literal(String text) {
        if (text.contains("${{")) {
            throw new IllegalStateException("known only to a run: " + text);
        }
        return text;
    }
}
