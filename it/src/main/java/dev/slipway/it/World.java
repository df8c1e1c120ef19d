package dev.slipway.it;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.net.http.HttpRequest;
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

    private final GenericContainer<?> services;
    private final Control control;
    private final Aws aws;
    private final Github github;
    private final List<String> registries = new ArrayList<>();
    private final AtomicLong lastRun = new AtomicLong(1000);

    World() {
        services = new GenericContainer<>(DockerImageName.parse(Machine.local().image()))
                .withFileSystemBind(
                        Machine.module().resolve("stand-ins/services").toString(), "/srv/services", BindMode.READ_ONLY)
                .withEnv("PYTHONDONTWRITEBYTECODE", "1")
                // Ends by itself if the tests are killed; no class of tests takes as long.
                .withCommand("timeout", "6h", "/opt/rehearsal/venv/bin/python", "/srv/services/services.py")
                .withCreateContainerCmdModifier(World::volumes)
                .withExposedPorts(Control.PORT)
                .waitingFor(Wait.forLogMessage("ready\\n", 1).withStartupTimeout(Duration.ofMinutes(10)));
        services.start();
        control = new Control(services);
        aws = new Aws(control);
        github = new Github(control);
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

    Aws aws() {
        return aws;
    }

    Github github() {
        return github;
    }

    /** What an organisation sets up once in each account. */
    World account(String account, String region, String role, String stateBucket) {
        control.post(
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
        control.post(
                "/deliveries",
                Map.of(
                        "account",
                        target.account(),
                        "region",
                        target.region(),
                        "bucket",
                        Aws.releases(target),
                        "table",
                        Aws.DEPLOYMENTS,
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

    List<String> artifacts(long run) {
        List<String> names = new ArrayList<>();
        control.get("/artifacts/" + run).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The archive of an artifact, as it was uploaded. */
    byte[] artifact(long run, String name) {
        return control.exchange(
                control.request("/artifacts/%d/%s".formatted(run, name)).GET());
    }

    void deleteArtifact(long run, String name) {
        control.exchange(
                control.request("/artifacts/%d/%s".formatted(run, name)).DELETE());
    }

    void replaceArtifact(long run, String name, byte[] archive) {
        control.exchange(control.request("/artifacts/%d/%s".formatted(run, name))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(archive)));
    }

    long nextRun() {
        return lastRun.incrementAndGet();
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
                .withCommand("sleep", "2h");
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

    static Path standIns() {
        return Machine.module().resolve("stand-ins");
    }
}
