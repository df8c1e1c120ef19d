package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one {@code slipway.yaml} says, with its defaults filled in.
 *
 * @param service the name of the service
 * @param catalog where its workflows come from
 * @param flow the shape of its pipeline
 * @param application what is built
 * @param gates what has to pass before anything is deployed
 * @param infrastructure the Terraform that deploys it; null where the flow delivers code alone
 * @param delivery where releases are kept and recorded
 * @param environments where it goes, in promotion order, never empty
 * @param notifications who is told
 * @param operations what looks after the environments
 * @param helpers what the repository gets beside its workflows
 */
public record Pipeline(
        String service,
        CatalogReference catalog,
        Flow flow,
        Application application,
        Gates gates,
        @Nullable Infrastructure infrastructure,
        Delivery delivery,
        List<Environment> environments,
        List<Notification> notifications,
        Operations operations,
        Helpers helpers) {
    public Pipeline {
        environments = List.copyOf(environments);
        notifications = List.copyOf(notifications);
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("a pipeline has an environment");
        }
    }

    /** The environments whose traffic the deployment itself divides: what it leaves when it is killed is taken back. */
    public List<Environment> watched() {
        return environments.stream()
                .filter(environment -> environment.rollout().strategy() == Rollout.Strategy.CANARY)
                .filter(_ -> application.kind() != Application.Kind.SAM)
                .toList();
    }

    /** The environments of whose drift somebody is told. */
    public List<Environment> toldOfDrift() {
        return infrastructure == null || !flow.promotes()
                ? List.of()
                : environments.stream()
                        .filter(environment -> notifications.stream().anyMatch(one -> one.concerns(environment)))
                        .toList();
    }
}
