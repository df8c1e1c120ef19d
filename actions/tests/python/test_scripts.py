"""What holds for every script of the Python actions."""

import ast
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from fixture import ACTIONS

NAMES = (
    *("python-setup", "python-detect", "python-gate", "lambda-package", "artifact-verify", "run-verify"),
    *("lambda-build", "release-verify", "changes", "gate", "version-manager"),
)
# What of it is run from a shell too.
COMMANDS = ("lambda-build/v1/scripts/build-lambdas.sh", "version-manager/v1/scripts/version-manager.sh")
HERE = pathlib.Path(__file__).resolve().parent


def scripts(suffix: str):
    found = sorted(path for name in NAMES for path in (ACTIONS / name / "v1/scripts").rglob(f"*{suffix}"))
    assert found, f"no {suffix} files: the test looks in the wrong place"
    return found


def scripts_of(name: str):
    return [path for path in (ACTIONS / name / "v1/scripts").rglob("*") if path.suffix in (".py", ".sh")]


class ScriptsTest(unittest.TestCase):
    def test_shell_is_clean_under_shellcheck(self) -> None:
        files = [*map(str, scripts(".sh")), str(HERE / "run"), str(HERE / "renew-locks")]
        done = subprocess.run(["shellcheck", *files], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_shell_stops_at_the_first_failure(self) -> None:
        for path in scripts(".sh"):
            self.assertIn("\nset -euo pipefail\n", path.read_text(encoding="utf-8"), path)

    def test_python_is_readable_by_3_9(self) -> None:
        for path in scripts(".py"):
            with self.subTest(path):
                ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))

    def test_what_finds_a_neighbour_is_the_same_everywhere(self) -> None:
        # Each action has to have it: nothing of a neighbour can be imported before.
        copies = sorted(ACTIONS.glob("*/v1/scripts/neighbour.py"))
        self.assertGreater(len(copies), 1)
        self.assertEqual(1, len({path.read_bytes() for path in copies}), copies)

    def test_actions_give_their_scripts_what_they_read(self) -> None:
        for name in NAMES:
            action = (ACTIONS / name / "v1/action.yml").read_text(encoding="utf-8")
            given = set(re.findall(r"^        (INPUT_[A-Z_]+): ", action, re.M))
            files = [path for path in (ACTIONS / name / "v1/scripts").iterdir() if path.suffix in (".py", ".sh")]
            text = "\n".join(path.read_text(encoding="utf-8") for path in files)
            read = set(re.findall(r"\bINPUT_[A-Z_]*[A-Z]\b", text))
            with self.subTest(name):
                self.assertEqual(set(), read - given)
                # Names that a script puts together are not seen here.
                if '"INPUT_" +' not in text:
                    self.assertEqual(set(), given - read)

    def test_actions_give_programs_options_and_variables_that_are_there(self) -> None:
        for name in NAMES:
            action = (ACTIONS / name / "v1/action.yml").read_text(encoding="utf-8")
            run = action.split("      run: ", 1)[1].split("      env:", 1)[0]
            given = set(re.findall(r"^        ([A-Z_]+): ", action, re.M))
            text = "\n".join(path.read_text(encoding="utf-8") for path in scripts_of(name))
            with self.subTest(name):
                self.assertEqual(set(), set(re.findall(r"\$([A-Z_]+)\b", run)) - given - {"GITHUB_ACTION_PATH"})
                for option in re.findall(r"(?<= )--[a-z-]+", run):
                    self.assertIn(f'"{option}"', text)

    def test_commands_can_be_run_and_explain_themselves(self) -> None:
        for command in COMMANDS:
            path = ACTIONS / command
            with self.subTest(command), tempfile.TemporaryDirectory() as folder:
                self.assertTrue(os.access(path, os.X_OK))
                for name in ("lambda-build", "lambda-package", "release-verify", "version-manager"):
                    shutil.copytree(ACTIONS / name / "v1", pathlib.Path(folder) / name)
                published = pathlib.Path(folder) / command.replace("/v1/", "/")
                done = subprocess.run([str(published), "--help"], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn(path.name, done.stdout)
                self.assertRegex(done.stdout, "examples?:")
                self.assertIn("--dry-run", done.stdout)
                done = subprocess.run([str(published), "--no-such"], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 2)

    def test_locks_hold_every_package_by_hash_and_name_no_place(self) -> None:
        locks = sorted((ACTIONS / "python-gate/v1/scripts/requirements").glob("*.in"))
        self.assertEqual(len(locks), 9)
        for source in locks:
            lock = source.with_suffix(".txt").read_text(encoding="utf-8")
            with self.subTest(source.name):
                packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", lock, re.M)
                self.assertEqual(len(packages), len(re.findall(r"^[a-z0-9]", lock, re.M)))
                self.assertNotRegex(lock, r"://|--index-url|--find-links|--trusted-host")
