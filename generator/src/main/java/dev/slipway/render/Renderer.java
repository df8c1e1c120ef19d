package dev.slipway.render;

import dev.slipway.plan.Plan;
import java.util.List;

/** Renders a plan, all of it in memory. */
public final class Renderer {
    private Renderer() {}

    /** The files of a plan, in its order. */
    public static List<RenderedFile> render(Plan plan) {
        return plan.files().stream()
                .map(file -> new RenderedFile(
                        file.path(), Templates.of(file.content()).render(), false))
                .toList();
    }
}
