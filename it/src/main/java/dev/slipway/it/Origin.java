package dev.slipway.it;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** An earlier run that left a package behind, and what a later run needs to ask for it. */
final class Origin {
    private final long run;
    private final String commit;
    private final byte[] bytes;

    private Origin(long run, String commit, byte[] bytes) {
        this.run = run;
        this.commit = commit;
        this.bytes = bytes;
    }

    /** A run of {@code workflow} that built a package for an environment but did not deploy it. */
    static Origin built(Rehearsal rehearsal, Orders.Target target, String workflow) {
        return built(rehearsal, target, workflow, Map.of());
    }

    /** The same, with other facts about the run than those that fit. */
    static Origin built(Rehearsal rehearsal, Orders.Target target, String workflow, Map<String, String> facts) {
        World world = rehearsal.world();
        String commit = rehearsal.repository().head(target.branch());
        // The package is larger than its record, as real ones are: a rehearsal damages the largest file of an artifact.
        Origin origin = new Origin(
                world.nextRun(),
                commit,
                Zip.of(Map.of(
                        "orders/handler.py",
                        "def handler(event, context):\n    return {'statusCode': 200}\n"
                                .getBytes(StandardCharsets.UTF_8),
                        "orders/__init__.py",
                        new byte[0])));
        Map<String, Object> run = new HashMap<>(Map.of(
                "id",
                origin.run(),
                "path",
                ".github/workflows/" + workflow,
                "head_branch",
                target.branch(),
                "head_sha",
                commit,
                "event",
                "push",
                "status",
                "completed",
                "conclusion",
                "success",
                "repository",
                Map.of("id", 4711, "full_name", rehearsal.repository().name()),
                "head_repository",
                Map.of("id", 4711, "full_name", rehearsal.repository().name())));
        run.putAll(facts);
        world.github().register(run);
        String record = """
                {"commit": "%s", "digest": "%s", "environment": "%s", "run-id": "%d"}
                """.formatted(commit, origin.digest(), target.name(), origin.run());
        world.replaceArtifact(
                origin.run(),
                "lambda-package-" + target.name(),
                Zip.of(Map.of(
                        "lambda_function.zip",
                        origin.bytes(),
                        "lambda-package.json",
                        record.getBytes(StandardCharsets.UTF_8))));
        return origin;
    }

    /** A run that also deployed it, and left the record of that. */
    static Origin deployed(Rehearsal rehearsal, Orders.Target target, String workflow) {
        return deployed(rehearsal, target, workflow, Map.of());
    }

    static Origin deployed(Rehearsal rehearsal, Orders.Target target, String workflow, Map<String, String> facts) {
        Origin origin = built(rehearsal, target, workflow, facts);
        String record = """
                {"environment": "%s", "commit": "%s", "digest": "%s", "run-id": "%d", "attempt": "1",
                 "functions": [{"name": "%s", "code-sha256": "%s"}]}
                """.formatted(
                target.name(), origin.commit(), origin.digest(), origin.run(), target.function(), origin.codeSha256());
        rehearsal
                .world()
                .replaceArtifact(
                        origin.run(),
                        "deployment-" + target.name(),
                        Zip.of(Map.of("deployment.json", record.getBytes(StandardCharsets.UTF_8))));
        return origin;
    }

    long run() {
        return run;
    }

    String commit() {
        return commit;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** What is dispatched: this commit, these bytes, from this run. */
    Map<String, String> inputs() {
        return Map.of("commit", commit, "digest", digest(), "run-id", String.valueOf(run));
    }

    String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String codeSha256() {
        return codeSha256(digest());
    }

    /** AWS names the same SHA-256 in base64. */
    static String codeSha256(String digest) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest));
    }
}
