"""Step 1: what was asked for can be set up, and there is a digest to hold the download against."""

import json
import os
import re
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner
import tool

TABLE = Path(__file__).resolve().parent / "tofu.json"


def check():
    version = runner.required("VERSION")
    if not re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?", version):
        raise runner.Refused(
            "version-unknown",
            f"version is {version!r}: write an exact one such as 1.11.4, so that a plan and its apply are made by the same program",
        )
    own = os.environ.get("SHA256", "")
    if tool.name() == "terraform":
        if own:
            raise runner.Refused("input-invalid", "sha256 is for OpenTofu; hashicorp/setup-terraform verifies Terraform's release itself")
        return
    digests(version, own)


def digests(version, own=""):
    """SHA-256 of the release's archives by architecture: reviewed here, or given by the caller for the runner's own."""
    if own:
        if not re.fullmatch(r"[0-9a-f]{64}", own):
            raise runner.Refused("input-invalid", "sha256 is no SHA-256: write its 64 hexadecimal digits in lower case")
        return {"amd64": own, "arm64": own}
    known = json.loads(TABLE.read_text(encoding="utf-8"))
    if version not in known:
        raise runner.Refused(
            "version-unknown",
            f"OpenTofu {version} has no reviewed digest here, so it is not run. Use one of {', '.join(known)}, or give as sha256 the "
            f"digest of tofu_{version}_linux_amd64.zip (ARM64: …_arm64.zip) from the release's signed SHA256SUMS",
        )
    return known[version]


if __name__ == "__main__":
    runner.main(check)
