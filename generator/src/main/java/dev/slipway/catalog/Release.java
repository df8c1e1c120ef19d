package dev.slipway.catalog;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A release of the catalog.
 *
 * @param tag its tag, {@code vX.Y.Z}
 */
public record Release(String tag) implements Comparable<Release> {
    private static final Pattern TAG = Pattern.compile("v(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})");
    private static final String UNRELEASED = "## Unreleased";
    private static final Pattern SECTION = Pattern.compile("(?m)^## (\\S+)$");
    private static final Pattern SECTIONS = Pattern.compile("(?m)^(?=## )");
    private static final Pattern ITEMS = Pattern.compile("(?m)^(?=- )");

    public Release {
        if (!isTag(tag)) {
            throw new IllegalArgumentException("not a release tag: " + tag);
        }
    }

    /** Whether a text has the form {@code vX.Y.Z}. */
    public static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    /** The major version, which is also the folder of the parts that are published. */
    public int major() {
        Matcher matcher = TAG.matcher(tag);
        if (!matcher.matches()) {
            throw new IllegalStateException(tag);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** By number: {@code v1.10.0} comes after {@code v1.9.0}. */
    @Override
    public int compareTo(Release other) {
        return Arrays.compare(numbers(), other.numbers());
    }

    /** The newest release that a changelog has a section of. */
    public static Optional<Release> newestIn(String changelog) {
        return SECTION.matcher(changelog)
                .results()
                .map(section -> section.group(1))
                .filter(Release::isTag)
                .map(Release::new)
                .max(Comparator.naturalOrder());
    }

    /**
     * The changelog with this release on top.
     *
     * @param notes the catalog's own changelog, with all that it has ever said under what is unreleased
     * @param published the changelog of the releases before, or empty; notes that it has are not repeated
     */
    public String changelog(String notes, String published) {
        int unreleased = notes.indexOf(UNRELEASED);
        String earlier = SECTIONS.splitAsStream(published)
                .filter(section -> section.startsWith("## ") && !section.startsWith("## " + tag + "\n"))
                .map(section -> "\n" + section.strip() + "\n")
                .collect(Collectors.joining());
        Set<String> told =
                SECTIONS.splitAsStream(earlier).flatMap(Release::items).collect(Collectors.toSet());
        String fresh = items(notes.substring(unreleased + UNRELEASED.length()))
                .filter(item -> !told.contains(item))
                .collect(Collectors.joining("\n"));
        return notes.substring(0, unreleased) + "## " + tag + "\n\n"
                + (fresh.isEmpty() ? "- Nothing that a caller would notice." : fresh) + "\n" + earlier;
    }

    /** The notes of a section, each whole: one can begin like another. */
    private static Stream<String> items(String section) {
        return ITEMS.splitAsStream(section).map(String::strip).filter(item -> item.startsWith("- "));
    }

    private int[] numbers() {
        return Arrays.stream(tag.substring(1).split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
