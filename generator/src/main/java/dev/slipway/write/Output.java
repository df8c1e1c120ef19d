package dev.slipway.write;

import dev.slipway.plan.FileRole;
import dev.slipway.render.RenderedFile;
import java.util.List;

/**
 * Everything that a directory shall hold of Slipway's.
 *
 * @param files all of its files: one that was written before and is no longer here is an orphan
 * @param ownership how its files are known
 * @param adopting whether files that are hand-written or hand-edited are taken over instead of refused
 */
public record Output(List<RenderedFile> files, Ownership ownership, boolean adopting) {
    public Output {
        files = List.copyOf(files);
    }

    /** A service's workflows. */
    public static Output generated(List<RenderedFile> files) {
        return new Output(files, Ownership.GENERATED, false);
    }

    /** The catalog's tree. */
    public static Output published(List<RenderedFile> files) {
        return new Output(files, Ownership.PUBLISHED, false);
    }

    /** What the platform team applies for a service, in a folder that has the service's name. */
    public static Output bootstrapped(String service, List<RenderedFile> files) {
        return new Output(files, Ownership.bootstrapped(service), false);
    }

    /** The same with {@code --adopt}, if {@code adopt} is true. */
    public Output adopting(boolean adopt) {
        return new Output(files, ownership, adopt);
    }

    /** What shall be on disk for one of the files. */
    Content content(RenderedFile file) {
        boolean ours = file.role() instanceof FileRole.Owned;
        String text = ours && ownership.headers()
                ? Header.stamp(file.text(), ownership.style(file.path()), ownership.command())
                : file.text();
        return Content.of(text, file.executable());
    }
}
