"""Refuses a commit whose files were not applied with success in the environment before, or were withdrawn there since."""

import neighbour

neighbour.use("terraform-apply", "terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import applied
import places
import runner
import steps
from delivery.aws import Aws


def check_promotion():
    environment = steps.checked("environment", runner.required("ENVIRONMENT"))
    service = steps.checked("service", runner.required("SERVICE"))
    directory = places.normal(runner.required("DIRECTORY"))
    commit = runner.required("COMMIT")
    content = places.identity(commit, directory)
    table = applied.Applied(Aws(), runner.required("TABLE"), service, environment, directory)
    entries = table.entries()
    entry = applied.stands(entries, content)
    if entry is None:
        withdrawn = any(other.get("content") == content and other.get("outcome") == "rolled-back" for other in entries)
        raise runner.Refused(
            "not-promoted",
            f"{environment} went back from commit {commit} ({directory}): correct it and promote the correction"
            if withdrawn else
            f"{directory} of commit {commit} was never applied to {environment} with success: apply it there first. "
            f"Applied there is commit {(applied.last_applied(entries) or {}).get('commit', 'none')}",
        )
    runner.output("content", content)
    runner.summary(
        f"{runner.inline(environment)} holds these files since {runner.inline(entry.get('finished', ''))} "
        f"(commit {runner.inline(entry['commit'])}, run {runner.inline(entry.get('run-id', ''))})."
    )


if __name__ == "__main__":
    steps.main(check_promotion)
