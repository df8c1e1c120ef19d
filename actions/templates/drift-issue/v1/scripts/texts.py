"""What the issues say. Every text of others stands in them as inert text: no markup, no mention, no marker."""

import os
import re

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

# GitHub takes 65,536 characters, which all of this has to fit into: one character of a sentence or of a table may take twelve.
LONGEST_PLAN = 40_000
LONGEST_EVIDENCE = 10_000
LONGEST_MESSAGE = 2_000
LONGEST_NOTE = 500
LONGEST_TABLE = 12_000
MOST_CHANGES = 100
TOLD = {("create",): "missing, would be created", ("update",): "differs, would be changed", ("delete",): "would be deleted"}


class Subject:
    """One directory of one environment."""

    def __init__(self, environment, service, directory, apply_workflow, branch):
        self.environment = environment
        self.service = service
        self.directory = directory
        self.apply_workflow = apply_workflow
        self.branch = branch
        self.where = f"{runner.inline(directory)} in {runner.inline(environment)}"

    def marker(self, kind):
        """Nothing in it can end the comment that hides it."""
        name = "/".join((self.service, self.environment, self.directory))
        return f"<!-- slipway:{kind}:{re.sub(r'[^A-Za-z0-9._/-]|--+', '_', name)} -->"

    def drift_title(self):
        return self._title("Drift in")

    def failed_title(self):
        return self._title("Drift check failed in")

    def _title(self, start):
        return runner.CONTROL.sub("", f"{start} {self.environment}: {self.directory} ({self.service})").replace("\n", " ")[:200]

    def drift_body(self, report):
        lines = [
            self.marker("drift"),
            f"What exists in **{runner.inline(self.environment)}** is not what {runner.inline(self.directory)} says.",
            "",
            *self._facts(report),
            "",
            *self._note(report),
            "### What differs",
            "",
            *_changes(report.get("changes") or []),
            "",
            *self._cure(report),
            "",
            "<details><summary>Plan that would take it back</summary>",
            "",
            runner.fenced(str(report.get("plan") or ""), LONGEST_PLAN),
            "",
            "</details>",
            "",
            "This text is renewed by each check, and the issue is closed by the first one that finds no drift.",
        ]
        return "\n".join(lines)

    def failed_body(self, report):
        evidence = str(report.get("evidence") or "")
        lines = [
            self.marker("drift-check"),
            f"The check of {self.where} for drift could not run. **Until it can, nobody knows whether there is drift.**",
            "",
            f"Reason: `{_word(report.get('reason'))}`. {_cut(report.get('message') or 'See the log.', LONGEST_MESSAGE)}",
            "",
            *self._facts(report),
            "",
            *([runner.fenced(evidence, LONGEST_EVIDENCE), ""] if evidence else []),
            "Correct the cause, then start the check again. The first check that can run closes this issue.",
        ]
        return "\n".join(lines)

    def _facts(self, report):
        facts = [f"- run: {_run()}"]
        commit = str(report.get("commit") or "")
        if re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", commit):
            facts.append(f"- checked against: {commit}, the commit that was applied last")
        if report.get("version"):
            facts.append(f"- by: {runner.inline(report.get('tool'))} {runner.inline(report['version'])}")
        return facts

    def _note(self, report):
        return [f"**{_cut(report['note'], LONGEST_NOTE)}.**", ""] if report.get("note") else []

    def _cure(self, report):
        commit = str(report.get("commit") or "")
        lines = ["### How to correct it", "", "Whatever is right decides:", ""]
        file = self.apply_workflow
        if re.fullmatch(r"[A-Za-z0-9._-]+\.ya?ml", file):
            link = f"{os.environ.get('GITHUB_SERVER_URL')}/{os.environ.get('GITHUB_REPOSITORY')}/actions/workflows/{file}"
            command = f"gh workflow run {file}{self._ref()} -f environment={self.environment}" + (f" -f commit={commit}" if commit else "")
            if self.branch.endswith("*"):
                # Which of them has this commit is not known here.
                command = f"branch='<the branch of {self.branch} that holds the commit>'\n{command}"
            lines += [
                f"- **the code**: apply it again by [{file}]({link}), with its plan, its checks and its approval:",
                "",
                runner.fenced(command).replace("```text", "```sh", 1),
                "",
            ]
        else:
            lines += ["- **the code**: apply it again, with its plan, its checks and its approval;", ""]
        return lines + ["- **what exists**: change the code to say the same, and let that go its usual way. Nothing is changed by this check."]

    def _ref(self):
        """Elsewhere than on the branch of the environment its runs are refused."""
        if self.branch.endswith("*"):
            return ' --ref "$branch"'
        return f" --ref {self.branch}" if self.branch else ""

    def clean(self, report):
        commit = str(report.get("commit") or "")
        return f"There is no drift of {self.where} any more, checked against {runner.inline(commit)}: {_run()}"

    def again(self):
        return f"There is drift of {self.where} again: {_run()}"

    def failed_again(self):
        return f"The check of {self.where} could not run again: {_run()}"

    def works_again(self):
        return f"The check of {self.where} could run: {_run()}"


def _changes(changes):
    if not changes:
        return ["The plan below shows it."]
    rows, room = [], LONGEST_TABLE
    for change in changes[:MOST_CHANGES]:
        actions = tuple(str(action) for action in change.get("actions") or ())
        told = "would be replaced" if {"create", "delete"} <= set(actions) else TOLD.get(actions, ", ".join(actions))
        row = f"| {_cut(change.get('address'), 200)} | {_cut(told, 100)} |"
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
    left = len(changes) - len(rows)
    return ["| What | How |", "| --- | --- |", *rows] + ([f"| … {left} more | see the plan |"] if left else [])


def _cut(text, most):
    text = str(text)
    return runner.inline(text[:most] + ("…" if len(text) > most else ""))


def _word(reason):
    return re.sub(r"[^a-z-]", "", str(reason or "unknown")) or "unknown"


def _run():
    number = os.environ.get("GITHUB_RUN_ID", "")
    return f"[{number}]({os.environ.get('GITHUB_SERVER_URL')}/{os.environ.get('GITHUB_REPOSITORY')}/actions/runs/{number})"
