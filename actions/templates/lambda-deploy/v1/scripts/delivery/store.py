"""A release on its way into the bucket: the bytes of this run, or those that an earlier environment ran."""

import os
import re
import shutil
import subprocess

from delivery import live, receipt, withdrawal, zipped
from delivery import manifest as manifests
from delivery.aws import AwsError
from delivery.bucket import artifact_key, release_key, sha256, signature_key, tree_prefix
from delivery.manifest import Manifest
from delivery.options import DIGEST
from delivery.problem import Problem, say

IMAGE = re.compile(r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/[a-z0-9._/-]+@sha256:([0-9a-f]{64})")


def tree_of(checkout, commit):
    """The tree of the commit, by git itself: two commits with the same files have the same."""
    done = subprocess.run(
        ["git", "-C", checkout, "rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise Problem(f"commit {commit} is not in the checkout at {checkout}: check it out first, with fetch-depth: 0")
    return done.stdout.strip()


class Store:
    def __init__(self, aws, bucket, functions, dry_run):
        self.aws = aws
        self.bucket = bucket
        self.functions = functions
        self.dry_run = dry_run

    # The bytes of this run

    def check_packages(self, folder, digest, service, commit, tree):
        """The manifest, then each file that it came with; returns the manifest and the files by function."""
        manifest = Manifest.load(os.path.join(folder, manifests.NAME))
        if manifest.digest != digest:
            raise Problem(
                f"the release is not the one that was built: the digest of {manifests.NAME} is {manifest.digest}, "
                f"expected {digest}. Nothing was deployed"
            )
        _same("service", manifest.service, service)
        _same("commit", manifest.commit, commit)
        _same("tree", manifest.tree, tree)
        files = {manifests.file_name(name, function): name for name, function in manifest.functions.items()}
        there = {}
        for entry in sorted(os.listdir(folder)):
            path = os.path.join(folder, entry)
            if entry == manifests.NAME:
                continue
            if entry not in files or os.path.islink(path) or not os.path.isfile(path):
                raise Problem(f"the artifact holds {entry!r}, which the release does not name: only the build adds files")
            there[files[entry]] = path
            self.check_file(path, files[entry], manifest.functions[files[entry]])
        return manifest, there

    @staticmethod
    def check_file(path, name, function):
        size, actual, expected = os.path.getsize(path), sha256(path), manifests.file_digest(function)
        if actual != expected:
            raise Problem(f"the bytes of {name} are not those of the release: SHA-256 {actual}, expected {expected}")
        if function["kind"] == "zip" and size != function["size"] or size == 0:
            raise Problem(f"the package of {name} has {size} bytes, and the release says {function['size']}")
        if function["kind"] == "zip":
            zipped.check(path, f"the package of {name}")
        elif function["kind"] == "sam":
            zipped.check(path, "the SAM build", limit=None)

    def check_carried(self, manifest, there):
        """Functions that did not change are not in the artifact: an earlier release left their bytes."""
        for name, function in manifest.functions.items():
            if name in there:
                continue
            cure = "It did not change since, so it was not built: start the workflow again and build `all`"
            if function["kind"] == "image":
                if not self._has_image(name, function):
                    raise Problem(f"the image of {name} (sha256:{function['digest']}) is not in its repository. {cure}")
                continue
            with self.bucket.fetched(artifact_key(manifest.service, function["digest"])) as path:
                if path is None:
                    raise Problem(f"the bytes of {name} ({function['digest']}) are not in s3://{self.bucket.name}. {cure}")
                self.check_file(path, name, function)

    def put_packages(self, manifest, there):
        for name, path in there.items():
            function = manifest.functions[name]
            if function["kind"] == "image":
                self._push(name, function, path)
            else:
                self._put(path, artifact_key(manifest.service, function["digest"]))

    def put_manifest(self, manifest):
        """Last: a release that is named is complete."""
        self._put_bytes(manifest.content, release_key(manifest.service, manifest.digest))
        self._put_bytes(b"", tree_prefix(manifest.service, manifest.tree) + manifest.digest)

    # The bytes of an earlier environment

    def find(self, source, service, environment, commit, tree, digest):
        """The release by its digest, or the only one that was built from the commit's tree and ran there."""
        if digest:
            manifest = self._named(source, service, digest)
            _same("commit", manifest.commit, commit)
            _same("tree", manifest.tree, tree)
            return manifest
        names = [key.rsplit("/", 1)[-1] for key in source.keys(tree_prefix(service, tree))]
        ran = [
            name for name in sorted(set(names))
            if DIGEST.fullmatch(name) and receipt.read(source, service, environment, name) is not None
        ]
        if not names:
            raise Problem(
                f"no release was built from the files of commit {commit} (tree {tree}): deploy it to {environment} first"
            )
        if not ran:
            raise Problem(_never(environment, f"commit {commit}"))
        if len(ran) > 1:
            # Of those that the environment was not taken back from there is often one only.
            ran = [name for name in ran if not withdrawal.outstanding(source, service, environment, name)] or ran
        if len(ran) > 1:
            raise Problem(
                f"{len(ran)} releases of commit {commit} ran in {environment}: name one of them as the digest: "
                + ", ".join(ran)
            )
        manifest = self._named(source, service, ran[0])
        _same("tree", manifest.tree, tree)
        return manifest

    @staticmethod
    def _named(source, service, digest):
        content = source.get_bytes(release_key(service, digest))
        if content is None:
            raise Problem(f"there is no release {digest} of {service} in s3://{source.name}: it was never deployed from there")
        manifest = Manifest(content)
        if manifest.digest != digest:
            raise Problem(f"what s3://{source.name} holds as release {digest} has the digest {manifest.digest}: somebody changed it")
        _same("service", manifest.service, service)
        return manifest

    @staticmethod
    def check_receipt(source, environment, manifest):
        deployed = receipt.read(source, manifest.service, environment, manifest.digest)
        if deployed is None:
            raise Problem(_never(environment, f"release {manifest.digest}"))
        receipt.check(deployed, environment, manifest)
        withdrawal.check(source, manifest.service, environment, manifest.digest)
        return deployed

    def copy(self, source, manifest, deployed, folder, attestation=None):
        """Verifies all bytes before the first one is stored, then stores exactly what was verified."""
        verified = {}
        for name, function in manifest.functions.items():
            if function["kind"] == "image":
                self._check_image(name, function, deployed["functions"][name])
                continue
            path = os.path.join(folder, manifests.file_name(name, function))
            if not source.get(artifact_key(manifest.service, function["digest"]), path):
                raise Problem(
                    f"the bytes of {name} ({function['digest']}) are missing in s3://{source.name}. They are not built "
                    "again here: deploy the commit to the first environment again, and promote that"
                )
            self.check_file(path, name, function)
            if attestation:
                attestation.verify(path, f"{name} ({function['digest']})")
            verified[name] = path
        for name, function in manifest.functions.items():
            if function["kind"] == "image":
                self._copy_image(name, function, deployed["functions"][name]["image"])
            else:
                self._put(verified[name], artifact_key(manifest.service, function["digest"]))

    def copy_signature(self, source, manifest):
        content = source.get_bytes(signature_key(manifest.service, manifest.digest))
        self._put_bytes(content, signature_key(manifest.service, manifest.digest))

    # Writing

    def _put(self, path, key):
        if self.dry_run:
            say(f"would put {os.path.getsize(path):,} bytes at s3://{self.bucket.name}/{key}, unless they are there")
        else:
            say(f"{'stored' if self.bucket.put(path, key) else 'there already'}: s3://{self.bucket.name}/{key}")

    def _put_bytes(self, content, key):
        if self.dry_run:
            say(f"would put {len(content):,} bytes at s3://{self.bucket.name}/{key}, unless they are there")
        else:
            say(f"{'stored' if self.bucket.put_bytes(content, key) else 'there already'}: s3://{self.bucket.name}/{key}")

    # Images: the module is needed by nobody else

    def _uri(self, name, function):
        repository = self.functions.get(name, {}).get("repository")
        if not repository:
            raise Problem(f"function {name} is an image, and its ECR repository is not named: add `repository` to it")
        return live.image_uri(self.aws, repository, function["digest"])

    def _has_image(self, name, function):
        self._uri(name, function)
        try:
            found = self.aws.call(
                "ecr", "describe-images", repositoryName=self.functions[name]["repository"],
                imageIds=[{"imageDigest": f"sha256:{function['digest']}"}],
            )
        except AwsError as error:
            if error.code in ("ImageNotFoundException", "RepositoryNotFoundException"):
                return False
            raise
        return bool(found.get("imageDetails"))

    def _push(self, name, function, path):
        uri = self._uri(name, function)
        if self.dry_run:
            say(f"would push the image of {name} to {uri}")
            return
        from delivery import images

        images.push(path, uri, function["digest"])

    @staticmethod
    def _check_image(name, function, entry):
        found = IMAGE.fullmatch(entry.get("image") or "")
        if not found or found.group(1) != function["digest"]:
            raise Problem(f"the receipt names no image of {name} with the digest of the release: {entry.get('image')!r}")

    def _copy_image(self, name, function, source):
        target = self._uri(name, function)
        if source == target:
            say(f"there already: {target}")
        elif self.dry_run:
            say(f"would copy the image of {name} from {source} to {target}")
        else:
            from delivery import images

            images.copy(source, target, function["digest"])

    def scan(self, manifest, severity):
        """ECR's own findings, before the image is used."""
        for name, function in manifest.functions.items():
            if function["kind"] == "image":
                self._uri(name, function)
                if self.dry_run:
                    say(f"would read the scan of the image of {name}")
                    continue
                from delivery import images

                images.scan(self.aws, self.functions[name]["repository"], function["digest"], severity)


def keep(manifest, folder):
    """The verified manifest, where the following steps read it."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, manifests.NAME)
    temporary = f"{path}.new"
    with open(temporary, "wb") as file:
        file.write(manifest.content)
    shutil.move(temporary, path)
    return path


def _never(environment, what):
    return f"{what} was never deployed to {environment} with success: deploy it there first, then promote it"


def _same(what, actual, expected):
    if actual != expected:
        raise Problem(f"the release is of another {what}: it says {actual!r}, expected {expected!r}")
