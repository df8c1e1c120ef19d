package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of the catalog's templates as they stand in the source. */
class TemplateSourcesTest {
    private static final Map<String, String> TYPES =
            Map.of("pins", "dev.slipway.catalog.Pins", "actions", "dev.slipway.catalog.Siblings");
    private static final Pattern EXPRESSION = Pattern.compile("\\{=([a-zA-Z]+)");
    private static final Pattern DECLARATION = Pattern.compile("(?m)^\\{@(\\S+) ([a-zA-Z]+)}$");
    /** What the published text would still hold of a template that is written wrongly. */
    private static final Pattern OTHER_TAGS = Pattern.compile("\\{[#/!|]");

    static Stream<Arguments> templates() {
        return CatalogIndex.load().parts().stream()
                .flatMap(part -> Stream.of(part.kind().definition(), "README.md")
                        .map(part::templatePath)
                        .map(path -> Arguments.of(path, Resources.text("templates/" + path))));
    }

    /** Qute checks expressions at build time only against declared parameters. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void declaresExactlyTheParametersThatItUses(String path, String text) {
        Set<String> used = new TreeSet<>();
        EXPRESSION.matcher(text).results().forEach(found -> used.add(found.group(1)));
        List<String> declared = DECLARATION
                .matcher(text)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .toList();

        assertThat(TYPES.keySet()).containsAll(used);
        assertThat(declared)
                .containsExactlyInAnyOrderElementsOf(
                        used.stream().map(name -> TYPES.get(name) + " " + name).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void decidesNothing(String path, String text) {
        assertThat(text).doesNotContainPattern(OTHER_TAGS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("templates")
    void namesNoVersionOfAnActionItself(String path, String text) {
        assertThat(text).doesNotContainPattern("uses: *[^{\\s]+@").doesNotContainPattern("[0-9a-f]{40}\\b");
    }
}
