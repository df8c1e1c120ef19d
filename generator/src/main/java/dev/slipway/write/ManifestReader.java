package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest as what it is, a file that anyone may have changed: a line that is not one of ours, or that leads
 * out of the directory, is a warning and nothing else.
 */
final class ManifestReader {
    /** Far beyond any real one, and small enough to read without a thought. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int MAX_WARNINGS = 20;
    private static final int MAX_SHOWN = 200;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

    private final Ownership ownership;
    private final String path;
    private final Manifest manifest = new Manifest();
    private final List<Diagnostic> warnings = new ArrayList<>();

    private ManifestReader(Ownership ownership) {
        this.ownership = ownership;
        this.path = ownership.manifest();
    }

    /** A manifest with what was wrong in its file. */
    record Read(Manifest manifest, List<Diagnostic> warnings) {}

    static Read read(Ownership ownership, Content content) {
        ManifestReader reader = new ManifestReader(ownership);
        reader.readAll(content.bytes());
        return new Read(reader.manifest, List.copyOf(reader.warnings));
    }

    static Diagnostic tooLarge(Ownership ownership) {
        return warning(ownership, "`" + ownership.manifest() + "` is too large for a manifest and is not read", null);
    }

    private void readAll(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            warnings.add(tooLarge(ownership));
            return;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(LineEndings.fold(bytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            warnings.add(warning(ownership, "`" + path + "` is not text and is not read", null));
            return;
        }
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length && warnings.size() < MAX_WARNINGS; i++) {
            readLine(lines[i], i + 1);
        }
    }

    private void readLine(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        Matcher matcher = LINE.matcher(line);
        Optional<String> fault = matcher.matches()
                ? OutputPath.fault(matcher.group(2)).map(f -> "path " + f)
                : Optional.of("not `sha256  path`");
        if (fault.isPresent()) {
            warnings.add(warning(ownership, "line of the manifest ignored: " + fault.get(), span(line, number)));
        } else if (!matcher.group(2).equals(path)) {
            manifest.add(matcher.group(2), matcher.group(1));
        }
    }

    private SourceSpan span(String line, int number) {
        String shown = Printable.escape(line.substring(0, Math.min(line.length(), MAX_SHOWN)));
        return new SourceSpan(path, number, 1, shown.codePointCount(0, shown.length()) + 1, shown);
    }

    private static Diagnostic warning(Ownership ownership, String message, @Nullable SourceSpan span) {
        return Diagnostic.warning(
                Problem.MANIFEST_ENTRY,
                message,
                span,
                "the next `" + ownership.command() + "` writes the manifest anew");
    }
}
