"""The checks with real Terraform and the real, hash-locked Checkov."""

import functools
import hashlib
import http.server
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import unittest.mock
import zipfile
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
        given = {"DIRECTORY": directory, "TOOLS": '["checkov"]', "CHECKOV": self.checkov, "TF_CLI_CONFIG_FILE": configuration}
        return self.step("terraform-checks", "checks.py", **{**given, **more})

    def test_the_example_is_clean_and_its_package_is_not_needed(self):
        shutil.copytree(ROOT / "examples/orders/iac/terraform", self.workspace / "iac", ignore=shutil.ignore_patterns(".terraform"))
        before = sorted(path.name for path in (self.workspace / "iac").iterdir())
        ran = self.succeeded(self.check(TOOLS='["tflint", "checkov"]', TFLINT=shutil.which("tflint")))
        self.assertIn("an empty one stands in for it", ran.log)
        for name in ("format", "init", "validate", "tflint", "checkov"):
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

    def test_what_only_opentofu_reads_is_checked_as_opentofu_reads_it(self):
        self.stub("tofu", "#!/bin/sh\n")
        unfit = 'resource "aws_sqs_queue" "%s" {\n  name = "a"\n}\n'
        fit = 'resource "aws_sqs_queue" "%s" {\n  name                    = "a"\n  sqs_managed_sse_enabled = true\n}\n'
        files = {
            "iac/main.tf": fit % "main",
            "iac/open.tofu": unfit % "open",
            "iac/more.tofu.json": '{"resource": {"aws_sqs_queue": {"json": {"name": "a"}}}}\n',
            # OpenTofu reads the second in place of the first.
            "iac/twice.tf": unfit % "unread",
            "iac/twice.tofu": fit % "twice",
            "iac/hidden.tf": fit % "decoy",
            "iac/hidden.tofu": unfit % "hidden",
        }
        for name, text in files.items():
            self.write(name, text)
        ran = self.refused(self.check(TOOL="tofu"), "checkov failed")
        self.assertIn("::error file=iac/open.tofu,line=1,title=CKV_AWS_27::aws_sqs_queue.open", ran.log)
        self.assertIn("::error file=iac/hidden.tofu,line=1,title=CKV_AWS_27::aws_sqs_queue.hidden", ran.log)
        self.assertIn("::error file=iac/more.tofu.json,line=1,title=json::", ran.log)
        for name in ("unread", "twice", "decoy"):
            self.assertNotIn(f"aws_sqs_queue.{name}", ran.log)
        # Terraform itself reads none of them, so nothing is said about them.
        self.stub("terraform", "#!/bin/sh\n")
        ran = self.refused(self.check(), "checkov failed")
        self.assertIn("aws_sqs_queue.unread", ran.log)
        self.assertNotIn("aws_sqs_queue.open", ran.log)
        self.assertEqual(files, {f"iac/{path.name}": path.read_text(encoding="utf-8") for path in (self.workspace / "iac").iterdir()})

    def test_resources_in_json_are_not_passed_over(self):
        self.write("iac/main.tf", 'resource "aws_sqs_queue" "a" {\n  name                    = "a"\n  sqs_managed_sse_enabled = true\n}\n')
        self.stub("terraform", """#!/bin/sh
[ "$1" = init ] || exit 0
mkdir -p "$TF_DATA_DIR/modules"
echo '{"Modules": [{"Dir": "."}, {"Dir": "../shared/m"}, {"Dir": "../../outside"}, {"Dir": "'"$TF_DATA_DIR"'/modules/r"}]}' > "$TF_DATA_DIR/modules/modules.json"
""")
        self.write("shared/m/main.tf", "")
        self.write("elsewhere/x.tf.json", '{"resource": {"aws_sqs_queue": {"b": {"name": "b"}}}}')
        self.write("iac/variables.tf.json", '{"variable": {"x": {"default": "resource"}}}\n')
        self.succeeded(self.check())
        for name, text in (
            ("iac/b.tf.json", '{"resource": {"aws_sqs_queue": {"b": {"name": "b"}}}}'),
            ("iac/b.tf.json", '[{"res\\u006furce": {"aws_sqs_queue": {"b": {"name": "b"}}}}]'),
            ("iac/modules/b/b.tf.json", "{"),
            ("shared/m/b.tf.json", '{"resource": {"aws_sqs_queue": {"c": {"name": "c"}}}}'),
        ):
            with self.subTest(text):
                file = self.write(name, text)
                ran = self.refused(self.check(), "1 files in JSON not read", "let Trivy check")
                self.assertIn(f"::error file={name},line=1,title=json::", ran.log)
                file.unlink()

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

    def test_a_file_cannot_name_a_command_to_the_runner(self):
        self.write("iac/a\n::add-mask::a\n.tf", 'resource "aws_sqs_queue" "x" {}\n')
        ran = self.refused(self.report('{"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0}'), "declares resources")
        self.assertFalse([line for line in ran.log.splitlines() if line.startswith("::add-mask")])

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


TFLINT_ISSUE = {
    "rule": {"name": "terraform_unused_declarations", "severity": "warning", "link": "https://github.com/terraform-linters/x"},
    "message": 'variable "x" is declared but not used',
    "range": {"filename": "sub/main.tf", "start": {"line": 3, "column": 1}, "end": {"line": 3, "column": 13}},
    "callers": [],
}
TRIVY_REPORT = {
    "SchemaVersion": 2,
    "ArtifactName": "iac",
    "ArtifactType": "filesystem",
    "Results": [
        {"Target": ".", "Class": "config", "Type": "terraform", "MisconfSummary": {"Successes": 4, "Failures": 0}},
        {
            "Target": "main.tf",
            "Class": "config",
            "Type": "terraform",
            "MisconfSummary": {"Successes": 0, "Failures": 1},
            "Misconfigurations": [
                {
                    "Type": "Terraform Security Check",
                    "ID": "AWS-0096",
                    "Title": "Unencrypted SQS queue",
                    "Message": "Queue is not encrypted",
                    "Severity": "HIGH",
                    "Status": "FAIL",
                    "CauseMetadata": {"Resource": "aws_sqs_queue.x", "Provider": "AWS", "Service": "sqs", "StartLine": 1, "EndLine": 3},
                }
            ],
        },
    ],
}


# Lines as version 0.75.0 writes them.
TRIVY_LOG = (
    '2026-01-02T03:04:05Z\tINFO\t[misconfig] Misconfiguration scanning is enabled\n'
    '2026-01-02T03:04:05Z\tERROR\t[misconfig] Falling back to embedded checks\terr="failed to check cache: cache does not exist at \\"/c\\""\n'
    '2026-01-02T03:04:06Z\tINFO\t[terraform scanner] Scanning root module\tfile_path="."\n'
)
TRIVY_UNREAD = (
    '2026-01-02T03:04:06Z\tERROR\t[terraform parser] Error parsing file\tmodule="root" file_path="x.tf" '
    'cause="resource \\"aws_sqs_queue\\" \\"x\\" {" err="x.tf:3,39-4,1: Invalid expression; Expected the start of an expression."\n'
)
TRIVY_NOT_LOADED = (
    '2026-01-02T03:04:06Z\tERROR\t[terraform evaluator] Failed to load module. Maybe try \'terraform init\'?\tmodule="root" loc="main.tf:1-3" '
    'err="failed to download: error downloading \'https://example.org/x.git\': could not resolve host\\n"\n'
)


class ScannersTest(ScriptTest):
    """TFLint and Trivy by stand-ins that answer in the shape of theirs."""

    def setUp(self):
        super().setUp()
        self.stub("terraform", "#!/bin/sh\n")
        self.write("iac/main.tf", CLEAN)
        self.probe = self.folder / "probe"

    def check(self, tools, **more):
        stubs = {name.upper(): str(self.folder / "stubs" / name) for name in ("tflint", "trivy")}
        return self.step("terraform-checks", "checks.py", **{"DIRECTORY": "iac", "TOOLS": json.dumps(tools), **stubs, **more})

    def tflint(self, report, code=0):
        text = report if isinstance(report, str) else json.dumps(report)
        settings = 'for a; do case "$a" in --config=*) cat "${a#--config=}" >> "$P" ;; esac; done\n'.replace("$P", str(self.probe))
        self.stub("tflint", f'#!/bin/sh\nenv > "{self.probe}"; echo "ARGUMENTS $PWD $*" >> "{self.probe}"\n{settings}cat << "END"\n{text}\nEND\nexit {code}\n')
        return self.check(["tflint"], TFLINT_CONFIG_FILE="mine", ACTIONS_ID_TOKEN_REQUEST_TOKEN="secret-1")

    def trivy(self, report, code=0, log=TRIVY_LOG):
        text = report if isinstance(report, str) else json.dumps(report)
        (self.folder / "trivy.log").write_text(log, encoding="utf-8")
        output = 'for a; do case "$a" in --output=*) to=${a#--output=} ;; esac; done\n'
        self.stub("trivy", f'#!/bin/sh\nenv > "{self.probe}"; echo "ARGUMENTS $*" >> "{self.probe}"\n{output}cat "{self.folder}/trivy.log" >&2\ncat > "$to" << "END"\n{text}\nEND\nexit {code}\n')
        return self.check(["trivy"], TRIVY_SKIP_FILES="main.tf", ACTIONS_ID_TOKEN_REQUEST_TOKEN="secret-1")

    def test_tflint_reports_with_place(self):
        ran = self.succeeded(self.tflint({"issues": [], "errors": []}))
        self.assertIn("| tflint | passed | 0 found |", ran.summary)
        self.assertNotIn("checkov", ran.summary)
        ran = self.refused(self.tflint({"issues": [TFLINT_ISSUE], "errors": []}, code=2), "tflint failed: 1 found")
        self.assertIn("::error file=iac/sub/main.tf,line=3,title=terraform_unused_declarations::", ran.log)
        self.assertIn("tflint-ignore: rule", ran.summary.replace("&#58;", ":"))

    def test_tflint_runs_with_our_settings_and_without_tokens(self):
        for name in (".tflint.hcl", "iac/.tflint.hcl"):
            self.write(name, 'config {\n  disabled_by_default = true\n}\n')
        self.write("iac/.tflint.d/plugins/tflint-ruleset-terraform", "#!/bin/sh\n")
        ran = self.succeeded(self.tflint({"issues": [], "errors": []}))
        told = self.probe.read_text(encoding="utf-8")
        self.assertIn(f"ARGUMENTS {self.workspace}/iac --recursive --format=json", told)
        self.assertIn("plugin_dir = ", told)
        for word in ("disabled_by_default", "secret-1", "TFLINT_CONFIG_FILE", "GITHUB_OUTPUT"):
            self.assertNotIn(word, told)
        for name in (".tflint.hcl", "iac/.tflint.hcl", "iac/.tflint.d"):
            self.assertIn(f"TFLint does not read {name}:", ran.log)

    def test_a_tflint_that_did_not_do_its_work_fails(self):
        for report, code in (
            ("", 1),
            ("[]", 0),
            ({"issues": []}, 1),
            ({"issues": [], "errors": [{"message": "failed to load"}]}, 0),
            ({"issues": [], "errors": []}, 2),
            ({"issues": [TFLINT_ISSUE], "errors": []}, 0),
            ({"issues": ["x"], "errors": []}, 2),
        ):
            with self.subTest(report=report, code=code):
                self.refused(self.tflint(report, code), "it did not finish, or its report is of an unknown shape")

    def test_what_tflint_ignores_needs_a_reason(self):
        self.write("iac/main.tf", "# tflint-ignore: terraform_naming_convention # the name is the partner's\n" + CLEAN)
        self.succeeded(self.tflint({"issues": [], "errors": []}))
        for line, part in (
            ("# tflint-ignore: terraform_naming_convention", "ignored without a reason"),
            ("// tflint-ignore: terraform_naming_convention //", "ignored without a reason"),
            ("# tflint-ignore-file: terraform_naming_convention # ", "ignored without a reason"),
            ("# tflint-ignore: terraform_typed_variables, all # because", "ignores every rule"),
        ):
            with self.subTest(line):
                self.write("iac/sub/x.tf", f"\n{line}\n")
                ran = self.refused(self.tflint({"issues": [], "errors": []}), "1 ignored without a reason")
                self.assertIn(f"::error file=iac/sub/x.tf,line=2,title=tflint-ignore::-: {part}", ran.log)

    def test_trivy_reports_with_place(self):
        ran = self.refused(self.trivy(TRIVY_REPORT), "trivy failed: 1 of severity high or critical")
        self.assertIn("::error file=iac/main.tf,line=1,title=AWS-0096::aws_sqs_queue.x: HIGH: Queue is not encrypted", ran.log)
        ran = self.succeeded(self.trivy({"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]}))
        self.assertIn("| trivy | passed |", ran.summary)

    def test_trivy_runs_with_our_settings_and_without_tokens(self):
        for name in ("trivy.yaml", "iac/.trivyignore", ".tfsec/config.json"):
            self.write(name, "AWS-0096\n")
        ran = self.succeeded(self.trivy({"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]}))
        told = self.probe.read_text(encoding="utf-8")
        for flag in ("--skip-check-update", "--severity=HIGH,CRITICAL", "--ignorefile=/", "--config=/", "--exit-code=0"):
            self.assertIn(flag, told)
        for word in ("secret-1", "TRIVY_SKIP_FILES", "GITHUB_OUTPUT", "--quiet"):
            self.assertNotIn(word, told)
        temporary = re.search("^TMPDIR=(.*)$", told, re.MULTILINE).group(1)
        self.assertTrue(temporary.startswith(str(self.folder / "temp")), temporary)
        for name in ("trivy.yaml", "iac/.trivyignore", ".tfsec"):
            self.assertIn(f"Trivy does not read {name}:", ran.log)

    def test_a_trivy_that_did_not_do_its_work_fails(self):
        for report, code in (("", 0), ("[]", 0), ({"SchemaVersion": 1}, 0), (TRIVY_REPORT, 1), ({"SchemaVersion": 2, "Results": [{}]}, 0)):
            with self.subTest(report=report, code=code):
                self.refused(self.trivy(report, code), "it did not finish, or its report is of an unknown shape")
        self.write("iac/x.tf", 'resource "aws_sqs_queue" "x" {}\n')
        self.refused(self.trivy({"SchemaVersion": 2}), "although iac/x.tf declares resources")

    def test_a_file_that_trivy_could_not_read_fails(self):
        """It reports nothing about it, and ends as after success."""
        nothing = {"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]}
        ran = self.refused(self.trivy(nothing, log=TRIVY_LOG + 2 * TRIVY_UNREAD), "trivy failed: 0 of severity high or critical, 1 not read")
        self.assertIn("::error file=iac/x.tf,line=3,title=trivy-unread::-: not checked. Error parsing file: x.tf:3,39-4,1: Invalid expression", ran.log)
        self.assertEqual(1, ran.log.count("title=trivy-unread"))
        ran = self.refused(self.trivy(nothing, log="2027-01-01T00:00:00Z\tERROR\tSomething new\n"), "1 not read")
        self.assertIn("not checked. Something new", ran.log)

    def test_a_module_that_trivy_could_not_load_is_a_warning(self):
        ran = self.succeeded(self.trivy({"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]}, log=TRIVY_LOG + TRIVY_NOT_LOADED))
        self.assertIn("::warning title=Terraform checks::Trivy has not checked the module at main.tf:1-3. Failed to load module.", ran.log)

    def test_what_trivy_ignores_needs_a_reason(self):
        nothing = {"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]}
        self.write("iac/main.tf", "#trivy:ignore:AWS-0096 trivy:ignore:AWS-0097 holds nothing of anyone\n" + CLEAN)
        self.succeeded(self.trivy(nothing))
        for line, part in (
            ("#trivy:ignore:AWS-0096", "ignored without a reason"),
            ("#tfsec:ignore:aws-sqs-enable-queue-encryption", "ignored without a reason"),
            ("#trivy:ignore:AWS-0096 trivy:ignore:AWS-0097", "ignored without a reason"),
            ("#trivy:ignore:* because", "ignores every check"),
        ):
            with self.subTest(line):
                self.write("iac/x.tf", f"{line}\n")
                ran = self.refused(self.trivy(nothing), "1 ignored without a reason")
                self.assertIn(f"::error file=iac/x.tf,line=1,title=trivy-ignore::-: {part}", ran.log)

    def test_a_list_of_scanners_that_is_none_is_refused(self):
        for tools in ("tflint", '{"tflint": 1}', "[1]"):
            self.refused(self.step("terraform-checks", "checks.py", DIRECTORY="iac", TOOLS=tools), "write a JSON list")
            self.refused(self.step("terraform-checks", "install.py", TOOLS=tools), "write a JSON list")
        self.refused(self.check(["terrascan"]), "tools names 'terrascan': there are tflint, checkov, trivy")
        self.refused(self.check([], TOOL="pulumi"), "write terraform or tofu")

    def test_no_scanner_at_all_leaves_the_checks_of_terraform(self):
        ran = self.succeeded(self.check([]))
        self.assertIn("| validate | passed |", ran.summary)

    def test_where_nobody_chose_all_of_them_check(self):
        self.trivy({"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]})
        self.tflint({"issues": [], "errors": []})
        ran = self.refused(self.check(None, TOOLS="", CHECKOV="/bin/false"), "checkov failed")
        for name in ("tflint", "trivy"):
            self.assertIn(f"| {name} | passed |", ran.summary)
        for template in (
            "actions/templates/terraform-checks/v1/action.yml",
            "reusable-workflows/templates/terraform-checks/v1/workflow.yml",
            "reusable-workflows/templates/terraform-deploy/v1/workflow.yml",
        ):
            self.assertIn("""    default: '["tflint", "checkov", "trivy"]'\n""", (ROOT / template).read_text(encoding="utf-8"))

    def test_tfsec_is_trivy(self):
        self.trivy({"SchemaVersion": 2, "Results": TRIVY_REPORT["Results"][:1]})
        self.assertIn("| trivy | passed |", self.succeeded(self.check(["tfsec"])).summary)

    def test_opentofu_is_run_in_terraforms_place(self):
        self.stub("terraform", "#!/bin/sh\nexit 1\n")
        self.write("iac/main.tofu", CLEAN)
        ran = self.succeeded(self.check([], TOOL="tofu"))
        self.assertIn("| validate | passed |", ran.summary)
        self.write("iac/main.tofu", 'output "x" {\nvalue = nothing.here\n}\n')
        ran = self.refused(self.check([], TOOL="tofu"), "format failed: run `tofu fmt -recursive`", "validate failed")
        self.assertIn("main.tofu", ran.log)


class ReleasesTest(ScriptTest):
    """Programs are taken from an archive of known bytes only."""

    def setUp(self):
        super().setUp()
        sys.path.insert(0, str(scripts("terraform-checks")))
        self.addCleanup(sys.path.remove, str(scripts("terraform-checks")))
        self.releases = importlib.import_module("releases")
        handler = functools.partial(QuietFiles, directory=str(self.workspace))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        environment = {"RUNNER_TEMP": str(self.folder / "temp"), "RUNNER_TOOL_CACHE": str(self.folder / "cache"), "RETRY_SECONDS": "0"}
        patch = unittest.mock.patch.dict(os.environ, environment)
        patch.start()
        self.addCleanup(patch.stop)

    def table(self, file, sha256, member="tflint"):
        asset = {"file": file, "member": member, "sha256": sha256}
        url = f"http://127.0.0.1:{self.server.server_port}/{{version}}/{{file}}"
        return self.write("table.json", json.dumps({"tflint": {"version": "1.0", "url": url, "amd64": asset, "arm64": asset}}))

    def archive(self, name, content=b"#!/bin/sh\necho it runs\n"):
        path = self.workspace / "1.0" / name
        path.parent.mkdir(exist_ok=True)
        if name.endswith(".zip"):
            with zipfile.ZipFile(path, "w") as file:
                file.writestr("LICENSE", "x")
                file.writestr("tflint", content)
        else:
            with tarfile.open(path, "w:gz") as file:
                entry = tarfile.TarInfo("tflint")
                entry.size = len(content)
                file.addfile(entry, io.BytesIO(content))
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def test_it_is_unpacked_and_kept(self):
        for name in ("x.zip", "x.tar.gz"):
            with self.subTest(name):
                table = self.table(name, self.archive(name))
                program = self.releases.install("tflint", table)
                self.assertEqual("it runs\n", subprocess.run([program], capture_output=True, text=True, check=True).stdout)
                (self.workspace / "1.0" / name).unlink()
                self.releases.install("tflint", table)

    def test_other_bytes_are_refused_and_not_kept(self):
        sha256 = self.archive("x.zip")
        table = self.table("x.zip", sha256)
        self.archive("x.zip", b"something else")
        with self.assertRaisesRegex(self.releases.Unusable, f"not {sha256}"):
            self.releases.install("tflint", table)
        self.assertEqual([], list((self.folder / "cache/slipway").iterdir()))

    def test_a_kept_archive_is_checked_each_time(self):
        table = self.table("x.zip", self.archive("x.zip"))
        self.releases.install("tflint", table)
        kept = next((self.folder / "cache/slipway").iterdir())
        kept.write_bytes(b"changed by another job")
        program = self.releases.install("tflint", table)
        self.assertEqual("it runs\n", subprocess.run([program], capture_output=True, text=True, check=True).stdout)

    def test_what_cannot_be_had_is_told(self):
        with self.assertRaisesRegex(self.releases.Unusable, "cannot be downloaded"):
            self.releases.install("tflint", self.table("missing.zip", "0" * 64))
        with self.assertRaisesRegex(self.releases.Unusable, "holds no trivy"):
            self.releases.install("tflint", self.table("x.zip", self.archive("x.zip"), member="trivy"))
        with unittest.mock.patch("platform.machine", return_value="riscv64"), self.assertRaisesRegex(self.releases.Unusable, "no tflint for Linux"):
            self.releases.install("tflint", self.table("x.zip", "0" * 64))

    def test_the_table_is_complete(self):
        table = json.loads((scripts("terraform-checks") / "releases.json").read_text(encoding="utf-8"))
        self.assertEqual({"tflint", "trivy", "infracost"}, set(table))
        for release in table.values():
            self.assertTrue(release["url"].startswith("https://github.com/"))
            digests = {release[architecture]["sha256"] for architecture in ("amd64", "arm64")}
            self.assertEqual(2, len(digests))
            for digest in digests:
                self.assertRegex(digest, "^[0-9a-f]{64}$")


class QuietFiles(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


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
