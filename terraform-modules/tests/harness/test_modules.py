import tempfile
import unittest
from pathlib import Path

import modules


def report(**results):
    kinds = {"passed_checks": [], "failed_checks": [], "skipped_checks": [], "parsing_errors": []}
    return {"results": {**kinds, **results}, "summary": {"passed": 1}}


def check(comment="x"):
    return {
        "file_path": "/main.tf", "file_line_range": [3, 4], "resource": "aws_x.y", "check_id": "CKV_1", "check_name": "is safe",
        "check_result": {"suppress_comment": comment},
    }


class FindingsTest(unittest.TestCase):
    def test_all_passed(self):
        self.assertEqual("2 checks", modules.checkov_findings([report(skipped_checks=[check("because")]), report()]))

    def test_what_stops(self):
        unexplained = check("No comment provided")
        for found, words in (
            (report(failed_checks=[check()]), "main.tf:3 aws_x.y CKV_1 is safe"),
            (report(skipped_checks=[unexplained]), "without a reason"),
            (report(parsing_errors=["main.tf"]), "cannot be read"),
            ({"passed": 0}, "nothing to check"),
        ):
            with self.assertRaisesRegex(modules.Failed, words):
                modules.checkov_findings([report(), found])

    def test_nothing_checked_is_not_passed(self):
        with self.assertRaisesRegex(modules.Failed, "checked nothing"):
            modules.checkov_findings([{**report(), "summary": {"passed": 0}}])


class LayoutTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.module = Path(folder.name)
        for name in (*modules.FILES, "examples/basic/main.tf", "tests/fast.tftest.hcl"):
            self.write(name, "")
        self.write("tests/fast.tftest.hcl", 'mock_provider "aws" {}\n')
        self.write("README.md", f"{modules.docs.BEGIN}\n{modules.docs.END}\n")
        self.write("README.md", modules.docs.page(self.module))

    def write(self, name, text):
        path = self.module / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def test_complete(self):
        self.write("examples/basic/main.tf", 'module "m" {\n  source = "../.."\n}\n')
        modules.layout(self.module)

    def test_every_missing_part_is_named(self):
        for name, words in (
            ("versions.tf", "versions.tf"), ("tests/apply.tftest.hcl", "apply"),
            ("examples/basic/main.tf", "example"), ("tests/fast.tftest.hcl", "fast test"),
        ):
            self.setUp()
            (self.module / name).unlink()
            with self.assertRaisesRegex(modules.Failed, words):
                modules.layout(self.module)

    def test_a_path_that_leads_out_of_the_module_is_refused(self):
        self.write("examples/basic/main.tf", 'module "m" {\n  source = "../../../../release-bucket/v1"\n}\n')
        with self.assertRaisesRegex(modules.Failed, "release-bucket"):
            modules.layout(self.module)

    def test_a_page_that_is_not_up_to_date_is_refused(self):
        self.write("outputs.tf", 'output "id" {\n  description = "x"\n  value = 1\n}\n')
        with self.assertRaisesRegex(modules.Failed, "docs.py --write"):
            modules.layout(self.module)
