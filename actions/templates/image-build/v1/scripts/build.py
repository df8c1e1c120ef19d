"""Builds the container images of Lambda functions, each as an archive whose manifest is final, and release.json."""

import json
import os
import pathlib
import secrets
import shutil
import sys
import tempfile

import neighbour

neighbour.use("lambda-deploy")

# pylint: disable=wrong-import-position
import docker
import release
from delivery.problem import Problem, inert, main, output, say, summary
from image import Image

KEYS = {"dockerfile": "Dockerfile", "context": ".", "target": ""}
# Read by other parts of the catalog.
OTHERS_KEYS = {"paths", "name", "repository", "smoke", "architecture"}


def build():
    folder = pathlib.Path(os.environ["INPUT_OUTPUT"])
    # What an earlier attempt has left must not outlive a failure of this one.
    shutil.rmtree(folder, ignore_errors=True)
    environment = release.check_name("environment", os.environ["INPUT_ENVIRONMENT"])
    service = release.check_name("service", os.environ["INPUT_SERVICE"])
    architecture = os.environ["INPUT_ARCHITECTURE"]
    if architecture not in docker.PLATFORMS:
        raise Problem(f"architecture is x86_64 or arm64, not '{architecture}'")
    docker.check()
    checkout = release.Checkout(os.environ["INPUT_COMMIT"])
    functions = _functions(os.environ["INPUT_FUNCTIONS"], checkout)
    carried = _carried(os.environ["INPUT_CARRIED"], functions, architecture)
    folder.mkdir(parents=True)
    due = {name: function for name, function in functions.items() if name not in carried}
    entries = {name: _image(name, function, architecture, checkout, service, folder) for name, function in due.items()}
    entries.update(carried)
    digest = release.write(folder, checkout, service, entries)
    output("digest", digest)
    output("folder", folder)
    output("functions", json.dumps(sorted(due)))
    _tell(service, environment, checkout, entries, due, digest)


def _carried(text, functions, architecture):
    """Entries of an earlier release, for functions that did not change since."""
    carried = _json("carried", text)
    for name, entry in carried.items():
        if name not in functions:
            raise Problem(f"carried names {name}, and functions does not: a function that is gone is not carried over")
        if (
            not isinstance(entry, dict)
            or set(entry) != {"architecture", "archive", "digest", "kind", "size"}
            or entry["kind"] != "image"
        ):
            raise Problem(f"carried holds no entry of an image for {name}")
        if not all(release.DIGEST.fullmatch(str(entry[key])) for key in ("archive", "digest")) or type(entry["size"]) is not int:
            raise Problem(f"carried holds no digest or size for {name}")
        if entry["architecture"] != architecture:
            raise Problem(f"carried holds {name} for another architecture than {architecture}")
    return carried


def _json(what, text):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Problem(f"{what} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Problem(f"{what} is a JSON object by function")
    return value


def _functions(text, checkout):
    functions = _json("functions", text)
    if not functions:
        raise Problem('functions names at least one function, such as {"orders-api":{}}')
    return {
        release.check_name("the key of a function", name): _function(name, given, checkout)
        for name, given in sorted(functions.items())
    }


def _function(name, given, checkout):
    if not isinstance(given, dict):
        raise Problem(f"the function {name} is a JSON object, such as {{}}")
    unknown = sorted(set(given) - set(KEYS) - OTHERS_KEYS)
    if unknown:
        raise Problem(f"the function {name} has the unknown key '{unknown[0]}': {', '.join(KEYS)} describe the build of an image")
    function = {key: given.get(key, default) for key, default in KEYS.items()}
    if not all(isinstance(value, str) for value in function.values()):
        raise Problem(f"{', '.join(KEYS)} of the function {name} are texts")
    if function["target"]:
        release.check_name(f"target of the function {name}", function["target"])
    checkout.path(f"dockerfile of the function {name}", function["dockerfile"], "file")
    checkout.path(f"context of the function {name}", function["context"], "folder")
    return function


def _image(name, function, architecture, checkout, service, folder):
    say(f"Building the image of {name} from {function['dockerfile']}")
    docker.warn_about_bases(function["dockerfile"])
    # Of this very build: another one of the same commit, by the same engine, takes its own away when it is through.
    tag = f"slipway.invalid/{service.lower()}/{name.lower()}:{checkout.commit}-{secrets.token_hex(8)}"
    labels = {"org.opencontainers.image.revision": checkout.commit, "org.opencontainers.image.title": name}
    with tempfile.TemporaryDirectory(prefix="image-", dir=os.environ.get("RUNNER_TEMP")) as work:
        docker.build(function, tag, architecture, checkout, labels)
        try:
            layout = os.path.join(work, "layout")
            docker.layout(tag, layout, work)
        finally:
            docker.forget(tag)
        image = Image(layout)
        try:
            unpacked = image.check(architecture)
        except Problem as problem:
            raise Problem(f"the image of {name} cannot be used: {problem}") from None
        archive = folder / f"{name}.oci.tar"
        image.pack(archive)
    say(f"{name}: manifest sha256:{image.digest}, {unpacked:,} B unpacked")
    return {
        "architecture": architecture,
        "archive": release.sha256(archive),
        "digest": image.digest,
        "kind": "image",
        "size": archive.stat().st_size,
    }


def _tell(service, environment, checkout, entries, due, digest):
    rows = [
        f"| {inert(name)} | {entry['architecture']} | {entry['size']:,} | `sha256:{entry['digest']}` | "
        f"{'built' if name in due else 'unchanged, carried over'} |"
        for name, entry in sorted(entries.items())
    ]
    summary(
        f"### 🐳 Images of {inert(service)} for {inert(environment)}\n\n"
        f"Release `{digest}` of commit `{checkout.commit}`\n\n"
        "| Function | Architecture | Archive (B) | Manifest | |\n| --- | --- | --- | --- | --- |\n" + "\n".join(rows)
    )
    say(f"Release {digest}")


if __name__ == "__main__":
    sys.exit(main(build, "image-build"))
