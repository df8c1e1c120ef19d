"""Docker and skopeo: builds an image and lays it down as an OCI layout, whose manifest is final from then on."""

import os
import re
import shutil
import subprocess

from delivery.problem import Problem, annotate, say

PLATFORMS = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}
# A build runs code of others: it gets no token and no way into later steps.
WITHHELD = ("ACTIONS_", "AWS_", "INPUT_")
FILES_OF_THE_RUNNER = (
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_OUTPUT",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
)


def check():
    for tool, cure in (("docker", "install Docker Engine"), ("skopeo", "install the package skopeo")):
        if not shutil.which(tool):
            raise Problem(f"{tool} is not on PATH: {cure} on this runner (GitHub's Ubuntu runners have it)")
    if _run(["docker", "info"]).returncode != 0:
        raise Problem("docker does not answer: start the engine on this runner, or let its user join the group docker")
    if _run(["docker", "buildx", "version"]).returncode != 0:
        raise Problem("docker has no buildx: install the package docker-buildx-plugin on this runner")


def build(function, tag, architecture, checkout, labels):
    command = ["docker", "buildx", "build", "--builder", "default", "--load", "--progress", "plain"]
    # An attestation would turn the image into an index, which Lambda does not take.
    command += ["--provenance=false", "--sbom=false", "--platform", PLATFORMS[architecture]]
    command += [part for name, value in labels.items() for part in ("--label", f"{name}={value}")]
    command += ["--build-arg", f"SOURCE_DATE_EPOCH={checkout.time}"]
    command += ["--target", function["target"]] if function["target"] else []
    command += ["--tag", tag, "--file", function["dockerfile"], "--", function["context"]]
    done = _run(command, SOURCE_DATE_EPOCH=checkout.time, DOCKER_BUILDKIT="1")
    said = done.stdout
    say(said)
    if done.returncode != 0:
        raise Problem(_explain(said, function, architecture))


def layout(tag, folder, work):
    """The image as an OCI layout."""
    saved = os.path.join(work, "saved.tar")
    _must(["docker", "save", "--output", saved, tag], "docker cannot save the image")
    _must(["skopeo", "copy", "--quiet", f"docker-archive:{saved}", f"oci:{folder}"], "skopeo cannot convert the image")
    os.unlink(saved)


def forget(tag):
    _run(["docker", "image", "rm", "--force", tag])


def warn_about_bases(dockerfile):
    """A base that is named by a tag is another one tomorrow; the release keeps the one it was built with."""
    stages, arguments = {"scratch"}, {}
    with open(dockerfile, encoding="utf-8", errors="replace") as file:
        text = re.sub(r"\\\n", " ", file.read())
    for line in text.splitlines():
        argument = re.match(r"\s*ARG\s+(\w+)=[\"']?([^\s\"']+)", line, re.I)
        if argument:
            arguments[argument.group(1)] = argument.group(2)
        found = re.match(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", line, re.I)
        if not found:
            continue
        base = re.sub(r"\$\{?(\w+)\}?", lambda name: arguments.get(name.group(1), name.group(0)), found.group(1))
        if base.lower() not in stages and "@sha256:" not in base:
            annotate(
                "warning",
                "image-build",
                f"{dockerfile} takes {base} by its tag: add its @sha256: digest, so that a build of this commit means the same base tomorrow",
            )
        if found.group(2):
            stages.add(found.group(2).lower())


def _explain(said, function, architecture):
    if "exec format error" in said:
        return (
            f"{function['dockerfile']} runs programs for {architecture}, which this runner's processor cannot: let the "
            "stage that installs run on the runner (FROM --platform=$BUILDPLATFORM) and fetch wheels for the function "
            "(pip install --platform), as the documentation of image-build shows"
        )
    lines = [line for line in said.splitlines() if re.search(r"\berror\b|failed to", line, re.I)]
    last = lines[-1].strip() if lines else (said.strip().splitlines() or ["it gave no reason"])[-1]
    return f"docker cannot build {function['dockerfile']}: {last}. The log above says more"


def _must(command, what):
    done = _run(command)
    if done.returncode != 0:
        say(done.stdout)
        raise Problem(f"{what}: {(done.stdout.strip().splitlines() or ['it gave no reason'])[-1]}")


def _run(command, **more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(WITHHELD) and k not in FILES_OF_THE_RUNNER}
    return subprocess.run(
        command,
        env={**kept, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
