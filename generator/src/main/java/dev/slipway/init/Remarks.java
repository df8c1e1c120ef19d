package dev.slipway.init;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the user should know about the detection: what was not read, and what was found twice. */
final class Remarks {
    /** A repository with more of them has one cause for many. */
    private static final int MOST = 20;

    private final Set<String> all = new LinkedHashSet<>();
    private int more;

    /** Keeps one sentence without a full stop. It holds nothing of the repository but what {@link Allowed} lets through. */
    void add(String remark) {
        if (all.size() < MOST) {
            all.add(remark);
        } else if (!all.contains(remark)) {
            more++;
        }
    }

    List<String> all() {
        Set<String> shown = new LinkedHashSet<>(all);
        if (more > 0) {
            shown.add(more + " more remarks are not shown");
        }
        return List.copyOf(shown);
    }
}
