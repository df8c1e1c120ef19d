package dev.slipway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The laws of the house. */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.slipway");

    @Test
    void packagesDependInOneDirection() {
        slices().matching("dev.slipway.(**)").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void onlyTheCommandsKnowPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.slipway.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(PROGRAM);
    }

    @Test
    void nothingKnowsTheCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.slipway.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.slipway.cli")
                .check(PROGRAM);
    }

    @Test
    void yamlIsReadInTwoPlaces() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.slipway.config", "dev.slipway.catalog")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .check(PROGRAM);
    }

    @Test
    void templatesAreRenderedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.slipway.render", "dev.slipway.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarkus.qute..")
                .check(PROGRAM);
    }

    @Test
    void onlyOnePackageWritesToDisk() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.slipway.write")
                .should()
                .callMethodWhere(
                        com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                        com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                                com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo(
                                                        Files.class)))
                                .and(
                                        com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                                com.tngtech.archunit.core.domain.properties.HasName.Predicates
                                                        .nameMatching(
                                                                "write.*|create.*|delete.*|move|copy|set.*|newOutputStream|newBufferedWriter|newByteChannel"))))
                .check(PROGRAM);
    }

    @Test
    void noClassReflects() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.slipway.render.TemplateEngine")
                .and(resideInAnyPackage("dev.slipway.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect")
                .check(PROGRAM);
    }

    @Test
    void outputGoesThroughTheCommandLine() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(PROGRAM);
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
        var packages = PROGRAM.stream()
                .map(type -> type.getPackage())
                .filter(p -> p.getName().startsWith("dev.slipway.")
                        && p.getClasses().stream()
                                .anyMatch(type -> !type.getSimpleName().equals("package-info")))
                .distinct()
                .toList();
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as(p.getName())
                        .isTrue());
    }

    @Test
    void namesSayWhatAClassDoes() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .check(PROGRAM);
    }
}
