package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".github/workflows/deploy-prod.yml",
                "iac/terraform/dev.tfvars",
                "caf\u00e9/\u4e2d.yml",
                "console.yml",
                "com10.yml",
                ".gitattributes",
                ".github/..a/b..c",
                " leading space",
            })
    void acceptsPathsThatEverySystemHolds(String path) {
        assertThat(OutputPath.fault(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../x",
                "a/../../x",
                "a/./b",
                "a//b",
                "a/",
                "/etc/passwd",
                "//host/share",
                "C:\\x",
                "C:x",
                "a\\..\\b",
                "a\u0000b",
                "a\nb",
                "a\tb",
                "a\u202eb",
                "a\u200bb",
                "\ufeffa",
                "cafe\u0301.yml",
                "con",
                "CON.yml",
                "a/nul.tar.gz",
                "Com1",
                "lpt\u00b9.txt",
                "a./b",
                "a ",
                "a /b",
                "what?.yml",
                "a*b",
                "a<b",
                ".git/config",
                ".GIT/hooks/pre-commit",
                "x/.git/y",
                "git~1/config",
            })
    void refusesPathsThatLeadAwayOrThatSomeSystemCannotHold(String path) {
        assertThat(OutputPath.fault(path)).isPresent();
    }

    @Test
    void refusesANameThatIsTooLongInBytes() {
        assertThat(OutputPath.fault("a/" + "\u4e2d".repeat(85))).isEmpty();
        assertThat(OutputPath.fault("a/" + "\u4e2d".repeat(86))).isPresent();
    }
}
