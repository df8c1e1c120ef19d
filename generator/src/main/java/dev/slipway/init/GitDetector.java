package dev.slipway.init;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What git knows: who owns the repository on GitHub, and which branches there are. */
final class GitDetector {
    /** {@code https://[user@]host/owner/name}, {@code ssh://[user@]host[:port]/owner/name}, {@code [user@]host:owner/name}. */
    private static final Pattern URL =
            Pattern.compile("(?:(?:https?|ssh|git)://(?:[^@/\\s]*@)?(?<host>[^/:@\\s]+)(?::[0-9]+)?/"
                    + "|(?:[^@/:\\s]+@)?(?<scpHost>[^/:@\\s]+):)(?<owner>[^/\\s]+)/(?<name>[^/\\s]+?)(?:\\.git)?/?");
    /** Hosts that have owners of their own, who are not those of GitHub. */
    private static final Pattern OTHER_HOST =
            Pattern.compile(".*(gitlab|bitbucket|azure|visualstudio|amazonaws|codeberg|sourcehut).*");

    private static final int LONGEST_URL = 500;

    private GitDetector() {}

    /** The owner by the remote {@code origin}, if that can be GitHub. */
    static Optional<String> owner(RepositoryTree tree) {
        return origin(tree).flatMap(GitDetector::ownerOf);
    }

    /** The repository's name by the remote {@code origin}, wherever that is. */
    static Optional<String> repository(RepositoryTree tree) {
        return origin(tree)
                .filter(url -> url.length() <= LONGEST_URL)
                .map(URL::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group("name"));
    }

    private static Optional<String> origin(RepositoryTree tree) {
        return tree.unlisted(".git/config").map(text -> Ini.parse(text).value("remote \"origin\"", "url"));
    }

    static Optional<String> ownerOf(String url) {
        Matcher matcher = URL.matcher(url);
        if (url.length() > LONGEST_URL || !matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group("host") == null ? matcher.group("scpHost") : matcher.group("host");
        String owner = matcher.group("owner");
        return OTHER_HOST.matcher(host.toLowerCase(Locale.ROOT)).matches() || !Allowed.is(Allowed.OWNER, owner)
                ? Optional.empty()
                : Optional.of(owner);
    }

    /** The branches that deploy: {@code main}, unless there is only a {@code master}. */
    static RepositoryFacts.Branches branches(RepositoryTree tree) {
        String packed = tree.unlisted(".git/packed-refs").orElse("");
        boolean master = !hasBranch(tree, packed, "main") && hasBranch(tree, packed, "master");
        return new RepositoryFacts.Branches(master ? "master" : "main", "develop");
    }

    private static boolean hasBranch(RepositoryTree tree, String packed, String branch) {
        return tree.isPlain(".git/refs/heads/" + branch)
                || tree.isPlain(".git/refs/remotes/origin/" + branch)
                || packed.lines()
                        .anyMatch(line -> line.endsWith(" refs/heads/" + branch)
                                || line.endsWith(" refs/remotes/origin/" + branch));
    }
}
