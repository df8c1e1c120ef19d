package dev.slipway.plan;

import dev.slipway.catalog.ActionRef;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.CatalogReference;
import dev.slipway.plan.FileContent.Call;

/** Calls of reusable workflows, at the reference that the repository names and with what their contracts need. */
final class CatalogCalls {
    private final CatalogReference reference;
    private final CatalogIndex catalog;

    CatalogCalls(CatalogReference reference, CatalogIndex catalog) {
        this.reference = reference;
        this.catalog = catalog;
    }

    Call workflow(String name) {
        var uses = new ActionRef(
                reference.repository() + "/.github/workflows/" + name + ".yml", reference.ref(), reference.version());
        return new Call(uses, catalog.contract(catalog.workflow(name)).permissions());
    }
}
