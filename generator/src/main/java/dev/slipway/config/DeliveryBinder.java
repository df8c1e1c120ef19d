package dev.slipway.config;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Delivery;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Notification;
import dev.slipway.model.Rollout;
import dev.slipway.model.Rollout.CodeDeployGroup;
import dev.slipway.model.Rollout.Strategy;
import dev.slipway.model.SamStack;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** From the sections of {@link DeliveryShape}, all of them valid, to the model. */
final class DeliveryBinder {
    private final Section file;
    private final Section application;
    private final Draft draft;

    DeliveryBinder(Section file, Draft draft) {
        this.file = file;
        this.application = Section.of(file.get(ConfigShape.APPLICATION));
        this.draft = draft;
    }

    /** The functions that are written, or the one that is named like the service. */
    List<LambdaFunction> functions() {
        Kind kind = draft.application().kind().get();
        if (!draft.flow().get().promotes() || (kind != Kind.LAMBDA_ZIP && kind != Kind.LAMBDA_IMAGE)) {
            return List.of();
        }
        return application
                .get(DeliveryShape.FUNCTIONS)
                .found()
                .map(named -> named.stream()
                        .map(each -> function(each.name(), each.value().get()))
                        .toList())
                .orElseGet(() -> List.of(function(draft.service().get(), Section.empty())));
    }

    private LambdaFunction function(String name, Section section) {
        return new LambdaFunction(
                name,
                new NameTemplate(value(section, DeliveryShape.FUNCTION_NAME, name + "-{environment}")),
                value(
                        section,
                        DeliveryShape.FUNCTION_SOURCE,
                        draft.application().source().get()),
                value(
                        section,
                        DeliveryShape.FUNCTION_REQUIREMENTS,
                        draft.application().requirements().get()),
                values(section, DeliveryShape.FUNCTION_PATHS),
                value(section, DeliveryShape.DOCKERFILE),
                value(section, DeliveryShape.REPOSITORY, name),
                section.get(DeliveryShape.SMOKE)
                        .found()
                        .map(smoke -> new LambdaFunction.SmokeTest(
                                smoke.get(DeliveryShape.SMOKE_EVENT).get(),
                                optional(smoke, DeliveryShape.SMOKE_EXPECT)))
                        .orElse(null));
    }

    List<String> suites() {
        return values(application, DeliveryShape.SUITES);
    }

    @Nullable
    SamStack stack() {
        if (draft.application().kind().get() != Kind.SAM) {
            return null;
        }
        return new SamStack(
                value(application, DeliveryShape.TEMPLATE),
                new NameTemplate(
                        value(application, DeliveryShape.STACK, draft.service().get() + "-{environment}")),
                values(application, DeliveryShape.CAPABILITIES));
    }

    Delivery delivery() {
        Section section = Section.of(file.get(DeliveryShape.DELIVERY));
        return new Delivery(
                new NameTemplate(value(section, DeliveryShape.BUCKET)),
                value(section, DeliveryShape.TABLE),
                value(section, DeliveryShape.ALIAS),
                value(section, DeliveryShape.PROVENANCE),
                optional(section, DeliveryShape.KEY),
                value(section, DeliveryShape.SCAN));
    }

    Rollout rollout(Draft.Environment environment) {
        return environment
                .more()
                .get(DeliveryShape.CANARY)
                .found()
                .map(canary -> rollout(canary, environment.name()))
                .orElse(Rollout.AT_ONCE);
    }

    private Rollout rollout(Section canary, String environment) {
        Strategy strategy = value(canary, DeliveryShape.STRATEGY);
        return new Rollout(
                strategy,
                value(canary, DeliveryShape.PERCENT),
                value(canary, DeliveryShape.MINUTES),
                value(canary, DeliveryShape.INVOCATIONS),
                values(canary, DeliveryShape.ALARMS),
                strategy == Strategy.CODEDEPLOY
                        ? new CodeDeployGroup(
                                value(
                                        canary,
                                        DeliveryShape.CODEDEPLOY_APPLICATION,
                                        draft.service().get()),
                                value(
                                        canary,
                                        DeliveryShape.CODEDEPLOY_GROUP,
                                        draft.service().get() + "-" + environment),
                                value(canary, DeliveryShape.CODEDEPLOY_CONFIGURATION))
                        : null);
    }

    static int approvals(Draft.Environment environment) {
        return value(environment.more(), DeliveryShape.APPROVALS);
    }

    static @Nullable String url(Draft.Environment environment) {
        return optional(environment.more(), DeliveryShape.URL);
    }

    static SequencedMap<String, String> parameters(Draft.Environment environment) {
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        environment
                .more()
                .get(DeliveryShape.PARAMETERS)
                .found()
                .ifPresent(named -> named.forEach(parameter ->
                        parameters.put(parameter.name(), parameter.value().get())));
        return parameters;
    }

    List<Notification> notifications() {
        return DeliveryShape.NOTIFICATIONS.assume(file.get(DeliveryShape.NOTIFICATIONS)).get().stream()
                .map(Located::value)
                .map(section -> new Notification(
                        section.get(DeliveryShape.TO).get(),
                        optional(section, DeliveryShape.SECRET),
                        optional(section, DeliveryShape.CHANNEL),
                        optional(section, DeliveryShape.TOPIC),
                        values(section, DeliveryShape.ONLY),
                        value(section, DeliveryShape.SEVERITY)))
                .toList();
    }

    private static <T> T value(Section section, Key<T> key) {
        return key.assume(section.get(key)).get();
    }

    private static <T> T value(Section section, Key<T> key, T otherwise) {
        return section.get(key).orAssume(otherwise).get();
    }

    private static <T> @Nullable T optional(Section section, Key<T> key) {
        return section.get(key).found().orElse(null);
    }

    private static List<String> values(Section section, Key<List<Located<String>>> key) {
        return value(section, key).stream().map(Located::value).toList();
    }
}
