package dev.slipway.plan.scaffold;

import dev.slipway.catalog.ToolVersions;
import dev.slipway.model.Application;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.scaffold.HelperContent.Hook;
import java.util.ArrayList;
import java.util.List;

/**
 * The gates as hooks of pre-commit, with the options and at the versions that the pipeline runs them with, so that what
 * passes here passes there. The hooks are local: no third party's repository is trusted for them.
 */
final class Hooks {
    private final Pipeline pipeline;
    private final Application application;
    private final Existing existing;
    private final ToolVersions versions;
    private final List<Hook> hooks = new ArrayList<>();

    Hooks(Pipeline pipeline, Existing existing, ToolVersions versions) {
        this.pipeline = pipeline;
        this.application = pipeline.application();
        this.existing = existing;
        this.versions = versions;
    }

    List<Hook> all() {
        var gates = pipeline.gates();
        gates.lint().forEach(this::lint);
        if (gates.types().equals("mypy")) {
            // The hook's environment lacks the repository's packages; the pipeline checks against these too.
            folder("mypy", "mypy --ignore-missing-imports " + application.source());
        }
        gates.security().forEach(this::security);
        var infrastructure = pipeline.infrastructure();
        if (existing.terraform() && infrastructure != null) {
            String directory = infrastructure.directory();
            hooks.add(new Hook(
                    "terraform-fmt",
                    "terraform fmt -check -diff -recursive " + directory,
                    List.of(),
                    false,
                    "^" + quoted(directory) + "/.*\\.(tf|tfvars)$",
                    false,
                    false));
        }
        return List.copyOf(hooks);
    }

    private void lint(String gate) {
        String options = switch (gate) {
            case "flake8" -> existing.flake8() ? "" : " --max-line-length=88 --extend-ignore=E203,E701,W503";
            case "isort" -> existing.isort() ? "" : " --profile=black --src=" + application.source();
            default -> "";
        };
        hooks.add(new Hook(gate, gate + options, versions.of(gate), true, code(), false, false));
    }

    private void security(String gate) {
        switch (gate) {
            case "bandit" ->
                folder(
                        "bandit",
                        "bandit --quiet --recursive --severity-level=medium "
                                + (existing.bandit().isEmpty() ? "" : existing.bandit() + " ")
                                + application.source());
            case "pip-audit" -> {
                if (existing.requirements()) {
                    String hashes = existing.hashes() ? " --require-hashes --disable-pip" : "";
                    hooks.add(new Hook(
                            "pip-audit",
                            "pip-audit --progress-spinner=off" + hashes + " --requirement "
                                    + application.requirements(),
                            versions.of("pip-audit"),
                            false,
                            "^" + quoted(application.requirements()) + "$",
                            false,
                            true));
                }
            }
            case "secrets" ->
                hooks.add(new Hook(
                        "detect-secrets",
                        "detect-secrets-hook --no-verify"
                                + (existing.secretsBaseline() ? " --baseline .secrets.baseline" : ""),
                        versions.of("secrets"),
                        false,
                        null,
                        true,
                        false));
            default -> throw new IllegalArgumentException("no such gate: " + gate);
        }
    }

    private void folder(String gate, String entry) {
        hooks.add(new Hook(
                gate, entry, versions.of(gate), false, "^" + quoted(application.source()) + "/.*\\.py$", false, false));
    }

    /** The folders that the pipeline looks at. */
    private String code() {
        return "^(" + quoted(application.source()) + "|" + quoted(application.tests()) + ")/";
    }

    /** A path in a pattern: of what a path may hold, the dot alone means something there. */
    private static String quoted(String path) {
        return path.replace(".", "\\.");
    }
}
