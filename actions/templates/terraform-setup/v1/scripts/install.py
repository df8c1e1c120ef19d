"""Step 2, for OpenTofu: download the release, check its digest, and put it first on the path."""

import json
import os
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "terraform-checks")

# pylint: disable=wrong-import-position
import releases
import runner
from check import digests


def install():
    version = runner.required("VERSION")
    folder = Path(runner.required("RUNNER_TEMP")) / "slipway"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    table = folder / f"tofu-{version}.json"
    table.write_text(json.dumps({"tofu": release(version)}), encoding="utf-8")
    try:
        program = releases.install("tofu", table)
    except releases.Unusable as problem:
        raise runner.Refused("download-failed", str(problem)) from problem
    with open(runner.required("GITHUB_PATH"), "a", encoding="utf-8") as file:
        file.write(f"{program.parent}\n")


def release(version):
    mirror = runner.required("MIRROR").rstrip("/")
    assets = {
        machine: {"file": f"tofu_{version}_linux_{machine}.zip", "member": "tofu", "sha256": sha256}
        for machine, sha256 in digests(version, os.environ.get("SHA256", "")).items()
    }
    return {"version": version, "url": mirror + "/v{version}/{file}", **assets}


if __name__ == "__main__":
    runner.main(install)
