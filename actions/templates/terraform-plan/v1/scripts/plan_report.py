"""What a plan came to, as a file between two jobs, and how people see it.

The job that plans runs what the pull request names, so nothing of the file is believed to be harmless: it is checked
when it is read, and every text of it is shown as text. Only the fields are handed on, never any Markdown.
"""

import hashlib
import json
import os
import re
import stat
import unicodedata
from pathlib import Path

FORMAT = 1
NAME = "plan.json"
MOST_BYTES = 1 << 20
WHOLE = "whole.json"
TEXT_BYTES = 10_000
MOST_ENTRIES = 30
ENTRY_LENGTH = 500
# GitHub: a comment holds 65,536 characters, a step's summary 1 MiB.
COMMENT_BYTES = 65_000
# More of the plan than a comment could ever hold, so that the comment says when it is cut.
PLAN_BYTES = COMMENT_BYTES + 1_000
SUMMARY_BYTES = 1_000_000
ACTIONS = ("create", "update", "replace", "delete", "forget")
SHAPE = {
    "format": int,
    "environment": str,
    "directory": str,
    "commit": str,
    "tool": str,
    "reason": str,
    "message": str,
    "evidence": str,
    "changes": bool,
    "counts": dict,
    "protected": list,
    "allowed": list,
    "policies": list,
    "unknown": list,
    "cost": dict,
    "plan": str,
}


class Invalid(Exception):
    """The file is not a report of this plan; the text says what is wrong with it."""


def new(environment, directory, commit, tool="Terraform"):
    """`reason` says why there is no plan; empty where there is one."""
    values = {int: FORMAT, str: "", bool: False}
    report = {name: values[type_] if type_ in values else type_() for name, type_ in SHAPE.items()}
    report.update(environment=environment, directory=directory, commit=commit, tool=tool, counts=dict.fromkeys(ACTIONS, 0))
    return report


def failed(report, reason, message, evidence=""):
    return {**report, "reason": reason, "message": message, "evidence": _cut(evidence, TEXT_BYTES)[0]}


def blocked(report):
    return bool(report["protected"] or report["policies"])


def artifact(environment, directory):
    """Name of the artifact that carries the file: one for each directory and environment."""
    return "terraform-plan-comment-" + re.sub(r"[^A-Za-z0-9_-]+", "-", f"{environment}-{directory}").strip("-")


def write(report, folder):
    """The file for the artifact, with as much as a comment could hold; beside it the whole report, for the summary."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / WHOLE).write_text(json.dumps(report), encoding="utf-8")
    kept = {name: _sound(value)[:TEXT_BYTES] if isinstance(value, str) else value for name, value in report.items()}
    kept["plan"] = _sound(report["plan"]).encode("utf-8")[:PLAN_BYTES].decode("utf-8", "ignore")
    for name in ("protected", "allowed", "policies", "unknown"):
        kept[name] = [_sound(entry)[: ENTRY_LENGTH + 1] for entry in report[name][: MOST_ENTRIES + 1]]
    file = folder / NAME
    file.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return file


def whole(file):
    """The whole report beside that file, which may know the cost meanwhile. It is taken away: it is for one summary only."""
    place = file.parent / WHOLE
    report = json.loads(place.read_text(encoding="utf-8"))
    place.unlink()
    return {**report, "cost": json.loads(file.read_text(encoding="utf-8"))["cost"]}


def _sound(text):
    """Without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read(file, environment, directory, commit):
    """The report of exactly this plan; anything else is refused."""
    try:
        # Not through a link: it could lead to a file of this runner.
        with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise Invalid("it is no file")
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Invalid(f"it cannot be read: {error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise Invalid(f"it has more than {MOST_BYTES:,} bytes")
    try:
        report = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Invalid("it is no JSON") from error
    _check(report)
    for name, expected in (("environment", environment), ("directory", directory), ("commit", commit)):
        if report[name] != expected:
            raise Invalid(f"it is of another {name}")
    return report


def _check(report):
    if not isinstance(report, dict) or set(report) != set(SHAPE):
        raise Invalid("its fields are not those of a report")
    for name, type_ in SHAPE.items():
        # True is an int too.
        if type(report[name]) is not type_:  # pylint: disable=unidiomatic-typecheck
            raise Invalid(f"{name} is not of its type")
    if report["format"] != FORMAT or report["tool"] not in ("Terraform", "OpenTofu") or not re.fullmatch(r"[a-z0-9-]*", report["reason"]):
        raise Invalid("it is of another format")
    counts = report["counts"]
    if set(counts) != set(ACTIONS) or not all(type(number) is int and 0 <= number < 10**6 for number in counts.values()):  # pylint: disable=unidiomatic-typecheck
        raise Invalid("its counts are none")
    for name in ("protected", "allowed", "policies", "unknown"):
        if len(report[name]) > MOST_ENTRIES + 1 or not all(isinstance(entry, str) for entry in report[name]):
            raise Invalid(f"{name} is no list of texts")
    cost = report["cost"]
    if not set(cost) <= {"problem", "currency", "before", "after"} or not all(isinstance(value, str) for value in cost.values()):
        raise Invalid("its cost is none")
    if cost and "problem" not in cost and not (
        re.fullmatch(r"[A-Z]{3}", cost.get("currency", "")) and all(re.fullmatch(r"-?\d{1,12}\.\d\d", cost.get(name, "")) for name in ("before", "after"))
    ):
        raise Invalid("its cost is none")


def marker(environment, directory):
    """The first line of our comment: what is hashed cannot be anything but a name."""
    return f"<!-- slipway terraform-plan {hashlib.sha256(json.dumps([directory, environment]).encode()).hexdigest()} -->"


def markdown(report, most, run_url):
    """What people read, of at most that many bytes; only the plan is cut, and never inside of a fence."""
    head = [f"### {report['tool']} plan for {code(report['environment'])}, {code(report['directory'])}: {headline(report)}"]
    if report["reason"]:
        head += [f"Reason: `{report['reason']}`. What an earlier run showed here does not hold any more.", fence(report["message"], TEXT_BYTES)]
        head += [fence(report["evidence"], TEXT_BYTES)] if report["evidence"].strip() else []
    if blocked(report):
        head += ["**This cannot be merged as it is:**"]
    for title, name in (
        ("It loses what holds data. Keep it, or add its address to `allow` with a last day and a reason:", "protected"),
        ("IAM documents give too much. Narrow them, or add the address to `allow` with a last day and a reason:", "policies"),
        ("Allowed until the day that is named:", "allowed"),
        ("IAM documents that are only known when they are applied, so nobody judged them:", "unknown"),
    ):
        head += _entries(title, report[name], most // 10)
    head += _cost(report["cost"])
    foot = [f"Commit {code(report['commit'])}, [run]({run_url})."]
    text = report["plan"]
    if not text.strip():
        return "\n\n".join(head + foot) + "\n"
    opened, closed = "<details><summary>Plan</summary>", "</details>"
    room = most - sum(len(part.encode("utf-8")) + 2 for part in [*head, opened, closed, *foot])
    return "\n\n".join([*head, opened, fence(text, room), closed, *foot]) + "\n"


def headline(report):
    if report["reason"]:
        return "there is none"
    if not report["changes"]:
        return "no changes"
    counted = [f"{number} to {action}" for action, number in report["counts"].items() if number]
    return ", ".join(counted) or "only outputs change"


def _entries(title, entries, most):
    """As many of them as fit into so many bytes."""
    if not entries:
        return []
    lines = []
    for entry in entries:
        line = f"- {code(entry)}"
        most -= len(line) + 1
        if most < 0:
            lines.append("- and more")
            break
        lines.append(line)
    return [title, "\n".join(lines)]


def _cost(cost):
    if not cost:
        return []
    if "problem" in cost:
        return [f"Cost: no estimate ({code(cost['problem'])})."]
    before, after = (int(cost[name].replace(".", "")) for name in ("before", "after"))
    sign = "+" if after >= before else "-"
    difference = abs(after - before)
    return [f"Cost a month: {cost['after']} {cost['currency']} ({sign}{difference // 100}.{difference % 100:02d}), as estimated by Infracost."]


def code(text):
    """One line of somebody's text: no Markdown, and no mention, since GitHub looks for none in code."""
    text = visible(str(text)).replace("\n", " ").replace("\t", " ")
    text = text[:ENTRY_LENGTH] + ("..." if len(text) > ENTRY_LENGTH else "")
    return "<code>" + re.sub(r"[^A-Za-z0-9 ,;()/=+%-]", lambda found: f"&#{ord(found.group())};", text) + "</code>"


def fence(text, most):
    """Text as a code block of at most that many bytes, which it cannot end."""
    text = visible(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    if longest > most // 8:
        # So many that fences around them would leave no room.
        text, longest = text.replace("`", "'"), 0
    ticks = "`" * max(3, longest + 1)
    note = "\n... cut here: the summary of the run holds more"
    kept, cut = _cut(text.rstrip(), max(0, most - 2 * len(ticks) - len(note) - 10))
    return f"{ticks}text\n{kept}{note if cut else ''}\n{ticks}"


def visible(text):
    """Nothing that steers a terminal, hides, or turns the direction of the text: its number is shown in its place."""
    text = text.replace("\r\n", "\n")
    return "".join(
        char if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else f"<U+{ord(char):04X}>" for char in text
    )


def _cut(text, most):
    """As much of it as fits, up to the end of a line where there is one; and whether that is not all."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return encoded.decode("utf-8"), False
    kept = encoded[:most].decode("utf-8", "ignore")
    end = kept.rfind("\n")
    return (kept[:end] if end > len(kept) // 2 else kept), True


def folder(environment, directory):
    return Path(os.environ["RUNNER_TEMP"]) / "slipway" / artifact(environment, directory)


def run_url():
    server, repository, run = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    return f"{server}/{repository}/actions/runs/{run}"
