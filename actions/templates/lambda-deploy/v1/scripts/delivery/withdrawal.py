"""A release that an environment was taken back from: its receipt there allows no promotion any more.

Receipts are written once, so they stay. Beside them lies a mark for each time that the environment left the release,
and the counterpart of that mark once it was deployed there again with success. Whoever may read receipts may list these.
"""

import re

from delivery import manifest as manifests
from delivery.bucket import receipt_folder
from delivery.options import DIGEST
from delivery.problem import Problem, annotate, say
from delivery.table import PREFIX

WITHDRAWN, REINSTATED = "withdrawn/", "reinstated/"


def withdraw(bucket, service, environment, release, deployment):
    """`deployment` is the key of the deployment, or rollback, that left the release; its record says why. Twice is once."""
    bucket.put_bytes(
        manifests.canonical({"service": service, "environment": environment, "release": release, "deployment": deployment}),
        f"{receipt_folder(service, environment, release)}{WITHDRAWN}{_name(deployment)}",
    )
    say(f"withdrawn: {environment} was taken back from release {release}, so it cannot be promoted from there")


class Leaving:
    """What a rollback leaves, of one environment. Going back does not wait for S3: what could not be marked before the
    change is tried again after it, and said last, when everything else is done."""

    def __init__(self, bucket, service, environment):
        self.bucket, self.service, self.environment = bucket, service, environment

    def mark(self, releases, deployment):
        """Returns those that could not be marked, with why."""
        wrong = {}
        for release in releases:
            try:
                withdraw(self.bucket, self.service, self.environment, release, deployment)
            except Problem as problem:
                wrong[release] = str(problem)
                annotate("warning", "Not withdrawn", f"release {release}: {problem}")
        return wrong

    def mark_or_refuse(self, releases, deployment):
        """To be called last; twice changes nothing more."""
        wrong = self.mark(releases, deployment)
        if wrong:
            raise Problem(
                f"{self.environment} is back, but these releases can still be promoted from it: "
                + "; ".join(f"{release} ({text})" for release, text in wrong.items())
                + ". Start the rollback again when the cause is gone: it changes nothing else"
            )


def reinstate(bucket, service, environment, release, deployment):
    """The release was deployed again, and AWS runs it."""
    for name in outstanding(bucket, service, environment, release):
        bucket.put_bytes(
            manifests.canonical({"release": release, "deployment": deployment}),
            f"{receipt_folder(service, environment, release)}{REINSTATED}{name}",
        )
        say(f"reinstated: release {release} may be promoted from {environment} again")


def outstanding(bucket, service, environment, release):
    """The marks without counterpart. A folder that cannot be listed stops whoever asks."""
    folder = receipt_folder(service, environment, release)
    names = [key[len(folder):] for key in bucket.keys(folder)]
    marks = {name[len(WITHDRAWN):] for name in names if name.startswith(WITHDRAWN)}
    return sorted(marks - {name[len(REINSTATED):] for name in names if name.startswith(REINSTATED)})


def check(bucket, service, environment, release):
    marks = outstanding(bucket, service, environment, release)
    if marks:
        raise Problem(
            f"{environment} was taken back from release {release} ({', '.join(marks)}), so it is not promoted. "
            f"Promote what {environment} runs now; or, if the cause lay elsewhere, deploy the release to {environment} "
            "again with success first"
        )


def releases(entries, target):
    """Of those deployments, without the release that is gone back to."""
    found = {str(entry.get("release")) for entry in entries} - {target.get("release")}
    return sorted(release for release in found if DIGEST.fullmatch(release))


def _name(deployment):
    return re.sub(r"[^A-Za-z0-9.-]+", "-", deployment[len(PREFIX):] if deployment.startswith(PREFIX) else deployment) + ".json"
