package dev.slipway.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what {@code act --json} prints into jobs and steps. */
final class ActLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ANNOTATIONS = Set.of("error", "warning", "notice");

    private final Map<String, JobLog> jobs = new LinkedHashMap<>();
    private final List<ActRun.Annotation> annotations = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int lines;

    ActLog(String output) {
        output.lines().forEach(this::read);
    }

    List<ActRun.Job> jobs() {
        return jobs.values().stream()
                .filter(job -> !job.steps.isEmpty())
                .map(JobLog::finished)
                .toList();
    }

    List<ActRun.Annotation> annotations() {
        return List.copyOf(annotations);
    }

    /** Everything as text, each line with its job. */
    String text() {
        return text.toString();
    }

    private void read(String line) {
        lines++;
        if (!line.startsWith("{")) {
            text.append(line).append('\n');
            return;
        }
        JsonNode entry = parse(line);
        String path = entry.path("job").asText().strip();
        String message = entry.path("msg").asText().stripTrailing();
        text.append(path).append(" | ").append(message).append('\n');
        if (path.isEmpty()) {
            return;
        }
        Map<String, String> matrix = new LinkedHashMap<>();
        entry.path("matrix")
                .properties()
                .forEach(axis -> matrix.put(axis.getKey(), axis.getValue().asText()));
        JobLog job =
                jobs.computeIfAbsent(path, p -> new JobLog(entry.path("jobID").asText(), p, matrix, lines));
        if (entry.has("jobResult")) {
            job.result = entry.get("jobResult").asText();
            job.ended = lines;
        }
        if (entry.has("stepID")) {
            job.step(entry).read(entry, message);
        }
        String command = entry.path("command").asText();
        if (ANNOTATIONS.contains(command)) {
            annotations.add(new ActRun.Annotation(command, entry.path("arg").asText()));
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a line of act's: " + line, e);
        }
    }

    private static final class JobLog {
        private final String id;
        private final String path;
        private final Map<String, String> matrix;
        private final Map<String, StepLog> steps = new LinkedHashMap<>();
        private final int began;
        private int ended = Integer.MAX_VALUE;
        private String result = "unfinished";

        JobLog(String id, String path, Map<String, String> matrix, int began) {
            this.id = id;
            this.path = path;
            this.matrix = matrix;
            this.began = began;
        }

        /** Inner steps of a composite action belong to the step that uses it. */
        StepLog step(JsonNode entry) {
            return steps.computeIfAbsent(
                    entry.get("stepID").get(0).asText(),
                    id -> new StepLog(entry.path("step").asText()));
        }

        ActRun.Job finished() {
            return new ActRun.Job(
                    id,
                    path,
                    matrix,
                    result,
                    began,
                    ended,
                    steps.values().stream().map(StepLog::finished).toList());
        }
    }

    private static final class StepLog {
        private final String name;
        private final Map<String, String> outputs = new HashMap<>();
        private final StringBuilder summary = new StringBuilder();
        private final StringBuilder log = new StringBuilder();
        private String result = "unfinished";

        StepLog(String name) {
            this.name = name;
        }

        void read(JsonNode entry, String message) {
            boolean inner = entry.get("stepID").size() > 1;
            if (entry.has("stepResult")
                    && !inner
                    && "Main".equals(entry.path("stage").asText())) {
                result = entry.get("stepResult").asText();
            }
            switch (entry.path("command").asText()) {
                case "set-output" -> {
                    if (!inner) {
                        outputs.put(entry.get("name").asText(), entry.get("arg").asText());
                    }
                }
                case "summary" -> summary.append(entry.get("content").asText());
                default -> {
                    if (!message.startsWith("LocalRepositoryCache")) {
                        log.append(message).append('\n');
                    }
                }
            }
        }

        ActRun.Step finished() {
            return new ActRun.Step(name, result, Map.copyOf(outputs), summary.toString(), log.toString());
        }
    }
}
