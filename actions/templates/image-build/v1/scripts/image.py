"""An image in an OCI layout: what Lambda will and will not run, and one archive of it."""

import gzip
import hashlib
import json
import pathlib
import tarfile

from delivery.problem import Problem

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}
# AWS Lambda quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_UNPACKED = 10 * 1024**3


class Image:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        manifests = _json(self.folder / "index.json").get("manifests")
        if not isinstance(manifests, list) or len(manifests) != 1:
            raise Problem("the image is a list of several manifests, and Lambda takes a single one: build for one platform")
        if manifests[0].get("mediaType") != MANIFEST:
            raise Problem(f"the image is a {manifests[0].get('mediaType')}, and Lambda takes a single image manifest")
        self.digest = _hex(manifests[0].get("digest"))
        self.manifest = json.loads(self._blob(manifests[0]["digest"]).read_bytes())
        self.config = json.loads(self._blob(self.manifest["config"]["digest"]).read_bytes())

    def check(self, architecture):
        actual = f"{self.config.get('os')}/{self.config.get('architecture')}"
        expected = f"linux/{ARCHITECTURES[architecture]}"
        if actual != expected:
            raise Problem(f"the image is for {actual}, and the function's architecture is {architecture} ({expected})")
        run = self.config.get("config") or {}
        if not (run.get("Entrypoint") or run.get("Cmd")):
            raise Problem(
                "the image has neither ENTRYPOINT nor CMD, so Lambda would have nothing to start: add one to the Dockerfile"
            )
        unpacked = sum(self._unpacked(layer) for layer in self.manifest["layers"])
        if unpacked > MOST_UNPACKED:
            raise Problem(
                f"the image unpacks to {unpacked:,} bytes, and Lambda takes {MOST_UNPACKED:,} at most: copy less into its last stage"
            )
        return unpacked

    def pack(self, archive):
        """A tar whose bytes follow from the image alone."""
        digests = {self.manifest["config"]["digest"], *(layer["digest"] for layer in self.manifest["layers"])}
        names = ["index.json", "oci-layout"] + [f"blobs/sha256/{_hex(digest)}" for digest in digests | {f"sha256:{self.digest}"}]
        with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as tar:
            for name in sorted(names):
                path = self.folder / name
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = path.stat().st_size, 0o644
                with open(path, "rb") as file:
                    tar.addfile(entry, file)

    def _blob(self, digest):
        """Its content is compared with its name: everything below the manifest's digest is held by it."""
        path = self.folder / "blobs" / "sha256" / _hex(digest)
        found = hashlib.sha256()
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                found.update(block)
        if found.hexdigest() != path.name:
            raise Problem(f"the part {digest} of the image has the SHA-256 {found.hexdigest()}: it was damaged on its way")
        return path

    def _unpacked(self, layer):
        path = self._blob(layer["digest"])
        kind = layer["mediaType"]
        if not kind.endswith("gzip"):
            return path.stat().st_size
        size = 0
        with gzip.open(path) as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                size += len(block)
        return size


def _hex(digest):
    kind, _, value = str(digest).partition(":")
    if kind != "sha256" or len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise Problem(f"the image names a part by {digest}, and not by its SHA-256")
    return value


def _json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
