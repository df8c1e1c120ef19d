package dev.slipway.config;

import dev.slipway.model.Application;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Gates;
import dev.slipway.model.Helpers;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** From a draft without errors to the model. */
final class Binder {
    private Binder() {}

    static Pipeline bind(Section file, Draft draft, CatalogReference catalog, Surroundings surroundings) {
        var delivery = new DeliveryBinder(file, draft);
        return new Pipeline(
                draft.service().get(),
                catalog,
                draft.flow().get(),
                application(draft.application(), delivery),
                gates(draft.gates()),
                draft.terraformed() ? InfrastructureBinder.bind(draft, surroundings) : null,
                delivery.delivery(),
                environments(draft.environments().get(), delivery),
                delivery.notifications(),
                OperationsBinder.bind(file, draft, catalog),
                helpers(draft.helpers()));
    }

    private static Application application(Draft.Application draft, DeliveryBinder delivery) {
        return new Application(
                draft.kind().get(),
                draft.source().get(),
                draft.tests().get(),
                draft.requirements().get(),
                values(draft.python()),
                draft.runtime().get(),
                draft.architecture().get(),
                delivery.functions(),
                delivery.suites(),
                delivery.stack());
    }

    private static Gates gates(Draft.Gates draft) {
        return new Gates(
                values(draft.lint()),
                draft.types().get(),
                values(draft.security()),
                draft.coverage().get(),
                draft.coverageReport().get().equals("codecov"),
                values(draft.advisory()).stream().collect(Collectors.toUnmodifiableSet()));
    }

    private static List<Environment> environments(List<Draft.Environment> drafts, DeliveryBinder delivery) {
        List<Environment> environments = new ArrayList<>();
        for (Draft.Environment draft : drafts) {
            Optional<String> own = draft.branch().found();
            environments.add(new Environment(
                    draft.name(),
                    draft.account().get(),
                    draft.region().get(),
                    draft.role().get(),
                    own.isPresent() ? Trigger.PUSH : Trigger.PROMOTION,
                    own.orElseGet(() -> environments.getLast().branch()),
                    delivery.rollout(draft),
                    DeliveryBinder.approvals(draft),
                    DeliveryBinder.url(draft),
                    DeliveryBinder.parameters(draft)));
        }
        return environments;
    }

    private static Helpers helpers(Draft.Helpers draft) {
        return new Helpers(
                draft.without().get().stream().map(Located::value).collect(Collectors.toUnmodifiableSet()),
                values(draft.owners()));
    }

    private static List<String> values(Field<List<Located<String>>> field) {
        return field.get().stream().map(Located::value).toList();
    }
}
