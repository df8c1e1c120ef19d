"""Every reason why a package is refused before anything uses it."""

import base64
import hashlib
import json
import pathlib
import struct
import warnings
import zipfile
from typing import Optional

from fixture import Ran, ScriptTest, sha256

VERIFY = "artifact-verify/v1/scripts/verify.py"
COMMIT = "a" * 40


class ArtifactTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.folder / "lambda_function.zip"

    def zip(self, *entries, method: int = zipfile.ZIP_STORED) -> pathlib.Path:
        with warnings.catch_warnings(), zipfile.ZipFile(self.path, "w", method) as archive:
            warnings.simplefilter("ignore")
            for entry in entries:
                name, content = entry if isinstance(entry, tuple) else (entry, "x = 1\n")
                archive.writestr(name, content)
        return self.path

    def verify(self, digest: Optional[str] = None, **variables: str) -> Ran:
        digest = sha256(self.path) if digest is None else digest
        return self.run_script(VERIFY, {"INPUT_PATH": str(self.path), "INPUT_DIGEST": digest, **variables})


class PackageTest(ArtifactTest):
    def test_the_package_that_was_built(self) -> None:
        self.zip("app.py", "pkg/", "pkg/data.txt")
        ran = self.verify()
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(ran.outputs["digest"], sha256(self.path))
        self.assertIn(sha256(self.path), ran.summary)

    def test_a_flipped_byte_anywhere(self) -> None:
        self.zip("app.py")
        digest = sha256(self.path)
        sound = self.path.read_bytes()
        for place in (0, 40, len(sound) - 1):
            with self.subTest(place):
                flipped = bytearray(sound)
                flipped[place] ^= 1
                self.path.write_bytes(flipped)
                self.assert_refused(self.verify(digest), "not the one that was built", sha256(self.path), digest)

    def test_no_package(self) -> None:
        self.assert_refused(self.verify("0" * 64), "missing or has expired", "not built again")

    def test_a_digest_that_is_none(self) -> None:
        self.zip("app.py")
        upper = sha256(self.path).upper()
        in_base64 = base64.b64encode(hashlib.sha256(self.path.read_bytes()).digest()).decode()
        for digest in ("", "abc", upper, in_base64, f"sha256:{sha256(self.path)}", f"{sha256(self.path)}\n"):
            with self.subTest(digest):
                self.assert_refused(self.verify(digest), "64 lower-case hexadecimal digits")

    def test_no_zip(self) -> None:
        self.path.write_bytes(b"<html>sign in</html>")
        self.assert_refused(self.verify(), "no sound zip file")

    def test_a_zip_cut_short(self) -> None:
        self.zip("app.py", ("data.bin", "x" * 5000))
        self.path.write_bytes(self.path.read_bytes()[:-30])
        self.assert_refused(self.verify(), "no sound zip file")

    def test_contents_that_do_not_fit_their_crc(self) -> None:
        self.zip(("app.py", "value = 1\n"))
        data = self.path.read_bytes()
        self.path.write_bytes(data.replace(b"value = 1", b"value = 2"))
        self.assert_refused(self.verify(), "no sound zip file", "CRC")

    def test_contents_longer_than_they_say(self) -> None:
        self.zip(("app.py", "x" * 64))
        data = bytearray(self.path.read_bytes())
        directory = data.index(b"PK\x01\x02")
        data[directory + 24 : directory + 28] = struct.pack("<I", 8)
        self.path.write_bytes(data)
        self.assert_refused(self.verify(), "no sound zip file")

    def test_names_that_are_no_path_inside(self) -> None:
        for name, message in (
            ("/etc/cron.d/x.py", "no path inside it"),
            ("C:/x.py", "no path inside it"),
            ("a\\b.py", "no path inside it"),
            ("../x.py", "leads out of it"),
            ("a/../../x.py", "leads out of it"),
            ("a/./x.py", "leads out of it"),
        ):
            with self.subTest(name):
                self.zip("app.py", name)
                self.assert_refused(self.verify(), message)

    def test_the_same_name_twice(self) -> None:
        self.zip(("app.py", "a = 1\n"), ("app.py", "a = 2\n"))
        self.assert_refused(self.verify(), "'app.py' twice")

    def test_a_symbolic_link(self) -> None:
        link = zipfile.ZipInfo("link")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        self.zip("app.py", (link, "../../../etc/passwd"))
        self.assert_refused(self.verify(), "a symbolic link or a device")

    def test_an_encrypted_file(self) -> None:
        self.zip("app.py")
        data = bytearray(self.path.read_bytes())
        for place in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
            data[place] |= 1
        self.path.write_bytes(data)
        self.assert_refused(self.verify(), "encrypted")

    def test_no_python_file(self) -> None:
        self.zip("README.md")
        self.assert_refused(self.verify(), "no Python file")

    def test_too_large_zipped(self) -> None:
        self.zip("app.py", ("data.bin", b"\0" * 52_428_801))
        self.assert_refused(self.verify(), "52,428,800")

    def test_too_large_unzipped(self) -> None:
        self.zip("app.py", ("data.bin", b"\0" * 262_144_001), method=zipfile.ZIP_DEFLATED)
        self.assert_refused(self.verify(), "262,144,000")


class RecordTest(ArtifactTest):
    def setUp(self) -> None:
        super().setUp()
        self.zip("app.py")
        code = base64.b64encode(bytes.fromhex(sha256(self.path))).decode()
        self.record = {
            "environment": "test",
            "commit": COMMIT,
            "digest": sha256(self.path),
            "run-id": "4711",
            "attempt": "1",
            "functions": [{"name": "orders", "code-sha256": code}],
        }

    def verify_record(self, text: Optional[str] = None, **variables: str) -> Ran:
        file = self.folder / "deployment.json"
        file.write_text(json.dumps(self.record) if text is None else text, encoding="utf-8")
        settings = {"INPUT_ENVIRONMENT": "test", "INPUT_COMMIT": COMMIT, "INPUT_RUN_ID": "4711"}
        return self.verify(INPUT_RECORD=str(file), **{**settings, **variables})

    def test_the_package_that_the_earlier_environment_runs(self) -> None:
        ran = self.verify_record()
        self.assertEqual(ran.exit_code, 0, ran.log)

    def test_a_run_id_written_as_a_number(self) -> None:
        self.record["run-id"] = 4711
        self.assertEqual(self.verify_record().exit_code, 0)

    def test_another_deployment(self) -> None:
        for key, value in (("environment", "dev"), ("commit", "b" * 40), ("digest", "0" * 64), ("run-id", "4712")):
            with self.subTest(key):
                good = self.record[key]
                self.record[key] = value
                self.assert_refused(self.verify_record(), f"another {key}", value, good)
                del self.record[key]
                self.assert_refused(self.verify_record(), f"another {key}", "nothing", good)
                self.record[key] = good

    def test_a_function_that_runs_other_code(self) -> None:
        self.record["functions"].append({"name": "orders-worker", "code-sha256": "AAAA"})
        self.assert_refused(self.verify_record(), "`orders-worker` runs other code", "AAAA")

    def test_no_function(self) -> None:
        for functions in ([], None, {}, "orders"):
            with self.subTest(functions):
                self.record["functions"] = functions
                self.assert_refused(self.verify_record(), "names no function")

    def test_no_record(self) -> None:
        variables = {"INPUT_RECORD": "missing.json", "INPUT_ENVIRONMENT": "test"}
        self.assert_refused(self.verify(**variables), "no record that test runs the package", "deploy to test first")

    def test_a_record_that_is_none(self) -> None:
        self.assert_refused(self.verify_record("{"), "is not JSON")
        self.assert_refused(self.verify_record("[]"), "not a JSON object")

    def test_nothing_to_compare_with(self) -> None:
        self.assert_refused(self.verify_record(INPUT_COMMIT=""), "`commit`, which is empty")
