"""Where a release comes from: signatures by KMS, attestations by GitHub's command line."""

import json
import textwrap

from support import BUCKETS, SERVICE, LambdaTest

WORKFLOW = "acme/actions/.github/workflows/lambda-build.yml"


class SignatureTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.kms = self.aws.client("kms")
        self.key = self.new_key()

    def new_key(self, spec="ECC_NIST_P256", usage="SIGN_VERIFY"):
        return self.kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"]

    def signed(self, *more, key=None):
        release = self.release()
        return release, self.store(release, "--provenance", "signature", "--key", key or self.key, *more)

    def deployed(self):
        self.create_functions()
        release, ran = self.signed()
        self.succeeded(ran)
        for step in (self.start, self.deploy):
            self.succeeded(step(release))
        self.succeeded(self.shift())
        self.succeeded(self.record())
        return release

    def promote(self, release, *more, key=None):
        return self.script(
            "release-store.sh", "--bucket", BUCKETS["sit"], "--service", SERVICE, "--from-environment", "dev", "--from-bucket",
            BUCKETS["dev"], "--commit", release.commit, "--provenance", "signature", "--key", key or self.key, *more,
        )

    def refused_untouched(self, ran, *parts):
        self.refused(ran, *parts)
        self.assertEqual([], self.keys("sit"))

    def signature(self, release):
        return f"orders/releases/{release.digest}.sig.json"

    def test_a_release_is_signed_and_the_promotion_verifies_signer_source_and_digest(self):
        release = self.deployed()
        record = json.loads(self.object(self.signature(release)))
        self.assertEqual(
            (self.key, "ECDSA_SHA_256", "acme/orders", release.commit, release.digest),
            tuple(record[name] for name in ("key", "algorithm", "repository", "commit", "digest")),
        )
        ran = self.succeeded(self.promote(release))
        for part in (self.key, "acme/orders", release.commit, release.digest):
            self.assertIn(part, ran.log)
        self.assertEqual(self.object(self.signature(release)), self.object(self.signature(release), "sit"))
        # Stored again: the first signature is verified, and stays.
        self.succeeded(self.store(release, "--provenance", "signature", "--key", self.key))

    def test_rsa_keys_sign_too(self):
        key = self.new_key("RSA_2048")
        release, ran = self.signed(key=key)
        self.succeeded(ran)
        self.assertEqual("RSASSA_PSS_SHA_256", json.loads(self.object(self.signature(release)))["algorithm"])
        self.succeeded(self.store(release, "--provenance", "signature", "--key", key))

    def test_another_key_source_commit_or_digest_is_refused(self):
        release = self.deployed()
        self.refused_untouched(self.promote(release, key=self.new_key()), "of another key")
        self.refused_untouched(self.promote(release, "--repository", "acme/other"), "of another repository")
        original = self.object(self.signature(release))
        for name in ("commit", "digest", "algorithm"):
            with self.subTest(name):
                record = {**json.loads(original), name: "0" * 40}
                self.s3.put_object(Bucket=BUCKETS["dev"], Key=self.signature(release), Body=json.dumps(record).encode())
                self.refused_untouched(self.promote(release), f"of another {name}")

    def test_a_forged_signature_is_refused(self):
        release = self.deployed()
        record = json.loads(self.object(self.signature(release)))
        for change, part in (
            ({"workflow-ref": "evil/x/.github/workflows/x.yml@main"}, "is not one of"),
            ({"signature": "bm8gc2lnbmF0dXJl"}, "is not one of"),
            ({"signature": "no base64!"}, "no base64"),
            ({"signature": 1}, "not in the form"),
            ({"more": "x"}, "not in the form"),
        ):
            with self.subTest(change):
                forged = json.dumps({**record, **change}).encode()
                self.s3.put_object(Bucket=BUCKETS["dev"], Key=self.signature(release), Body=forged)
                self.refused_untouched(self.promote(release), part)

    def test_an_unsigned_release_is_refused(self):
        self.create_functions()
        release = self.delivered()
        self.refused_untouched(self.promote(release), "is not signed")

    def test_keys_that_cannot_sign_are_refused(self):
        for key, part in ((self.new_key("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"), "cannot sign"), ("", "needs the KMS key"), ("alias/nothing", "NotFoundException")):
            with self.subTest(part):
                release = self.release()
                self.refused(self.store(release, "--provenance", "signature", "--key", key), part)
                self.assertEqual([], self.keys())

    def test_a_dry_run_signs_nothing(self):
        release, ran = self.signed("--dry-run")
        self.assertIn("would sign", self.succeeded(ran).log)
        self.assertEqual([], self.keys())
        self.assertNotIn("Sign", " ".join(self.aws.calls))


class AttestationTest(LambdaTest):
    """The stub answers as gh does; what it is asked is part of the test."""

    def gh(self, code=0, commit=None, signer=WORKFLOW, answer=None):
        certificate = {
            "subjectAlternativeName": f"https://github.com/{signer}@refs/tags/v1.2.3", "sourceRepositoryDigest": commit,
        }
        answer = answer or json.dumps([{"verificationResult": {"signature": {"certificate": certificate}}}])
        self.stub("gh", textwrap.dedent(f"""\
            #!/usr/bin/env python3
            import json, sys
            with open({str(self.folder / 'asked')!r}, "a") as file:
                file.write(json.dumps(sys.argv[1:]) + "\\n")
            if {code}:
                print("Error: verifying with issuer failed\\n::error::forged", file=sys.stderr)
                sys.exit({code})
            print({answer!r})
            """))

    def asked(self):
        return [json.loads(line) for line in (self.folder / "asked").read_text(encoding="utf-8").splitlines()]

    def attested(self, release, *more, workflow=WORKFLOW):
        return self.store(release, "--provenance", "attestation", "--signer-workflow", workflow, *more)

    def test_the_manifest_and_each_file_are_verified_against_signer_source_and_commit(self):
        release = self.release()
        self.gh(commit=release.commit)
        ran = self.succeeded(self.attested(release))
        asked = self.asked()
        self.assertEqual({"release.json", "api.zip", "worker.zip"}, {call[2].rsplit("/", 1)[-1] for call in asked})
        for call in asked:
            options = " ".join(call)
            self.assertIn(f"--repo acme/orders --signer-workflow {WORKFLOW} --deny-self-hosted-runners", options)
            self.assertIn(f"--source-digest {release.commit}", options)
        self.assertIn(f"https://github.com/{WORKFLOW}@refs/tags/v1.2.3", ran.log)

    def test_no_attestation_stores_nothing(self):
        release = self.release()
        self.gh(code=1)
        self.refused(self.attested(release), "has no attestation of", WORKFLOW)
        self.assertEqual([], self.keys())

    def test_an_answer_that_names_another_commit_or_nothing_is_refused(self):
        release = self.release()
        self.gh(commit="0" * 40)
        self.refused(self.attested(release), "is of commit " + "0" * 40)
        for answer in ("[]", "no json", "{}", "[{}]"):
            self.gh(answer=answer)
            self.refused(self.attested(release), "names no signer and source")
        self.assertEqual([], self.keys())

    def test_the_signer_has_to_be_named(self):
        release = self.release()
        for workflow in ("", "acme/actions", "--help", "acme/actions/.github/workflows/x.yml; id"):
            self.refused(self.store(release, "--provenance", "attestation", f"--signer-workflow={workflow}"), "without it any workflow could have signed")

    def test_a_promotion_verifies_the_manifest_for_its_commit(self):
        self.create_functions()
        release = self.delivered()
        self.gh(commit=release.commit)
        self.succeeded(self.script(
            "release-store.sh", "--bucket", BUCKETS["sit"], "--service", SERVICE, "--from-environment", "dev", "--from-bucket",
            BUCKETS["dev"], "--commit", release.commit, "--provenance", "attestation", "--signer-workflow", WORKFLOW,
        ))
        manifest, *files = self.asked()
        self.assertEqual("release.json", manifest[2].rsplit("/", 1)[-1])
        self.assertIn(release.commit, manifest)
        self.assertEqual(2, len(files))
        (self.folder / "asked").unlink()
        self.gh(code=1)
        self.environment = "prod"
        self.refused(self.script(
            "release-store.sh", "--bucket", BUCKETS["prod"], "--service", SERVICE, "--from-environment", "dev", "--from-bucket",
            BUCKETS["dev"], "--commit", release.commit, "--provenance", "attestation", "--signer-workflow", WORKFLOW,
        ), "has no attestation")
        self.assertEqual([], self.keys("prod"))
