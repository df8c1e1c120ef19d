package dev.slipway.config;

import dev.slipway.model.CatalogReference;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Operations;
import dev.slipway.model.Operations.CostReport;
import dev.slipway.model.Operations.DevSchedule;
import dev.slipway.model.Operations.Monitoring;
import dev.slipway.model.Operations.Requirement;
import dev.slipway.model.Operations.SecretsCheck;
import dev.slipway.model.VariableValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** From the sections of {@link OperationsShape}, all of them valid, to the model. */
final class OperationsBinder {
    private final Draft draft;
    private final CatalogReference catalog;

    private OperationsBinder(Draft draft, CatalogReference catalog) {
        this.draft = draft;
        this.catalog = catalog;
    }

    static Operations bind(Section file, Draft draft, CatalogReference catalog) {
        var binder = new OperationsBinder(draft, catalog);
        Section section = Section.of(file.get(OperationsShape.OPERATIONS));
        return new Operations(
                section.get(OperationsShape.MONITORING)
                        .found()
                        .map(binder::monitoring)
                        .orElse(null),
                section.get(OperationsShape.COST_REPORT)
                        .found()
                        .map(binder::costReport)
                        .orElse(null),
                section.get(OperationsShape.DEV_SCHEDULE)
                        .found()
                        .map(binder::devSchedule)
                        .orElse(null),
                section.get(OperationsShape.SECRETS_CHECK)
                        .found()
                        .map(binder::secretsCheck)
                        .orElse(null));
    }

    /** The release that the folder starts with: none where the catalog is named by a tag that moves. */
    static Optional<String> release(Section monitoring, CatalogReference catalog) {
        return monitoring
                .get(OperationsShape.RELEASE)
                .found()
                .or(() -> Optional.of(catalog)
                        .filter(reference -> !reference.moves())
                        .map(CatalogReference::ref));
    }

    /** The key of the state of monitoring, beside that of the infrastructure and never the same. */
    static String key(String ofInfrastructure) {
        int name = ofInfrastructure.lastIndexOf('/') + 1;
        return ofInfrastructure.substring(0, name) + "monitoring/" + ofInfrastructure.substring(name);
    }

    /** A text of a backend; empty if it has none. */
    static Optional<String> text(Draft.Environment environment, String setting) {
        return InfrastructureBinder.written(environment.more(), InfrastructureShape.BACKEND).stream()
                .filter(named -> named.name().equals(setting))
                .flatMap(named -> named.value().found().stream())
                .map(Written::value)
                .filter(VariableValue.Text.class::isInstance)
                .map(value -> ((VariableValue.Text) value).text())
                .findFirst();
    }

    /** The environments that rest at night. */
    static List<Located<String>> resting(Section devSchedule, List<Draft.Environment> environments) {
        return devSchedule
                .get(OperationsShape.DEVELOPMENT)
                .orAssume(List.of(new Located<>(environments.getFirst().name(), null)))
                .found()
                .orElse(List.of());
    }

    static <T> T value(Section section, Key<T> key) {
        return key.assume(section.get(key)).get();
    }

    private Monitoring monitoring(Section section) {
        SequencedMap<String, SequencedMap<String, VariableValue>> backends = new LinkedHashMap<>();
        for (Draft.Environment environment : draft.environments().get()) {
            SequencedMap<String, VariableValue> settings = new LinkedHashMap<>();
            for (Named<Written> setting :
                    InfrastructureBinder.written(environment.more(), InfrastructureShape.BACKEND)) {
                VariableValue value = setting.value().get().value();
                settings.put(
                        setting.name(),
                        setting.name().equals("key") && value instanceof VariableValue.Text(String key)
                                ? new VariableValue.Text(key(key))
                                : value);
            }
            backends.put(environment.name(), settings);
        }
        return new Monitoring(
                value(section, OperationsShape.MONITORING_DIRECTORY),
                release(section, catalog).orElseThrow(),
                emails(Section.of(section.get(OperationsShape.EMAILS))),
                backends);
    }

    private static SequencedMap<String, List<String>> emails(Section section) {
        SequencedMap<String, List<String>> emails = new LinkedHashMap<>();
        for (var topic :
                List.of(OperationsShape.CRITICAL, OperationsShape.WARNING, OperationsShape.INFO, OperationsShape.DLQ)) {
            List<String> addresses = values(section, topic);
            if (!addresses.isEmpty()) {
                emails.put(topic.name(), addresses);
            }
        }
        return emails;
    }

    private CostReport costReport(Section section) {
        SequencedMap<String, Integer> thresholds = new LinkedHashMap<>();
        Integer threshold = optional(section, OperationsShape.THRESHOLD);
        if (threshold != null) {
            draft.environments().get().forEach(environment -> thresholds.put(environment.name(), threshold));
        }
        section.get(OperationsShape.THRESHOLDS)
                .found()
                .ifPresent(own -> own.forEach(
                        named -> thresholds.put(named.name(), named.value().get())));
        return new CostReport(
                schedule(section, OperationsShape.COST_SCHEDULE, "cost-report", "4 * *"),
                thresholds,
                optional(section, OperationsShape.GROWTH),
                value(section, OperationsShape.GROWTH_MINIMUM),
                optional(section, OperationsShape.GROUP_TAG));
    }

    private DevSchedule devSchedule(Section section) {
        // Within the first half of an hour: nobody waits long in the morning, and nobody is at work any more.
        int minute = 1 + Math.floorMod((service() + " dev-schedule").hashCode(), 29);
        return new DevSchedule(
                section.get(OperationsShape.START).found().orElse(minute + " 7 * * 1-5"),
                section.get(OperationsShape.STOP).found().orElse(minute + " 19 * * 1-5"),
                value(section, OperationsShape.TIMEZONE),
                value(section, OperationsShape.RESOURCES).equals("service"),
                optional(section, OperationsShape.TAG),
                values(section, OperationsShape.KINDS),
                resting(section, draft.environments().get()).stream()
                        .map(Located::value)
                        .toList());
    }

    private SecretsCheck secretsCheck(Section section) {
        return new SecretsCheck(
                schedule(section, OperationsShape.SECRETS_SCHEDULE, "secrets-check", "* * 1"),
                optional(section, OperationsShape.MAX_AGE_DAYS),
                value(section, OperationsShape.TOO_OLD),
                section.get(OperationsShape.SECRETS).get().stream()
                        .map(Located::value)
                        .map(OperationsBinder::requirement)
                        .toList());
    }

    private static Requirement requirement(Section section) {
        return new Requirement(
                new NameTemplate(section.get(OperationsShape.SECRET_NAME).get()),
                value(section, OperationsShape.WHERE),
                value(section, OperationsShape.SECRET_KIND).equals("variable"),
                values(section, OperationsShape.SECRET_KEYS),
                optional(section, OperationsShape.SECRET_AGE),
                value(section, OperationsShape.ROTATION),
                values(section, OperationsShape.SECRET_ENVIRONMENTS));
    }

    /** The schedule of the file, or early on these days at a minute of the service's own: GitHub drops runs at full hours. */
    private String schedule(Section section, Key<String> key, String what, String days) {
        return section.get(key).found().orElseGet(() -> {
            String nightly = InfrastructureBinder.nightly(service() + " " + what);
            return nightly.substring(0, nightly.indexOf('*')) + days;
        });
    }

    private String service() {
        return draft.service().get();
    }

    private static <T> @Nullable T optional(Section section, Key<T> key) {
        return section.get(key).found().orElse(null);
    }

    private static List<String> values(Section section, Key<List<Located<String>>> key) {
        return value(section, key).stream().map(Located::value).toList();
    }
}
