"""Checks and builds a SAM application, and packs it into sam.zip and release.json."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import neighbour

neighbour.use("lambda-deploy", "lambda-package", "image-build")

# pylint: disable=wrong-import-position
import package
import release
from delivery.problem import Problem, annotate, inert, main, output, say, summary

HERE = pathlib.Path(__file__).resolve().parent
# A build runs code of others: it gets no token and no way into later steps.
WITHHELD = ("ACTIONS_", "AWS_", "INPUT_", "SAM_", "PYTHON", "PIP_REQUIRE_")
FILES_OF_THE_RUNNER = (
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_OUTPUT",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
)


def build():
    folder = pathlib.Path(os.environ["INPUT_OUTPUT"])
    # What an earlier attempt has left must not outlive a failure of this one.
    shutil.rmtree(folder, ignore_errors=True)
    environment = release.check_name("environment", os.environ["INPUT_ENVIRONMENT"])
    service = release.check_name("service", os.environ["INPUT_SERVICE"])
    sam = os.environ["INPUT_SAM"]
    checkout = release.Checkout(os.environ["INPUT_COMMIT"])
    template = checkout.path("template", os.environ["INPUT_TEMPLATE"], "file")
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="sam-", dir=os.environ.get("RUNNER_TEMP")) as work:
        built = pathlib.Path(work, "built")
        _sam(sam, "validate", "--lint", "--template-file", template, "--region", os.environ["INPUT_REGION"])
        _sam(sam, "build", "--template-file", template, "--build-dir", str(built), "--no-cached")
        _warn_about_locks(checkout)
        archive = folder / "sam.zip"
        sizes = package.write(built, _as_json(sam, built / "template.yaml"), archive, work, os.environ["INPUT_COMPRESSION"])
    entry = {"digest": release.sha256(archive), "kind": "sam", "size": archive.stat().st_size}
    digest = release.write(folder, checkout, service, {service: entry})
    output("digest", digest)
    output("folder", folder)
    _tell(service, environment, checkout, entry, sizes, digest)


def _sam(sam, command, *arguments):
    say(f"sam {command} {' '.join(arguments)}")
    done = _run([sam, command, *arguments])
    said = done.stdout.strip()
    say(said)
    if done.returncode != 0:
        raise Problem(_explain(command, said))


def _explain(command, said):
    runtime = re.search(
        r"Binary validation failed for python, searched for python in following locations.*?runtime[: ]+(\S+)", said, re.S
    )
    if runtime:
        return f"`sam build` found no {runtime.group(1).rstrip('.,')} on this runner: let the input python-version be the runtime of the template's functions"
    if command == "validate":
        findings = re.findall(r"^\[?\[?([EW]\d{4}): (.+)$", said, re.M)
        shown = "; ".join(f"{code} {text}" for code, text in findings[:5])
        return f"`sam validate --lint` refuses the template: {shown or _last(said)}. The log above names the lines"
    return f"`sam {command}` failed: {_last(said)}. The log above says more"


def _last(said):
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("Error")]
    return (errors or lines or ["it gave no reason"])[-1]


def _warn_about_locks(checkout):
    """Said once: `sam build` installs whatever fits, unless the file gives hashes."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--", "requirements.txt", "**/requirements.txt"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        text = (checkout.root / name).read_text(encoding="utf-8", errors="replace")
        if re.search(r"^\s*[A-Za-z0-9]", text, re.M) and "--hash" not in text:
            annotate(
                "warning",
                "sam-build",
                f"{name} does not lock its packages by hash, so another build may take other versions: lock it with "
                "`pip-compile --generate-hashes`",
            )


def _as_json(sam, path):
    done = subprocess.run(
        [str(pathlib.Path(sam).with_name("python")), "-I", str(HERE / "as_json.py"), str(path)],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        say(done.stderr)
        raise Problem(f"the built template cannot be read: {_last(done.stderr)}")
    return json.loads(done.stdout)


def _environment():
    kept = {k: v for k, v in os.environ.items() if not k.startswith(WITHHELD) and k not in FILES_OF_THE_RUNNER}
    return {**kept, "SAM_CLI_TELEMETRY": "0", "NO_COLOR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _run(command):
    try:
        return subprocess.run(
            command,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise Problem(f"the SAM CLI cannot be started: {error}") from None


def _tell(service, environment, checkout, entry, sizes, digest):
    rows = [f"| {inert(name)} | {size:,} |" for name, size in sorted(sizes.items())]
    table = "| Part | Size (B) |\n| --- | --- |\n" + "\n".join(rows) if rows else "All code stands in the template."
    summary(
        f"### 📦 SAM application {inert(service)} for {inert(environment)}\n\n"
        f"Release `{digest}` of commit `{checkout.commit}`, package `{entry['digest']}` ({entry['size']:,} B)\n\n{table}"
    )
    say(f"Release {digest}, package {entry['digest']}, {entry['size']:,} B")


if __name__ == "__main__":
    sys.exit(main(build, "sam-build"))
