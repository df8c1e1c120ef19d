package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder whose content becomes the root of the package, and whether there is a function in it. */
final class SourceDetector {
    private static final Pattern HANDLER = Pattern.compile("(?m)^(?:async )?def (?:lambda_)?handler\\(");
    /** {@code package.module.function} of a Lambda function's configuration. */
    private static final Pattern ENTRY_POINT =
            Pattern.compile("([A-Za-z_]\\w{0,60}(?:[./][A-Za-z_]\\w{0,60}){0,9})\\.[A-Za-z_]\\w{0,60}");

    private static final Pattern ZIPPED =
            Pattern.compile("(?:\\$\\{path\\.(?:module|root)}/)?((?:\\.\\./)*)([A-Za-z0-9_./-]{1,200})");
    private static final Set<String> NOT_SOURCE =
            Set.of("tests", "test", "docs", "doc", "examples", "example", "scripts");
    private static final int MOST_MODULES = 2_000;

    private final RepositoryTree tree;
    private final TerraformFiles terraform;
    private final Remarks remarks;
    private final List<String> modules;

    SourceDetector(RepositoryTree tree, TerraformFiles terraform, Remarks remarks) {
        this.tree = tree;
        this.terraform = terraform;
        this.remarks = remarks;
        this.modules = tree.files()
                .filter(path -> path.endsWith(".py"))
                .filter(path -> Stream.of(RepositoryTree.folder(path).split("/", -1))
                        .noneMatch(name -> NOT_SOURCE.contains(name) || name.startsWith(".")))
                .limit(MOST_MODULES)
                .toList();
    }

    /**
     * What was found.
     *
     * @param folder where the code is, {@code .} for the root; empty if there is no code
     * @param lambda whether it is delivered as the zip of a Lambda function
     */
    record Source(Optional<String> folder, boolean lambda) {}

    Source detect() {
        List<String> handlers = handlerFolders();
        boolean functions = zippedFunctions();
        Optional<String> folder = usual().or(() -> entryPointFolders().stream().findFirst())
                .or(() -> handlers.stream().findFirst())
                .or(this::zipped)
                .or(this::onlyFolder)
                .filter(this::isUsable);
        if (functions && folder.isEmpty()) {
            remarks.add("Terraform has a Lambda function, but no Python code for it was found");
        }
        if (folder.isPresent() && !folder.get().equals("src") && handlers.size() > 1) {
            remarks.add("handlers were found in several folders, of which one can be packaged: "
                    + String.join(
                            ", ", handlers.stream().map(Allowed::shown).limit(5).toList()));
        }
        return new Source(
                folder.map(found -> found.isEmpty() ? "." : found),
                folder.isPresent() && (functions || (!handlers.isEmpty() && !imageFunctions())));
    }

    private Optional<String> usual() {
        return modules.stream().anyMatch(path -> path.startsWith("src/")) ? Optional.of("src") : Optional.empty();
    }

    /** The folders from which the entry points that Terraform names can be imported. */
    private List<String> entryPointFolders() {
        return terraform
                .everything()
                .flatMap(body -> body.values("handler"))
                .flatMap(Hcl::texts)
                .map(ENTRY_POINT::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1).replace('.', '/') + ".py")
                .flatMap(file -> modules.stream()
                        .filter(path -> path.equals(file) || path.endsWith("/" + file))
                        .map(path -> RepositoryTree.folder(path.substring(0, path.length() - file.length()) + "x")))
                .distinct()
                .sorted()
                .toList();
    }

    /** The folders with a handler; for a module in a package, the folder that holds the outermost package. */
    private List<String> handlerFolders() {
        return modules.stream()
                .filter(path -> tree.text(path)
                        .filter(text -> HANDLER.matcher(text).find())
                        .isPresent())
                .map(this::importedFrom)
                .distinct()
                .toList();
    }

    private String importedFrom(String module) {
        String folder = RepositoryTree.folder(module);
        while (!folder.isEmpty() && tree.has(folder + "/__init__.py")) {
            folder = RepositoryTree.folder(folder);
        }
        return folder;
    }

    /** The folder that Terraform itself would zip. */
    private Optional<String> zipped() {
        for (var entry : terraform.configurations().entrySet()) {
            Optional<String> folder = entry.getValue().stream()
                    .flatMap(body -> body.blocks("data"))
                    .filter(block -> block.labels().contains("archive_file"))
                    .flatMap(block -> block.body().text("source_dir").stream())
                    .map(text -> resolved(entry.getKey(), text))
                    .flatMap(Optional::stream)
                    .filter(found -> tree.holds(found, path -> path.endsWith(".py")))
                    .findFirst();
            if (folder.isPresent()) {
                return folder;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> resolved(String from, String text) {
        var matcher = ZIPPED.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String base = from;
        for (int up = matcher.group(1).length() / 3; up > 0; up--) {
            if (base.isEmpty()) {
                return Optional.empty();
            }
            base = RepositoryTree.folder(base);
        }
        return Optional.of(base.isEmpty() ? matcher.group(2) : base + "/" + matcher.group(2));
    }

    /** The one folder at the root that holds all of the code. */
    private Optional<String> onlyFolder() {
        List<String> folders = modules.stream()
                .filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .distinct()
                .toList();
        if (folders.size() > 1) {
            remarks.add("Python code was found in several folders: "
                    + String.join(
                            ", ", folders.stream().map(Allowed::shown).limit(5).toList()));
        }
        if (folders.isEmpty() && !modules.isEmpty()) {
            remarks.add("the Python files at the root are not checked: only code in a folder is");
        }
        return folders.stream()
                .filter(folder -> Allowed.is(Allowed.PATH, folder))
                .findFirst();
    }

    private boolean isUsable(String folder) {
        if (folder.isEmpty() || Allowed.is(Allowed.PATH, folder)) {
            return true;
        }
        remarks.add("the folder with the code has an unusual name and is left out");
        return false;
    }

    private boolean zippedFunctions() {
        return terraform.resources("aws_lambda_function").anyMatch(body -> !isImage(body));
    }

    private boolean imageFunctions() {
        boolean image = terraform.resources("aws_lambda_function").anyMatch(SourceDetector::isImage);
        if (image) {
            remarks.add("the Lambda function is a container image, which is not supported");
        }
        return image;
    }

    private static boolean isImage(Hcl.Body function) {
        return function.text("package_type").filter("Image"::equals).isPresent();
    }
}
