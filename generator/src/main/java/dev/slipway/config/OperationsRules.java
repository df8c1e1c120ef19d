package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.model.CatalogReference;
import java.util.Optional;

/** How the keys of {@link OperationsShape} fit together, to the environments and to the flow: rules for each operation. */
final class OperationsRules {
    private OperationsRules() {}

    static void check(Section file, Draft draft, Optional<CatalogReference> catalog, Diagnostics diagnostics) {
        Section section = Section.of(file.get(OperationsShape.OPERATIONS));
        given(section, OperationsShape.MONITORING)
                .ifPresent(written -> MonitoringRules.check(written, draft, catalog, diagnostics));
        given(section, OperationsShape.COST_REPORT)
                .ifPresent(written -> CostReportRules.check(written.value(), draft, diagnostics));
        given(section, OperationsShape.DEV_SCHEDULE)
                .ifPresent(written -> DevScheduleRules.check(written, draft, diagnostics));
        given(section, OperationsShape.SECRETS_CHECK)
                .ifPresent(written -> SecretsCheckRules.check(written.value(), draft, diagnostics));
    }

    private static Optional<Field.Given<Section>> given(Section section, Key<Section> key) {
        return section.get(key) instanceof Field.Given<Section> found ? Optional.of(found) : Optional.empty();
    }
}
