"""What the guide says to do so that plans expire, done to a bucket of a stand-in for AWS."""

import json
import os
import re
import subprocess
from pathlib import Path

from applying import BUCKET
from test_drift import DriftingTest

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide.md"
PLANS = {"slipway-plans", "slipway-plans-delete-markers"}


def block(language):
    section = GUIDE.read_text(encoding="utf-8").split("### Let plans expire\n", 1)[1].split("\n### ", 1)[0]
    return re.search(rf"```{language}\n(.*?)```", section, re.DOTALL).group(1)


class ExpiryTest(DriftingTest):
    def script(self, answer, bucket=BUCKET):
        file = self.folder / "expire.sh"
        file.write_text(block("sh"))
        environment = {**os.environ, **self.aws.variables(), "PATH": f"{self.cli}:{os.environ['PATH']}", "AWS_PAGER": ""}
        return subprocess.run(
            ["bash", str(file), bucket], cwd=self.folder, env=environment, input=answer, capture_output=True, text=True, check=False
        )

    def rules(self):
        return self.call("s3api", "get-bucket-lifecycle-configuration", "--bucket", BUCKET)["Rules"]

    def test_a_bucket_without_rules_gets_them(self):
        done = self.script("y\n")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(PLANS, {rule["ID"] for rule in self.rules()})
        self.assertTrue(all(rule["Filter"] == {"Prefix": "slipway-plans/"} for rule in self.rules()))
        (expiring,) = [rule for rule in self.rules() if rule["ID"] == "slipway-plans"]
        self.assertEqual((2, 2), (expiring["Expiration"]["Days"], expiring["NoncurrentVersionExpiration"]["NoncurrentDays"]))

    def test_rules_that_are_there_stay(self):
        own = {"ID": "ours", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 30}}
        self.call("s3api", "put-bucket-lifecycle-configuration", "--bucket", BUCKET, "--lifecycle-configuration", json.dumps({"Rules": [own]}))
        for _ in range(2):
            done = self.script("y\n")
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertEqual(sorted({"ours", *PLANS}), sorted(rule["ID"] for rule in self.rules()))
        (kept,) = [rule for rule in self.rules() if rule["ID"] == "ours"]
        self.assertEqual(own, {name: kept[name] for name in own})

        self.call("s3api", "put-bucket-lifecycle-configuration", "--bucket", BUCKET, "--lifecycle-configuration", json.dumps({"Rules": [own]}))
        done = self.script("n\n")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("slipway-plans", done.stdout)
        self.assertEqual(["ours"], [rule["ID"] for rule in self.rules()], "nothing is written that nobody wanted")

    def test_a_bucket_that_cannot_be_read_is_left_alone(self):
        done = self.script("y\n", "there-is-no-such-bucket")
        self.assertNotEqual(0, done.returncode)
        self.assertIn("NoSuchBucket", done.stderr)
        self.assertFalse((self.folder / "lifecycle.json").exists())

    def test_the_terraform_of_it_is_formatted_and_says_the_same(self):
        done = subprocess.run(
            [self.which("terraform"), "fmt", "-check", "-diff", "-"], input=block("hcl"), capture_output=True, text=True, check=False
        )
        self.assertEqual((0, ""), (done.returncode, done.stdout), done.stderr)
        self.assertEqual(PLANS, set(re.findall(r'id     = "([a-z-]+)"', block("hcl"))))
