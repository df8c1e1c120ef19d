package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the allow-lists let through; what they refuse is in the bad files and in {@link HostileValuesTest}. */
class TextsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"main", "develop", "release/1.2", "feature/a_b-c", "v1", "a.b", "locker", "x.lockx", "HEADS"})
    void acceptsBranches(String branch) {
        assertThat(Texts.branch().matches(branch)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD",
                "refs/heads/main",
                "a..b",
                "a//b",
                "/a",
                "a/",
                "a.",
                ".a",
                "a/.b",
                "a./b",
                "a.lock",
                "a.lock/b",
                "-a",
                "a b",
                "a~1",
                "a^",
                "a:b",
                "a?",
                "a*",
                "a[b",
                "a\\b",
                "a@{1}",
                "@",
                "!a",
                "./main",
                "",
                "3d3c42e5aac5ba805825da76410c181273ba90b1"
            })
    void refusesWhatIsNoBranch(String branch) {
        assertThat(Texts.branch().matches(branch)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"src", "iac/terraform", "a.b/c_d-e", "_x", "1", "a..b"})
    void acceptsPaths(String path) {
        assertThat(Texts.path().matches(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a/b.", "a//b", "a/../b", "a/.", ".a", "-a", "a/-b", "a b", "a:b", "a*", "a/"})
    void refusesWhatIsNoPath(String path) {
        assertThat(Texts.path().matches(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/actions@v1",
                "acme/actions@v0",
                "acme/actions@v1.22.333",
                "a-b/x.y@v1",
                "A/_.-@v10",
                "acme/actions@3d3c42e5aac5ba805825da76410c181273ba90b1"
            })
    void acceptsReferences(String reference) {
        assertThat(Texts.actions().matches(reference)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme@v1", "acme/actions", "acme/actions@", "acme/actions/x@v1", "acme/actions@v1.2",
                        "acme/actions@v01",
                "acme/actions@1", "-a/b@v1", "a-/b@v1", "a--b/c@v1", "a_b/c@v1", "acme/actions@v1@v2",
                "acme/actions@3D3C42E5AAC5BA805825DA76410C181273BA90B1"
            })
    void refusesWhatIsNoReference(String reference) {
        assertThat(Texts.actions().matches(reference)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"github-actions-dev", "a", "Deploy+=,.@_-x", "arn:aws:iam::093646564004:role/a/b/c"})
    void acceptsRoles(String role) {
        assertThat(Texts.role().matches(role)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a/b",
                "arn:aws:iam::12:role/a",
                "arn:aws:iam::093646564004:role/",
                "arn:aws:sts::093646564004:role/a",
                "arn:aws-iso:iam::093646564004:role/a",
                "arn:aws:iam::093646564004:role//a"
            })
    void refusesWhatIsNoRole(String role) {
        assertThat(Texts.role().matches(role)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.11.4", "0.12.31", "10.0.0"})
    void acceptsExactVersions(String version) {
        assertThat(Texts.terraformVersion().matches(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.11", "v1.11.4", "1.11.x", "~> 1.11.0", "1.11.4-rc1", "01.1.1", "latest", "1.11.4 "})
    void refusesLooseVersions(String version) {
        assertThat(Texts.terraformVersion().matches(version)).isFalse();
    }
}
