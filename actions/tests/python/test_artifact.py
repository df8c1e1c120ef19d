"""Every reason why a package is refused before anything uses it."""

import base64
import hashlib
import json
import os
import pathlib
import re
import struct
import subprocess
import warnings
import zipfile
from typing import Optional

from fixture import ACTIONS, Ran, ScriptTest, sha256

VERIFY = "artifact-verify/v1/scripts/verify.py"
PROMOTE = ACTIONS.parents[1] / "reusable-workflows/templates/lambda-promote/v1/workflow.yml"
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
        record = self.folder / "lambda-package.json"
        if not record.exists():
            built = {"commit": COMMIT, "digest": digest, "environment": "test", "run-id": "4711"}
            record.write_text(json.dumps(built), encoding="utf-8")
        settings = {
            "INPUT_PATH": str(self.path),
            "INPUT_DIGEST": digest,
            "INPUT_PACKAGE_RECORD": str(record),
            "INPUT_ENVIRONMENT": "test",
            "INPUT_COMMIT": COMMIT,
            "INPUT_RUN_ID": "4711",
        }
        return self.run_script(VERIFY, {**settings, **variables})


class PackageTest(ArtifactTest):
    def test_the_package_that_was_built(self) -> None:
        self.zip("app.py", "pkg/", "pkg/data.txt")
        ran = self.verify()
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(ran.outputs["digest"], sha256(self.path))
        self.assertIn(sha256(self.path), ran.summary)
        self.assertIn(COMMIT, ran.summary)

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
    """Both records: that of the package, and that of its deployment."""

    def setUp(self) -> None:
        super().setUp()
        self.zip("app.py")
        digest = sha256(self.path)
        code = base64.b64encode(bytes.fromhex(digest)).decode()
        self.package = {"commit": COMMIT, "digest": digest, "environment": "test", "run-id": "4711"}
        self.deployment = {
            **self.package,
            "attempt": "1",
            "functions": [{"name": "orders", "code-sha256": code}],
        }

    def file(self, name: str, record: object) -> pathlib.Path:
        file = self.folder / name
        file.write_text(record if isinstance(record, str) else json.dumps(record), encoding="utf-8")
        return file

    def verify_package(self, record: object = None, **variables: str) -> Ran:
        self.file("lambda-package.json", self.package if record is None else record)
        return self.verify(**variables)

    def verify_deployment(self, record: object = None, **variables: str) -> Ran:
        file = self.file("deployment.json", self.deployment if record is None else record)
        return self.verify_package(**{"INPUT_DEPLOYMENT_RECORD": str(file), **variables})

    def records(self):
        return (self.verify_package, self.package), (self.verify_deployment, self.deployment)

    def test_the_package_that_the_earlier_environment_runs(self) -> None:
        for verify, _ in self.records():
            ran = verify()
            self.assertEqual(ran.exit_code, 0, ran.log)

    def test_a_run_id_written_as_a_number(self) -> None:
        for verify, record in self.records():
            record["run-id"] = 4711
            self.assertEqual(verify().exit_code, 0)

    def test_another_package_or_deployment(self) -> None:
        for verify, record in self.records():
            for key, value in (("environment", "dev"), ("commit", "b" * 40), ("digest", "0" * 64), ("run-id", "4712")):
                with self.subTest(f"{verify.__name__} {key}"):
                    good = record[key]
                    record[key] = value
                    self.assert_refused(verify(), f"another {key}", value, good)
                    del record[key]
                    ran = verify()
                    self.assert_refused(ran, f"another {key}", "nothing", good)
                    self.assertNotIn("digest", ran.outputs)
                    record[key] = good

    def test_another_package_or_deployment_than_the_one_asked_for(self) -> None:
        for verify, record in self.records():
            for variable, key, value in (
                ("INPUT_ENVIRONMENT", "environment", "prd"),
                ("INPUT_COMMIT", "commit", "b" * 40),
                ("INPUT_RUN_ID", "run-id", "4712"),
            ):
                with self.subTest(f"{verify.__name__} {key}"):
                    self.assert_refused(verify(**{variable: value}), f"another {key}", value, record[key])

    def test_a_function_that_runs_other_code(self) -> None:
        self.deployment["functions"].append({"name": "orders-worker", "code-sha256": "AAAA"})
        self.assert_refused(self.verify_deployment(), "`orders-worker` runs other code", "AAAA")

    def test_no_function(self) -> None:
        for functions in ([], None, {}, "orders"):
            with self.subTest(functions):
                self.deployment["functions"] = functions
                self.assert_refused(self.verify_deployment(), "names no function")

    def test_no_record_of_the_package(self) -> None:
        for path in ("missing.json", ""):
            with self.subTest(path):
                ran = self.verify_deployment(INPUT_PACKAGE_RECORD=path)
                self.assert_refused(ran, "no record of what the package is", "Run the first environment again")

    def test_no_record_of_the_deployment(self) -> None:
        ran = self.verify_deployment(INPUT_DEPLOYMENT_RECORD="missing.json")
        self.assert_refused(ran, "no record that test runs the package", "deploy to test first")

    def test_a_record_of_the_package_does_not_pass_for_one_of_its_deployment(self) -> None:
        self.assert_refused(self.verify_deployment(self.package), "names no function that runs the package")

    def test_a_record_that_is_none(self) -> None:
        for verify, _ in self.records():
            self.assert_refused(verify("{"), "is not JSON")
            self.assert_refused(verify(""), "is not JSON")
            self.assert_refused(verify("[]"), "not a JSON object")

    def test_nothing_to_compare_with(self) -> None:
        for variable, name in (("INPUT_ENVIRONMENT", "environment"), ("INPUT_RUN_ID", "run-id")):
            with self.subTest(name):
                self.assert_refused(self.verify_package(**{variable: ""}), f"`{name}`, which is empty")
        for commit in ("", "main", COMMIT.upper(), COMMIT[:7], f"{COMMIT}\n"):
            with self.subTest(commit):
                self.assert_refused(self.verify_package(INPUT_COMMIT=commit), "40 lower-case hexadecimal digits")


class PromotionTest(ArtifactTest):
    def test_the_record_that_a_promotion_writes_is_one_that_the_next_deployment_takes(self) -> None:
        self.zip("app.py")
        record = self.folder / "lambda-package.json"
        variables = {
            "COMMIT": COMMIT,
            "DIGEST": sha256(self.path),
            "ENVIRONMENT": "prd",
            "RECORD": str(record),
            "GITHUB_RUN_ID": "4712",
        }
        workflow = PROMOTE.read_text(encoding="utf-8")
        step = re.search(r"- name: Record what the package is\n +env:\n((?: +[A-Z]+: .*\n)+) +run: \|\n((?: +.*\n)+)", workflow)
        self.assertEqual(set(re.findall(r"([A-Z]+):", step.group(1))), set(variables) - {"GITHUB_RUN_ID"})
        environment = {**os.environ, **variables}
        subprocess.run(["bash", "-e", "-c", step.group(2).strip()], env=environment, check=True)
        expected = {"commit": COMMIT, "digest": sha256(self.path), "environment": "prd", "run-id": "4712"}
        self.assertEqual(json.loads(record.read_text(encoding="utf-8")), expected)
        ran = self.verify(INPUT_ENVIRONMENT="prd", INPUT_RUN_ID="4712")
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assert_refused(self.verify(), "another environment")
