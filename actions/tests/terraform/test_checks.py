"""The checks with real Terraform and the real, hash-locked Checkov."""

import os
import shutil
from pathlib import Path

from support import ROOT, ScriptTest, scripts, terraform_configuration

CLEAN = 'output "x" {\n  value = 1\n}\n'
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


class ChecksTest(ScriptTest):
    def setUp(self):
        super().setUp()
        # Installed once for all runs of the tests, as on a lasting runner.
        ran = self.succeeded(self.step("terraform-checks", "install.sh", RUNNER_TOOL_CACHE=str(CACHE)))
        self.checkov = ran.outputs["checkov"]

    def check(self, directory="iac", **more):
        configuration = terraform_configuration(self.folder)
        given = {"DIRECTORY": directory, "CHECKOV": self.checkov, "TF_CLI_CONFIG_FILE": configuration}
        return self.step("terraform-checks", "checks.py", **{**given, **more})

    def test_the_example_is_clean_and_its_package_is_not_needed(self):
        shutil.copytree(ROOT / "examples/orders/iac/terraform", self.workspace / "iac", ignore=shutil.ignore_patterns(".terraform"))
        before = sorted(path.name for path in (self.workspace / "iac").iterdir())
        ran = self.succeeded(self.check())
        self.assertIn("an empty one stands in for it", ran.log)
        for name in ("format", "init", "validate", "checkov"):
            self.assertIn(f"| {name} | passed |", ran.summary)
        self.assertRegex(ran.summary, r"[1-9]\d* passed, 0 failed")
        self.assertEqual(before, sorted(path.name for path in (self.workspace / "iac").iterdir()))

    def test_every_check_runs_after_one_failed(self):
        self.write("iac/main.tf", 'output "x" {\nvalue = nothing.here\n}\n')
        ran = self.refused(self.check(), "format failed", "validate failed")
        self.assertIn("| format | **failed** |", ran.summary)
        self.assertIn("| init | passed |", ran.summary)
        self.assertIn("| validate | **failed** |", ran.summary)
        self.assertIn("| checkov | passed |", ran.summary)

    def test_a_finding_has_its_place(self):
        self.write(
            "iac/main.tf",
            'resource "aws_sqs_queue" "open" {\n  name = "open"\n}\n\nresource "aws_sqs_queue" "explained" {\n'
            "  #checkov:skip=CKV_AWS_27:holds nothing of anyone\n  name = \"a\"\n}\n\n"
            'resource "aws_sqs_queue" "unexplained" {\n  #checkov:skip=CKV_AWS_27\n  name = "b"\n}\n',
        )
        self.write("iac/.checkov.yaml", "# For everyone\n---\ncompact: true\nvar-file:\n- dev.tfvars\n")
        self.write("dev.tfvars", "")
        ran = self.refused(self.check(), "checkov failed: 6 passed, 1 failed, 2 skipped (1 without a reason)")
        self.assertIn("::error file=iac/main.tf,line=1,title=CKV_AWS_27::aws_sqs_queue.open", ran.log)
        self.assertIn("::error file=iac/main.tf,line=10,title=CKV_AWS_27::aws_sqs_queue.unexplained: skipped without a reason", ran.log)
        self.assertNotIn("aws_sqs_queue.explained", ran.log)

    def test_what_checkov_cannot_read_fails(self):
        self.write("iac/main.tf", 'resource "aws_sqs_queue" "x" {\n')
        ran = self.refused(self.check(), "cannot read this file")
        self.assertIn("| checkov | **failed** |", ran.summary)

    def test_programs_that_a_pull_request_names_get_no_token(self):
        probe = self.folder / "probe"
        self.stub("terraform", f'#!/bin/sh\nenv >> "{probe}"\n')
        self.stub("checkov", f'#!/bin/sh\nenv >> "{probe}"\n')
        self.write("iac/main.tf", CLEAN)
        given = {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret-1", "GITHUB_TOKEN": "secret-2", "BC_API_KEY": "secret-3"}
        self.refused(self.check(CHECKOV=str(self.folder / "stubs/checkov"), **given), "it did not finish")
        environment = probe.read_text(encoding="utf-8")
        self.assertEqual(4, environment.count("RUNNER_TEMP="))
        for name in ("secret-", "GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH"):
            self.assertNotIn(name, environment)

    def test_a_checkov_that_does_not_finish_fails(self):
        self.stub("checkov", "#!/bin/sh\necho no >&2\n")
        self.write("iac/main.tf", CLEAN)
        self.refused(self.check(CHECKOV=str(self.folder / "stubs/checkov")), "it did not finish")

    def test_a_configuration_that_hides_findings_is_refused(self):
        self.stub("terraform", "#!/bin/sh\n")
        self.write("iac/main.tf", CLEAN)
        for name, text, part in (
            ("iac/.checkov.yaml", "skip-path: [main.tf]\n", "iac/.checkov.yaml sets skip-path"),
            ("iac/.checkov.yml", "compact: true\nskip-check:\n- CKV_AWS_27\n", "iac/.checkov.yml sets skip-check"),
            (".checkov.yaml", "check: CKV_AWS_1\n", ".checkov.yaml sets check,"),
            ("../.checkov.yml", "baseline: x\n", ".checkov.yml sets baseline"),
            *((".checkov.yml", f"{key}: x\n", f"sets {key},") for key in ("framework", "skip-framework", "soft-fail", "soft-fail-on", "hard-fail-on")),
            (".checkov.yaml", "--skip-check: CKV_AWS_27\n", "sets --skip-check,"),
            (".checkov.yaml", 'compact: true\n"skip-check": CKV_AWS_27\n', ".checkov.yaml:2 is no plain"),
            (".checkov.yaml", "{skip-check: CKV_AWS_27}\n", ".checkov.yaml:1 is no plain"),
            (".checkov.yaml", "---\n skip-check: CKV_AWS_27\n", ".checkov.yaml:2 is no plain"),
        ):
            with self.subTest(text):
                file = self.write(name, text)
                ran = self.refused(self.check(CHECKOV="/bin/false"), part, "`#checkov:skip=ID:reason`")
                self.assertIn("| checkov | **failed** |", ran.summary)
                file.unlink()

    def report(self, text):
        self.stub("terraform", "#!/bin/sh\n")
        self.stub("checkov", f"#!/bin/sh\nfor last; do :; done\ncat > \"$last/results_json.json\" << 'END'\n{text}\nEND\n")
        return self.check(CHECKOV=str(self.folder / "stubs/checkov"))

    def test_a_report_of_another_shape_fails(self):
        self.write("iac/main.tf", CLEAN)
        nothing = '{"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0}'
        self.succeeded(self.report(nothing))
        for text in ("", "[]", "{}", "null", '{"results": []}', '{"results": {"failed_checks": []}}', nothing.replace("0", "1", 1)):
            with self.subTest(text):
                self.refused(self.report(text), "unknown shape")

    def test_resources_that_nothing_checked_fail(self):
        nothing = '{"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0}'
        empty = '{"results": {"passed_checks": [], "failed_checks": [], "skipped_checks": [], "parsing_errors": []}}'
        self.write("iac/main.tf", 'resource "terraform_data" "x" {}\n')
        self.succeeded(self.report(nothing))
        for name, text in (("modules/a/main.tf", 'resource "aws_sqs_queue" "x" {}\n'), ("x.tf.json", '{"resource": {"aws_sqs_queue": {"x": {}}}}')):
            file = self.write(f"iac/{name}", text)
            for report in (nothing, empty):
                self.refused(self.report(report), f"no check at all, although iac/{name} declares resources")
            file.unlink()

    def test_an_empty_directory_fails(self):
        self.write("iac/README.md", "")
        self.refused(self.check(), "holds no Terraform configuration")
        self.refused(self.check(directory="missing"), "holds no Terraform configuration")


class InstallTest(ScriptTest):
    def test_an_interrupted_install_is_begun_again(self):
        # A stand-in for python3 keeps this from the package index: what counts is when it is asked to install.
        calls = self.folder / "calls"
        self.stub(
            "python3",
            '#!/bin/sh\ncase "$1" in\n-c) case "$2" in *print*) echo 3.12.3 ;; esac ;;\n'
            f'-m) mkdir -p "$3/bin"; echo venv >> "{calls}"\n'
            f'  printf "#!/bin/sh\\n[ \\"\\$1\\" = -c ] && exit 0\\necho \\"\\$@\\" >> {calls}\\nexit \\${{PIP_EXIT:-0}}\\n" > "$3/bin/python"; chmod +x "$3/bin/python" ;;\nesac\n',
        )
        cache = str(self.folder / "tools")
        failed = self.step("terraform-checks", "install.sh", RUNNER_TOOL_CACHE=cache, PIP_EXIT="1")
        self.assertEqual(1, failed.code)
        self.assertNotIn("checkov", failed.outputs)
        for _ in range(2):
            ran = self.succeeded(self.step("terraform-checks", "install.sh", RUNNER_TOOL_CACHE=cache))
            self.assertTrue(ran.outputs["checkov"].endswith("-py3.12.3/bin/checkov"))
        asked = calls.read_text(encoding="utf-8").splitlines()
        self.assertEqual(2, asked.count("venv"), "once interrupted, once complete, then found again")
        for line in asked:
            if line != "venv":
                self.assertIn("--require-hashes --no-deps --only-binary=:all:", line)

    def test_every_line_of_the_lock_has_a_hash(self):
        text = (scripts("terraform-checks") / "checkov.txt").read_text(encoding="utf-8")
        requirements = text.replace("\\\n", " ").splitlines()
        self.assertGreater(len(requirements), 50)
        for line in requirements:
            self.assertRegex(line, r"^[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}")
