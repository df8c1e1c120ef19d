package dev.slipway.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A main class of the tests in a process of its own. */
final class ChildJvm {
    private final List<String> command = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    private final List<String> wrapper = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private ChildJvm(Class<?> main, Object... arguments) {
        command.add(main.getName());
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    }

    /** How it ended, and what it printed. */
    record Ended(int code, String output) {}

    static ChildJvm of(Class<?> main, Object... arguments) {
        return new ChildJvm(main, arguments);
    }

    ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs it from a shell, after these commands. */
    ChildJvm after(String commands) {
        wrapper.addAll(List.of("sh", "-c", commands + " && exec \"$@\"", "sh"));
        return this;
    }

    /** Runs it by another program. */
    ChildJvm by(String... program) {
        wrapper.addAll(List.of(program));
        return this;
    }

    Process start() throws IOException {
        List<String> all = new ArrayList<>(wrapper);
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(options);
        all.addAll(List.of("-cp", System.getProperty("java.class.path")));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        // With these the JVM's first words are about them.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    Ended run() throws IOException, InterruptedException {
        return await(start());
    }

    static Ended await(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the process does not end: " + output);
        }
        return new Ended(process.exitValue(), output);
    }
}
