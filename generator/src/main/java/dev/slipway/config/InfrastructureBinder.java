package dev.slipway.config;

import dev.slipway.hcl.RootModule;
import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Infrastructure.Allowance;
import dev.slipway.model.Infrastructure.Place;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.VariableValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** From the sections of {@link InfrastructureShape}, all of them valid, to the model. */
final class InfrastructureBinder {
    private InfrastructureBinder() {}

    static Infrastructure bind(Draft draft, Surroundings surroundings) {
        Section section = draft.infrastructure().more();
        String directory = draft.infrastructure().directory().get();
        RootModule module =
                surroundings.terraform(directory, draft.infrastructure().tool().get());
        SequencedMap<String, Place> places = new LinkedHashMap<>();
        draft.environments().get().forEach(each -> places.put(each.name(), place(section, each)));
        return new Infrastructure(
                draft.infrastructure().tool().get(),
                directory,
                draft.infrastructure().version().get(),
                optional(section, InfrastructureShape.CLOUD_TOKEN_SECRET),
                optional(section, InfrastructureShape.CLOUD_PLAN_TOKEN_SECRET),
                values(section, InfrastructureShape.CHECKS).stream()
                        .map(check -> check.equals("tfsec") ? "trivy" : check)
                        .distinct()
                        .toList(),
                optional(section, InfrastructureShape.INFRACOST_SECRET),
                values(section, InfrastructureShape.PROTECT),
                InfrastructureShape.ALLOW.assume(section.get(InfrastructureShape.ALLOW)).get().stream()
                        .map(Located::value)
                        .map(InfrastructureBinder::allowance)
                        .toList(),
                section.get(InfrastructureShape.DRIFT)
                        .found()
                        .orElseGet(() -> nightly(draft.service().get())),
                template(section, InfrastructureShape.PLAN_BUCKET),
                template(section, InfrastructureShape.PLAN_KEY),
                module == null ? List.of() : module.modules(),
                places);
    }

    /** Some minute between one and six at night that is the same every time: GitHub drops runs at full hours. */
    static String nightly(String service) {
        int hash = Math.floorMod(service.hashCode(), 59 * 5);
        return (1 + hash % 59) + " " + (1 + hash / 59) + " * * *";
    }

    private static Place place(Section section, Draft.Environment environment) {
        String role = environment.role().get();
        return new Place(
                environment
                        .more()
                        .get(InfrastructureShape.PLAN_ROLE)
                        .found()
                        .orElseGet(() -> Environment.roleBeside(role, "-plan")),
                environment
                        .more()
                        .get(InfrastructureShape.DESTROY_ROLE)
                        .found()
                        .orElseGet(() -> Environment.roleBeside(role, "-destroy")),
                values(merged(section, environment)),
                values(written(environment.more(), InfrastructureShape.BACKEND)),
                optional(environment.more(), InfrastructureShape.WORKSPACE));
    }

    /** The variables of all environments with those of one; these win. */
    static SequencedMap<String, Named<Written>> merged(Section infrastructure, Draft.Environment environment) {
        SequencedMap<String, Named<Written>> merged = new LinkedHashMap<>();
        written(infrastructure, InfrastructureShape.VARIABLES).forEach(each -> merged.put(each.name(), each));
        written(environment.more(), InfrastructureShape.VARIABLES).forEach(each -> merged.put(each.name(), each));
        return merged;
    }

    static List<Named<Written>> written(Section section, Key<List<Named<Written>>> key) {
        return section.get(key).found().orElse(List.of());
    }

    private static SequencedMap<String, VariableValue> values(SequencedMap<String, Named<Written>> written) {
        return values(List.copyOf(written.values()));
    }

    private static SequencedMap<String, VariableValue> values(List<Named<Written>> written) {
        SequencedMap<String, VariableValue> values = new LinkedHashMap<>();
        written.forEach(each -> values.put(each.name(), each.value().get().value()));
        return values;
    }

    private static Allowance allowance(Section section) {
        String address = optional(section, InfrastructureShape.ALLOW_ADDRESS);
        return new Allowance(
                address == null ? "type" : "address",
                address == null ? section.get(InfrastructureShape.ALLOW_TYPE).get() : address,
                section.get(InfrastructureShape.ALLOW_UNTIL).get(),
                section.get(InfrastructureShape.ALLOW_REASON).get());
    }

    private static @Nullable NameTemplate template(Section section, Key<String> key) {
        return section.get(key).found().map(NameTemplate::new).orElse(null);
    }

    private static <T> @Nullable T optional(Section section, Key<T> key) {
        return section.get(key).found().orElse(null);
    }

    private static List<String> values(Section section, Key<List<Located<String>>> key) {
        return key.assume(section.get(key)).get().stream().map(Located::value).toList();
    }
}
