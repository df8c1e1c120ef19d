"""What `slipway bootstrap` writes for the examples fits the modules: format, and validity against their variables."""

import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import applied

HERE = Path(__file__).resolve().parent
MODULES = HERE.parents[1] / "modules"
WRITTEN = HERE.parents[2] / "generator" / "src" / "test" / "resources" / "bootstrap"
SOURCE = re.compile(r'"git::https://github\.com/acme/actions\.git//terraform-modules/([a-z-]+)/v1\?ref=[^"]+"')


class BootstrapTest(unittest.TestCase):
    def roots(self):
        found = sorted(WRITTEN.glob("*/aws-*"))
        self.assertGreaterEqual(len(found), 9, f"{WRITTEN} has no roots")
        return found

    def test_everything_is_laid_out_as_terraform_does_it(self):
        applied.terraform(WRITTEN, "fmt", "-check", "-recursive", "-diff")

    def test_a_root_is_valid_with_the_modules_of_this_tree(self):
        for root in self.roots():
            with self.subTest(root=f"{root.parent.name}/{root.name}"):
                folder = Path(tempfile.mkdtemp(prefix="slipway-written-"))
                self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
                for path in root.glob("*.tf"):
                    text, called = SOURCE.subn(lambda source: f'"{self.module(folder, source.group(1))}"', path.read_text(encoding="utf-8"))
                    self.assertTrue(called or path.name != "main.tf", f"{path} calls no module")
                    (folder / path.name).write_text(text, encoding="utf-8")
                applied.terraform(folder, "init", "-backend=false", "-input=false")
                applied.terraform(folder, "validate")

    @staticmethod
    def module(folder, name):
        """A copy of a module beside the root: this one as it is judged, the others as they stand in the tree."""
        copy = folder / "modules" / name
        source = Path(os.environ["MODULE"]) if name == "github-oidc" else MODULES / name / "v1"
        if not copy.exists():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "tests", "examples"))
        return f"./modules/{name}"
