package dev.slipway.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** What surrounds the runs of a test: AWS, GitHub's API, and the artifacts that runs leave to each other. */
final class World implements AutoCloseable {
    private static final int AWS = 5000;
    private static final int GITHUB = 8000;
    private static final int CONTROL = 9000;
    private static final String DEPLOYMENTS = "slipway-deployments";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GenericContainer<?> services;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> registries = new ArrayList<>();
    private final AtomicLong lastRun = new AtomicLong(1000);

    World() {
        services = new GenericContainer<>(DockerImageName.parse(Machine.local().image()))
                .withFileSystemBind(
                        Machine.module().resolve("stand-ins/services").toString(), "/srv/services", BindMode.READ_ONLY)
                .withEnv("PYTHONDONTWRITEBYTECODE", "1")
                // Ends by itself if the tests are killed.
                .withCommand("timeout", "7200", "/opt/rehearsal/venv/bin/python", "/srv/services/services.py")
                .withCreateContainerCmdModifier(World::volumes)
                .withExposedPorts(CONTROL)
                .waitingFor(Wait.forLogMessage("ready\\n", 1).withStartupTimeout(Duration.ofSeconds(60)));
        services.start();
    }

    /** A place for artifacts, and the tools that runs have installed: SAM's translator is one of them. */
    private static void volumes(CreateContainerCmd create) {
        create.withVolumes(new Volume("/artifacts"));
        HostConfig host = Objects.requireNonNull(create.getHostConfig());
        List<Bind> binds = new ArrayList<>(List.of(host.getBinds()));
        // Where the runs have it too, since its programs name their interpreter by its path.
        binds.add(new Bind(Machine.local().tools(), new Volume(Machine.TOOLS)));
        host.withBinds(binds);
    }

    /** What an organisation sets up once in each account. */
    World account(String account, String region, String role, String stateBucket) {
        post(
                "/accounts",
                Map.of(
                        "account", account,
                        "region", region,
                        "role", role,
                        "buckets", List.of(stateBucket),
                        "tables", List.of()));
        return this;
    }

    /** What the flows with releases expect in an account: role, places for releases and records, functions, alarms. */
    World delivery(Target target, List<String> functions, List<String> alarms) {
        return delivery(target, "python3.13", functions, alarms);
    }

    /** The same with functions that are made from images, each with a repository of its name. */
    World images(Target target, List<String> functions) {
        registries.add("%s.dkr.ecr.%s.amazonaws.com".formatted(target.account(), target.region()));
        return delivery(target, "image", functions, List.of());
    }

    private World delivery(Target target, String runtime, List<String> functions, List<String> alarms) {
        account(target.account(), target.region(), target.role(), "acme-state-" + target.name());
        Map<String, String> runtimes = new TreeMap<>();
        functions.forEach(function -> runtimes.put(target.function(function), runtime));
        post(
                "/deliveries",
                Map.of(
                        "account",
                        target.account(),
                        "region",
                        target.region(),
                        "bucket",
                        releases(target),
                        "table",
                        DEPLOYMENTS,
                        "functions",
                        runtimes,
                        "alarms",
                        alarms));
        return this;
    }

    /** What an organisation prepares for infrastructure: the state's bucket, and the table that records what was applied. */
    World infrastructure(Target target) {
        return delivery(target, List.of(), List.of());
    }

    /** One call to AWS by somebody who is not a run: a change behind Terraform's back, or a look at what there is. */
    JsonNode aws(Target target, String service, String operation, Map<String, ?> parameters) {
        return post(
                "/aws/call",
                Map.of(
                        "account",
                        target.account(),
                        "region",
                        target.region(),
                        "service",
                        service,
                        "operation",
                        operation,
                        "parameters",
                        parameters));
    }

    /** The issues, oldest first, and the pull requests that were commented on. */
    List<Issue> issues() {
        List<Issue> issues = new ArrayList<>();
        for (JsonNode issue : get("/issues")) {
            List<String> comments = new ArrayList<>();
            issue.get("comments")
                    .forEach(comment -> comments.add(comment.get("body").asText()));
            issues.add(new Issue(
                    issue.get("number").asInt(),
                    issue.path("title").asText(),
                    issue.path("state").asText(),
                    issue.path("body").asText(),
                    comments));
        }
        return issues;
    }

    /** An issue; a pull request has neither title nor state nor body here. */
    record Issue(int number, String title, String state, String body, List<String> comments) {}

    /** The comments on a pull request. */
    List<String> comments(int pullRequest) {
        return issues().stream()
                .filter(issue -> issue.number() == pullRequest)
                .flatMap(issue -> issue.comments().stream())
                .toList();
    }

    /** What somebody else has written on a pull request or issue. */
    void comment(int number, String login, String body) {
        post("/comments", Map.of("number", number, "login", login, "body", body));
    }

    /** An environment as the repository's settings have it: the team is asked, and nobody about what they started. */
    void reviewed(String environment, String team) {
        post("/environments", Map.of("name", environment, "team", team));
    }

    /** What an AWS service cost in a month, such as 2026-10, by resources with these cost allocation tags. */
    void cost(Target target, YearMonth month, String service, Map<String, String> tags, String amount) {
        post(
                "/aws/costs",
                Map.of(
                        "account",
                        target.account(),
                        "month",
                        month.toString(),
                        "service",
                        service,
                        "tags",
                        tags,
                        "amount",
                        amount));
    }

    /** The bucket of an account that the configuration assumes. */
    static String releases(Target target) {
        return "slipway-releases-%s-%s".formatted(target.account(), target.region());
    }

    /** What takes the requests of each function of an account. */
    Map<String, Alias> aliases(Target target) {
        Map<String, Alias> aliases = new TreeMap<>();
        get("/aws/aliases/%s/%s".formatted(target.account(), target.region()))
                .properties()
                .forEach(function -> {
                    Map<String, Double> weights = new TreeMap<>();
                    function.getValue()
                            .get("weights")
                            .properties()
                            .forEach(weight -> weights.put(
                                    weight.getKey(), weight.getValue().asDouble()));
                    aliases.put(
                            function.getKey(),
                            new Alias(
                                    function.getValue().get("version").asText(),
                                    function.getValue().get("code").asText(),
                                    weights));
                });
        return aliases;
    }

    record Alias(String version, String codeSha256, Map<String, Double> weights) {}

    /** The records of the deployments of an account, oldest first, such as {@code deploy succeeded}. */
    List<Deployment> deployments(Target target) {
        List<Deployment> records = new ArrayList<>();
        for (JsonNode item :
                get("/aws/deployments/%s/%s/%s".formatted(target.account(), target.region(), DEPLOYMENTS))) {
            records.add(new Deployment(
                    item.path("sk").asText(),
                    item.path("operation").asText(item.path("kind").asText()),
                    item.path("outcome").asText(),
                    item.path("release").asText(),
                    item.path("commit").asText()));
        }
        return records;
    }

    /**
     * One record.
     *
     * @param kind deploy or rollback, of infrastructure apply, rollback or destroy
     */
    record Deployment(String key, String kind, String outcome, String release, String commit) {}

    /** What an account keeps of releases, by their keys. */
    List<String> objects(Target target) {
        List<String> keys = new ArrayList<>();
        get("/aws/objects/%s/%s/%s".formatted(target.account(), target.region(), releases(target)))
                .forEach(key -> keys.add(key.asText()));
        return keys;
    }

    void deleteAlarm(Target target, String name) {
        setAlarm(target, name, "");
    }

    /** In CloudWatch, which makes the alarm if it has to. */
    void setAlarm(Target target, String name, String state) {
        post(
                "/aws/alarms",
                Map.of("account", target.account(), "region", target.region(), "name", name, "state", state));
    }

    /** From now on, or no longer, the function keeps its code whatever an update says that it has taken. */
    void keepCode(Target target, String function, boolean keeps) {
        post("/aws/kept-code", Map.of("function", target.function(function), "keeps", keeps));
    }

    /** Has CloudWatch count invocations of a version behind the alias. */
    void invoked(Target target, String function, String version, int times, int errors) {
        post(
                "/aws/invocations",
                Map.of(
                        "account",
                        target.account(),
                        "region",
                        target.region(),
                        "function",
                        target.function(function),
                        "version",
                        version,
                        "times",
                        times,
                        "errors",
                        errors));
    }

    /** The functions that an account has: name to {@code CodeSha256}, as AWS answers. */
    Map<String, String> functions(String account, String region) {
        Map<String, String> functions = new TreeMap<>();
        get("/aws/functions/%s/%s".formatted(account, region))
                .properties()
                .forEach(function ->
                        functions.put(function.getKey(), function.getValue().asText()));
        return functions;
    }

    /** Every request that AWS got from runs, oldest first, such as {@code sts AssumeRoleWithWebIdentity arn:...}. */
    List<String> awsCalls() {
        List<String> calls = new ArrayList<>();
        get("/aws/calls").forEach(call -> calls.add(call.asText()));
        return calls;
    }

    /** The workflows that were dispatched by runs, oldest first. */
    List<Dispatch> dispatches() {
        List<Dispatch> dispatches = new ArrayList<>();
        for (JsonNode dispatch : get("/dispatches")) {
            Map<String, String> inputs = new TreeMap<>();
            dispatch.get("inputs")
                    .properties()
                    .forEach(
                            input -> inputs.put(input.getKey(), input.getValue().asText()));
            dispatches.add(new Dispatch(
                    dispatch.get("workflow").asText(), dispatch.get("ref").asText(), inputs));
        }
        return dispatches;
    }

    record Dispatch(String workflow, String ref, Map<String, String> inputs) {}

    List<String> artifacts(long run) {
        List<String> names = new ArrayList<>();
        get("/artifacts/" + run).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The archive of an artifact, as it was uploaded. */
    byte[] artifact(long run, String name) {
        return exchange(request("/artifacts/%d/%s".formatted(run, name)).GET());
    }

    void deleteArtifact(long run, String name) {
        exchange(request("/artifacts/%d/%s".formatted(run, name)).DELETE());
    }

    void replaceArtifact(long run, String name, byte[] archive) {
        exchange(request("/artifacts/%d/%s".formatted(run, name)).PUT(HttpRequest.BodyPublishers.ofByteArray(archive)));
    }

    long nextRun() {
        return lastRun.incrementAndGet();
    }

    void register(Map<String, ?> run) {
        post("/runs", run);
    }

    void registerWorkflows(Map<String, String> files) {
        post("/workflows", files);
    }

    /** The commits of each branch, newest first. */
    void registerBranches(Map<String, List<String>> commits) {
        post("/branches", commits);
    }

    /** The workflow files that an event on a branch starts, by their own triggers. */
    List<String> startedBy(String event, String branch) {
        List<String> files = new ArrayList<>();
        post("/started-by", Map.of("event", event, "branch", branch)).forEach(file -> files.add(file.asText()));
        return files;
    }

    /** Fails as GitHub would, where a workflow cannot be dispatched with these inputs. */
    void admit(String workflow, Map<String, String> inputs) {
        post("/admit", Map.of("workflow", workflow, "inputs", inputs));
    }

    String awsUrl() {
        return "http://%s:%d".formatted(address(), AWS);
    }

    String githubUrl() {
        return "http://%s:%d".formatted(address(), GITHUB);
    }

    /** A container for one run, which shares this world's artifacts. */
    GenericContainer<?> container() {
        return new GenericContainer<>(DockerImageName.parse(Machine.local().image()))
                .withVolumesFrom(services, BindMode.READ_WRITE)
                .withCommand("sleep", "2400");
    }

    @Override
    public void close() {
        services.stop();
    }

    /** The hosts of the accounts' image registries; they listen at {@link #address}. */
    List<String> registries() {
        return List.copyOf(registries);
    }

    String address() {
        return Objects.requireNonNull(services.getContainerInfo()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getIpAddress());
    }

    private JsonNode get(String path) {
        return json(exchange(request(path).GET()));
    }

    private JsonNode post(String path, Object body) {
        try {
            return json(
                    exchange(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://%s:%d%s".formatted(services.getHost(), services.getMappedPort(CONTROL), path)));
    }

    private byte[] exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("%s: %d %s%n%s"
                        .formatted(
                                response.uri().getPath(),
                                response.statusCode(),
                                new String(response.body(), java.nio.charset.StandardCharsets.UTF_8),
                                services.getLogs()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(byte[] content) {
        try {
            return JSON.readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path standIns() {
        return Machine.module().resolve("stand-ins");
    }
}
