"""A release is refused unless it is, by the byte, what its manifest and the release digest say."""

import hashlib
import json
import pathlib
from typing import Dict

from fixture import Ran, ScriptTest, sha256

VERIFY = "release-verify/v1/scripts/verify_release.py"
COMMIT = "c" * 40


def canonical(document: object) -> bytes:
    return (json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n").encode()


class ReleaseVerifyTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        self.release = self.folder / "release"
        self.release.mkdir()
        self.files: Dict[str, pathlib.Path] = {}
        self.functions: Dict[str, Dict] = {}
        for name, entry, file in (
            ("orders-api", {"architecture": "arm64", "kind": "zip", "python": "3.12"}, "orders-api.zip"),
            ("orders-image", {"architecture": "x86_64", "kind": "image", "digest": "e" * 64}, "orders-image.oci.tar"),
            ("orders", {"kind": "sam"}, "sam.zip"),
        ):
            path = self.release / file
            path.write_bytes(name.encode())
            field = "archive" if entry["kind"] == "image" else "digest"
            self.functions[name] = {**entry, field: sha256(path), "size": path.stat().st_size}
        self.document = {"commit": COMMIT, "functions": self.functions, "service": "orders", "tree": "d" * 40}

    def manifest(self, document: object = None) -> str:
        data = document if isinstance(document, bytes) else canonical(self.document if document is None else document)
        (self.release / "release.json").write_bytes(data)
        return hashlib.sha256(data).hexdigest()

    def verify(self, digest: str, commit: str = COMMIT, **variables: str) -> Ran:
        arguments = ["--folder", str(self.release), "--digest", digest, "--commit", commit]
        return self.run_script(VERIFY, variables, arguments=arguments)

    def test_a_release_as_it_was_built(self) -> None:
        ran = self.verify(self.manifest())
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(ran.summary.count("| verified |"), 3)
        self.assertEqual(self.verify(self.manifest(), "").exit_code, 0)

    def test_what_did_not_change_has_no_file(self) -> None:
        (self.release / "orders-api.zip").unlink()
        ran = self.verify(self.manifest())
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual((ran.summary.count("| verified |"), ran.summary.count("not built in this run")), (2, 1))

    def test_another_digest(self) -> None:
        digest = self.manifest()
        self.assert_refused(self.verify("0" * 64), digest, "0" * 64)
        for value in ("", digest.upper(), digest[:-1], "sha256:" + digest):
            with self.subTest(value):
                self.assert_refused(self.verify(value), "64 lower-case hexadecimal digits")

    def test_another_commit(self) -> None:
        self.assert_refused(self.verify(self.manifest(), "b" * 40), COMMIT, "b" * 40)

    def test_a_flipped_byte_in_each_file(self) -> None:
        digest = self.manifest()
        for path in sorted(self.release.iterdir()):
            with self.subTest(path.name):
                good = path.read_bytes()
                path.write_bytes(bytes([good[0] ^ 1]) + good[1:])
                self.assert_refused(
                    self.verify(digest), "the SHA-256" if path.name != "release.json" else "has the digest"
                )
                path.write_bytes(good)

    def test_another_size(self) -> None:
        (self.release / "sam.zip").write_bytes(b"orders and more")
        self.assert_refused(self.verify(self.manifest()), "sam.zip", "15 bytes")

    def test_what_the_manifest_does_not_name(self) -> None:
        digest = self.manifest()
        (self.release / "orders-worker.zip").write_bytes(b"x")
        self.assert_refused(self.verify(digest), "orders-worker.zip")

    def test_links_and_folders(self) -> None:
        digest = self.manifest()
        path = self.release / "orders-api.zip"
        path.rename(self.folder / "elsewhere.zip")
        path.symlink_to(self.folder / "elsewhere.zip")
        self.assert_refused(self.verify(digest), "`orders-api.zip` is no file")
        path.unlink()
        path.mkdir()
        self.assert_refused(self.verify(digest), "`orders-api.zip` is no file")

    def test_nothing_there(self) -> None:
        self.assert_refused(self.verify("0" * 64), "no release.json", "download the artifact")
        self.release.rename(self.folder / "gone")
        self.assert_refused(self.verify("0" * 64), "cannot be read")

    def test_manifests_in_another_form(self) -> None:
        document, entry = self.document, self.functions["orders-api"]
        zipped = {"orders-api": entry}
        for data, message in (
            (b"", "not JSON"),
            (b"\xff", "not JSON"),
            (b"[" * 100_000, "not JSON"),
            (b" " * 1_048_577, "1,048,576 bytes"),
            (json.dumps(document).encode(), "one form"),
            (canonical(document)[:-1], "one form"),
            (canonical(document).replace(b'{"commit"', b'{"commit":"x","commit"'), "one form"),
            (canonical([]), "fields"),
            (canonical({**document, "time": "x"}), "fields"),
            (canonical({**document, "commit": "C" * 40}), "commit is"),
            (canonical({**document, "tree": None}), "tree is"),
            (canonical({**document, "service": "../x"}), "service is"),
            (canonical({**document, "functions": {}}), "no function"),
            (canonical({**document, "functions": []}), "no function"),
            (canonical({**document, "functions": {"../x": entry}}), "a function's name"),
            (canonical({**document, "functions": {"x\n": entry}}), "a function's name"),
            (canonical({**document, "functions": {"x": {**entry, "kind": "jar"}}}), "has not the fields"),
            (canonical({**document, "functions": {"x": {**entry, "kind": ["zip"]}}}), "has not the fields"),
            (canonical({**document, "functions": {"x": {**entry, "size": "9"}}}), "size of `x`"),
            (canonical({**document, "functions": {"x": {**entry, "digest": "a"}}}), "digest of `x`"),
            (canonical({**document, "functions": {"x": {**entry, "python": "3.1\n"}}}), "python of `x`"),
            (canonical({**document, "functions": {"x": {**zipped}}}), "has not the fields"),
        ):
            with self.subTest(message=message, data=data[:80]):
                self.assert_refused(self.verify(self.manifest(data)), message)

    def test_in_a_shell_errors_are_plain(self) -> None:
        self.manifest()
        ran = self.verify("0", GITHUB_ACTIONS="")
        self.assertEqual(
            (ran.exit_code, ran.log), (1, "error: the digest is 64 lower-case hexadecimal digits, not `0`\n")
        )
