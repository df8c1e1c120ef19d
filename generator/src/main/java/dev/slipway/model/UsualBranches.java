package dev.slipway.model;

import java.util.Optional;

/**
 * The branches of a team that names none for its environments.
 *
 * @param trunk the branch that everything ends on
 * @param develop the branch that work is merged to first, where there is one
 */
public record UsualBranches(String trunk, String develop) {
    /** Those of most teams. */
    public static final UsualBranches DEFAULT = new UsualBranches("main", "develop");

    /**
     * The branch from which a push deploys.
     *
     * @param position the environment's place in the order, from 0
     * @param count how many environments there are
     * @return nothing where an environment is promoted to
     */
    public Optional<String> of(Flow flow, int position, int count) {
        boolean first = position == 0;
        boolean last = position == count - 1;
        return switch (flow) {
            // trunk based up to two environments, a develop branch from three on
            case ORCHESTRATED ->
                count < 3
                        ? Optional.of(trunk).filter(_ -> first)
                        : Optional.of(first ? develop : trunk).filter(_ -> position < 2);
            case PROMOTION -> Optional.of(trunk).filter(_ -> first);
            case BRANCHES -> {
                if (last) {
                    yield Optional.of(trunk);
                }
                yield first ? Optional.of(develop) : Optional.of("release/*").filter(_ -> position == count - 2);
            }
        };
    }
}
