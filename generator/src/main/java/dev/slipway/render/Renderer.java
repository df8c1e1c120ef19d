package dev.slipway.render;

import dev.slipway.plan.FileContent;
import dev.slipway.plan.Plan;
import java.util.List;

/** Renders a plan, all of it in memory. */
public final class Renderer {
    private Renderer() {}

    /** The files of a plan, in its order. */
    public static List<RenderedFile> render(Plan plan) {
        return plan.files().stream()
                .map(file -> new RenderedFile(file.path(), text(file.content()), false))
                .toList();
    }

    private static String text(FileContent content) {
        return switch (content) {
            case FileContent.TerraformValues values -> HclText.of(values.values());
            case FileContent.Workflow workflow -> Templates.of(workflow).render();
        };
    }
}
