package dev.slipway.catalog;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One Terraform module of the catalog. Its files are published as they are: only its page names a release.
 *
 * @param name its name in kebab case
 * @param major the major version that its folder stands for
 * @param files its files, relative to its folder
 */
public record TerraformModule(String name, int major, List<String> files) {
    private static final String PAGE = "README.md";
    private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");

    /**
     * A variable or an output, as the page tells of it.
     *
     * @param name its name
     * @param meaning what it is
     * @param required whether a caller has to give it
     */
    public record Value(String name, String meaning, boolean required) {}

    public TerraformModule {
        files = List.copyOf(files);
    }

    /** The modules that the program carries, by name and version. */
    public static List<TerraformModule> all() {
        return PackagedFiles.of("terraform-modules")
                .map(module -> new TerraformModule(module.name(), module.major(), module.files()))
                .toList();
    }

    /**
     * Where one of its files stands in the published repository, and where it is packaged. The folder of the version
     * belongs to it: a release holds every version that is supported, so that nobody has to change their
     * infrastructure to get new workflows.
     */
    public String path(String file) {
        return "terraform-modules/" + name + "/v" + major + "/" + file;
    }

    /** Where its page stands in the published repository. */
    public String page() {
        return path(PAGE);
    }

    /** What it is for, in one paragraph. */
    public String description() {
        return pageLines()
                .filter(line -> !line.startsWith("#"))
                .dropWhile(String::isBlank)
                .takeWhile(line -> !line.isBlank())
                .collect(Collectors.joining(" "));
    }

    /** What a caller gives to it. */
    public List<Value> variables() {
        return table("## Variables", 3);
    }

    /** What it gives to a caller. */
    public List<Value> outputs() {
        return table("## Outputs", 1);
    }

    /** The text of one of its files. */
    public String text(String file) {
        return Resources.text("terraform-modules/" + name + "/v" + major + "/" + file);
    }

    private Stream<String> pageLines() {
        return text(PAGE).lines();
    }

    /** Rows of the table under a heading; its build checks that it is what the files of the module say. */
    private List<Value> table(String heading, int meaning) {
        return pageLines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> CELLS.splitAsStream(line.substring(1))
                        .map(String::strip)
                        .toList())
                .map(cells -> new Value(
                        cells.getFirst().replace("`", ""),
                        cells.get(meaning).replace("\\|", "|"),
                        meaning > 1 && cells.get(meaning - 1).equals("required")))
                .toList();
    }
}
