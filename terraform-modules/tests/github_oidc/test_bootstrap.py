"""What `slipway bootstrap` writes for the examples fits the modules: format, and validity against their variables."""

import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import applied
import iam

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
                applied.terraform(self.initialised(root), "validate")

    # What AWS tells only when it makes it, such as the ARN of a key, is unknown in the first plan. Here is a root of each
    # kind: with infrastructure that goes through pull requests, with functions and a watch over canaries.
    def test_a_root_can_be_applied_at_once(self):
        for name in ("network/aws-536580886816", "event-handler/aws-093646564004"):
            with self.subTest(root=name):
                # An account has one provider of GitHub's tokens, and other tests may have made it.
                applied.forget()
                folder = self.initialised(WRITTEN / name)
                applied.terraform(folder, "apply", "-auto-approve", "-input=false")
                # Exits with 2 where there is something left to do.
                applied.terraform(folder, "plan", "-detailed-exitcode", "-input=false")
                self.assertIn("github-actions-", applied.terraform(folder, "output", "roles"))

    def test_who_tells_people_uses_the_keys_of_what_it_tells_them_by(self):
        applied.forget()
        folder = self.initialised(WRITTEN / "promotion-everything/aws-093646564004")
        applied.terraform(folder, "apply", "-auto-approve", "-input=false")
        made = applied.resources(folder)
        policies = [
            made["module.github_oidc.aws_iam_role_policy.github[\"prod/deploy\"]"]["policy"],
            made["module.github_oidc.aws_iam_policy.boundary[0]"]["policy"],
        ]
        key, topics, secrets = (f"arn:aws:{service}:af-south-1:123456789012:" for service in ("kms", "sns", "secretsmanager"))
        secret, decrypt, generate = f"{secrets}secret:cicd/slack-a1B2c3", "kms:Decrypt", "kms:GenerateDataKey"

        def may(action, resource, **context):
            request = {"action": action, "resource": resource, "context": {
                name.replace("__", ":"): value for name, value in context.items()
            }}
            return all(iam.decide(policy, request) == iam.ALLOWED for policy in policies)

        def uses(action, service, context, of, region="af-south-1", account=""):
            return may(action, account or f"{key}key/{'1' * 8}", kms__ViaService=f"{service}.{region}.amazonaws.com",
                       **{f"kms__EncryptionContext__{context}": of})

        self.assertTrue(may("sns:Publish", f"{topics}deployments"))
        self.assertTrue(may("secretsmanager:GetSecretValue", secret))
        topic = "aws__sns__topicArn"
        for action in (decrypt, generate):
            self.assertTrue(uses(action, "sns", topic, f"{topics}deployments"), action)
            for other in (
                uses(action, "sns", topic, f"{topics}deployments-critical"), uses(action, "sns", topic, f"{topics}x"),
                uses(action, "sns", "SecretARN", f"{topics}deployments"), uses(action, "sns", topic, f"{topics}deployments", "eu-west-1"),
                uses(action, "s3", topic, f"{topics}deployments"), may(action, f"{key}key/1"),
                uses(action, "sns", topic, f"{topics}deployments", account="arn:aws:kms:af-south-1:815856636111:key/1"),
            ):
                self.assertFalse(other, action)
        self.assertTrue(uses(decrypt, "secretsmanager", "SecretARN", secret))
        for other in (
            uses(decrypt, "secretsmanager", "SecretARN", f"{secrets}secret:cicd/other-a1B2c3"),
            uses(decrypt, "secretsmanager", "SecretARN", f"{secrets}secret:cicd/slack-more-a1B2c3"),
            uses(generate, "secretsmanager", "SecretARN", secret), uses(decrypt, "ssm", "SecretARN", secret),
            uses("kms:CreateGrant", "sns", topic, f"{topics}deployments"), uses("kms:Encrypt", "sns", topic, f"{topics}deployments"),
        ):
            self.assertFalse(other)

    def initialised(self, root):
        """A copy of a root that has the modules beside it, in the account that the simulated AWS has."""
        folder = Path(tempfile.mkdtemp(prefix="slipway-written-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        for path in root.glob("*.tf"):
            text, called = SOURCE.subn(lambda source: f'"{self.module(folder, source.group(1))}"', path.read_text(encoding="utf-8"))
            self.assertTrue(called or path.name != "main.tf", f"{path} calls no module")
            (folder / path.name).write_text(text.replace(root.name.removeprefix("aws-"), "123456789012"), encoding="utf-8")
        applied.terraform(folder, "init", "-backend=false", "-input=false")
        return folder

    @staticmethod
    def module(folder, name):
        """A copy of a module beside the root: this one as it is judged, the others as they stand in the tree."""
        copy = folder / "modules" / name
        source = Path(os.environ["MODULE"]) if name == "github-oidc" else MODULES / name / "v1"
        if not copy.exists():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "tests", "examples"))
        return f"./modules/{name}"
