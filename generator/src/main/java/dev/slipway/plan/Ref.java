package dev.slipway.plan;

import java.util.regex.Pattern;

/**
 * What the queue of an environment takes for one branch, as an expression of GitHub's: the ref of the run, or for a
 * pattern such as {@code release/*} one word for all branches that fit to it. Its text is checked when it is made, so it
 * enters YAML as it is.
 *
 * @param text the expression
 */
public record Ref(String text) {
    private static final String BRANCH = "[A-Za-z0-9_][A-Za-z0-9._/-]*";
    private static final Pattern TEXT = Pattern.compile("(startsWith\\(github\\.ref, 'refs/heads/" + BRANCH
            + "'\\) && '" + BRANCH + "\\*{1,2}' \\|\\| )?github\\.ref");

    public Ref {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a ref: " + text);
        }
    }

    /**
     * That of an environment. A run of any other branch has a word of its own, and so pushes nothing out of the queue.
     *
     * @param branch the branch that deploys to it, or a pattern that ends in a star
     * @throws IllegalArgumentException if a star stands elsewhere
     */
    static Ref of(String branch) {
        int star = branch.indexOf('*');
        return new Ref(
                star < 0
                        ? "github.ref"
                        : "startsWith(github.ref, 'refs/heads/" + branch.substring(0, star) + "') && '" + branch
                                + "' || github.ref");
    }

    @Override
    public String toString() {
        return text;
    }
}
