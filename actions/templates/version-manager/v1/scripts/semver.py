"""Versions as of semver.org 2.0.0: how they are written, ordered and raised."""

import re
from typing import NamedTuple, Tuple

_NUMBER = r"(?:0|[1-9][0-9]{0,17})"
_IDENTIFIER = _NUMBER[:-1] + r"|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_FORM = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})"
    rf"(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?"
    r"(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?",
    re.ASCII,
)
LABEL = re.compile(r"[A-Za-z][0-9A-Za-z-]*", re.ASCII)
PARTS = ("major", "minor", "patch")


class Version(NamedTuple):
    major: int
    minor: int
    patch: int
    prerelease: Tuple[str, ...] = ()
    build: str = ""

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        text += "-" + ".".join(self.prerelease) if self.prerelease else ""
        return text + ("+" + self.build if self.build else "")

    def precedence(self) -> Tuple:
        # A release is after all of its pre-releases; numbers are before words; what is after the plus does not count.
        parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.prerelease)
        return (self.major, self.minor, self.patch, not self.prerelease, parts)

    def __lt__(self, other: object) -> bool:
        return isinstance(other, Version) and self.precedence() < other.precedence()

    def __le__(self, other: object) -> bool:
        return isinstance(other, Version) and self.precedence() <= other.precedence()

    def __gt__(self, other: object) -> bool:
        return isinstance(other, Version) and self.precedence() > other.precedence()

    def __ge__(self, other: object) -> bool:
        return isinstance(other, Version) and self.precedence() >= other.precedence()

    def release(self) -> "Version":
        return Version(self.major, self.minor, self.patch)

    def raised(self, part: str) -> "Version":
        if part == "major":
            return Version(self.major + 1, 0, 0)
        if part == "minor":
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def parse(text: str) -> Version:
    """Raises ValueError for what is no version."""
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(f"`{text}` is no semantic version, such as 1.4.0 or 2.0.0-rc.1")
    major, minor, patch, prerelease, build = found.groups()
    return Version(int(major), int(minor), int(patch), tuple(prerelease.split(".")) if prerelease else (), build or "")
