"""What holds for every script of the Python actions."""

import ast
import pathlib
import re
import subprocess
import unittest

from fixture import ACTIONS

NAMES = ("python-setup", "python-detect", "python-gate", "lambda-package", "artifact-verify", "run-verify")
HERE = pathlib.Path(__file__).resolve().parent


def scripts(suffix: str):
    found = sorted(path for name in NAMES for path in (ACTIONS / name / "v1/scripts").rglob(f"*{suffix}"))
    assert found, f"no {suffix} files: the test looks in the wrong place"
    return found


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

    def test_locks_hold_every_package_by_hash_and_name_no_place(self) -> None:
        locks = sorted((ACTIONS / "python-gate/v1/scripts/requirements").glob("*.in"))
        self.assertEqual(len(locks), 9)
        for source in locks:
            lock = source.with_suffix(".txt").read_text(encoding="utf-8")
            with self.subTest(source.name):
                packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", lock, re.M)
                self.assertEqual(len(packages), len(re.findall(r"^[a-z0-9]", lock, re.M)))
                self.assertNotRegex(lock, r"://|--index-url|--find-links|--trusted-host")
