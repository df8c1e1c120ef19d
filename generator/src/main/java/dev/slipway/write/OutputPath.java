package dev.slipway.write;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which paths may be written at all, on any system that a repository is checked out on. */
final class OutputPath {
    /** Names that Windows keeps for devices, with any extension (learn.microsoft.com, "Naming Files, Paths"). */
    private static final Pattern RESERVED = Pattern.compile(
            "(con|prn|aux|nul|conin\\$|conout\\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\\..*)?");

    private static final String FORBIDDEN = "\\:*?\"<>|";
    /** The limit of ext4, APFS and NTFS for one name; in bytes here, which is the strictest of them. */
    private static final int MAX_NAME = 255;

    private OutputPath() {}

    /** Why this path is refused, as the end of a sentence; empty if it is good. */
    static Optional<String> fault(String path) {
        if (path.isEmpty()) {
            return Optional.of("is empty");
        }
        if (path.codePoints().anyMatch(c -> c == '\t' || Printable.deceives(c))) {
            return Optional.of("has a control or invisible character");
        }
        if (path.startsWith("/")) {
            return Optional.of("is absolute");
        }
        if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
            return Optional.of("is not in Unicode's normal form NFC");
        }
        return names(path).stream()
                .map(OutputPath::faultOfName)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The names of a path, one for each level. */
    static List<String> names(String path) {
        return List.of(path.split("/", -1));
    }

    /** The folders above a path, outermost first, without the root. */
    static List<String> folders(String path) {
        List<String> folders = new ArrayList<>();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            folders.add(path.substring(0, slash));
        }
        return folders;
    }

    /** The folder of a path, empty for the root. */
    static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The last name of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Equal for two paths that are one file on a system that ignores case or Unicode form. */
    static String foldCase(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> faultOfName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            return Optional.of("has an empty name between its slashes");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("has `" + name + "` in it");
        }
        if (lower.equals(".git") || lower.startsWith("git~")) {
            return Optional.of("leads into git's own folder");
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return Optional.of("has a name that ends in a dot or a space, which Windows drops");
        }
        if (name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            return Optional.of("has one of " + FORBIDDEN + ", which Windows forbids");
        }
        if (RESERVED.matcher(lower).matches()) {
            return Optional.of("has a name that Windows reserves for a device");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            return Optional.of("has a name of more than " + MAX_NAME + " bytes");
        }
        return Optional.empty();
    }
}
