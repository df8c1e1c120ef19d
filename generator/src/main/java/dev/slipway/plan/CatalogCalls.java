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

    /** A call to whose inputs the template gives the values. */
    Call workflow(String name) {
        return workflow(name, new Inputs());
    }

    /** A call with inputs whose values are known. */
    Call workflow(String name, Inputs with) {
        var uses = new ActionRef(path(name), reference.ref(), reference.version());
        return new Call(uses, catalog.permissions(catalog.workflow(name)), with.list());
    }

    /** Where a reusable workflow stands, without its version. */
    String path(String name) {
        return reference.repository() + "/.github/workflows/" + name + ".yml";
    }
}
