"""Writes the deployment summary. It only reports: a failed stage does not fail it, malformed input does."""

import json
import os
import re
import shlex
import sys

MEANING = {
    "success": "done",
    "failure": "**failed**",
    "cancelled": "**cancelled**",
    "skipped": "did not run",
}
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CELL_LIMIT = 200
DEPLOYED = "Deployed"
RE_RUN = "re-run the failed jobs (refused once the branch has a newer commit: then start the workflow again on the branch)."


class Malformed(Exception):
    """The input is not what the calling workflow should pass."""


def inline(value):
    """A value as inert text in a Markdown line or table cell."""
    text = CONTROL.sub(" ", str(value))[:CELL_LIMIT]
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return re.sub(r"([\\`*_\[\]|#~!@$:])", lambda match: f"&#{ord(match.group())};", text)


def stages(text):
    """Name and result of each stage, in the order of the workflow."""
    try:
        needs = json.loads(text)
    except ValueError as problem:
        raise Malformed(f"results is no JSON: {problem}") from problem
    if not isinstance(needs, dict) or not needs:
        raise Malformed('results must be a JSON object such as {"python": {"result": "success"}}: pass toJSON(needs)')
    found = []
    for name, need in needs.items():
        result = need.get("result") if isinstance(need, dict) else None
        if result not in MEANING:
            raise Malformed(f"stage {name!r} has the result {result!r}, not one of {', '.join(MEANING)}")
        found.append((name, result))
    return found


def advice(name, result, run):
    stage = inline(name)
    if result == "failure":
        return (
            f"- **{stage}** failed, and nothing after it ran. [Its log]({run}) and its own summary on this page say why. "
            f"Correct the cause in a new commit; if it lay outside (a lock, an outage, a permission), {RE_RUN}"
        )
    if result == "cancelled":
        return (
            f"- **{stage}** was cancelled: by hand, by a timeout or by a rejected approval. What it had already applied stays. "
            f"Look at [its log]({run}), then {RE_RUN}"
        )
    return None


def headline(results):
    if all(result == "success" for result in results):
        return DEPLOYED
    if any(result in ("failure", "cancelled") for result in results):
        return "Stopped"
    return "Incomplete: not every stage ran"


def commit_cell(commit, repository):
    if re.fullmatch(r"[0-9a-f]{40}", commit):
        return f"[`{commit[:7]}`]({repository}/commit/{commit})"
    raise Malformed(f"commit {commit!r} is no full commit id (40 hexadecimal digits)")


def digest_cell(digest):
    if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise Malformed(f"digest {digest!r} is no SHA-256 (64 hexadecimal digits)")
    return f"`{digest}`" if digest else "no package"


def promotion(environ, headline_text):
    """The command that takes this very release further, where it was deployed."""
    workflow, digest = environ.get("PROMOTION", ""), environ["DIGEST"]
    if not workflow:
        return []
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml", workflow):
        raise Malformed(f"promotion {workflow!r} is no file name of a workflow")
    if headline_text != DEPLOYED or not digest:
        return []
    branch = re.sub(r"^refs/heads/", "", environ["GITHUB_REF"])
    # Names of branches can hold what a shell would read as more than a name.
    command = f"gh workflow run {workflow} --ref {shlex.quote(branch)} -f commit={environ['COMMIT']} -f digest={digest}"
    if CONTROL.search(command) or "`" in command:
        return []
    return ["", "Promote this release:", "", "```sh", command, "```"]


def render(environ):
    repository = f"{environ['GITHUB_SERVER_URL']}/{environ['GITHUB_REPOSITORY']}"
    run = f"{repository}/actions/runs/{environ['GITHUB_RUN_ID']}"
    found = stages(environ["RESULTS"])
    outcome = headline([result for _, result in found])
    lines = [
        f"## {outcome}: {inline(environ['ENVIRONMENT'])}",
        "",
        "| What | Value |",
        "| --- | --- |",
        f"| Environment | {inline(environ['ENVIRONMENT'])} |",
        f"| Commit | {commit_cell(environ['COMMIT'], repository)} |",
        f"| Package (SHA-256) | {digest_cell(environ['DIGEST'])} |",
        f"| Run | [{environ['GITHUB_RUN_ID']}]({run}), attempt {environ['GITHUB_RUN_ATTEMPT']} |",
        "",
        "| Stage | Result |",
        "| --- | --- |",
        *(f"| {inline(name)} | {MEANING[result]} |" for name, result in found),
        "",
    ]
    lines += filter(None, (advice(name, result, run) for name, result in found))
    lines += promotion(environ, outcome)
    return "\n".join(lines).rstrip() + "\n\n"


def main():
    try:
        text = render(os.environ)
    except Malformed as problem:
        message = str(problem).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=Deployment summary::{message}")
        sys.exit(1)
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
