package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HostileStrings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SiblingsTest {
    private final Siblings siblings = new Siblings("acme/actions", "v12.3.4");

    @Test
    void partsNameEachOtherAtExactlyTheirRelease() {
        assertThat(siblings.ref("python-setup")).hasToString("acme/actions/python-setup@v12.3.4");
        assertThat(siblings.workflow("python-ci")).hasToString("acme/actions/.github/workflows/python-ci.yml@v12.3.4");
    }

    @Test
    void pagesNameTheMovingTagAsUsersDo() {
        assertThat(siblings.major("python-setup")).hasToString("acme/actions/python-setup@v12");
        assertThat(siblings.majorWorkflow("python-ci")).hasToString("acme/actions/.github/workflows/python-ci.yml@v12");
        assertThat(siblings.majorTag()).isEqualTo("v12");
    }

    static Stream<String> hostile() {
        return HostileStrings.all();
    }

    /** A reference enters YAML unquoted, so that what could end or change a scalar must not become one. */
    @ParameterizedTest
    @MethodSource("hostile")
    void aReferenceHoldsNothingThatYamlWouldRead(String text) {
        String harmless = "[A-Za-z0-9_./-]+";
        if (text.matches(harmless)) {
            assertThat(new ActionRef("acme/actions", "x" + text, null).toString())
                    .matches("acme/actions@x" + harmless);
        } else {
            assertThatThrownBy(() -> new ActionRef("acme/" + text, "v1", null)).hasMessageContaining("not a reference");
            assertThatThrownBy(() -> new ActionRef("acme/actions", text, null)).hasMessageContaining("not a reference");
            assertThatThrownBy(() -> new ActionRef("acme/actions", "v1", text)).hasMessageContaining("not a reference");
        }
    }

    @Test
    void aCommitCarriesItsVersionAsAComment() {
        assertThat(new ActionRef("acme/actions", "0123456789abcdef0123456789abcdef01234567", "v1.2.3"))
                .hasToString("acme/actions@0123456789abcdef0123456789abcdef01234567 # v1.2.3");
    }
}
