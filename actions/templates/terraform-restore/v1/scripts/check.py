"""Before anybody is asked: lists the versions of the state, or compares the given one with the current one."""

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import init
import runner
import steps
from comparison import compared
from refusals import refuse_other, refuse_while_in_use
from request import Request
from s3_state import Versions

LISTED = 20


def check():
    request = Request()
    backend = init.init()
    versions = Versions(backend)
    versions.check_kept()
    if not request.version:
        runner.summary(listed(versions, request))
        runner.annotate("notice", "no version-id was given: the versions are listed in the summary, and nothing was changed")
        return
    refuse_while_in_use(request, backend)
    now = versions.current()
    current, wanted = versions.read(now), versions.read(request.version)
    refuse_other(wanted, current)
    runner.output("current", now)
    runner.summary("\n".join([
        f"### Version {runner.inline(request.version)} for the state of {runner.inline(request.service)} in {runner.inline(request.environment)}",
        "", f"Reason: {runner.inline(request.reason)}", "", compared(current, wanted), "",
        "> **This changes what Terraform knows, and nothing that exists.** Approve it only if the state itself is wrong. To go back "
        "to earlier code, use the rollback.",
    ]))


def listed(versions, request):
    lines = [
        f"### Versions of the state of {runner.inline(request.service)} in {runner.inline(request.environment)}", "",
        f"{runner.inline(versions.place)}, the newest {LISTED}", "",
        "| version-id | from | serial | instances | lineage |", "| --- | --- | --- | --- | --- |",
    ]
    # The lock beside the state has versions too, and its name begins with that of the state.
    for version in versions.list(LISTED)[:LISTED]:
        try:
            state = versions.read(version["VersionId"])
            told = (state.serial, len(state.instances()), state.lineage)
        except runner.Refused as refusal:
            told = (refusal.reason, "", "")
        cells = (version["VersionId"] + (" (current)" if version.get("IsLatest") else ""), version["LastModified"], *told)
        lines.append("| " + " | ".join(runner.inline(cell) for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    steps.main(check)
