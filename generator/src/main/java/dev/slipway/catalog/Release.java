package dev.slipway.catalog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of the catalog.
 *
 * @param tag its tag, {@code vX.Y.Z}
 */
public record Release(String tag) {
    private static final Pattern TAG = Pattern.compile("v(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})\\.(0|[1-9]\\d{0,5})");
    private static final String UNRELEASED = "## Unreleased";

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

    /** The changelog with this release in place of what was unreleased. */
    public String changelog(String changelog) {
        return changelog.replace(UNRELEASED, "## " + tag);
    }
}
