package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinsTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void readsCommitAndVersion() {
        Pins pins = Pins.parse(List.of("    - uses: actions/checkout@" + COMMIT + " # v4.5.6", "    # a remark"));

        assertThat(pins.checkout()).hasToString("actions/checkout@" + COMMIT + " # v4.5.6");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- uses: actions/checkout@v4",
                "- uses: actions/checkout@main # v4.5.6",
                "- uses: actions/checkout@" + COMMIT,
                "- uses: actions/checkout@" + COMMIT + " # v4",
                "- uses: actions/checkout@" + COMMIT + " # 4.5.6",
                "- uses: actions/checkout@0123456 # v4.5.6",
                "- uses: actions/checkout@0123456789ABCDEF0123456789ABCDEF01234567 # v4.5.6",
                "- uses: actions/checkout@" + COMMIT + "0 # v4.5.6",
                "- uses: actions/checkout@" + COMMIT + " # v4.5.6 # zizmor: ignore",
                "- uses: ./local # v4.5.6",
                "- uses: docker://image@sha256:" + COMMIT,
            })
    void refusesWhatIsNoFullCommitWithItsVersion(String line) {
        assertThatThrownBy(() -> Pins.parse(List.of(line)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(line);
    }

    @Test
    void refusesAnActionThatIsPinnedTwice() {
        String line = "- uses: actions/checkout@" + COMMIT + " # v4.5.6";

        assertThatThrownBy(() -> Pins.parse(List.of(line, line)))
                .hasMessageContaining("pinned twice: actions/checkout");
    }

    @Test
    void aPinThatIsAskedForAndNotThereIsADefect() {
        assertThatThrownBy(() -> Pins.parse(List.of()).setupTerraform())
                .hasMessageContaining("hashicorp/setup-terraform");
    }

    @Test
    void everyPinOfTheFileIsAFullCommitOfADifferentAction() {
        Pins pins = Pins.load();

        assertThat(List.of(
                        pins.attest(),
                        pins.checkout(),
                        pins.codecov(),
                        pins.setupPython(),
                        pins.uploadArtifact(),
                        pins.downloadArtifact(),
                        pins.setupTerraform()))
                .doesNotHaveDuplicates()
                .allSatisfy(pin ->
                        assertThat(pin.toString()).matches("[a-z]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+"));
    }
}
