"""What the tests share: AWS in this process, answers of their own in its place, and running a script as the runner would."""

import importlib.util
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# AWS is the same as in the tests of Lambda delivery, the runner's side as in those of the Terraform side.
sys.path.append(str(HERE.parent / "lambda"))
import quick_cli  # noqa: E402  # pylint: disable=wrong-import-position
from stand_in import REGION, StandIn  # noqa: E402,F401  # pylint: disable=wrong-import-position

_spec = importlib.util.spec_from_file_location("runner_support", HERE.parent / "terraform" / "support.py")
runner = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(runner)

TEMPLATES, ScriptTest, scripts = runner.TEMPLATES, runner.ScriptTest, runner.scripts
ACTIONS = ("cost-report", "dev-schedule", "secrets-check")
ACCOUNT = "123456789012"
_shared = {}


def shared():
    """Started once for all tests of the process; the AWS command line once for all processes."""
    if not _shared:
        _shared.update(aws=StandIn(), bin=quick_cli.started())
    return _shared


class Answer:
    """Answers an operation in AWS's place: `give` takes its parameters and returns the answer. Keeps what was asked."""

    def __init__(self, operation, give):
        self.operation, self.give, self.asked = operation, give, []

    def answer(self, environ, body):
        if environ.get("HTTP_X_AMZ_TARGET", "").rsplit(".", 1)[-1] != self.operation:
            return None
        self.asked.append(json.loads(body))
        text = json.dumps(self.give(self.asked[-1])).encode("utf-8")
        return 200, [("Content-Type", "application/x-amz-json-1.1")], text


class Ec2Error:
    """Refuses an operation of EC2, whose errors have a form of their own, where its parameters hold that part."""

    def __init__(self, operation, part, code):
        self.wanted, self.code = f"Action={operation}&", code
        self.part = part

    def answer(self, environ, body):
        text = body.decode("utf-8", "replace")
        if self.wanted not in text or self.part not in text or "preparing" in environ.get("HTTP_USER_AGENT", ""):
            return None
        error = f"<Error><Code>{self.code}</Code><Message>a fault of the test</Message></Error>"
        answer = f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>"
        return 403, [("Content-Type", "text/xml")], answer.encode()


class OperationsTest(ScriptTest):
    action = ""

    def setUp(self):
        super().setUp()
        self.aws = shared()["aws"]
        self.aws.reset()
        self.aws.calls.clear()
        self.path = f"{shared()['bin']}:{self.path}"

    def answered(self, operation, give):
        found = Answer(operation, give)
        self.aws.faults.append(found)
        return found

    def refuse_ec2(self, operation, part="", code="UnauthorizedOperation"):
        self.aws.faults.append(Ec2Error(operation, part, code))

    def variables(self, **more):
        return super().variables(**{**self.aws.variables(), "GITHUB_ACTIONS": "true", **more})

    def run_script(self, *arguments, **variables):
        command = [str(scripts(self.action) / f"{self.action}.sh"), *map(str, arguments)]
        ran = self.finish(*self.launch(command, **variables))
        self.assertNotIn("Traceback", ran.log)
        return ran

    def refused(self, ran, *parts, code=1):
        """It failed, and its annotation says so in these words."""
        self.assertEqual(code, ran.code, ran.log)
        self.assert_annotated(ran, "error", *parts)
        return ran

    def assert_annotated(self, ran, level, *parts):
        annotations = "\n".join(line for line in ran.log.splitlines() if line.startswith(f"::{level} "))
        for part in parts:
            self.assertIn(part, annotations, ran.log)
