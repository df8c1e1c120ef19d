"""All scripts of this side: shellcheck, and every variable they read is one that they are given."""

import re
import subprocess
import unittest

from support import TEMPLATES

ACTIONS = (
    "aws-login",
    "confirmation",
    "deployment-guard",
    "dispatch-promotion",
    "drift-issue",
    "summary",
    "terraform-apply",
    "terraform-checks",
    "terraform-comment",
    "terraform-deploy",
    "terraform-plan",
    "terraform-drift",
    "terraform-promotion",
    "terraform-record",
    "terraform-restore",
    "terraform-rollback",
    "terraform-save-plan",
    "terraform-setup",
    "terraform-unlock",
)
# Given by the runner, or read where they exist.
FROM_OUTSIDE = re.compile(r"^(GITHUB_|RUNNER_|ACTIONS_ID_TOKEN_|AWS_|TF_WORKSPACE$|INFRACOST$|RETRY_SECONDS$|BASH_|SECONDS$|LATEST$)")


def scripts(pattern):
    return sorted(path for action in ACTIONS for path in (TEMPLATES / action / "v1" / "scripts").glob(pattern))


class ScriptsTest(unittest.TestCase):
    def test_shell_scripts_are_clean(self):
        shell = scripts("*.sh")
        self.assertIn("guard.sh", [path.name for path in shell])
        done = subprocess.run(["shellcheck", *map(str, shell)], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stdout + done.stderr)
        for path in shell:
            self.assertIn("set -euo pipefail", path.read_text(encoding="utf-8"))

    def test_python_scripts_compile(self):
        for path in scripts("*.py"):
            compile(path.read_text(encoding="utf-8"), str(path), "exec")

    def test_actions_give_their_scripts_what_they_read(self):
        for action in ACTIONS:
            given = set(re.findall(r"^        ([A-Z0-9_]+): ", (TEMPLATES / action / "v1/action.yml").read_text(encoding="utf-8"), re.M))
            text = "\n".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / action / "v1/scripts").iterdir())
            read = set(re.findall(r"\$\{?([A-Z][A-Z0-9_]{2,})\b", text))
            read |= set(re.findall(r"environ(?:\.get\(|\[)[\"']([A-Z0-9_]+)", text)) | set(re.findall(r"required\([\"']([A-Z0-9_]+)", text))
            missing = {name for name in read - given if not FROM_OUTSIDE.match(name)}
            self.assertEqual(set(), missing, action)

    def test_no_expression_reaches_a_shell(self):
        for action in ACTIONS:
            text = (TEMPLATES / action / "v1/action.yml").read_text(encoding="utf-8")
            for line in re.findall(r"run:.*", text):
                self.assertNotIn("${{", line)
