"""Where a release comes from: a signature by KMS, or GitHub's attestations."""

import base64
import binascii
import json
import os
import re
import subprocess
import tempfile

from delivery.aws import Aws, AwsError
from delivery.bucket import signature_key
from delivery.manifest import canonical
from delivery.problem import Problem, inert, say, summary

ALGORITHMS = {
    "ECC_NIST_P256": "ECDSA_SHA_256", "ECC_NIST_P384": "ECDSA_SHA_384", "ECC_NIST_P521": "ECDSA_SHA_512",
    "RSA_2048": "RSASSA_PSS_SHA_256", "RSA_3072": "RSASSA_PSS_SHA_256", "RSA_4096": "RSASSA_PSS_SHA_256",
}
SIGNED = ("algorithm", "commit", "digest", "key", "repository", "workflow-ref")
KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:([a-z0-9-]+):[0-9]{12}:key/[A-Za-z0-9-]+")
WORKFLOW = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/\.github/workflows/[A-Za-z0-9_.-]+")
REPOSITORY = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")


class Signature:
    """The release digest, its commit and its source, signed by one asymmetric key."""

    def __init__(self, aws, key, repository):
        if not key:
            raise Problem("provenance `signature` needs the KMS key: pass `key`")
        self.repository = _repository(repository)
        self.aws = aws
        found = aws.call("kms", "describe-key", KeyId=key)["KeyMetadata"]
        self.key, spec = found["Arn"], found.get("KeySpec") or found.get("CustomerMasterKeySpec")
        where = KEY_ARN.fullmatch(self.key)
        if spec not in ALGORITHMS or found.get("KeyUsage") != "SIGN_VERIFY" or not where:
            raise Problem(f"the KMS key {key} ({spec}, {found.get('KeyUsage')}) cannot sign: take ECC_NIST_P256, SIGN_VERIFY")
        self.algorithm = ALGORITHMS[spec]
        # A key of another region answers only there.
        self.aws = Aws(where.group(1))

    def sign(self, bucket, manifest, dry_run=False):
        key = signature_key(manifest.service, manifest.digest)
        if bucket.get_bytes(key) is not None:
            # A second signature would have other bytes; the first one has to be right.
            return self.verify(bucket, manifest)
        if dry_run:
            say(f"would sign the release {manifest.digest} with {self.key}")
            return None
        record = {
            "algorithm": self.algorithm,
            "commit": manifest.commit,
            "digest": manifest.digest,
            "key": self.key,
            "repository": self.repository,
            "workflow-ref": os.environ.get("GITHUB_WORKFLOW_REF", "none"),
        }
        with _file(canonical(record)) as message:
            answer = self.aws.call(
                "kms", "sign", "--message", f"fileb://{message}", KeyId=self.key, MessageType="RAW",
                SigningAlgorithm=self.algorithm,
            )
        bucket.put_bytes(canonical({**record, "signature": answer["Signature"]}), key)
        return _tell(self.key, record, "signed")

    def verify(self, bucket, manifest):
        """Signer, source and digest, each compared with what is expected; then the signature over all of them."""
        content = bucket.get_bytes(signature_key(manifest.service, manifest.digest))
        if content is None:
            raise Problem(
                f"the release {manifest.digest} is not signed, and `provenance: signature` asks for it: "
                "deploy it to the first environment again, where it is signed"
            )
        record = _record(content)
        expected = {
            "key": self.key, "algorithm": self.algorithm, "repository": self.repository, "commit": manifest.commit,
            "digest": manifest.digest,
        }
        for name, value in expected.items():
            if record[name] != value:
                raise Problem(f"the release's signature is of another {name}: {record[name]!r}, expected {value!r}")
        message = canonical({name: record[name] for name in SIGNED})
        with _file(message) as path, _file(_decoded(record["signature"])) as signature:
            try:
                answer = self.aws.call(
                    "kms", "verify", "--message", f"fileb://{path}", "--signature", f"fileb://{signature}",
                    KeyId=self.key, MessageType="RAW", SigningAlgorithm=self.algorithm,
                )
            except AwsError as error:
                if error.code != "KMSInvalidSignatureException":
                    raise
                answer = {}
        if answer.get("SignatureValid") is not True:
            raise Problem(f"the signature of the release {manifest.digest} is not one of {self.key}")
        return _tell(self.key, record, "verified")


class Attestation:
    """GitHub's attestations, verified by its own command line."""

    def __init__(self, repository, workflow):
        self.repository = _repository(repository)
        if not WORKFLOW.fullmatch(workflow or ""):
            raise Problem(
                "provenance `attestation` needs `signer-workflow`, such as acme/actions/.github/workflows/"
                f"lambda-build.yml, not {workflow!r}: without it any workflow could have signed"
            )
        self.workflow = workflow

    def verify(self, path, what, commit=None):
        """`commit` None: built from any commit of the repository, as code that did not change since is."""
        command = [
            "gh", "attestation", "verify", path, "--repo", self.repository, "--signer-workflow", self.workflow,
            "--deny-self-hosted-runners", "--format", "json",
        ]
        if commit:
            command += ["--source-digest", commit]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise Problem("GitHub's command line (`gh`) is not on PATH: install it on this runner") from None
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise Problem(
                f"{what} has no attestation of {self.workflow} for {commit or self.repository}: "
                f"{lines[-1] if lines else 'gh gave no reason'}"
            )
        signer, source = _certificate(done.stdout, what)
        if commit and source != commit:
            raise Problem(f"the attestation of {what} is of commit {source}, expected {commit}")
        _tell(signer, {"repository": self.repository, "commit": source, "digest": what}, "attested")


def _certificate(text, what):
    try:
        certificate = json.loads(text)[0]["verificationResult"]["signature"]["certificate"]
        return certificate["subjectAlternativeName"], certificate["sourceRepositoryDigest"]
    except (ValueError, LookupError, TypeError):
        raise Problem(f"what gh says about the attestation of {what} names no signer and source") from None


def _tell(signer, record, how):
    say(f"{how}: {record['digest']} of {record['repository']} at {record['commit']} by {signer}")
    summary(
        f"🔏 {how}: digest {inert(record['digest'])}, source {inert(record['repository'])} at {inert(record['commit'])}, "
        f"signer {inert(signer)}"
    )
    return signer


def _repository(repository):
    if not REPOSITORY.fullmatch(repository or ""):
        raise Problem(f"provenance needs the source repository (owner/name), not {repository!r}: pass `--repository`")
    return repository


def _record(content):
    try:
        record = json.loads(content)
    except ValueError:
        record = None
    if not isinstance(record, dict) or set(record) != {*SIGNED, "signature"}:
        raise Problem("the release's signature is not in the form that it was written in")
    if not all(isinstance(value, str) for value in record.values()):
        raise Problem("the release's signature is not in the form that it was written in")
    return record


def _decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Problem("the release's signature is no base64") from None


class _file:
    def __init__(self, content):
        self.content = content

    def __enter__(self):
        handle, self.path = tempfile.mkstemp(prefix="provenance-")
        with os.fdopen(handle, "wb") as file:
            file.write(self.content)
        return self.path

    def __exit__(self, *_):
        os.unlink(self.path)
