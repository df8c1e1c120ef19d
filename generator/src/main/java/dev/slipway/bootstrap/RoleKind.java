package dev.slipway.bootstrap;

import java.util.List;
import java.util.Locale;

/** What a role of an environment is for. */
public enum RoleKind {
    /** Reads, to plan and to compare. */
    PLAN,
    /** Brings releases and infrastructure there. */
    DEPLOY,
    /** Takes infrastructure away. */
    DESTROY,
    /** Takes back what a killed canary left. */
    RECONCILE,
    /** Tells people of drift. */
    NOTIFY,
    /** Reads what the service costs. */
    COST,
    /** Looks for the secrets that the service needs. */
    SECRETS,
    /** Stops and starts development. */
    SCHEDULE;

    /** Those of jobs that neither plan nor deploy, each with a policy of its own. */
    static final List<RoleKind> OF_JOBS = List.of(COST, SECRETS, SCHEDULE);

    /** As the command line and the catalog name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
