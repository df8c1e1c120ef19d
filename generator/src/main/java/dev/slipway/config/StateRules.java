package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.hcl.StateBackend;
import dev.slipway.model.Infrastructure.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether each environment has a state, and one of its own: by the files of the Terraform directory and by its keys. */
final class StateRules {
    /** What the backends of Terraform call a credential. */
    private static final Set<String> CREDENTIALS = Set.of(
            "access_key",
            "secret_key",
            "token",
            "session_token",
            "password",
            "sas_token",
            "client_secret",
            "conn_str",
            "sse_customer_key",
            "web_identity_token");

    private static final String NAME = "workspaces.name";

    private final Draft draft;
    private final String directory;
    private final List<Draft.Environment> environments;
    private final Diagnostics diagnostics;

    private StateRules(Draft draft, String directory, List<Draft.Environment> environments, Diagnostics diagnostics) {
        this.draft = draft;
        this.directory = directory;
        this.environments = environments;
        this.diagnostics = diagnostics;
    }

    static void check(Draft draft, Surroundings surroundings, Diagnostics diagnostics) {
        Optional<List<Draft.Environment>> environments = draft.environments().found();
        Optional<String> directory = draft.infrastructure().directory().found();
        Optional<Tool> tool = draft.infrastructure().tool().found();
        if (environments.isEmpty() || directory.isEmpty() || tool.isEmpty()) {
            return;
        }
        var rules = new StateRules(draft, directory.get(), environments.get(), diagnostics);
        rules.environments.forEach(rules::credentials);
        Optional<StateBackend> declared =
                draft.terraformed() ? surroundings.backend(directory.get(), tool.get() == Tool.TOFU) : Optional.empty();
        if (declared.isPresent()) {
            rules.declared(declared.get());
        } else {
            rules.apart(StatePlaces::ofUnknownFiles, "give each environment a `key`, or a bucket, of its own");
            rules.workspacesApart();
        }
    }

    private void credentials(Draft.Environment environment) {
        for (Named<Written> setting : StatePlaces.written(environment)) {
            if (CREDENTIALS.contains(setting.name())) {
                error(
                        Problem.CREDENTIAL,
                        "`" + setting.name() + "` of a backend is a credential",
                        setting.span(),
                        "delete it: the role of the environment reads and writes the state");
            }
        }
    }

    private void declared(StateBackend backend) {
        switch (backend.kind()) {
            case StateBackend.NONE ->
                error(
                        Problem.STATE,
                        "`" + directory + "` declares no backend, so the state would be lost after each run",
                        anywhere(),
                        "write `backend \"s3\" {}` into a `terraform` block of it, on a line of its own, and give each environment a"
                                + " `backend`");
            case StateBackend.LOCAL ->
                error(
                        Problem.STATE,
                        "`" + directory + "` keeps the state in a local file, which is lost after each run",
                        anywhere(),
                        "write `backend \"s3\" {}` in its place, and give each environment a `backend`");
            case StateBackend.REMOTE ->
                error(
                        Problem.STATE,
                        "the backend `remote` of `" + directory
                                + "` cannot save a plan, so what is approved would not be what is applied",
                        anywhere(),
                        "write a `cloud` block with `workspaces { tags = [...] }` in its place, and give each environment a"
                                + " `workspace`");
            case StateBackend.CLOUD -> cloud(backend);
            default -> settings(backend);
        }
    }

    private void cloud(StateBackend backend) {
        for (Draft.Environment environment : environments) {
            environment
                    .more()
                    .get(InfrastructureShape.BACKEND)
                    .place()
                    .ifPresent(
                            span -> error(
                                    Problem.STATE,
                                    "`" + directory
                                            + "` keeps the state in HCP Terraform, and `backend` would configure another place",
                                    span,
                                    "delete it, or the `cloud` block; a `workspace` says where the state of the environment is"));
            if (backend.files().containsKey(environment.name())) {
                error(
                        Problem.STATE,
                        "`" + directory + "` keeps the state in HCP Terraform, and a file beside it configures another"
                                + " backend for `" + environment.name() + "`",
                        environment.place(),
                        "delete the file `backend/" + environment.name() + ".hcl` or `" + environment.name()
                                + ".backend.hcl`");
            }
        }
        if (draft.infrastructure()
                .more()
                .get(InfrastructureShape.CLOUD_TOKEN_SECRET)
                .absent()) {
            error(
                    Problem.STATE,
                    "`" + directory + "` keeps the state in HCP Terraform, and no token is named for it",
                    anywhere(),
                    "add `cloud-token-secret: TF_API_TOKEN` to `infrastructure`: the name of the GitHub secret with the API token");
        }
        if (draft.infrastructure().tool().get() == Tool.TOFU
                && !backend.settings().containsKey("hostname")) {
            error(
                    Problem.STATE,
                    "the `cloud` block of `" + directory
                            + "` names no host, and OpenTofu has none of its own to fall back to",
                    anywhere(),
                    "write `hostname = \"app.terraform.io\"` to it, or the host that holds the state");
        }
        String name = backend.settings().get(NAME);
        if (name == null) {
            environments.stream()
                    .filter(environment -> environment
                            .more()
                            .get(InfrastructureShape.WORKSPACE)
                            .absent())
                    .forEach(environment -> error(
                            Problem.STATE,
                            "the state of `" + environment.name() + "` has no workspace of HCP Terraform",
                            environment.place(),
                            "add `workspace: " + draft.service().found().orElse("orders") + "-" + environment.name()
                                    + "` to the environment"));
            workspacesApart();
            return;
        }
        for (Draft.Environment environment : environments) {
            Field<String> workspace = environment.more().get(InfrastructureShape.WORKSPACE);
            workspace
                    .found()
                    .filter(other -> !other.equals(name))
                    .flatMap(_ -> workspace.place())
                    .ifPresent(
                            span -> error(
                                    Problem.STATE,
                                    "the `cloud` block of `" + directory + "` names another workspace",
                                    span,
                                    "replace `name` of its `workspaces` by `tags` or `project`, which leaves the choice to the environment"));
        }
        apart(
                _ -> Optional.of(name),
                "replace `name` of `workspaces` in the `cloud` block of `" + directory
                        + "` by `tags` or `project`, and give each environment a `workspace`");
    }

    private void settings(StateBackend backend) {
        var places = new StatePlaces(backend);
        var idle = new WithoutEffect(diagnostics);
        String kind = "a state in a backend of the type `" + backend.kind() + "`";
        for (Draft.Environment environment : environments) {
            idle.report(
                    environment.more(),
                    kind,
                    "delete it; `backend` tells the environments apart",
                    InfrastructureShape.WORKSPACE);
        }
        idle.report(
                draft.infrastructure().more(),
                kind,
                "delete it",
                InfrastructureShape.CLOUD_TOKEN_SECRET,
                InfrastructureShape.CLOUD_PLAN_TOKEN_SECRET);
        if (backend.kind().equals(StateBackend.S3)) {
            var known = new S3Settings(diagnostics);
            environments.stream()
                    .flatMap(environment -> StatePlaces.written(environment).stream())
                    .filter(setting -> !CREDENTIALS.contains(setting.name()))
                    .forEach(known::check);
            environments.forEach(environment -> complete(places, environment));
        }
        environments.forEach(environment -> once(backend, environment));
        apart(
                places::of,
                "delete what the environments differ in, such as `key`, from the backend of `" + directory
                        + "`, and give each a `backend` with its own");
    }

    /** A run takes one file with the settings of its environment, and stops where there are two. */
    private void once(StateBackend backend, Draft.Environment environment) {
        boolean written =
                environment.more().get(InfrastructureShape.BACKEND).place().isPresent();
        if ((written && backend.beside().contains(environment.name()))
                || backend.twice().contains(environment.name())) {
            String file = directory + "/" + environment.name() + ".backend.hcl";
            error(
                    Problem.STATE,
                    "the backend of `" + environment.name() + "` is given twice: by `" + file + "` and by "
                            + (written ? "its `backend`" : "the file of its name in `" + directory + "/backend`"),
                    environment.backendPlace(),
                    "keep one of them: a run takes no two");
        }
    }

    private void complete(StatePlaces places, Draft.Environment environment) {
        List<String> missing = places.missing(environment);
        if (!missing.isEmpty()) {
            error(
                    Problem.STATE,
                    "the state of `" + environment.name() + "` has no place: nothing gives the S3 backend its "
                            + missing.stream().map(name -> "`" + name + "`").collect(Collectors.joining(" and ")),
                    environment.backendPlace(),
                    "give the environment a `backend` such as `{ bucket: states, key: "
                            + draft.service().found().orElse("orders") + "/" + environment.name()
                            + ".tfstate, region: eu-west-1, use_lockfile: true }`");
        }
    }

    private void workspacesApart() {
        Map<String, Draft.Environment> seen = new HashMap<>();
        for (Draft.Environment environment : environments) {
            Field<String> workspace = environment.more().get(InfrastructureShape.WORKSPACE);
            workspace
                    .found()
                    .ifPresent(name -> shared(
                            seen.putIfAbsent(name, environment),
                            environment,
                            workspace.place().orElse(environment.place()),
                            "give each environment a `workspace` of its own"));
        }
    }

    private void apart(Function<Draft.Environment, Optional<?>> place, String help) {
        Map<Object, Draft.Environment> seen = new HashMap<>();
        for (Draft.Environment environment : environments) {
            place.apply(environment)
                    .ifPresent(of ->
                            shared(seen.putIfAbsent(of, environment), environment, environment.backendPlace(), help));
        }
    }

    private void shared(
            Draft.@Nullable Environment other, Draft.Environment environment, SourceSpan span, String help) {
        if (other != null) {
            diagnostics.add(new Diagnostic(
                    Problem.SHARED_STATE,
                    Severity.ERROR,
                    "`" + other.name() + "` and `" + environment.name() + "` have one state",
                    span,
                    List.of(new Diagnostic.Related("first here", other.backendPlace())),
                    help));
        }
    }

    /** Where something is shown that stands in no place of the file. */
    private SourceSpan anywhere() {
        List<SourceSpan> places = new ArrayList<>();
        draft.infrastructure().directory().place().ifPresent(places::add);
        environments.forEach(environment -> places.add(environment.place()));
        return places.getFirst();
    }

    private void error(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
