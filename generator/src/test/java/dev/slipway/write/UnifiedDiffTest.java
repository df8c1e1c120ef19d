package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDiffTest {
    @TempDir
    Path folder;

    @Test
    void showsAChangeWithItsContext() {
        assertThat(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .isEqualTo("""
                        --- a/x.yml
                        +++ b/x.yml
                        @@ -2,7 +2,7 @@
                         2
                         3
                         4
                        -5
                        +five
                         6
                         7
                         8
                        """);
    }

    @Test
    void showsAddedAndDeletedFiles() {
        assertThat(diff(null, "a\n")).isEqualTo("--- /dev/null\n+++ b/x.yml\n@@ -0,0 +1,1 @@\n+a\n");
        assertThat(diff("a\n", null)).isEqualTo("--- a/x.yml\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n");
    }

    @Test
    void showsAMissingFinalNewline() {
        assertThat(diff("a\nb", "a\nb\n")).endsWith("-b\n\\ No newline at end of file\n+b\n");
    }

    @Test
    void showsCharactersThatDeceive() {
        assertThat(diff("a\n", "\u202eevil\u001b[31m\u200b\u2028\n"))
                .endsWith("+\\u{202e}evil\\u{1b}[31m\\u{200b}\\u{2028}\n");
    }

    @Test
    void showsLineEndsOnlyIfNothingElseDiffers() {
        assertThat(diff("a\r\n", "a\n")).contains("-a\\u{d}\n+a\n");
        assertThat(diff("a\r\nb\r\n", "a\nc\n")).contains(" a\n-b\n+c\n");
    }

    @Test
    void doesNotPrintBinaryFiles() {
        assertThat(diff("\u0000\u0001", "a\n")).isEqualTo("Binary files a/x.yml and b/x.yml differ\n");
    }

    /** Git is the judge: what it makes of the old text with our difference is the new text. */
    @Test
    void gitAppliesIt() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 25; round++) {
            String before = text(random);
            String after = text(random);
            Path directory = Files.createDirectory(folder.resolve("round-" + round));
            Files.writeString(directory.resolve("x.yml"), before);
            Files.writeString(directory.resolve("x.diff"), diff(before, after));

            Process git = new ProcessBuilder("git", "apply", "x.diff")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(git.waitFor()).as(output).isZero();
            assertThat(directory.resolve("x.yml")).content().isEqualTo(after);
        }
    }

    private static String text(Random random) {
        String lines = random.ints(30, 0, 6).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        return random.nextBoolean() ? lines : lines + "end";
    }

    private static String diff(@Nullable String before, @Nullable String after) {
        return UnifiedDiff.of(
                "x.yml",
                before == null ? null : Content.of(before, false),
                after == null ? null : Content.of(after, false));
    }
}
