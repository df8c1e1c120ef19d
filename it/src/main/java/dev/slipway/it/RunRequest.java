package dev.slipway.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/** An event on a branch, and what else a run is started with. */
final class RunRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern USES = Pattern.compile("uses: (?<action>(?:actions|hashicorp)/[\\w-]+@[0-9a-f]{40})");
    // For a run that hangs: one that does not is through long before, also on a slow machine.
    private static final String MINUTES = "90m";

    private final String event;
    private String branch;
    private @Nullable String workflow;
    private Map<String, String> inputs = Map.of();
    private @Nullable String environment;
    private @Nullable String source;
    private boolean fork;
    private @Nullable BooleanSupplier cancellation;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<String> settings = new ArrayList<>();

    RunRequest(String event, String branch) {
        this.event = event;
        this.branch = branch;
    }

    /** One of several workflows that the event starts. */
    RunRequest workflow(String file) {
        this.workflow = file;
        return this;
    }

    RunRequest inputs(Map<String, String> values) {
        this.inputs = Map.copyOf(values);
        return this;
    }

    RunRequest on(String name) {
        this.branch = name;
        return this;
    }

    /** The environment that OIDC tokens of this run name. act does not know which job asks. */
    RunRequest environment(String name) {
        this.environment = name;
        return this;
    }

    /** A secret of the repository, or of the environment that the run is in. */
    RunRequest secret(String name, String value) {
        settings.addAll(List.of("-s", name + "=" + value));
        return this;
    }

    /** A variable of the repository, or of the environment that the run is in. */
    RunRequest variable(String name, String value) {
        settings.addAll(List.of("--var", name + "=" + value));
        return this;
    }

    /** Damages an artifact of this run between upload and use. */
    RunRequest flippingByteIn(String artifact) {
        variables.put("REHEARSAL_FLIP_BYTE_IN", artifact);
        return this;
    }

    /** Cancels the run once something is so, as somebody does on its page. */
    RunRequest cancelledWhen(BooleanSupplier condition) {
        this.cancellation = condition;
        return this;
    }

    /** For a pull request: the branch that it comes from. */
    RunRequest from(String name) {
        this.source = name;
        return this;
    }

    /** For a pull request: it comes from another repository. */
    RunRequest ofFork() {
        this.fork = true;
        return this;
    }

    /** Runs it to its end. */
    ActRun in(Rehearsal rehearsal) {
        World world = rehearsal.world();
        Repository repository = rehearsal.repository();
        repository.git("checkout", "--quiet", tip());
        world.github().registerWorkflows(rehearsal.workflows());
        world.github().registerBranches(repository.commits());
        String file = workflowIn(world);
        long id = world.nextRun();
        world.github().register(run(id, file, repository));
        int before = world.aws().calls().size();

        try (GenericContainer<?> container = container(rehearsal, id, repository)) {
            container.start();
            long started = System.nanoTime();
            ExecResult result = Background.during(
                    () -> cancel(container), () -> execute(container, command(id, file, rehearsal, world)));
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            List<String> calls = world.aws().calls();
            ActLog log = new ActLog(result.getStdout() + result.getStderr());
            world.github()
                    .register(Map.of(
                            "id",
                            id,
                            "status",
                            "completed",
                            "conclusion",
                            result.getExitCode() == 0 ? "success" : "failure"));
            // The benchmarks read this line.
            System.out.printf(
                    "rehearsed: %s on %s, %s: %d jobs, %d s%n",
                    event, branch, file, log.jobs().size(), took.toSeconds());
            return new ActRun(
                    id,
                    result.getExitCode(),
                    log.jobs(),
                    log.annotations(),
                    List.copyOf(calls.subList(before, calls.size())),
                    log.text());
        }
    }

    private void cancel(GenericContainer<?> container) {
        if (cancellation != null) {
            Background.await(cancellation);
            // act takes its first SIGINT for a cancelled run: the step is killed, those that run always still do.
            // Other processes of its name are what it is just about to start, and have higher numbers.
            execute(
                    container,
                    "bash",
                    "-c",
                    "kill -INT \"$(grep -lsx act /proc/[0-9]*/comm | cut -d/ -f3 | sort -n | head -n 1)\"");
        }
    }

    private static ExecResult execute(GenericContainer<?> container, String... command) {
        try {
            return container.execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** act runs every file that knows the event, GitHub only those whose branches fit. */
    private String workflowIn(World world) {
        if (event.equals("workflow_dispatch")) {
            String file = Objects.requireNonNull(workflow);
            world.github().admit(file, inputs);
            return file;
        }
        List<String> started = world.github().startedBy(event, branch);
        if (workflow != null ? !started.contains(workflow) : started.size() != 1) {
            throw new AssertionError("%s on %s starts %s".formatted(event, branch, started)
                    + (workflow == null ? "; name one of them" : ", not " + workflow));
        }
        return workflow != null ? workflow : started.getFirst();
    }

    private Map<String, Object> run(long id, String file, Repository repository) {
        Map<String, Object> run = new TreeMap<>(Map.of(
                "id",
                id,
                "path",
                ".github/workflows/" + file,
                "head_branch",
                tip(),
                "head_sha",
                repository.head(tip()),
                "event",
                event,
                "status",
                "in_progress",
                "run_attempt",
                1,
                "repository",
                Map.of("id", 4711, "full_name", repository.name()),
                "head_repository",
                Map.of("id", 4711, "full_name", repository.name())));
        if (environment != null) {
            run.put("environment", environment);
        }
        return run;
    }

    private GenericContainer<?> container(Rehearsal rehearsal, long id, Repository repository) {
        Machine machine = Machine.local();
        GenericContainer<?> container = rehearsal
                .world()
                .container()
                .withFileSystemBind(repository.folder().toString(), "/srv/given", BindMode.READ_ONLY)
                .withFileSystemBind(World.standIns().toString(), "/srv/stand-ins", BindMode.READ_ONLY)
                .withFileSystemBind(machine.terraform().toString(), "/usr/local/bin/terraform", BindMode.READ_ONLY)
                .withFileSystemBind(
                        machine.providers().toString(), "/opt/rehearsal/terraform-plugins", BindMode.READ_ONLY)
                .withCreateContainerCmdModifier(create -> keepTools(create, machine))
                .withCopyToContainer(Transferable.of(String.join("\n", pins(rehearsal)) + "\n"), "/srv/pins")
                .withCopyToContainer(Transferable.of(payload(repository)), "/srv/event.json")
                .withEnv(Map.of(
                        "REHEARSAL_REPOSITORY",
                        repository.name(),
                        "REHEARSAL_BRANCH",
                        tip(),
                        "REHEARSAL_TIMEOUT",
                        MINUTES,
                        "AWS_ENDPOINT_URL",
                        rehearsal.world().awsUrl(),
                        "ACTIONS_ID_TOKEN_REQUEST_URL",
                        rehearsal.world().githubUrl() + "/oidc/" + id + "?rehearsal=1",
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                        "rehearsal-request-token"))
                .withEnv("GOGC", System.getenv().getOrDefault("GOGC", "100"))
                .withEnv(variables);
        List<String> registries = rehearsal.world().registries();
        if (!registries.isEmpty()) {
            // Images are built by the engine that runs the rehearsals, and pushed without TLS.
            container
                    .withFileSystemBind(
                            DockerClientFactory.instance().getRemoteDockerUnixSocketPath(),
                            "/var/run/docker.sock",
                            BindMode.READ_WRITE)
                    .withCopyToContainer(
                            Transferable.of(insecure(registries)), "/etc/containers/registries.conf.d/rehearsal.conf");
            registries.forEach(
                    host -> container.withExtraHost(host, rehearsal.world().address()));
        }
        rehearsal
                .catalog()
                .ifPresent(catalog ->
                        container.withFileSystemBind(catalog.toString(), "/srv/catalog", BindMode.READ_ONLY));
        return container;
    }

    private static String insecure(List<String> registries) {
        return registries.stream()
                .map("[[registry]]\nlocation = \"%s\"\ninsecure = true\n"::formatted)
                .collect(Collectors.joining());
    }

    /** Environments of the catalog's tools: installed once for this image, found again by every later run. */
    private static void keepTools(CreateContainerCmd create, Machine machine) {
        HostConfig host = Objects.requireNonNull(create.getHostConfig());
        List<Bind> binds = new ArrayList<>(List.of(host.getBinds()));
        binds.add(new Bind(machine.tools(), new Volume(Machine.TOOLS)));
        host.withBinds(binds);
    }

    private String[] command(long id, String file, Rehearsal rehearsal, World world) {
        List<String> command = new ArrayList<>(List.of("bash", "/srv/stand-ins/rehearse.sh", event));
        command.addAll(List.of("-W", ".github/workflows/" + file));
        command.addAll(List.of("--env", "GITHUB_RUN_ID=" + id));
        command.addAll(List.of("--env", "GITHUB_API_URL=" + world.githubUrl()));
        command.addAll(List.of("-s", "GITHUB_TOKEN=rehearsal-token"));
        command.addAll(settings);
        for (String reference : rehearsal.references()) {
            command.addAll(List.of("--local-repository", reference + "=/srv/catalog"));
        }
        return command.toArray(String[]::new);
    }

    /**
     * The third-party actions that anything here names and that have a stand-in, at exactly the commits that it names.
     * A run that came to one without would stop at it: nothing is within reach.
     */
    private static Set<String> pins(Rehearsal rehearsal) {
        Set<String> pins = new TreeSet<>();
        for (Path file : rehearsal.definitions()) {
            USES.matcher(Rehearsal.read(file))
                    .results()
                    .map(match -> match.group("action"))
                    .filter(RunRequest::hasStandIn)
                    .forEach(pins::add);
        }
        return pins;
    }

    private static boolean hasStandIn(String action) {
        return Files.isDirectory(World.standIns().resolve(action.substring(0, action.indexOf('@'))));
    }

    /** The branch whose last commit is checked out. */
    private String tip() {
        return source != null ? source : branch;
    }

    private String payload(Repository repository) {
        String head = repository.head(tip());
        Map<String, Object> payload = new TreeMap<>();
        payload.put(
                "repository",
                Map.of("id", 4711, "full_name", repository.name(), "default_branch", "main", "private", true));
        payload.put("sender", Map.of("login", "octocat"));
        switch (event) {
            case "push" -> {
                payload.put("ref", "refs/heads/" + branch);
                payload.put("after", head);
            }
            case "pull_request" -> {
                payload.put("number", 7);
                payload.put(
                        "pull_request",
                        Map.of(
                                "number", 7,
                                "head",
                                        Map.of(
                                                "ref",
                                                "feature",
                                                "sha",
                                                head,
                                                "repo",
                                                Map.of(
                                                        "full_name",
                                                        fork ? "mallory/fork" : repository.name(),
                                                        "fork",
                                                        fork)),
                                "base", Map.of("ref", branch, "sha", repository.head(branch))));
            }
            case "schedule" -> payload.put("schedule", "0 0 * * *");
            default -> {
                payload.put("ref", "refs/heads/" + branch);
                payload.put("inputs", inputs);
            }
        }
        try {
            return JSON.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
