package dev.slipway.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** GitHub's side of a world: its settings, what runs and people write there, and which workflows an event starts. */
final class Github {
    private final Control control;

    Github(Control control) {
        this.control = control;
    }

    /** The issues, oldest first, and the pull requests that were commented on. */
    List<Issue> issues() {
        List<Issue> issues = new ArrayList<>();
        for (JsonNode issue : control.get("/issues")) {
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
        control.post("/comments", Map.of("number", number, "login", login, "body", body));
    }

    /** An environment as the repository's settings have it: the team is asked, and nobody about what they started. */
    void reviewed(String environment, String team) {
        control.post("/environments", Map.of("name", environment, "team", team));
    }

    /** The workflows that were dispatched by runs, oldest first. */
    List<Dispatch> dispatches() {
        List<Dispatch> dispatches = new ArrayList<>();
        for (JsonNode dispatch : control.get("/dispatches")) {
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

    void register(Map<String, ?> run) {
        control.post("/runs", run);
    }

    void registerWorkflows(Map<String, String> files) {
        control.post("/workflows", files);
    }

    /** The commits of each branch, newest first. */
    void registerBranches(Map<String, List<String>> commits) {
        control.post("/branches", commits);
    }

    /** The workflow files that an event on a branch starts, by their own triggers. */
    List<String> startedBy(String event, String branch) {
        List<String> files = new ArrayList<>();
        control.post("/started-by", Map.of("event", event, "branch", branch)).forEach(file -> files.add(file.asText()));
        return files;
    }

    /** Fails as GitHub would, where a workflow cannot be dispatched with these inputs. */
    void admit(String workflow, Map<String, String> inputs) {
        control.post("/admit", Map.of("workflow", workflow, "inputs", inputs));
    }
}
