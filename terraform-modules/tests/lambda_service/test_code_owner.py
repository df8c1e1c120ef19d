"""Who owns the code: what somebody else changed is drift, or it is not."""

import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

import boto3

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "function" {
  source      = "./module"
  name        = "%(owner)s-orders"
  code_owner  = "%(owner)s"
  package     = { filename = "${path.module}/first.zip" }
  handler     = "orders.handler"
  runtime     = "python3.12"
  memory_size = %(memory)d
}
"""


def package(path, text):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("orders.py", (2026, 1, 1, 0, 0, 0)), text)
    return path


class Folder:
    def __init__(self, owner):
        self.owner = owner
        self.path = Path(tempfile.mkdtemp(prefix="slipway-owner-"))
        shutil.copytree(os.environ["MODULE"], self.path / "module", ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        package(self.path / "first.zip", "def handler(event, context): return 1\n")
        self.write()
        self.run("init", "-backend=false")
        self.run("apply", "-auto-approve")

    def write(self, memory=256):
        (self.path / "main.tf").write_text(CONFIGURATION % {"owner": self.owner, "memory": memory}, encoding="utf-8")

    def run(self, *arguments, codes=(0,)):
        ran = subprocess.run(
            [os.environ.get("TERRAFORM", "terraform"), *arguments, "-input=false", "-no-color"],
            cwd=self.path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )
        if ran.returncode not in codes:
            raise AssertionError(f"terraform {arguments} ended with {ran.returncode}\n{ran.stdout}")
        return ran.returncode, ran.stdout

    def plan(self):
        return self.run("plan", "-detailed-exitcode", codes=(0, 2))


class CodeOwnerTest(unittest.TestCase):
    def folder(self, owner):
        folder = Folder(owner)
        self.addCleanup(shutil.rmtree, folder.path, ignore_errors=True)
        return folder

    def clean(self, folder):
        code, said = folder.plan()
        self.assertEqual(0, code, said)

    def setUp(self):
        self.aws = boto3.client("lambda")

    def deploy(self, folder):
        """What a release does: new code, a version of it, and a part of the calls for it."""
        name = f"{folder.owner}-orders"
        code = package(folder.path / "second.zip", "def handler(event, context): return 2\n").read_bytes()
        self.aws.update_function_code(FunctionName=name, ZipFile=code)
        version = self.aws.publish_version(FunctionName=name)["Version"]
        self.assertEqual("2", version)
        self.aws.update_alias(FunctionName=name, Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {version: 0.1}})
        return name, version

    def test_a_release_of_the_pipeline_is_no_drift(self):
        folder = self.folder("pipeline")
        self.clean(folder)
        name, version = self.deploy(folder)
        self.clean(folder)
        self.aws.update_alias(FunctionName=name, Name="live", FunctionVersion=version, RoutingConfig={})
        self.clean(folder)
        # Another first package is no reason to go back to it.
        package(folder.path / "first.zip", "def handler(event, context): return 3\n")
        self.clean(folder)
        # The settings are Terraform's all the same, and applying them keeps code and alias.
        running = self.aws.get_function_configuration(FunctionName=name)["CodeSha256"]
        folder.write(memory=512)
        self.assertEqual(2, folder.plan()[0])
        folder.run("apply", "-auto-approve")
        now = self.aws.get_function_configuration(FunctionName=name)
        self.assertEqual((512, running), (now["MemorySize"], now["CodeSha256"]))
        self.assertEqual(version, self.aws.get_alias(FunctionName=name, Name="live")["FunctionVersion"])

    def test_what_somebody_changed_is_drift_where_terraform_owns_it(self):
        folder = self.folder("terraform")
        self.clean(folder)
        name = f"{folder.owner}-orders"
        first = self.aws.get_function_configuration(FunctionName=name)["CodeSha256"]
        code = package(folder.path / "second.zip", "def handler(event, context): return 2\n").read_bytes()
        self.aws.update_function_code(FunctionName=name, ZipFile=code)
        found, said = folder.plan()
        self.assertEqual(2, found, said)
        self.assertIn(f"{first} instead of", said)
        folder.run("apply", "-auto-approve")
        self.assertEqual(first, self.aws.get_function_configuration(FunctionName=name)["CodeSha256"])
        # The marker in the digest goes with the apply after that.
        folder.run("apply", "-auto-approve")
        self.clean(folder)
        # So is a canary of somebody else's.
        self.aws.update_alias(FunctionName=name, Name="live", FunctionVersion="1", RoutingConfig={"AdditionalVersionWeights": {"2": 0.1}})
        found, said = folder.plan()
        self.assertEqual(2, found, said)
        self.assertIn("aws_lambda_alias.of_terraform", said)
        folder.run("apply", "-auto-approve")
        alias = self.aws.get_alias(FunctionName=name, Name="live")
        self.assertFalse(alias.get("RoutingConfig", {}).get("AdditionalVersionWeights"), alias)


if __name__ == "__main__":
    unittest.main()
