package dev.slipway.plan;

import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;

/** The names of Terraform's workflows in the flows with promotions. Each file is called like its workflow. */
final class InfrastructureNames {
    static final String PLAN = "terraform-plan";
    static final String APPLY = "terraform-apply";
    static final String DRIFT = "drift-detection";
    static final String ROLLBACK = "rollback-terraform";
    static final String DESTROY = "terraform-destroy";
    static final String UNLOCK = "terraform-unlock";
    static final String RESTORE = "terraform-restore";

    /** The job of the checks that need no credentials. */
    static final String CHECKS = "terraform-checks";

    private InfrastructureNames() {}

    /** What of all that applies Terraform to an environment only one may run at a time. */
    static Queue queue(Pipeline pipeline, Environment environment) {
        return new Queue("terraform-" + pipeline.service() + "-" + environment.name(), Ref.of(environment.branch()));
    }
}
