package dev.slipway.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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
    private final AtomicLong lastRun = new AtomicLong(1000);

    World() {
        services = new GenericContainer<>(DockerImageName.parse(Machine.local().image()))
                .withFileSystemBind(
                        Machine.module().resolve("stand-ins/services").toString(), "/srv/services", BindMode.READ_ONLY)
                .withEnv("PYTHONDONTWRITEBYTECODE", "1")
                // Ends by itself if the tests are killed.
                .withCommand("timeout", "3600", "/opt/rehearsal/venv/bin/python", "/srv/services/services.py")
                .withCreateContainerCmdModifier(create -> create.withVolumes(new Volume("/artifacts")))
                .withExposedPorts(CONTROL)
                .waitingFor(Wait.forLogMessage("ready\\n", 1).withStartupTimeout(Duration.ofSeconds(60)));
        services.start();
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

    /** What the flows with promotions expect in an account: places for releases and records, functions, alarms. */
    World delivery(String account, String region, List<String> functions, List<String> alarms) {
        Map<String, String> runtimes = new TreeMap<>();
        functions.forEach(function -> runtimes.put(function, "python3.13"));
        post(
                "/deliveries",
                Map.of(
                        "account", account,
                        "region", region,
                        "bucket", releases(account, region),
                        "table", DEPLOYMENTS,
                        "functions", runtimes,
                        "alarms", alarms));
        return this;
    }

    /** The bucket of an account that the configuration assumes. */
    static String releases(String account, String region) {
        return "slipway-releases-%s-%s".formatted(account, region);
    }

    /** What takes the requests of each function of an account. */
    Map<String, Alias> aliases(String account, String region) {
        Map<String, Alias> aliases = new TreeMap<>();
        get("/aws/aliases/%s/%s".formatted(account, region)).properties().forEach(function -> {
            Map<String, Double> weights = new TreeMap<>();
            function.getValue()
                    .get("weights")
                    .properties()
                    .forEach(weight ->
                            weights.put(weight.getKey(), weight.getValue().asDouble()));
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
    List<Deployment> deployments(String account, String region) {
        List<Deployment> records = new ArrayList<>();
        for (JsonNode item : get("/aws/deployments/%s/%s/%s".formatted(account, region, DEPLOYMENTS))) {
            records.add(new Deployment(
                    item.path("sk").asText(),
                    item.path("kind").asText(),
                    item.path("outcome").asText(),
                    item.path("release").asText(),
                    item.path("commit").asText()));
        }
        return records;
    }

    record Deployment(String key, String kind, String outcome, String release, String commit) {}

    /** What an account keeps of releases, by their keys. */
    List<String> objects(String account, String region) {
        List<String> keys = new ArrayList<>();
        get("/aws/objects/%s/%s/%s".formatted(account, region, releases(account, region)))
                .forEach(key -> keys.add(key.asText()));
        return keys;
    }

    void replaceObject(String account, String region, String key, byte[] content) {
        exchange(request("/aws/objects/%s/%s/%s/%s".formatted(account, region, releases(account, region), key))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    }

    void deleteObject(String account, String region, String key) {
        exchange(request("/aws/objects/%s/%s/%s/%s".formatted(account, region, releases(account, region), key))
                .DELETE());
    }

    void setAlarm(String account, String region, String name, String state) {
        post("/aws/alarms", Map.of("account", account, "region", region, "name", name, "state", state));
    }

    /** Has CloudWatch count invocations of a version behind the alias. */
    void invoked(String account, String region, String function, String version, int times, int errors) {
        post(
                "/aws/invocations",
                Map.of(
                        "account", account,
                        "region", region,
                        "function", function,
                        "version", version,
                        "times", times,
                        "errors", errors));
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
                .withCommand("sleep", "1800");
    }

    @Override
    public void close() {
        services.stop();
    }

    private String address() {
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
