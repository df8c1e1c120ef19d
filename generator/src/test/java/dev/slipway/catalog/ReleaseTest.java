package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HostileStrings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReleaseTest {

    @ParameterizedTest
    @CsvSource({"v1.2.3, 1", "v0.0.0, 0", "v12.0.1, 12", "v999999.999999.999999, 999999"})
    void aTagHasAMajorVersion(String tag, int major) {
        assertThat(new Release(tag).major()).isEqualTo(major);
    }

    static Stream<String> noTags() {
        return Stream.concat(
                HostileStrings.all(),
                Stream.of(
                        "1.2.3",
                        "v1",
                        "v1.2",
                        "v1.2.3.4",
                        "v01.2.3",
                        "v1.02.3",
                        "v1.2.3-rc.1",
                        "v1.2.3+1",
                        "V1.2.3",
                        "v1.2.3\n",
                        "\nv1.2.3",
                        "v-1.2.3",
                        "v1000000.0.0",
                        "v1.2.x",
                        "v\u0661.2.3"));
    }

    @ParameterizedTest
    @MethodSource("noTags")
    void anythingElseIsRefused(String text) {
        assertThat(Release.isTag(text)).isFalse();
        assertThatThrownBy(() -> new Release(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatWasUnreleasedIsNowThisRelease() {
        assertThat(new Release("v1.2.3").changelog("# Changes\n\n## Unreleased\n\n- a\n- b\n  and c\n", ""))
                .isEqualTo("# Changes\n\n## v1.2.3\n\n- a\n- b\n  and c\n");
    }

    @Test
    void earlierReleasesStayAndAreNotRepeated() {
        String first = new Release("v1.9.0").changelog("# Changes\n\n## Unreleased\n\n- a\n", "");
        String second = new Release("v1.10.0").changelog("# Changes\n\n## Unreleased\n\n- b\n- a\n", first);
        String third = new Release("v1.10.1").changelog("# Changes\n\n## Unreleased\n\n- b\n- a\n", second);

        assertThat(second).isEqualTo("# Changes\n\n## v1.10.0\n\n- b\n\n## v1.9.0\n\n- a\n");
        assertThat(third)
                .startsWith("# Changes\n\n## v1.10.1\n\n- Nothing that a caller would notice.\n\n## v1.10.0\n");
        assertThat(new Release("v1.10.0").changelog("# Changes\n\n## Unreleased\n\n- b\n- a\n", second))
                .as("published again")
                .isEqualTo(second);
        assertThat(Release.newestIn(third)).contains(new Release("v1.10.1"));
        assertThat(Release.newestIn("")).isEmpty();
    }

    @Test
    void aNoteThatAnEarlierOneBeginsWithIsNotLeftOut() {
        String first = new Release("v1.0.0").changelog("# Changes\n\n## Unreleased\n\n- a new input\n  of all\n", "");

        assertThat(new Release("v1.1.0").changelog("# Changes\n\n## Unreleased\n\n- a new input\n", first))
                .startsWith("# Changes\n\n## v1.1.0\n\n- a new input\n\n## v1.0.0\n\n- a new input\n  of all\n");
    }

    @Test
    void thePackagedChangelogHasSomethingToRelease() {
        String changelog = Resources.text("catalog/CHANGELOG.md");

        assertThat(changelog).containsOnlyOnce("## Unreleased");
        assertThat(new Release("v1.2.3").changelog(changelog, ""))
                .contains("\n## v1.2.3\n")
                .doesNotContain("Unreleased");
    }

    /** Who looks for a workflow or an action finds the release that brought it. */
    @Test
    void thePackagedChangelogNamesAllThatIsPublished() {
        String changelog = Resources.text("catalog/CHANGELOG.md");

        assertThat(CatalogIndex.load().parts(1))
                .isNotEmpty()
                .allSatisfy(part -> assertThat(changelog).contains("`" + part.name() + "`"));
        assertThat(TerraformModule.all())
                .isNotEmpty()
                .allSatisfy(module -> assertThat(changelog).contains("`" + module.name() + "`"));
    }
}
