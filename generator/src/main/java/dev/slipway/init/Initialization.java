package dev.slipway.init;

import java.io.IOException;
import java.nio.file.Path;

/** The use case behind {@code slipway init}: from a repository to a configuration for it. Writes nothing. */
public final class Initialization {
    private Initialization() {}

    /**
     * Looks at a repository and asks for the rest.
     *
     * @throws IOException if the directory cannot be listed
     * @throws Questions.Ended if a question got no answer at all
     */
    public static Proposal propose(Path directory, Questions questions) throws IOException, Questions.Ended {
        RepositoryFacts facts = FactFinder.find(directory, RepositoryTree.Limits.USUAL);
        return Proposal.of(new Interview(questions).complete(facts));
    }
}
