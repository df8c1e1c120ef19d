"""The release store: the bytes of this run, promotion, and all that it refuses."""

import hashlib
import json
import os
import zipfile
from pathlib import Path

from support import BUCKETS, SERVICE, LambdaTest, zipped


class ThisRunTest(LambdaTest):
    def refused_untouched(self, ran, *parts):
        self.refused(ran, *parts)
        self.assertEqual([], self.keys())

    def test_a_release_is_stored_once_and_named(self):
        release = self.release()
        ran = self.succeeded(self.store(release))
        digests = [function["digest"] for function in release.manifest["functions"].values()]
        self.assertEqual(
            sorted([f"orders/artifacts/{digest}.zip" for digest in digests] + [
                f"orders/releases/{release.digest}.json", f"orders/trees/{release.manifest['tree']}/{release.digest}",
            ]),
            self.keys(),
        )
        self.assertEqual(release.files["api"], self.object(f"orders/artifacts/{digests[0]}.zip"))
        self.assertEqual((release.digest, release.commit), (ran.outputs["digest"], ran.outputs["commit"]))
        self.assertEqual((release.folder / "release.json").read_bytes(), Path(ran.outputs["release"]).read_bytes())
        before = self.s3.list_objects_v2(Bucket=BUCKETS["dev"])["Contents"]
        self.assertIn("there already", self.succeeded(self.store(release)).log)
        self.assertEqual(before, self.s3.list_objects_v2(Bucket=BUCKETS["dev"])["Contents"])

    def test_a_flipped_byte_is_refused(self):
        release = self.release()
        content = bytearray((release.folder / "api.zip").read_bytes())
        content[40] ^= 1
        (release.folder / "api.zip").write_bytes(content)
        self.refused_untouched(self.store(release), "the bytes of api are not those of the release")

    def test_another_digest_commit_service_or_tree_is_refused(self):
        release = self.release()
        other = self.commit(more="x")
        digest, commit = release.digest, release.commit
        for change, part in (
            (lambda: setattr(release, "digest", "0" * 64), "expected " + "0" * 64),
            (lambda: setattr(release, "commit", other), "another commit"),
        ):
            with self.subTest(part):
                change()
                self.refused_untouched(self.store(release), part)
                release.digest, release.commit = digest, commit
        for key, value, part in (("service", "payments", "another service"), ("tree", "a" * 40, "another tree")):
            with self.subTest(part):
                changed = self.written(release.folder, {**release.manifest, key: value})
                self.refused_untouched(self.store(changed), part)

    def test_a_manifest_in_another_form_is_refused(self):
        release = self.release()
        function = release.manifest["functions"]["api"]
        for manifest, part in (
            ({**release.manifest, "more": 1}, "does not hold exactly"),
            ({**release.manifest, "functions": {}}, "names no function"),
            ({**release.manifest, "functions": {"../api": function}}, "a name that is none of a function"),
            ({**release.manifest, "functions": {"api": {**function, "kind": "tar"}}}, "in a way that is not known"),
            ({**release.manifest, "functions": {"api": {**function, "size": "7"}}}, "no size"),
            ({**release.manifest, "functions": {"api": {**function, "digest": "../../x"}}}, "no valid digest"),
            ({**release.manifest, "functions": {"api": {**function, "python": "3.12; id"}}}, "no valid python"),
        ):
            with self.subTest(part):
                self.refused_untouched(self.store(self.written(release.folder, manifest)), part)
        pretty = json.dumps(release.manifest, indent=1).encode()
        (release.folder / "release.json").write_bytes(pretty)
        release.digest = hashlib.sha256(pretty).hexdigest()
        self.refused_untouched(self.store(release), "not in its canonical form")

    def test_a_file_that_the_release_does_not_name_is_refused(self):
        release = self.release()
        for name in ("more.zip", "::error::x", "sub"):
            with self.subTest(name):
                path = release.folder / name
                path.mkdir() if name == "sub" else path.write_bytes(b"x")
                self.refused_untouched(self.store(release), "which the release does not name")
                path.rmdir() if name == "sub" else path.unlink()
        (release.folder / "api.zip").unlink()
        os.symlink("/etc/hostname", release.folder / "api.zip")
        self.refused_untouched(self.store(release), "which the release does not name")

    def test_unsound_zips_are_refused(self):
        for name, part in (("../up.py", "leads out of it"), ("/etc/x.py", "no path inside it"), ("a\\b.py", "no path inside it"), ("readme.txt", "no Python file")):
            with self.subTest(part):
                release = self.release()
                path = release.folder / "api.zip"
                with zipfile.ZipFile(path, "w") as archive:
                    entry = zipfile.ZipInfo("x")
                    entry.filename = name
                    archive.writestr(entry, "x = 1\n")
                self.refused_untouched(self.store(self._with(release, path.read_bytes())), part)
        release = self.release()
        self.refused_untouched(self.store(self._with(release, b"no zip at all")), "no sound zip file")

    def _with(self, release, content):
        (release.folder / "api.zip").write_bytes(content)
        api = {**release.manifest["functions"]["api"], "digest": hashlib.sha256(content).hexdigest(), "size": len(content)}
        return self.written(release.folder, {**release.manifest, "functions": {**release.manifest["functions"], "api": api}})

    def test_a_package_that_unzips_too_large_is_refused(self):
        release = self.release()
        path = release.folder / "api.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("handler.py", "x = 1\n")
            with archive.open("data.bin", "w") as file:
                for _ in range(251):
                    file.write(bytes(1 << 20))
        self.refused_untouched(self.store(self._with(release, path.read_bytes())), "262,144,000 at most")

    def test_functions_that_did_not_change_are_taken_from_the_bucket(self):
        self.succeeded(self.store(self.release()))
        second = self.release(built=("api",), api="api = 2\n", worker="worker = 1\n")
        self.succeeded(self.store(second))
        third = self.release(built=("api",), api="api = 3\n", worker="worker = 3\n")
        self.refused(self.store(third), "the bytes of worker", "build `all`")
        self.assertNotIn(f"orders/releases/{third.digest}.json", self.keys())
        digest = second.manifest["functions"]["worker"]["digest"]
        self.s3.put_object(Bucket=BUCKETS["dev"], Key=f"orders/artifacts/{digest}.zip", Body=b"changed")
        self.refused(self.store(second), "the bytes of worker are not those of the release")

    def test_what_the_bucket_holds_is_never_overwritten(self):
        release = self.release()
        digest = release.manifest["functions"]["api"]["digest"]
        self.s3.put_object(Bucket=BUCKETS["dev"], Key=f"orders/artifacts/{digest}.zip", Body=b"other bytes")
        self.refused(self.store(release), "exists with other bytes", "somebody changed it")
        self.assertEqual(b"other bytes", self.object(f"orders/artifacts/{digest}.zip"))
        self.assertNotIn(f"orders/releases/{release.digest}.json", self.keys())

    def test_a_dry_run_stores_nothing(self):
        release = self.release()
        ran = self.succeeded(self.store(release, "--dry-run"))
        self.assertIn("would put", ran.log)
        self.assertEqual([], self.keys())

    def test_a_missing_artifact_and_a_missing_commit_are_named(self):
        release = self.release()
        release.folder = self.folder / "nothing"
        release.folder.mkdir()
        self.refused_untouched(self.store(release), "missing or has expired")
        release = self.release()
        release.commit = "d" * 40
        self.refused_untouched(self.store(release), "is not in the checkout")

    def test_hostile_options_are_usage_mistakes(self):
        release = self.release()
        for option, value in (
            ("--service", "../x"), ("--service", "a b"), ("--commit", "HEAD"), ("--digest", "sha256:" + "0" * 64), ("--bucket", "Bucket_1"),
            ("--functions", "[]"), ("--functions", '{"a":{"name":"$(id)"}}'), ("--functions", '{"a":{"name":"x"},"a":{"name":"y"}}'),
            ("--functions", '{"a":{"name":"x"},"b":{"name":"x"}}'), ("--functions", '{"a\\n::error::":{"name":"x"}}'), ("--from-region", "eu;id"),
        ):
            with self.subTest(f"{option} {value}"):
                self.refused(self.store(release, option, value), code=2)
        self.assertEqual([], self.keys())


class PromotionTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.create_functions()
        self.deployed = self.delivered()
        self.environment = "sit"
        self.source = BUCKETS["dev"]

    def promote(self, *more, commit=None, digest=None, source="dev", **variables):
        return self.script(
            "release-store.sh", "--bucket", BUCKETS["sit"], "--service", SERVICE, "--from-environment", source,
            "--from-bucket", BUCKETS["dev"], "--commit", commit or self.deployed.commit,
            *(["--digest", digest] if digest else []), *more, **variables,
        )

    def receipt(self):
        return f"orders/deployments/dev/{self.deployed.digest}.json"

    def change_receipt(self, change):
        receipt = json.loads(self.object(self.receipt(), "dev"))
        change(receipt)
        self.s3.put_object(Bucket=self.source, Key=self.receipt(), Body=json.dumps(receipt).encode())

    def refused_untouched(self, ran, *parts):
        self.refused(ran, *parts)
        self.assertEqual([], self.keys("sit"))

    def test_the_very_same_bytes_are_promoted(self):
        ran = self.succeeded(self.promote(digest=self.deployed.digest))
        self.assertEqual([key for key in self.keys("dev") if "/deployments/" not in key], self.keys("sit"))
        for key in self.keys("sit"):
            self.assertEqual(self.object(key, "dev"), self.object(key, "sit"))
        self.assertEqual(self.deployed.digest, ran.outputs["digest"])
        self.assertIn("the bytes that dev runs", ran.log)

    def test_dev_to_sit_to_prod_is_one_digest(self):
        digests = [self.deployed.digest]
        for before, after in (("dev", "sit"), ("sit", "prod")):
            self.environment = after
            self.create_functions(environment=after)
            ran = self.succeeded(self.script(
                "release-store.sh", "--bucket", BUCKETS[after], "--service", SERVICE, "--from-environment", before,
                "--from-bucket", BUCKETS[before], "--commit", self.deployed.commit,
            ))
            digests.append(ran.outputs["digest"])
            self.state_file.unlink()
            for step in (self.start, self.deploy):
                self.succeeded(step(self.deployed))
            self.succeeded(self.shift())
            self.succeeded(self.record())
        self.assertEqual(1, len(set(digests)))
        codes = {
            self.lambda_.get_function_configuration(FunctionName=f"orders-api-{name}", Qualifier="live")["CodeSha256"]
            for name in BUCKETS
        }
        self.assertEqual(1, len(codes))

    def test_without_a_digest_the_release_of_the_same_files_is_found(self):
        # A merge commit of another branch, say: other commit, same files.
        merged = self.commit()
        self.assertNotEqual(self.deployed.commit, merged)
        ran = self.succeeded(self.promote(commit=merged))
        self.assertEqual((self.deployed.digest, self.deployed.commit), (ran.outputs["digest"], ran.outputs["commit"]))

    def test_what_was_never_built_or_deployed_is_refused(self):
        self.refused_untouched(self.promote(commit=self.commit(new="file")), "no release was built", "deploy it to dev first")
        self.environment = "dev"
        stored = self.release(api="api = 7\n", worker="worker = 7\n")
        self.succeeded(self.store(stored))
        self.refused_untouched(self.promote(commit=stored.commit), "was never deployed to dev")
        self.refused_untouched(self.promote(commit=stored.commit, digest=stored.digest), "was never deployed to dev")
        self.refused_untouched(self.promote(digest=self.deployed.digest, source="qa"), "was never deployed to qa")

    def test_another_digest_or_commit_is_refused(self):
        self.refused_untouched(self.promote(digest="0" * 64), "there is no release " + "0" * 64)
        self.refused_untouched(self.promote(digest=self.deployed.digest, commit=self.commit(new="file")), "another commit")
        changed = (self.deployed.folder / "release.json").read_bytes().replace(b'"orders"', b'"0rders"')
        self.s3.put_object(Bucket=self.source, Key=f"orders/releases/{self.deployed.digest}.json", Body=changed)
        self.refused_untouched(self.promote(digest=self.deployed.digest), "somebody changed it")

    def test_a_receipt_with_other_code_or_of_something_else_is_refused(self):
        original = self.object(self.receipt(), "dev")
        for change, part in (
            (lambda receipt: receipt["functions"]["api"].update({"code-sha256": "b3RoZXI="}), "AWS reported other code for api"),
            (lambda receipt: receipt["functions"]["api"].update(digest="0" * 64), "ran the digest"),
            (lambda receipt: receipt["functions"].pop("worker"), "not of all functions"),
            (lambda receipt: receipt.update(environment="qa"), "another environment"),
            (lambda receipt: receipt.update(commit="0" * 40), "another commit"),
            (lambda receipt: receipt.update(release="0" * 64), "another release"),
            (lambda receipt: receipt.update(functions=[]), "names no functions"),
            (lambda receipt: receipt["functions"].update(api="x"), "ran the digest None"),
        ):
            with self.subTest(part):
                self.change_receipt(change)
                self.refused_untouched(self.promote(digest=self.deployed.digest), part)
                self.s3.put_object(Bucket=self.source, Key=self.receipt(), Body=original)
        self.s3.put_object(Bucket=self.source, Key=self.receipt(), Body=b"{")
        self.refused_untouched(self.promote(digest=self.deployed.digest), "is not JSON")

    def test_missing_and_changed_bytes_are_refused_before_anything_is_stored(self):
        worker = f"orders/artifacts/{self.deployed.manifest['functions']['worker']['digest']}.zip"
        self.s3.put_object(Bucket=self.source, Key=worker, Body=zipped(handler="evil = 1\n"))
        self.refused_untouched(self.promote(), "the bytes of worker are not those of the release")
        self.s3.delete_object(Bucket=self.source, Key=worker)
        self.refused_untouched(self.promote(), "the bytes of worker", "are missing", "not built again here")

    def test_two_releases_of_the_same_files_are_named(self):
        self.environment = "dev"
        again = self.delivered(self.release(commit=self.commit(), api="api = 1\n", worker="worker = 1\n"))
        self.assertNotEqual(self.deployed.digest, again.digest)
        self.environment = "sit"
        self.refused_untouched(self.promote(), self.deployed.digest, again.digest)
        self.succeeded(self.promote(digest=self.deployed.digest))

    def test_a_bucket_that_may_not_be_read_is_named(self):
        self.aws.fail("GET", f"/{BUCKETS['dev']}/orders/releases/", code="AccessDenied", status=403, message="Access Denied")
        self.refused_untouched(self.promote(digest=self.deployed.digest), "cannot be read", "bucket's own policy")

    def test_a_shared_bucket_is_fine(self):
        before = self.keys("dev")
        self.succeeded(self.script(
            "release-store.sh", "--bucket", BUCKETS["dev"], "--service", SERVICE, "--from-environment", "dev",
            "--from-bucket", BUCKETS["dev"], "--commit", self.deployed.commit,
        ))
        self.assertEqual(before, self.keys("dev"))

    def test_a_dry_run_promotes_nothing(self):
        self.assertIn("would put", self.succeeded(self.promote("--dry-run")).log)
        self.assertEqual([], self.keys("sit"))
