#!/usr/bin/env python3
"""Verifies a release and puts it into the release bucket: of this run, or what an earlier environment runs."""

import os
import tempfile

from delivery import options, provenance, store
from delivery import manifest as manifests
from delivery.aws import Aws
from delivery.bucket import Bucket
from delivery.options import Parser
from delivery.problem import inert, main, output, say, summary


def arguments():
    parser = Parser(
        "release-store",
        "Puts a release into the release bucket, written once and named by digest. With --packages the bytes of this\n"
        "run; with --from-environment those that an earlier environment runs, and no others.",
        "release-store.sh --bucket orders-releases-dev --service orders --packages build --digest 6c5f… --commit 1f0a…\n"
        "  release-store.sh --bucket orders-releases-sit --service orders --from-environment dev "
        "--from-bucket orders-releases-dev --commit 1f0a…",
    )
    parser.add_argument("--bucket", required=True, type=options.bucket, help="the release bucket of this environment")
    parser.add_argument("--service", required=True, type=options.service)
    parser.add_argument("--commit", required=True, type=options.commit)
    parser.add_argument("--digest", default="", type=options.digest_or_none, help="SHA-256 of release.json")
    parser.add_argument("--packages", default="", metavar="DIR", help="the artifact of this run: release.json and files")
    parser.add_argument("--from-environment", default="", type=options.environment_or_none)
    parser.add_argument("--from-bucket", default="", type=options.bucket_or_none)
    parser.add_argument("--from-region", default="", type=options.region_or_none, help="when it is another one")
    parser.add_argument("--functions", default=None, type=options.functions, metavar="JSON", help="names the ECR repositories")
    parser.add_argument("--checkout", default=".", metavar="DIR", help="the repository with the commit")
    parser.add_argument("--provenance", default="none", choices=("none", "signature", "attestation"))
    parser.add_argument("--key", default="", help="the KMS key that signs (signature)")
    parser.add_argument("--signer-workflow", default="", help="the workflow that attests (attestation)")
    parser.add_argument("--repository", default=os.environ.get("GITHUB_REPOSITORY", ""), help="source, owner/name")
    parser.add_argument(
        "--severity", default="HIGH", type=str.upper, choices=("NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"),
        help="images: refuse findings of this severity or worse; NONE leaves the scan out, and the summary says so",
    )
    parser.add_argument("--output", default=options.temporary(), metavar="DIR", help="where the verified release.json goes")
    parser.add_dry_run()
    given = parser.parse_args()
    if bool(given.packages) == bool(given.from_environment):
        parser.error("give either --packages (the bytes of this run) or --from-environment (a promotion)")
    if given.packages and not given.digest:
        parser.error("--packages needs --digest, which the build reported")
    if given.from_environment and not given.from_bucket:
        parser.error("--from-environment needs --from-bucket, the release bucket of that environment")
    return given


def run():
    given = arguments()
    aws = Aws()
    bucket = Bucket(aws, given.bucket)
    work = store.Store(aws, bucket, given.functions or {}, given.dry_run)
    tree = store.tree_of(given.checkout, given.commit)
    signature = attestation = None
    if given.provenance == "signature":
        signature = provenance.Signature(aws, given.key, given.repository)
    elif given.provenance == "attestation":
        attestation = provenance.Attestation(given.repository, given.signer_workflow)
    if given.packages:
        manifest = _of_this_run(given, work, tree, signature, attestation)
    else:
        manifest = _promoted(given, work, tree, signature, attestation)
    work.scan(manifest, given.severity)
    # Last of all: a release that the bucket names is complete, signed and scanned.
    work.put_manifest(manifest)
    path = store.keep(manifest, given.output)
    for name, value in (("digest", manifest.digest), ("commit", manifest.commit), ("tree", manifest.tree), ("release", path)):
        output(name, value)
    source = f"the bytes that {given.from_environment} runs" if given.from_environment else "the bytes of this run"
    say(f"verified: release {manifest.digest} of commit {manifest.commit}, {source}")
    summary(f"🔒 Release {inert(manifest.digest)} of commit {inert(manifest.commit)}: {source}")


def _of_this_run(given, work, tree, signature, attestation):
    manifest, there = work.check_packages(given.packages, given.digest, given.service, given.commit, tree)
    if attestation:
        attestation.verify(os.path.join(given.packages, manifests.NAME), f"release {manifest.digest}", manifest.commit)
        for name, path in there.items():
            attestation.verify(path, f"{name} ({manifests.file_digest(manifest.functions[name])})", manifest.commit)
    work.check_carried(manifest, there)
    work.put_packages(manifest, there)
    if signature:
        signature.sign(work.bucket, manifest, given.dry_run)
    return manifest


def _promoted(given, work, tree, signature, attestation):
    source = Bucket(Aws(given.from_region or None), given.from_bucket)
    manifest = work.find(source, given.service, given.from_environment, given.commit, tree, given.digest)
    deployed = work.check_receipt(source, given.from_environment, manifest)
    if signature:
        signature.verify(source, manifest)
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        if attestation:
            # The manifest has to be of this very commit; it names every file, those that did not change too.
            path = os.path.join(folder, manifests.NAME)
            with open(path, "wb") as file:
                file.write(manifest.content)
            attestation.verify(path, f"release {manifest.digest}", manifest.commit)
        work.copy(source, manifest, deployed, folder, attestation)
    if signature:
        work.copy_signature(source, manifest)
    return manifest


if __name__ == "__main__":
    main(run, "Release refused")
