package dev.slipway.write;

import dev.slipway.plan.FileRole;
import dev.slipway.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;

/** Three generations of one directory, with every kind of change between them. */
final class Outputs {
    static final int FIRST = 1;
    static final int SECOND = 2;
    static final int THIRD = 3;

    private Outputs() {}

    static Output generation(int number, boolean headers) {
        List<RenderedFile> files = switch (number) {
            case FIRST ->
                List.of(
                        file(".github/workflows/changed.yml", "name: first\n"),
                        file(".github/workflows/gone.yml", "name: gone\n"),
                        file(".github/workflows/same.yml", "name: same\n"),
                        file("old/gone.tf", "# gone\n"));
            case SECOND ->
                List.of(
                        file(".github/workflows/changed.yml", "name: second\n"),
                        file(".github/workflows/added.yml", "name: added\n"),
                        file(".github/workflows/same.yml", "name: same\n"),
                        new RenderedFile("new/deep/run.sh", "#!/bin/sh\nexit 0\n", true));
            case THIRD ->
                List.of(file(".github/workflows/changed.yml", "name: third\n"), file("third/x.yml", "name: x\n"));
            default -> throw new IllegalArgumentException("no generation " + number);
        };
        List<RenderedFile> all = new ArrayList<>(files);
        all.add(new RenderedFile("pytest.ini", "[pytest]\n", false, new FileRole.Seed()));
        all.add(new RenderedFile(
                "README.md",
                "generation " + number + "\n",
                false,
                new FileRole.Section("usage", "# x\n\n", FileRole.Place.END)));
        return headers ? Output.generated(all) : Output.published(all);
    }

    private static RenderedFile file(String path, String text) {
        return new RenderedFile(path, text, false);
    }
}
