package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Flow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a pipeline can have monitoring, and where its folder and its states are. */
final class MonitoringRules {
    private final Draft draft;
    private final Optional<CatalogReference> catalog;
    private final Diagnostics diagnostics;

    private MonitoringRules(Draft draft, Optional<CatalogReference> catalog, Diagnostics diagnostics) {
        this.draft = draft;
        this.catalog = catalog;
        this.diagnostics = diagnostics;
    }

    static void check(
            Field.Given<Section> written, Draft draft, Optional<CatalogReference> catalog, Diagnostics diagnostics) {
        Optional<Flow> flow = draft.flow().found();
        if (flow.isEmpty() || draft.infrastructure().tool().found().isEmpty()) {
            return;
        }
        var rules = new MonitoringRules(draft, catalog, diagnostics);
        if (rules.fits(written, flow.get())) {
            rules.release(written);
            rules.directory(written.value());
            rules.states(written);
        }
    }

    private boolean fits(Field.Given<Section> written, Flow flow) {
        if (!flow.promotes()) {
            error(
                    "`monitoring` is applied from a plan that is kept and recorded, and the flow `orchestrated` has neither"
                            + " the role that plans nor the record",
                    written.span(),
                    "add `flow: promotion` or `flow: branches`, or use the module `monitoring` in the Terraform of the service");
            return false;
        }
        if (!draft.terraformed()) {
            error(
                    "`monitoring` is Terraform, and this pipeline has none",
                    written.span(),
                    "add `infrastructure: { directory: iac/terraform }`, or make `iac/monitoring` that directory");
            return false;
        }
        if (draft.infrastructure()
                .more()
                .get(InfrastructureShape.CLOUD_TOKEN_SECRET)
                .place()
                .isPresent()) {
            error(
                    "`monitoring` keeps its state in S3, and here HCP Terraform holds the state",
                    written.span(),
                    "delete it, and use the module `monitoring` in the Terraform of the service");
            return false;
        }
        return true;
    }

    private void release(Field.Given<Section> written) {
        if (written.value().get(OperationsShape.RELEASE).absent()
                && catalog.isPresent()
                && OperationsBinder.release(written.value(), catalog.get()).isEmpty()) {
            String ref = catalog.get().ref();
            error(
                    "it is not clear which release `monitoring` starts with: `@" + ref + "` moves, and each"
                            + " environment would get another one",
                    written.span(),
                    "add `release: ...` to it, the release that `" + ref + "` is today, such as `" + ref + ".2.3`");
        }
    }

    private void directory(Section section) {
        Field<String> directory =
                OperationsShape.MONITORING_DIRECTORY.assume(section.get(OperationsShape.MONITORING_DIRECTORY));
        Optional<String> infrastructure = draft.infrastructure().directory().found();
        if (directory.found().isEmpty() || infrastructure.isEmpty()) {
            return;
        }
        String own = directory.get() + "/";
        String other = infrastructure.get() + "/";
        if (own.startsWith(other) || other.startsWith(own)) {
            error(
                    "`" + directory.get() + "` and the directory of the infrastructure, `" + infrastructure.get()
                            + "`, are one within the other: each is a root of its own",
                    directory
                            .place()
                            .or(() -> draft.infrastructure().directory().place())
                            .orElse(null),
                    "name a folder beside it, such as `iac/monitoring`");
        }
    }

    /** Each environment needs a place for the state, and none that something else has. */
    private void states(Field.Given<Section> written) {
        Map<String, Draft.Environment> others = new HashMap<>();
        for (Draft.Environment environment : draft.knownEnvironments()) {
            place(environment, false).ifPresent(place -> others.putIfAbsent(place, environment));
        }
        for (Draft.Environment environment : draft.knownEnvironments()) {
            Optional<String> place = place(environment, true);
            if (place.isEmpty()) {
                placeless(environment);
                continue;
            }
            Draft.Environment other = others.get(place.get());
            if (other != null) {
                diagnostics.add(new Diagnostic(
                        Problem.SHARED_STATE,
                        Severity.ERROR,
                        "the state of `monitoring` in `" + environment.name() + "` is where the infrastructure of `"
                                + other.name() + "` has its own",
                        other.backendPlace(),
                        List.of(new Diagnostic.Related("`monitoring` is asked for here", written.span())),
                        "give `" + other.name()
                                + "` another `key`: monitoring takes the folder `monitoring/` beside each"));
            }
        }
    }

    private void placeless(Draft.Environment environment) {
        Field<?> backend = environment.more().get(InfrastructureShape.BACKEND);
        if (backend.absent() || backend.found().isPresent()) {
            error(
                    "the state of `monitoring` has no place in `" + environment.name() + "`",
                    environment.backendPlace(),
                    "give the environment a `backend` with `bucket` and `key`, such as `backend: { bucket: states, key: "
                            + "orders/" + environment.name() + ".tfstate, region: eu-west-1 }`; monitoring gets a key"
                            + " beside that one");
        }
    }

    private static Optional<String> place(Draft.Environment environment, boolean monitoring) {
        Optional<String> key = OperationsBinder.text(environment, "key");
        return OperationsBinder.text(environment, "bucket")
                .flatMap(bucket -> key.map(own -> bucket + "/" + (monitoring ? OperationsBinder.key(own) : own)));
    }

    private void error(String message, @Nullable SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(Problem.OPERATION, message, span, help));
    }
}
