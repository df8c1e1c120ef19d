package dev.slipway;

import java.util.List;
import java.util.stream.Stream;

/** Text that breaks out of YAML, shells, workflow expressions, terminals or eyes where it is not handled. */
public final class HostileStrings {
    private HostileStrings() {}

    /** What a shell, a template or GitHub would run or expand. */
    public static final List<String> ACTIVE = List.of(
            "\"; rm -rf / #",
            "'; rm -rf / #",
            "$(id)",
            "`id`",
            "a && id",
            "a | id",
            "a; id",
            "$HOME",
            "${HOME}",
            "%{if true}x%{endif}",
            "${path.module}",
            "${{ secrets.TOKEN }}",
            "${{ github.event.issue.title }}",
            "x${{",
            "{=pins.checkout}",
            "{#if true}x{/if}",
            "::error::x",
            "::set-output name=x::y",
            "##[add-mask]a",
            "a ##[stop-commands]b",
            "-rf",
            "--upload-pack=id",
            "@every",
            "%0Aid");

    /** What ends or changes a YAML scalar. */
    public static final List<String> YAML = List.of(
            "a: b",
            "a #b",
            "- a",
            "[a]",
            "{a: b}",
            "&a",
            "*a",
            "!a",
            "!!binary aGk=",
            "| a",
            "> a",
            "%a",
            "? a",
            "a'b",
            "a\"b",
            "a\\b",
            "a, b",
            "---",
            "...",
            "~",
            "null",
            "true",
            "no",
            "on",
            "1e3",
            "0x1F",
            ".inf",
            "3.10",
            "012345670123",
            "12:30",
            "2026-01-25",
            "<<",
            "=",
            " a",
            "a ",
            "");

    /** What leaves a folder or names something else than it seems. */
    public static final List<String> PATHS = List.of(
            "..",
            "../x",
            "a/../../x",
            "a/..",
            ".",
            "./a",
            "/etc/passwd",
            "C:\\x",
            "a\\b",
            "a//b",
            "a/",
            ".git/hooks",
            ".github/workflows",
            "a/.git",
            "~/x",
            "a\u0000b");

    /** What cannot be seen, or changes how the rest is seen. */
    public static final List<String> HIDDEN = List.of(
            "a\u0000b",
            "a\u0007b",
            "a\u001B[31mb",
            "a\u007Fb",
            "a\u0085b",
            "a\u009Bb",
            "a\nb",
            "a\rb",
            "a\tb",
            "a\u00A0b",
            "a\u00ADb",
            "a\u061Cb",
            "a\u200Bb",
            "a\u200Cb",
            "a\u200Db",
            "a\u200Eb",
            "a\u200Fb",
            "a\u2028b",
            "a\u2029b",
            "a\u202Ab",
            "a\u202Bb",
            "a\u202Cb",
            "a\u202Db",
            "a\u202Eb",
            "a\u2060b",
            "a\u2066b",
            "a\u2067b",
            "a\u2068b",
            "a\u2069b",
            "a\uFEFFb",
            "a\uFFF9b",
            "a\uD83D\uDE00\u202Eb",
            "a\uDB40\uDC41b");

    /** Letters that look like ASCII, and letters beyond it. */
    public static final List<String> LOOKALIKE =
            List.of("m\u0430in", "\uFF4Dain", "s\u0131t", "e\u0301", "\uD835\uDC4E");

    /** All of them. */
    public static Stream<String> all() {
        return Stream.of(ACTIVE, YAML, PATHS, HIDDEN, LOOKALIKE)
                .flatMap(List::stream)
                .distinct();
    }
}
