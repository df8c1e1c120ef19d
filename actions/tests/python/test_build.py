"""Several functions of one repository in one release: the bytes, the manifest, what is carried over, and refusals."""

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from typing import Dict

from fixture import Ran, ScriptTest, sha256, wheel

FUNCTIONS = {
    "orders-api": {"source": "src/api", "requirements": "src/api/requirements.txt"},
    "orders-worker": {"source": "src/worker", "requirements": ""},
}
ENTRY = {"architecture": "x86_64", "digest": "a" * 64, "kind": "zip", "python": "3.12", "size": 7}


class BuildTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        self.index = self.folder / "index"
        wheel(self.index, "library", "1.0", {"library/__init__.py": ""})
        self.write("src/api/app.py", "def handler(event, context):\n    return 'api'\n")
        self.write("src/api/requirements.txt", f"library==1.0 --hash=sha256:{sha256(next(self.index.iterdir()))}\n")
        self.write("src/worker/app.py", "def handler(event, context):\n    return 'worker'\n")
        self.write(".gitignore", "__pycache__/\nlocal.py\n")
        self.head = self.commit()
        self.output = self.folder / "out/release"

    def build(self, *more: str, functions: object = None, carried: object = None, **variables: str) -> Ran:
        given = FUNCTIONS if functions is None else functions
        arguments = ["--service", "orders", "--python-version", "3.12", "--output", str(self.output)]
        arguments += ["--functions", given if isinstance(given, str) else json.dumps(given)]
        if carried is not None:
            arguments += ["--carried", carried if isinstance(carried, str) else json.dumps(carried)]
        settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index), **variables}
        script = str(self.published("lambda-build") / "scripts/build-lambdas.sh")
        return self.run_script(script, settings, arguments=[*arguments, *more])

    def release(self) -> Dict:
        return json.loads((self.output / "release.json").read_text(encoding="ascii"))

    def files(self):
        return sorted(path.name for path in self.output.iterdir())

    def assert_nothing_built(self, ran: Ran, *parts: str) -> None:
        self.assert_refused(ran, *parts)
        self.assertNotIn("digest", ran.outputs)
        self.assertFalse(self.output.exists())
        parent = self.output.parent
        self.assertEqual(list(parent.iterdir()) if parent.exists() else [], [])


class ReleaseTest(BuildTest):
    def test_one_zip_for_each_function_and_a_manifest_of_all(self) -> None:
        ran = self.build()
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(self.files(), ["orders-api.zip", "orders-worker.zip", "release.json"])
        with zipfile.ZipFile(self.output / "orders-api.zip") as archive:
            self.assertEqual(
                archive.namelist()[:1] + archive.namelist()[-2:], ["app.py", "library/__init__.py", "requirements.txt"]
            )
            self.assertIn(b"'api'", archive.read("app.py"))
        with zipfile.ZipFile(self.output / "orders-worker.zip") as archive:
            self.assertEqual(archive.namelist(), ["app.py"])
        entries = {}
        for name in FUNCTIONS:
            zipped = self.output / f"{name}.zip"
            entries[name] = {**ENTRY, "digest": sha256(zipped), "size": zipped.stat().st_size}
        tree = self.git("rev-parse", "HEAD^{tree}")
        expected = {"commit": self.head, "functions": entries, "service": "orders", "tree": tree}
        self.assertEqual(self.release(), expected)
        # The one form that it has, by the letter.
        text = json.dumps(expected, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"
        self.assertEqual((self.output / "release.json").read_bytes(), text.encode())
        self.assertEqual(ran.outputs["digest"], hashlib.sha256(text.encode()).hexdigest())
        self.assertEqual(json.loads(ran.outputs["functions"]), ["orders-api", "orders-worker"])
        self.assertEqual((ran.outputs["commit"], ran.outputs["path"]), (self.head, str(self.output)))
        for part in (ran.outputs["digest"], self.head, entries["orders-api"]["digest"]):
            self.assertIn(part, ran.summary)

    def test_the_bytes_are_those_that_lambda_package_builds(self) -> None:
        self.build()
        settings = {
            **{
                "GITHUB_RUN_ID": "1",
                "INPUT_ENVIRONMENT": "dev",
                "INPUT_SOURCE": "src/api",
                "INPUT_PYTHON_VERSION": "3.12",
            },
            **{"INPUT_REQUIREMENTS": "src/api/requirements.txt", "INPUT_ARCHITECTURE": "x86_64"},
            **{
                "INPUT_OUTPUT": str(self.folder / "one/function.zip"),
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": str(self.index),
            },
        }
        alone = self.run_script("lambda-package/v1/scripts/package.py", settings)
        self.assertEqual(alone.exit_code, 0, alone.log)
        self.assertEqual(self.release()["functions"]["orders-api"]["digest"], alone.outputs["digest"])

    def test_the_same_digest_from_another_clone_on_another_day(self) -> None:
        first = self.build(TZ="UTC")
        clone = self.folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(self.repository), str(clone)], check=True)
        for path in clone.rglob("*.py"):
            os.utime(path, (1, 1))
        self.repository = clone
        second = self.build(TZ="Asia/Tokyo", LC_ALL="C")
        self.assertEqual((first.exit_code, second.exit_code), (0, 0), second.log)
        self.assertEqual(first.outputs["digest"], second.outputs["digest"])

    def test_a_change_changes_the_digest(self) -> None:
        first = self.build()
        self.write("src/worker/app.py", "def handler(event, context):\n    return 2\n")
        self.commit()
        second = self.build()
        self.assertNotEqual(first.outputs["digest"], second.outputs["digest"])

    def test_the_other_architecture(self) -> None:
        self.assertEqual(self.build("--architecture", "arm64").exit_code, 0)
        self.assertEqual({entry["architecture"] for entry in self.release()["functions"].values()}, {"arm64"})

    def test_an_earlier_build_is_replaced_as_a_whole(self) -> None:
        self.build()
        self.build(functions={"orders-worker": FUNCTIONS["orders-worker"]})
        self.assertEqual(self.files(), ["orders-worker.zip", "release.json"])

    def test_without_requirements_the_usual_file_counts(self) -> None:
        self.write("requirements.txt", "library==1.0\n")
        self.commit()
        ran = self.build(functions={"orders-worker": {"source": "src/worker"}})
        self.assertIn("does not lock its packages by hash", ran.log)
        with zipfile.ZipFile(self.output / "orders-worker.zip") as archive:
            self.assertIn("library/__init__.py", archive.namelist())

    def test_ignored_files_that_are_never_packaged_do_no_harm(self) -> None:
        self.write("src/api/__pycache__/app.cpython-312.pyc", "x")
        self.write("elsewhere.txt", "not tracked, not packaged")
        self.assertEqual(self.build().exit_code, 0)

    def test_a_link_to_a_folder_beside_it(self) -> None:
        self.write("src/worker/shared/part.py")
        (self.repository / "src/worker/alias").symlink_to("shared")
        self.commit()
        ran = self.build()
        self.assertEqual(ran.exit_code, 0, ran.log)
        with zipfile.ZipFile(self.output / "orders-worker.zip") as archive:
            self.assertEqual(archive.namelist(), ["alias/part.py", "app.py", "shared/part.py"])

    def test_the_action_gives_the_script_what_it_was_given(self) -> None:
        step = {
            **{"SERVICE": "orders", "FUNCTIONS": json.dumps(FUNCTIONS), "CARRIED": json.dumps({"orders-api": ENTRY})},
            **{
                "PYTHON_VERSION": "3.12",
                "ARCHITECTURE": "x86_64",
                "COMPRESSION": "stored",
                "EXCLUDE": "",
                "COMMIT": self.head,
            },
            **{"OUTPUT": str(self.output), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index)},
        }
        ran = self.run_action("lambda-build", step)
        self.assertEqual((ran.exit_code, ran.outputs.get("functions")), (0, '["orders-worker"]'), ran.log)
        verified = self.run_action(
            "release-verify", {"FOLDER": str(self.output), "DIGEST": ran.outputs["digest"], "COMMIT": self.head}
        )
        self.assertEqual(verified.exit_code, 0, verified.log)
        self.assertEqual(
            self.run_action(
                "lambda-build", {**step, "EXCLUDE": "a b\n$(touch here) *", "ARCHITECTURE": "arm64"}
            ).exit_code,
            1,
        )
        self.assertFalse((self.repository / "here").exists())


class CarriedTest(BuildTest):
    def test_what_did_not_change_is_named_and_not_built(self) -> None:
        ran = self.build(carried={"orders-api": ENTRY})
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(self.files(), ["orders-worker.zip", "release.json"])
        self.assertEqual(self.release()["functions"]["orders-api"], ENTRY)
        self.assertEqual(set(self.release()["functions"]), set(FUNCTIONS))
        self.assertEqual(json.loads(ran.outputs["functions"]), ["orders-worker"])
        self.assertIn("carried over", ran.summary)

    def test_nothing_to_build(self) -> None:
        ran = self.build(carried={name: ENTRY for name in FUNCTIONS})
        self.assertEqual((ran.exit_code, self.files(), ran.outputs["functions"]), (0, ["release.json"], "[]"), ran.log)

    def test_entries_that_are_none(self) -> None:
        for carried, message in (
            ({"orders-gone": ENTRY}, "`orders-gone`, and `functions` does not"),
            ({"orders-api": {**ENTRY, "python": "3.11"}}, "another runtime"),
            ({"orders-api": {**ENTRY, "architecture": "arm64"}}, "another runtime"),
            ({"orders-api": {**ENTRY, "digest": "A" * 64}}, "digest of `orders-api`"),
            ({"orders-api": {**ENTRY, "size": 0}}, "size of `orders-api`"),
            ({"orders-api": {**ENTRY, "size": True}}, "size of `orders-api`"),
            ({"orders-api": {**ENTRY, "more": 1}}, "fields"),
            ({"orders-api": {"digest": "a" * 64, "kind": "sam", "size": 1}}, "another runtime"),
            ({"orders-api": "x"}, "fields"),
            ("[]", "JSON object by function"),
            ("{", "no JSON"),
            ('{"a": 1, "a": 2}', "`a` twice"),
        ):
            with self.subTest(message=message, carried=carried):
                self.assert_nothing_built(self.build(carried=carried), message)


class RefusalTest(BuildTest):
    def test_a_changed_work_tree(self) -> None:
        self.write("src/api/app.py", "changed\n")
        self.assert_nothing_built(self.build(), "differs from its commit", "src/api/app.py")
        self.git("add", "--all")
        self.assert_nothing_built(self.build(), "differs from its commit")
        self.git("reset", "--quiet", "--hard")
        # What is not built matters too: the tree in the manifest is that of all files.
        (self.repository / ".gitignore").unlink()
        self.assert_nothing_built(self.build(), "differs from its commit", ".gitignore")

    def test_files_that_are_not_in_the_commit(self) -> None:
        for name in ("src/api/new.py", "src/api/local.py"):
            with self.subTest(name):
                path = self.write(name)
                self.assert_nothing_built(self.build(), "not in the commit", name)
                path.unlink()
        (self.repository / "src/api/link.py").symlink_to("app.py")
        self.assert_nothing_built(self.build(), "not in the commit", "src/api/link.py")

    def test_they_can_be_excluded(self) -> None:
        self.write("src/api/local.py")
        self.assertEqual(self.build("--exclude", "local.py").exit_code, 0)

    def test_a_repository_in_the_repository(self) -> None:
        shutil.copytree(self.repository / ".git", self.repository / "src/worker/.git")
        self.assert_nothing_built(self.build(), "of another repository")

    def test_another_commit(self) -> None:
        self.assert_nothing_built(self.build("--commit", "d" * 40), self.head, "d" * 40)
        self.assert_nothing_built(self.build("--commit", "main"), "40 lower-case hexadecimal digits")
        self.assertEqual(self.build("--commit", self.head).exit_code, 0)

    def test_no_repository(self) -> None:
        shutil.rmtree(self.repository / ".git")
        self.assert_nothing_built(self.build(), "Check the repository out first")

    def test_the_function_that_cannot_be_built_is_named(self) -> None:
        self.assertEqual(self.build().exit_code, 0)
        self.write("src/worker/requirements.txt", "missing==1.0\n")
        self.commit()
        functions = {
            **FUNCTIONS,
            "orders-worker": {"source": "src/worker", "requirements": "src/worker/requirements.txt"},
        }
        # Nor does the earlier build outlive it.
        self.assert_nothing_built(self.build(functions=functions), "orders-worker: `missing==1.0` has no wheel")

    def test_functions_that_are_none(self) -> None:
        api = {"source": "src/api"}
        for functions, message in (
            ("{}", "names no function"),
            ("[]", "JSON object by function"),
            ("{", "no JSON"),
            ('{"a": {"source": "src/api"}, "a": {"source": "src/api"}}', "`a` twice"),
            ({"../x": api}, "letters, digits"),
            ({"a/b": api}, "letters, digits"),
            ({"": api}, "letters, digits"),
            ({"a": "src/api"}, "no source folder"),
            ({"a": {}}, "no source folder"),
            ({"a": {"source": 1}}, "no source folder"),
            ({"a": {**api, "requirement": "x"}}, "`requirement` of `a`"),
            ({"a": {**api, "requirements": "missing.txt"}}, "`missing.txt` of `a` does not exist"),
            ({"a": {**api, "requirements": "../out.txt"}}, "no path inside"),
            ({"a": {**api, "requirements": "/etc/passwd"}}, "no path inside"),
            ({"a": {**api, "requirements": None}}, "path of a file"),
            ({"a": {**api, "paths": "src"}}, "list of folders"),
            ({"a": {**api, "paths": ["src/shard"]}}, "`src/shard`"),
            ({"a": {**api, "paths": ["../x"]}}, "no path inside"),
            ({"a": {"source": "src/none"}}, "does not exist"),
            ({"a": {"source": "../x"}}, "inside the repository"),
            ({"a": {"source": "/etc"}}, "inside the repository"),
        ):
            with self.subTest(message=message, functions=functions):
                self.assert_nothing_built(self.build(functions=functions), message)

    def test_other_settings(self) -> None:
        for option, value, message in (
            ("--python-version", "3", "Lambda runtime"),
            ("--architecture", "amd64", "x86_64 or arm64"),
            ("--compression", "lzma", "stored or deflated"),
            ("--service", "or ders", "service is"),
        ):
            with self.subTest(option):
                self.assert_nothing_built(self.build(option, value), message)

    def test_a_folder_that_is_not_ours_to_empty(self) -> None:
        self.output.mkdir(parents=True)
        for name in ("mine.txt", "mine.zip"):
            with self.subTest(name):
                path = self.output / name
                path.write_text("mine", encoding="utf-8")
                self.assert_refused(self.build(), str(self.output))
                self.assertEqual(path.read_text(encoding="utf-8"), "mine")
                path.unlink()
        self.build()
        (self.output / "mine.txt").write_text("mine", encoding="utf-8")
        self.assert_refused(self.build(), "mine.txt")
        self.assertTrue((self.output / "mine.txt").exists())

    def test_without_the_neighbours(self) -> None:
        shutil.rmtree(self.published("lambda-package"))
        ran = self.build()
        self.assertEqual(ran.exit_code, 1)
        self.assertIn("take the whole release", ran.log)


class DryRunTest(BuildTest):
    def test_it_says_what_it_would_do_and_does_nothing(self) -> None:
        ran = self.build("--dry-run", carried={"orders-worker": ENTRY}, PIP_FIND_LINKS="/nowhere")
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertIn("would build orders-api: 2 files of src/api, src/api/requirements.txt", ran.log)
        self.assertIn(f"would carry over orders-worker: {'a' * 64}", ran.log)
        self.assertFalse(self.output.parent.exists())
        self.assertEqual(ran.outputs, {})

    def test_it_refuses_what_the_build_would(self) -> None:
        self.write("src/api/app.py", "changed\n")
        self.assert_refused(self.build("--dry-run"), "differs from its commit")

    def test_in_a_shell_errors_are_plain(self) -> None:
        ran = self.build(functions="{}", GITHUB_ACTIONS="")
        self.assertEqual(
            (ran.exit_code, ran.log), (1, "error: `functions` names no function: there is nothing to build\n")
        )
