package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Flow;
import dev.slipway.model.Infrastructure.Tool;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the keys of {@link InfrastructureShape} fit together and to the flow. */
final class InfrastructureRules {
    private final Draft draft;
    private final Section section;
    private final Diagnostics diagnostics;
    private final WithoutEffect idle;

    private InfrastructureRules(Draft draft, Diagnostics diagnostics) {
        this.draft = draft;
        this.section = draft.infrastructure().more();
        this.diagnostics = diagnostics;
        this.idle = new WithoutEffect(diagnostics);
    }

    static void check(Draft draft, Diagnostics diagnostics) {
        var rules = new InfrastructureRules(draft, diagnostics);
        Optional<Flow> flow = draft.flow().found();
        Optional<Tool> tool = draft.infrastructure().tool().found();
        if (flow.isPresent() && tool.isPresent()) {
            rules.tool(flow.get(), tool.get());
            rules.keysOfFlow(flow.get(), tool.get());
        }
        rules.checks();
        rules.tokens();
        rules.allowances();
    }

    private void tool(Flow flow, Tool tool) {
        if (flow == Flow.ORCHESTRATED && tool == Tool.NONE) {
            error(
                    Problem.FLOW_KIND,
                    "in the `orchestrated` flow Terraform deploys, and under `tool: none` nothing does",
                    draft.infrastructure().tool().place(),
                    "add `flow: promotion` or `flow: branches`, or delete `tool: none`");
        }
    }

    private void keysOfFlow(Flow flow, Tool tool) {
        if (tool == Tool.NONE) {
            String where = "`tool: none`";
            idle.report(section, where, "delete it", all());
            draft.knownEnvironments().forEach(environment -> ofEnvironments(environment, where, "delete it", true));
        } else if (!flow.promotes()) {
            String where = "`flow: orchestrated`, which plans and applies at once";
            idle.report(
                    section,
                    where,
                    "delete it",
                    InfrastructureShape.CLOUD_PLAN_TOKEN_SECRET,
                    InfrastructureShape.INFRACOST_SECRET,
                    InfrastructureShape.DRIFT,
                    InfrastructureShape.PLAN_BUCKET,
                    InfrastructureShape.PLAN_KEY);
            draft.knownEnvironments().forEach(environment -> ofEnvironments(environment, where, "delete it", false));
        } else if (!draft.terraformed()) {
            String help = "delete it, or add `infrastructure: { directory: iac/terraform }`";
            draft.knownEnvironments()
                    .forEach(environment -> ofEnvironments(
                            environment, "`flow: " + flow.word() + "` without `infrastructure`", help, true));
        }
    }

    private static Key<?>[] all() {
        return new Key<?>[] {
            InfrastructureShape.DIRECTORY,
            InfrastructureShape.VERSION,
            InfrastructureShape.CLOUD_TOKEN_SECRET,
            InfrastructureShape.CLOUD_PLAN_TOKEN_SECRET,
            InfrastructureShape.CHECKS,
            InfrastructureShape.INFRACOST_SECRET,
            InfrastructureShape.VARIABLES,
            InfrastructureShape.PROTECT,
            InfrastructureShape.ALLOW,
            InfrastructureShape.DRIFT,
            InfrastructureShape.PLAN_BUCKET,
            InfrastructureShape.PLAN_KEY
        };
    }

    private void ofEnvironments(Draft.Environment environment, String where, String help, boolean values) {
        idle.report(environment.more(), where, help, InfrastructureShape.PLAN_ROLE, InfrastructureShape.DESTROY_ROLE);
        if (values) {
            idle.report(
                    environment.more(),
                    where,
                    help,
                    InfrastructureShape.VARIABLES,
                    InfrastructureShape.BACKEND,
                    InfrastructureShape.WORKSPACE);
        }
    }

    private void checks() {
        for (Located<String> check :
                section.get(InfrastructureShape.CHECKS).found().orElse(List.of())) {
            if (check.value().equals("tfsec")) {
                diagnostics.add(Diagnostic.warning(
                        Problem.VALUE_NOT_ALLOWED,
                        "`tfsec` has become a part of `trivy`, which runs in its place",
                        check.span(),
                        "write `trivy`"));
            }
        }
    }

    /** HCP Terraform keeps plans itself. */
    private void tokens() {
        if (draft.infrastructure()
                .tool()
                .found()
                .filter(tool -> tool != Tool.NONE)
                .isEmpty()) {
            return;
        }
        if (section.get(InfrastructureShape.CLOUD_TOKEN_SECRET).absent()) {
            section.get(InfrastructureShape.CLOUD_PLAN_TOKEN_SECRET)
                    .place()
                    .filter(_ -> draft.flow().found().filter(Flow::promotes).isPresent())
                    .ifPresent(place -> error(
                            Problem.WITHOUT_EFFECT,
                            "`cloud-plan-token-secret` has no effect without `cloud-token-secret`",
                            Optional.of(place),
                            "name the token that applies too, or delete it"));
        } else if (draft.flow().found().filter(Flow::promotes).isPresent()) {
            idle.report(
                    section,
                    "`cloud-token-secret`: HCP Terraform keeps plans itself",
                    "delete it",
                    InfrastructureShape.PLAN_BUCKET,
                    InfrastructureShape.PLAN_KEY);
        }
    }

    private void allowances() {
        Map<String, SourceSpan> seen = new HashMap<>();
        for (Located<Section> each :
                section.get(InfrastructureShape.ALLOW).found().orElse(List.of())) {
            Section allowance = each.value();
            boolean address = !allowance.get(InfrastructureShape.ALLOW_ADDRESS).absent();
            boolean type = !allowance.get(InfrastructureShape.ALLOW_TYPE).absent();
            if (address == type) {
                error(
                        Problem.ALLOWANCE,
                        address ? "the allowance has an `address` and a `type`" : "the allowance names nothing",
                        Optional.ofNullable(each.span()),
                        "give it the `address` of one resource, or a `type`");
            }
            Field<String> until = allowance.get(InfrastructureShape.ALLOW_UNTIL);
            until.found()
                    .filter(day -> !exists(day))
                    .ifPresent(day -> error(
                            Problem.ALLOWANCE, "there is no day `" + day + "`", until.place(), "correct the date"));
            expired(until);
            allowedOnce(allowance.get(InfrastructureShape.ALLOW_ADDRESS), seen);
            allowedOnce(allowance.get(InfrastructureShape.ALLOW_TYPE), seen);
        }
    }

    /** Of two days for one thing, the later one would count, wherever the earlier one stands. */
    private void allowedOnce(Field<String> what, Map<String, SourceSpan> seen) {
        if (!(what instanceof Field.Given<String>(String name, SourceSpan span))) {
            return;
        }
        SourceSpan first = seen.putIfAbsent(name, span);
        if (first != null) {
            diagnostics.add(new Diagnostic(
                    Problem.ALLOWANCE,
                    Severity.ERROR,
                    "`" + name + "` is allowed twice",
                    span,
                    List.of(new Diagnostic.Related("first here", first)),
                    "keep the one with the day and the reason that hold, and delete the other"));
        }
    }

    /** Runs refuse it by the same day, that of UTC. */
    private void expired(Field<String> until) {
        until.found()
                .filter(InfrastructureRules::exists)
                .filter(day -> LocalDate.parse(day).isBefore(LocalDate.now(ZoneOffset.UTC)))
                .flatMap(day -> until.place()
                        .map(place -> Diagnostic.warning(
                                Problem.ALLOWANCE,
                                "the allowance ended with `" + day + "`",
                                place,
                                "delete it, or name a later day if it has to hold on")))
                .ifPresent(diagnostics::add);
    }

    private static boolean exists(String day) {
        try {
            LocalDate.parse(day);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void error(Problem problem, String message, Optional<SourceSpan> place, String help) {
        place.ifPresent(span -> diagnostics.add(Diagnostic.error(problem, message, span, help)));
    }
}
