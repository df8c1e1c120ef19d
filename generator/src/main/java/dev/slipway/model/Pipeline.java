package dev.slipway.model;

import java.util.List;

/**
 * Everything that one {@code slipway.yaml} says, with its defaults filled in.
 *
 * @param service the name of the service
 * @param catalog where its workflows come from
 * @param flow the shape of its pipeline
 * @param application what is built
 * @param gates what has to pass before anything is deployed
 * @param infrastructure what deploys it
 * @param environments where it goes, in promotion order, never empty
 * @param helpers what the repository gets beside its workflows
 */
public record Pipeline(
        String service,
        CatalogReference catalog,
        Flow flow,
        Application application,
        Gates gates,
        Infrastructure infrastructure,
        List<Environment> environments,
        Helpers helpers) {
    public Pipeline {
        environments = List.copyOf(environments);
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("a pipeline has an environment");
        }
    }
}
