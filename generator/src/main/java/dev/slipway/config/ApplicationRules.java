package dev.slipway.config;

import dev.slipway.config.Field.Given;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import dev.slipway.model.Infrastructure.Tool;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the keys of {@code application} and {@code gates} fit together. */
final class ApplicationRules {
    private ApplicationRules() {}

    static void check(Section file, Draft draft, Diagnostics diagnostics) {
        runtime(draft.application(), diagnostics);
        advisory(draft.gates(), diagnostics);
        if (draft.application().kind().found().filter(k -> k == Kind.NONE).isPresent()) {
            withoutEffect(file, diagnostics);
            nothingToDeliver(draft, diagnostics);
        }
    }

    private static void nothingToDeliver(Draft draft, Diagnostics diagnostics) {
        Optional<SourceSpan> kind = draft.application().kind().place();
        Optional<Flow> flow = draft.flow().found();
        Optional<Tool> tool = draft.infrastructure().tool().found();
        if (kind.isEmpty() || flow.isEmpty() || tool.isEmpty()) {
            return;
        }
        if (!flow.get().promotes()) {
            diagnostics.add(
                    Diagnostic.error(
                            Problem.NOTHING_TO_DELIVER,
                            "the `" + flow.get().word() + "` flow delivers a package, and `kind: none` makes none",
                            kind.get(),
                            "package the code with `kind: lambda-zip`, or deliver infrastructure alone with `flow: promotion`"));
        } else if (tool.get() == Tool.NONE) {
            diagnostics.add(Diagnostic.error(
                    Problem.NOTHING_TO_DELIVER,
                    "`kind: none` leaves the infrastructure, and under `tool: none` there is none",
                    kind.get(),
                    "package the code with `kind: lambda-zip`, or delete `tool: none`"));
        }
    }

    private static void runtime(Draft.Application application, Diagnostics diagnostics) {
        Optional<List<Located<String>>> python = application.python().found();
        if (python.isEmpty()
                || python.get().isEmpty()
                || !(application.runtime() instanceof Given<String>(String runtime, SourceSpan span))) {
            return;
        }
        List<String> versions = python.get().stream().map(Located::value).toList();
        if (!versions.contains(runtime)) {
            diagnostics.add(Diagnostic.error(
                    Problem.RUNTIME_NOT_TESTED,
                    "the function would run on Python `" + runtime + "`, which no test runs on",
                    span,
                    "add `\"" + runtime + "\"` to `python`, or choose one of `" + String.join("`, `", versions) + "`"));
        }
    }

    private static void advisory(Draft.Gates gates, Diagnostics diagnostics) {
        Optional<List<Located<String>>> lint = gates.lint().found();
        Optional<List<Located<String>>> security = gates.security().found();
        Optional<String> types = gates.types().found();
        Optional<List<Located<String>>> advisory = gates.advisory().found();
        if (lint.isEmpty() || security.isEmpty() || types.isEmpty() || advisory.isEmpty()) {
            return;
        }
        Set<String> configured = new HashSet<>(Set.of(types.get()));
        lint.get().forEach(gate -> configured.add(gate.value()));
        security.get().forEach(gate -> configured.add(gate.value()));
        for (Located<String> gate : advisory.get()) {
            if (!configured.contains(gate.value())) {
                diagnostics.add(Diagnostic.error(
                        Problem.ADVISORY_GATE,
                        "`" + gate.value() + "` is advisory but not among the gates",
                        gate.span(),
                        "add it to `" + home(gate.value()) + "`, or delete it here"));
            }
        }
    }

    /** Which key a gate belongs under. */
    private static String home(String gate) {
        return switch (gate) {
            case "mypy" -> "types";
            case "bandit", "pip-audit" -> "security";
            default -> "lint";
        };
    }

    /** Without a package, keys of the package have no effect; without Python code, those of the code have none. */
    private static void withoutEffect(Section file, Diagnostics diagnostics) {
        Section application = Section.of(file.get(ConfigShape.APPLICATION));
        boolean code = !application.get(ConfigShape.PYTHON).absent();
        String help = code
                ? "delete it: nothing is packaged"
                : "delete it, or add `python` to `application` if the repository holds Python code to check";
        var idle = new WithoutEffect(diagnostics);
        String where = "`kind: none`";
        idle.report(application, where, help, ConfigShape.REQUIREMENTS, ConfigShape.RUNTIME, ConfigShape.ARCHITECTURE);
        if (!code) {
            idle.report(application, where, help, ConfigShape.SOURCE, ConfigShape.TESTS);
            idle.report(file, ConfigShape.GATES, "there is no code for these gates to check", help);
        }
    }
}
