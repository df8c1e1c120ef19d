package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Delivery.Provenance;
import dev.slipway.model.Flow;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Rollout.Strategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** How the keys of {@link DeliveryShape} fit together, to the flow and to the kind of application. */
final class DeliveryRules {
    /** <a href="https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html">Lambda's</a> limit. */
    private static final int LONGEST_FUNCTION = 64;

    /** <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">S3's</a> limit. */
    private static final int LONGEST_BUCKET = 63;

    /** <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html">CloudFormation's</a>. */
    private static final int LONGEST_STACK = 128;

    private final Section file;
    private final Section application;
    private final Draft draft;
    private final Diagnostics diagnostics;
    private final WithoutEffect idle;

    private DeliveryRules(Section file, Draft draft, Diagnostics diagnostics) {
        this.file = file;
        this.application = Section.of(file.get(ConfigShape.APPLICATION));
        this.draft = draft;
        this.diagnostics = diagnostics;
        this.idle = new WithoutEffect(diagnostics);
    }

    static void check(Section file, Draft draft, Diagnostics diagnostics) {
        Optional<Flow> flow = draft.flow().found();
        Optional<Kind> kind = draft.application().kind().found();
        if (flow.isEmpty() || kind.isEmpty()) {
            return;
        }
        DeliveryRules rules = new DeliveryRules(file, draft, diagnostics);
        rules.kindOfFlow(flow.get(), kind.get());
        rules.keysOfFlow(flow.get());
        rules.keysOfKind(flow.get(), kind.get());
        rules.names(kind.get());
        rules.key();
        rules.canaries();
        rules.notifications();
    }

    private void kindOfFlow(Flow flow, Kind kind) {
        if (flow == Flow.ORCHESTRATED && (kind == Kind.LAMBDA_IMAGE || kind == Kind.SAM)) {
            error(
                    Problem.FLOW_KIND,
                    "the `orchestrated` flow delivers zips that Terraform deploys, no other kind",
                    draft.application().kind().place(),
                    "add `flow: promotion` or `flow: branches`");
        }
    }

    private void keysOfFlow(Flow flow) {
        if (flow.promotes()) {
            return;
        }
        String where = "`flow: orchestrated`, where Terraform deploys";
        idle(file, where, DeliveryShape.DELIVERY, DeliveryShape.NOTIFICATIONS);
        idle(application, where, DeliveryShape.FUNCTIONS, DeliveryShape.SUITES);
        idle(Section.of(file.get(ConfigShape.GATES)), where, ConfigShape.COVERAGE_REPORT);
        draft.knownEnvironments()
                .forEach(environment -> idle(
                        environment.more(), where, DeliveryShape.CANARY, DeliveryShape.APPROVALS, DeliveryShape.URL));
    }

    private void keysOfKind(Flow flow, Kind kind) {
        String where = "`kind: " + kind.word() + "`";
        if (kind == Kind.NONE && flow.promotes()) {
            withoutApplication(where);
        }
        if (kind != Kind.SAM) {
            idle(application, where, DeliveryShape.TEMPLATE, DeliveryShape.STACK, DeliveryShape.CAPABILITIES);
            draft.knownEnvironments().forEach(environment -> idle(environment.more(), where, DeliveryShape.PARAMETERS));
        } else if (flow.promotes()) {
            idle(application, where, DeliveryShape.FUNCTIONS, ConfigShape.REQUIREMENTS, ConfigShape.ARCHITECTURE);
            draft.knownEnvironments().forEach(environment -> idle(environment.more(), where, DeliveryShape.CANARY));
        }
        if (kind != Kind.LAMBDA_IMAGE) {
            idle(Section.of(file.get(DeliveryShape.DELIVERY)), where, DeliveryShape.SCAN);
        }
        for (Named<Section> function : functions()) {
            if (function.name().equals("all")) {
                error(
                        Problem.VALUE_NOT_ALLOWED,
                        "a function cannot be called `all`",
                        Optional.of(function.span()),
                        "give it another name here; in a rollback `all` stands for every function");
            }
            Section section = Section.of(function.value());
            if (kind == Kind.LAMBDA_IMAGE) {
                idle(section, where, DeliveryShape.FUNCTION_REQUIREMENTS);
            } else {
                idle(section, where, DeliveryShape.DOCKERFILE, DeliveryShape.REPOSITORY);
            }
        }
    }

    /** Where nothing but Terraform is delivered. Its records are in the same table, and its approvals are as many. */
    private void withoutApplication(String where) {
        idle(application, where, DeliveryShape.FUNCTIONS, DeliveryShape.SUITES);
        idle(
                Section.of(file.get(DeliveryShape.DELIVERY)),
                where,
                DeliveryShape.BUCKET,
                DeliveryShape.ALIAS,
                DeliveryShape.PROVENANCE,
                DeliveryShape.KEY);
        draft.knownEnvironments()
                .forEach(environment -> idle(environment.more(), where, DeliveryShape.CANARY, DeliveryShape.URL));
    }

    private void idle(Section section, String where, Key<?>... keys) {
        idle.report(section, where, "delete it", keys);
    }

    /** Names become as long as the environment makes them, and two that are one would be deployed over each other. */
    private void names(Kind kind) {
        fits("bucket", Section.of(file.get(DeliveryShape.DELIVERY)).get(DeliveryShape.BUCKET), LONGEST_BUCKET);
        if (kind == Kind.SAM) {
            Field<String> stack = named(application.get(DeliveryShape.STACK), draft.service());
            fits("stack", stack, LONGEST_STACK);
            distinct(List.of(stack));
            return;
        }
        List<Field<String>> functions = new ArrayList<>();
        for (Named<Section> function : functions()) {
            functions.add(named(
                    Section.of(function.value()).get(DeliveryShape.FUNCTION_NAME),
                    new Field.Given<>(function.name(), function.span())));
        }
        if (application.get(DeliveryShape.FUNCTIONS).absent()) {
            functions.add(named(new Field.Absent<>(), draft.service()));
        }
        functions.forEach(name -> fits("function", name, LONGEST_FUNCTION));
        distinct(functions);
    }

    /** What is written, or the default that is made of another name and stands at its place. */
    private static Field<String> named(Field<String> written, Field<String> base) {
        return written.absent() && base instanceof Field.Given<String>(String text, SourceSpan span)
                ? new Field.Given<>(text + "-{environment}", span)
                : written;
    }

    private void fits(String what, Field<String> template, int longest) {
        in(template).values().stream()
                .filter(name -> name.length() > longest)
                .findFirst()
                .ifPresent(name -> error(
                        Problem.RESOURCE_NAME,
                        "the " + what + " `" + name + "` has " + name.length() + " characters",
                        template.place(),
                        "AWS takes at most " + longest));
    }

    private void distinct(List<Field<String>> templates) {
        Map<String, SourceSpan> seen = new HashMap<>();
        for (Field<String> template : templates) {
            for (Map.Entry<Draft.Environment, String> each : in(template).entrySet()) {
                Draft.Environment environment = each.getKey();
                SourceSpan span = template.place().orElseThrow();
                SourceSpan first = seen.putIfAbsent(
                        environment.account().get() + " " + environment.region().get() + " " + each.getValue(), span);
                if (first != null) {
                    error(
                            Problem.SHARED_NAME,
                            "`" + each.getValue() + "` would be deployed to twice in `" + environment.name() + "`",
                            template.place(),
                            first.equals(span)
                                    ? "another environment is the same account and region: put `{environment}` into the name"
                                    : "give each function a name of its own");
                    return;
                }
            }
        }
    }

    /** The name in each environment; none where something about it is invalid. */
    private SequencedMap<Draft.Environment, String> in(Field<String> template) {
        SequencedMap<Draft.Environment, String> names = new LinkedHashMap<>();
        template.place()
                .ifPresent(_ -> draft.knownEnvironments().stream()
                        .filter(environment -> environment.account().found().isPresent()
                                && environment.region().found().isPresent())
                        .forEach(environment -> names.put(
                                environment,
                                new NameTemplate(template.get())
                                        .in(
                                                environment.name(),
                                                environment.account().get(),
                                                environment.region().get()))));
        return names;
    }

    private void key() {
        Section delivery = Section.of(file.get(DeliveryShape.DELIVERY));
        Optional<Provenance> provenance = DeliveryShape.PROVENANCE
                .assume(delivery.get(DeliveryShape.PROVENANCE))
                .found();
        Field<String> key = delivery.get(DeliveryShape.KEY);
        if (provenance.isEmpty()) {
            return;
        }
        boolean signs = provenance.get() == Provenance.SIGNATURE;
        if (signs && key.absent()) {
            error(
                    Problem.SIGNING_KEY,
                    "releases are to be signed, but no key is named",
                    delivery.get(DeliveryShape.PROVENANCE).place(),
                    "add `key: arn:aws:kms:...`, the ARN of an asymmetric key for signing");
        } else if (!signs) {
            idle(delivery, "`provenance: " + provenance.get().word() + "`", DeliveryShape.KEY);
        }
    }

    private void canaries() {
        for (Draft.Environment environment : draft.knownEnvironments()) {
            Section canary = Section.of(environment.more().get(DeliveryShape.CANARY));
            Optional<Strategy> strategy = DeliveryShape.STRATEGY
                    .assume(canary.get(DeliveryShape.STRATEGY))
                    .found();
            if (strategy.filter(s -> s == Strategy.CODEDEPLOY).isPresent()) {
                idle(
                        canary,
                        "`strategy: codedeploy`, where the deployment group says it",
                        DeliveryShape.PERCENT,
                        DeliveryShape.MINUTES,
                        DeliveryShape.INVOCATIONS,
                        DeliveryShape.ALARMS);
            } else if (strategy.isPresent()) {
                idle(
                        canary,
                        "`strategy: alias`",
                        DeliveryShape.CODEDEPLOY_APPLICATION,
                        DeliveryShape.CODEDEPLOY_GROUP,
                        DeliveryShape.CODEDEPLOY_CONFIGURATION);
            }
        }
    }

    private void notifications() {
        var names = new EnvironmentNames(draft, diagnostics);
        for (Located<Section> each :
                file.get(DeliveryShape.NOTIFICATIONS).found().orElse(List.of())) {
            Section section = each.value();
            Optional<String> to = section.get(DeliveryShape.TO).found();
            if (to.isEmpty()) {
                continue;
            }
            boolean slack = to.get().equals("slack");
            Key<String> needed = slack ? DeliveryShape.SECRET : DeliveryShape.TOPIC;
            if (section.get(needed).absent()) {
                error(
                        Problem.KEY_MISSING,
                        "`" + needed.name() + "` is missing for `" + to.get() + "`",
                        section.get(DeliveryShape.TO).place(),
                        "add `" + needed.name() + ": ...`\nallowed: "
                                + needed.shape().expected());
            }
            if (slack) {
                idle(section, "`to: slack`", DeliveryShape.TOPIC);
            } else {
                idle(section, "`to: sns`", DeliveryShape.SECRET, DeliveryShape.CHANNEL);
            }
            section.get(DeliveryShape.ONLY)
                    .found()
                    .orElse(List.of())
                    .forEach(name -> names.find(name.value(), name.span()));
        }
    }

    private List<Named<Section>> functions() {
        return application.get(DeliveryShape.FUNCTIONS).found().orElse(List.of());
    }

    private void error(Problem problem, String message, Optional<SourceSpan> place, String help) {
        place.ifPresent(span -> diagnostics.add(Diagnostic.error(problem, message, span, help)));
    }
}
