"""All scripts of Lambda delivery: help, launchers, inputs, and what their text may do to a runner."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import SCRIPTS, TEMPLATES, LambdaTest

ACTIONS = ("canary-reconcile", "deployment-record", "lambda-alias", "lambda-deploy", "lambda-rollback", "release-store")
ENTRIES = ("deploy-lambdas", "deployment-record", "release-store", "rollback-service", "update-aliases")


class ScriptsTest(unittest.TestCase):
    def test_each_script_explains_itself(self):
        for name in ENTRIES:
            with self.subTest(name):
                done = subprocess.run([SCRIPTS / f"{name}.sh", "--help"], capture_output=True, text=True, check=True)
                self.assertTrue(done.stdout.startswith(f"usage: {name}.sh"), done.stdout)
                self.assertIn(f"example:\n  {name}.sh", done.stdout)
                self.assertIn("--dry-run", done.stdout)

    def test_launchers_are_executable_clean_and_small(self):
        launchers = sorted(SCRIPTS.glob("*.sh"))
        self.assertLessEqual({f"{name}.sh" for name in ENTRIES}, {path.name for path in launchers})
        done = subprocess.run(["shellcheck", *map(str, launchers)], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stdout + done.stderr)
        for path in launchers:
            self.assertTrue(os.access(path, os.X_OK), path.name)
            self.assertIn("set -euo pipefail", path.read_text(encoding="utf-8"))
            self.assertTrue((SCRIPTS / f"{path.stem.replace('-', '_')}.py").is_file(), path.name)

    def test_usage_mistakes_leave_with_two_and_a_message(self):
        for name in ENTRIES:
            with self.subTest(name):
                done = subprocess.run([SCRIPTS / f"{name}.sh", "--nonsense"], capture_output=True, text=True, check=False)
                self.assertEqual(2, done.returncode)
                self.assertIn(f"usage: {name}.sh", done.stderr)
                self.assertIn("error: ", done.stderr)

    def test_only_the_standard_library_is_imported(self):
        known = set(sys.stdlib_module_names) | {"delivery"}
        for path in [*SCRIPTS.glob("*.py"), *(SCRIPTS / "delivery").glob("*.py")]:
            imported = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.M)
            local = {neighbour.stem for neighbour in path.parent.glob("*.py")}
            self.assertLessEqual(set(imported), known | local, path.name)

    def test_actions_hand_on_every_input_and_no_expression_reaches_a_shell(self):
        for action in ACTIONS:
            with self.subTest(action):
                text = (TEMPLATES / action / "v1" / "action.yml").read_text(encoding="utf-8")
                inputs = re.findall(r"^  ([a-z-]+):$", text.split("\noutputs:")[0].split("inputs:")[1], re.M)
                for name in inputs:
                    self.assertIn(f"${{{{ inputs.{name} }}}}", text, f"{name} is not used")
                given = set(re.findall(r"^        ([A-Z_]+): \$", text, re.M))
                run = text.split("      run:")[1]
                self.assertNotIn("${{", run)
                self.assertEqual(given - {"GH_TOKEN"}, set(re.findall(r"\$([A-Z_]+)", run)) - {"GITHUB_ACTION_PATH"})
                options = set(re.findall(r'"(--[a-z-]+)=', run))
                script = re.search(r"scripts/([a-z-]+\.sh)", run).group(1)
                help_text = subprocess.run([SCRIPTS / script, "--help"], capture_output=True, text=True, check=True).stdout
                for option in options:
                    self.assertIn(option, help_text)


class InertTest(unittest.TestCase):
    """Text from outside, in each place where the runner or a reader would take it for more than text."""

    HOSTILE = "\n::error::forged\r\n::set-output name=x::y ##[error]z\u202e\x1b[2J`<b>|@all](http://x)"

    def run_python(self, code, **variables):
        with tempfile.TemporaryDirectory() as folder:
            files = {name: Path(folder) / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS), "HOSTILE": self.HOSTILE, "PYTHONIOENCODING": "utf-8"}
            environment.update({name: str(path) for name, path in files.items()}, **variables)
            done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False, env=environment)
            texts = [path.read_text(encoding="utf-8") if path.exists() else "" for path in files.values()]
            return done, *texts

    def commands(self, text):
        return [line for line in text.splitlines() if line.lstrip().startswith("::") or "##[" in line]

    def test_annotations_are_one_command(self):
        done, _, _ = self.run_python(
            "import os\nfrom delivery.problem import annotate\nannotate('error', 'a,b::' + os.environ['HOSTILE'], os.environ['HOSTILE'])",
            GITHUB_ACTIONS="true",
        )
        self.assertEqual(1, len(done.stdout.splitlines()), done.stdout)
        self.assertTrue(done.stdout.startswith("::error title=a%2Cb%3A%3A"), done.stdout)
        self.assertNotIn("\x1b", done.stdout)

    def test_log_lines_are_no_commands(self):
        done, _, _ = self.run_python("import os\nfrom delivery.problem import say\nsay(os.environ['HOSTILE'])")
        self.assertEqual([], self.commands(done.stdout))
        self.assertIn("forged", done.stdout)

    def test_summaries_hold_no_markup(self):
        _, _, summary = self.run_python("import os\nfrom delivery.problem import inert, summary\nsummary(inert(os.environ['HOSTILE']))")
        for part in ("<b>", "|", "`", "@", "http:", "\n::"):
            self.assertNotIn(part, summary.rstrip("\n"))

    def test_outputs_stay_one_output(self):
        _, output, _ = self.run_python("from delivery.problem import output\noutput('a', 'x\\nb=1\\nEOF\\n')")
        self.assertRegex(output, r"^a<<(end-[0-9a-f]{32})\nx\nb=1\nEOF\n\n\1\n$")

    def test_values_reach_aws_as_they_are(self):
        with tempfile.TemporaryDirectory() as folder:
            stub = Path(folder) / "aws"
            stub.write_text("#!/usr/bin/env python3\nimport json, sys\nprint(json.dumps({'arguments': sys.argv[1:]}))\n", encoding="utf-8")
            stub.chmod(0o755)
            code = (
                "import json, os\nfrom delivery.aws import Aws\n"
                "print(json.dumps(Aws().call('ssm', 'put-parameter', Name='--debug', Value='file:///etc/passwd')['arguments']))"
            )
            done, _, _ = self.run_python(code, PATH=f"{folder}:{os.environ['PATH']}")
        self.assertIn('{\\"Name\\": \\"--debug\\", \\"Value\\": \\"file:///etc/passwd\\"}', done.stdout, done.stderr)

    def test_a_stream_takes_no_value_that_would_be_fetched(self):
        code = "from delivery.aws import Aws\nAws().call('s3api', 'get-object', 'out', Bucket='b', Key='file:///etc/passwd')"
        done, _, _ = self.run_python(code)
        self.assertIn("is no value for Key", done.stderr)

    def test_a_missing_aws_command_line_is_named(self):
        code = "from delivery.aws import Aws\nfrom delivery.problem import main\nmain(lambda: Aws().call('sts', 'get-caller-identity'))"
        with tempfile.TemporaryDirectory() as empty:
            done, _, _ = self.run_python(code, PATH=empty)
        self.assertEqual((1, "error: the AWS CLI (`aws`) is not on PATH: install it on this runner\n"), (done.returncode, done.stderr))


class PlainCommandLineTest(LambdaTest):
    def test_a_deployment_with_the_aws_command_line_as_it_is_installed(self):
        """The other tests load it once for all calls; this one starts it for each."""
        self.path = os.environ["PATH"]
        self.create_functions("api")
        self.delivered(api="api = 1\n")
        self.assertEqual(("2", {}), self.alias("api"))
