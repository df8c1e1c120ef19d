"""The quick `aws` of the tests is the real one: same output, same exit code, whatever was called before it."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import unittest
from pathlib import Path

from support import LambdaTest, shared


class QuickCliTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.real_answers = {}
        self.quick = str(shared()["bin"] / "aws")
        others = [folder for folder in os.environ["PATH"].split(os.pathsep) if folder != str(shared()["bin"])]
        self.real = shutil.which("aws", path=os.pathsep.join(others))
        self.assertNotEqual(Path(self.quick).read_text(encoding="utf-8"), Path(self.real).read_text(encoding="utf-8"))

    def both(self, *arguments, given=None, **variables):
        """Exit code, output and complaints of the two, which are the same. The real one is slow: asked once for each question."""
        question = (arguments, given, tuple(variables.items()))
        if question not in self.real_answers:
            self.real_answers[question] = self.ask(self.real, *question)
        self.assertEqual(self.real_answers[question], self.ask(self.quick, *question))
        return self.real_answers[question]

    def ask(self, program, arguments, given, variables):
        done = subprocess.run(
            [program, *arguments], cwd=self.workspace, env=self.variables(**dict(variables)), input=given, capture_output=True,
            check=False,
        )
        # What the stand-in makes up anew for each refusal is left out.
        complaint = re.sub(r"<(RequestId|HostId)>[^<]*<", "", done.stderr.decode())
        return done.returncode, done.stdout.decode(), complaint

    def test_success_error_and_usage(self):
        self.create_functions("api")
        code, out, _ = self.both("lambda", "get-alias", "--function-name", "orders-api-dev", "--name", "live", "--output", "json")
        self.assertEqual((0, "1"), (code, json.loads(out)["FunctionVersion"]))
        code, _, trouble = self.both("lambda", "get-alias", "--function-name", "orders-none-dev", "--name", "live")
        self.assertEqual(255, code)
        self.assertIn("ResourceNotFoundException", trouble)
        self.assertEqual(2, self.both("lambda", "no-such-operation")[0])
        self.assertIn("aws-cli/", self.both("--version")[1])
        code, _, trouble = self.both("s3api", "list-buckets", AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
        self.assertEqual(255, code)
        self.assertIn("Could not connect", trouble)

    def test_input_from_files_and_standard_input(self):
        self.write("input.json", json.dumps({"Name": "/orders/ä", "Value": "höher", "Type": "String"}))
        self.assertEqual(0, self.both("ssm", "put-parameter", "--cli-input-json", "file://input.json", "--overwrite", "--query", "Tier")[0])
        self.assertEqual("höher", self.ssm.get_parameter(Name="/orders/ä")["Parameter"]["Value"])
        # What one call leaves unread is not read by the next.
        for text in (b"first\n" * 50_000, b"second", b""):
            self.assertEqual(0, self.both("s3", "cp", "-", "s3://orders-releases-dev/given", given=text)[0])
            self.assertEqual(text, self.object("given"))
            self.both("sts", "get-caller-identity", given=b"not for this call")

    def test_nothing_stays_from_the_call_before(self):
        profiles = self.write("config", "[default]\noutput = text\n[profile other]\noutput = table\nregion = eu-north-1\n")
        for _ in range(2):
            for variables in ({}, {"AWS_CONFIG_FILE": str(profiles)}, {"AWS_CONFIG_FILE": str(profiles), "AWS_PROFILE": "other"}):
                with self.subTest(variables):
                    self.assertEqual(0, self.both("sts", "get-caller-identity", **variables)[0])
            for arguments in (("--region", "eu-west-3"), ("--no-sign-request",), ()):
                with self.subTest(arguments):
                    code, _, trouble = self.both("lambda", "get-function", "--function-name", "none", *arguments)
                    self.assertEqual(255, code)
                    if "--no-sign-request" not in arguments:
                        self.assertIn(f"arn:aws:lambda:{arguments[1] if arguments else 'eu-west-1'}:", trouble)
        self.assertEqual(255, self.both("sts", "get-caller-identity", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")[0])
        self.both("sts", "get-caller-identity")

    def test_signals_reach_the_call_which_does_not_outlive_its_program(self):
        self.create_functions("api")
        for program in (self.quick, self.real):
            for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)):
                with self.subTest(program=program, number=number):
                    begun, over = threading.Event(), threading.Event()
                    self.aws.faults.clear()
                    self.aws.fail("GET", "/aliases/live", code=None, before=lambda: (begun.set(), over.wait(600)))
                    process = subprocess.Popen(
                        [program, "lambda", "get-alias", "--function-name", "orders-api-dev", "--name", "live"],
                        env=self.variables(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    )
                    try:
                        self.assertTrue(begun.wait(600))
                        process.send_signal(number)
                        # Its output ends when nobody is left who could write to it; AWS has not answered yet.
                        out, _ = process.communicate(timeout=600)
                        self.assertEqual((code, b""), (process.returncode, out.strip()))
                    finally:
                        over.set()
                        process.kill()
        self.aws.faults.clear()
        self.assertEqual(0, self.both("lambda", "get-alias", "--function-name", "orders-api-dev", "--name", "live")[0])


if __name__ == "__main__":
    unittest.main()
