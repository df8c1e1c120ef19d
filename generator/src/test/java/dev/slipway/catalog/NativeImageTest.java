package dev.slipway.catalog;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a JVM can tell of the native image: that no file is opened which the image is not told to hold, and that no
 * class of ours is looked up by its name. It cannot tell whether libraries look up theirs, nor whether the extensions
 * register what picocli and Qute need: only a build with GraalVM does, see {@code native/tests/run}.
 */
class NativeImageTest {
    private static final Path SOURCES = Path.of("src", "main");
    /** A call, with the literal that its argument starts with. */
    private static final Pattern OPENS = Pattern.compile("Resources\\s*\\.(?:text|exists)\\(\\s*(?:\"([^\"]*)\")?");

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.slipway");

    @Test
    void everyFileThatIsOpenedIsIncluded() throws IOException {
        List<String> starts = new ArrayList<>();
        for (Path source : files(SOURCES.resolve("java"))) {
            OPENS.matcher(Files.readString(source))
                    .results()
                    .map(found -> found.group(1) == null ? "in " + source : found.group(1))
                    .forEach(starts::add);
        }
        List<String> packaged = packaged();

        assertThat(starts).hasSizeGreaterThanOrEqualTo(6);
        assertThat(starts).allSatisfy(start -> {
            List<String> opened =
                    packaged.stream().filter(path -> path.startsWith(start)).toList();
            assertThat(opened).as("files below " + start).isNotEmpty().allMatch(NativeImageTest::included);
        });
    }

    @Test
    void everyFileOfTheCatalogIsPackagedAndIncluded() throws IOException {
        assertThat(packaged()).isNotEmpty().allMatch(Resources::exists).allMatch(NativeImageTest::included);
    }

    @Test
    void aFileOfAnotherFolderWouldNotBeIncluded() {
        assertThat(Stream.of("application.properties", "other/x.yml", "pins/deep/action.yml"))
                .noneMatch(NativeImageTest::included);
    }

    @Test
    void onlyOneClassOpensFilesOfTheClassPath() {
        forbid(noClasses().that().doNotBelongToAnyOf(Resources.class).should());
    }

    private static void forbid(ClassesShould should) {
        should.callMethod(ClassLoader.class, "getResourceAsStream", String.class)
                .orShould()
                .callMethod(ClassLoader.class, "getResource", String.class)
                .orShould()
                .callMethod(ClassLoader.class, "getResources", String.class)
                .orShould()
                .callMethod(Class.class, "getResourceAsStream", String.class)
                .orShould()
                .callMethod(Class.class, "getResource", String.class)
                .check(PROGRAM);
    }

    /** The resolvers that Qute's build step makes, and registers, are the exception; TemplateEngine says so. */
    @Test
    void noClassIsLookedUpByItsName() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.slipway.render.TemplateEngine")
                .should()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(ClassLoader.class, "loadClass", String.class)
                .orShould()
                .callMethod(Class.class, "getDeclaredConstructor", Class[].class)
                .orShould()
                .callMethod(Class.class, "getRecordComponents")
                .orShould()
                .callMethod(Class.class, "getDeclaredFields")
                .orShould()
                .callMethod(ServiceLoader.class, "load", Class.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect", "java.lang.invoke.proxies")
                .check(PROGRAM);
    }

    /** The files of the program and of the catalog, as they stand on the class path. */
    private static List<String> packaged() throws IOException {
        List<String> packaged = new ArrayList<>();
        Path resources = SOURCES.resolve("resources");
        for (Path file : files(resources)) {
            packaged.add(resources.relativize(file).toString().replace('\\', '/'));
        }
        packaged.remove("application.properties");
        for (CatalogPart.Kind kind : CatalogPart.Kind.values()) {
            packaged.add("META-INF/slipway/" + kind.folder() + ".index");
        }
        for (CatalogPart part : CatalogIndex.load().parts()) {
            part.files().forEach(file -> packaged.add("templates/" + part.templatePath(file)));
        }
        packaged.add("META-INF/slipway/terraform-modules.index");
        for (TerraformModule module : TerraformModule.all()) {
            module.files().forEach(file -> packaged.add(module.path(file)));
        }
        return packaged;
    }

    private static boolean included(String path) {
        return patterns().stream()
                .anyMatch(glob ->
                        FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(path)));
    }

    private static List<String> patterns() {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(SOURCES.resolve("resources/application.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                properties.getProperty("quarkus.native.resources.includes").split(",", -1));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
