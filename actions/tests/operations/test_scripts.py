"""All scripts of the operations: help, launchers, inputs, imports, and a release without its neighbours."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import ACTIONS, TEMPLATES, scripts


class ScriptsTest(unittest.TestCase):
    def test_each_script_explains_itself(self):
        for action in ACTIONS:
            with self.subTest(action):
                done = subprocess.run([scripts(action) / f"{action}.sh", "--help"], capture_output=True, text=True, check=True)
                self.assertTrue(done.stdout.startswith(f"usage: {action}.sh"), done.stdout)
                self.assertIn(f"example:\n  {action}.sh", done.stdout)

    def test_launchers_are_executable_and_clean(self):
        launchers = [scripts(action) / f"{action}.sh" for action in ACTIONS]
        done = subprocess.run(["shellcheck", *map(str, launchers)], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stdout + done.stderr)
        for path in launchers:
            self.assertTrue(os.access(path, os.X_OK), path.name)
            self.assertIn("set -euo pipefail", path.read_text(encoding="utf-8"))

    def test_only_the_standard_library_is_imported(self):
        for action in ACTIONS:
            known = set(sys.stdlib_module_names) | {"delivery"} | {path.stem for path in scripts(action).glob("*.py")}
            for path in scripts(action).glob("*.py"):
                self.assertNotIn(path.stem, sys.stdlib_module_names, "it would hide Python's own")
                imported = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.M)
                self.assertLessEqual(set(imported), known, path.name)

    def test_actions_hand_on_every_input_and_no_expression_reaches_a_shell(self):
        for action in ACTIONS:
            with self.subTest(action):
                text = (TEMPLATES / action / "v1" / "action.yml").read_text(encoding="utf-8")
                for name in re.findall(r"^  ([a-z-]+):$", text.split("\noutputs:")[0].split("inputs:")[1], re.M):
                    self.assertIn(f"${{{{ inputs.{name} }}}}", text, f"{name} is not used")
                run = text.split("      run:")[1]
                self.assertNotIn("${{", run)
                given = set(re.findall(r"^        ([A-Z_]+): \$", text, re.M))
                self.assertEqual(given, set(re.findall(r"\$([A-Z_]+)", run)) - {"GITHUB_ACTION_PATH"})
                help_text = subprocess.run([scripts(action) / f"{action}.sh", "--help"], capture_output=True, text=True, check=True).stdout
                options = re.findall(r'"(--[a-z-]+)=', run)
                self.assertEqual(len(given), len(options))
                for option in options:
                    self.assertIn(option, help_text)

    def test_every_output_is_written(self):
        for action in ACTIONS:
            text = (TEMPLATES / action / "v1" / "action.yml").read_text(encoding="utf-8")
            code = "".join(path.read_text(encoding="utf-8") for path in scripts(action).glob("*.py"))
            self.assertEqual(set(re.findall(r"steps\.\w+\.outputs\.([a-z-]+)", text)), set(re.findall(r'\boutput\("([a-z-]+)"', code)), action)

    def test_the_published_layout_works_and_an_incomplete_one_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            for action in ACTIONS:
                shutil.copytree(scripts(action), Path(folder) / action / "scripts")
                program = [Path(folder) / action / "scripts" / f"{action}.sh", "--help"]
                done = subprocess.run(program, capture_output=True, text=True, check=False)
                self.assertEqual((1, True), (done.returncode, "lambda-deploy are missing" in done.stderr), done.stderr)
            shutil.copytree(scripts("lambda-deploy"), Path(folder) / "lambda-deploy" / "scripts")
            for action in ACTIONS:
                program = [Path(folder) / action / "scripts" / f"{action}.sh", "--help"]
                self.assertEqual(0, subprocess.run(program, capture_output=True, check=False).returncode, action)
