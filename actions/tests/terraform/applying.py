"""What the tests of plan, apply, rollback and unlock share: a repository, a state in S3, the record, and the steps in their order."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from support import Aws, ScriptTest, terraform_configuration

# The AWS command line, started once for all calls, is that of the tests of Lambda. suite.py starts it by this name.
_spec = importlib.util.spec_from_file_location("quick_cli", Path(__file__).resolve().parents[1] / "lambda" / "quick_cli.py")
quick_cli = sys.modules.setdefault("quick_cli", importlib.util.module_from_spec(_spec))
if not hasattr(quick_cli, "started"):
    _spec.loader.exec_module(quick_cli)

BUCKET, TABLE, DIRECTORY = "states", "deployments", "iac/terraform"
STATE_KEY = "orders/dev.tfstate"
BACKEND = 'terraform {\n  backend "s3" {}\n}\n'
CONFIGURATION = BACKEND + (
    'variable "value" {\n  default = "none"\n}\n'
    'resource "terraform_data" "x" {\n  input = var.value\n}\n'
    'output "shown" {\n  value = terraform_data.x.output\n}\n'
    'output "hidden" {\n  value     = "the-secret"\n  sensitive = true\n}\n'
)
# The stand-in has one address for all buckets, and knows no accounts.
BACKEND_FILE = (
    f'bucket = "{BUCKET}"\nkey = "{STATE_KEY}"\nregion = "eu-west-1"\nuse_lockfile = true\nuse_path_style = true\n'
    "skip_credentials_validation = true\nskip_requesting_account_id = true\nskip_metadata_api_check = true\n"
)


class ApplyingTest(ScriptTest):
    @classmethod
    def setUpClass(cls):
        cls.aws = Aws()
        cls.addClassCleanup(cls.aws.stop)

    def setUp(self):
        super().setUp()
        self.cli = quick_cli.started()
        self.path = f"{self.cli}:{self.path}"
        self.configuration = terraform_configuration(self.folder)
        self.run_id = 4711
        self.addCleanup(self.reset_aws)
        self.call("s3api", "create-bucket", "--bucket", BUCKET, "--create-bucket-configuration", "LocationConstraint=eu-west-1")
        self.call(
            "dynamodb", "create-table", "--table-name", TABLE, "--billing-mode", "PAY_PER_REQUEST",
            "--attribute-definitions", "AttributeName=pk,AttributeType=S", "AttributeName=sk,AttributeType=S",
            "--key-schema", "AttributeName=pk,KeyType=HASH", "AttributeName=sk,KeyType=RANGE",
        )
        self.git("init", "-q", "-b", "main", ".")
        self.write(f"{DIRECTORY}/main.tf", CONFIGURATION)
        self.write(f"{DIRECTORY}/backend/dev.hcl", BACKEND_FILE)

    def reset_aws(self):
        subprocess.run(["curl", "-sS", "-X", "POST", f"{self.aws.url}/moto-api/reset"], check=True, capture_output=True)

    def variables(self, **more):
        given = {
            "ENVIRONMENT": "dev", "SERVICE": "orders", "DIRECTORY": DIRECTORY, "OPERATION": "apply", "TABLE": TABLE,
            "NOTE": str(self.folder / "temp" / "note.json"), "LOCK_TIMEOUT": "0s", "TF_CLI_CONFIG_FILE": self.configuration,
            "GITHUB_RUN_ID": str(self.run_id), "GITHUB_ACTOR": "jo", "AWS_MAX_ATTEMPTS": "1",
        }
        return super().variables(**{**given, **self.aws.variables(), **more})

    # The repository

    def git(self, *arguments):
        person = ["-c", "user.name=Jo", "-c", "user.email=jo@example.com", "-c", "commit.gpgsign=false"]
        return subprocess.run(
            ["git", *person, *arguments], cwd=self.workspace, capture_output=True, text=True, check=True
        ).stdout.strip()

    def commit(self, value=None):
        """A commit with this value of the variable, checked out."""
        if value is not None:
            self.write(f"{DIRECTORY}/dev.tfvars", f'value = "{value}"\n')
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"value {value}")
        return self.git("rev-parse", "HEAD")

    # AWS

    def call(self, *arguments):
        answer = subprocess.run(
            [str(self.cli / "aws"), *arguments, "--output", "json"], env={**os.environ, **self.aws.variables(), "AWS_PAGER": ""},
            capture_output=True, text=True, check=False,
        )
        self.assertEqual(0, answer.returncode, answer.stderr)
        return json.loads(answer.stdout) if answer.stdout.strip() else {}

    def objects(self, prefix=""):
        return [entry["Key"] for entry in self.call("s3api", "list-objects-v2", "--bucket", BUCKET, "--prefix", prefix).get("Contents", [])]

    def plans(self):
        return self.objects("slipway-plans/")

    def put_object(self, key, content):
        file = self.folder / "object"
        file.write_bytes(content)
        self.call("s3api", "put-object", "--bucket", BUCKET, "--key", key, "--body", str(file))

    def get_object(self, key):
        file = self.folder / "object"
        self.call("s3api", "get-object", "--bucket", BUCKET, "--key", key, str(file))
        return file.read_bytes()

    def state(self):
        return json.loads(self.get_object(STATE_KEY)) if STATE_KEY in self.objects() else None

    def value(self):
        """What the environment holds."""
        state = self.state()
        return state["outputs"]["shown"]["value"] if state and state["outputs"] else None

    def items(self):
        """The record: deployments the newest first, and the lock."""
        found = self.call("dynamodb", "scan", "--table-name", TABLE).get("Items", [])
        plain = [{key: next(iter(value.values())) for key, value in item.items()} for item in found]
        entries = sorted((item for item in plain if item["sk"] != "lock"), key=lambda item: item["sk"], reverse=True)
        return entries, next((item for item in plain if item["sk"] == "lock"), None)

    def entries(self):
        return self.items()[0]

    def put_item(self, **item):
        typed = {key: {"N": str(value)} if isinstance(value, int) else {"S": value} for key, value in item.items()}
        self.call("dynamodb", "put-item", "--table-name", TABLE, "--item", json.dumps({"pk": {"S": f"orders/{DIRECTORY}#dev"}, **typed}))

    def lease(self, owner, expires=9_999_999_999):
        self.put_item(sk="lock", owner=owner, deployment=f"deployment#x#{owner}", expires=expires, **{"run-url": f"https://github.example/{owner}"})

    def put_lock(self, lock="1b2c3d4e-0000-0000-0000-000000000000"):
        self.put_object(f"{STATE_KEY}.tflock", json.dumps({
            "ID": lock, "Operation": "OperationTypeApply", "Info": "", "Who": "runner@gone", "Version": "1.11.4",
            "Created": "2026-01-01T00:00:00Z", "Path": f"{BUCKET}/{STATE_KEY}",
        }).encode())
        return lock

    # The machine

    def which(self, program):
        return shutil.which(program, path=self.path)

    def children(self, process):
        """All processes below it, by Linux' own list."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended before it was looked at, or while
            if int(fields[1]) == process:
                child = int(stat.parent.name)
                found += [child, *self.children(child)]
        return found

    def kill(self, process):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it ended with what started it

    # The steps

    def plan(self, commit, **more):
        return self.step("terraform-save-plan", "save_plan.py", COMMIT=commit, **more)

    def planned(self, commit, **more):
        """What the job that plans hands on."""
        outputs = self.succeeded(self.plan(commit, **more)).outputs
        return {"COMMIT": commit, "PLAN_DIGEST": outputs["digest"], "PLAN_ATTEMPT": outputs["attempt"], "CHANGES": outputs["changes"]}

    def apply(self, planned, **more):
        return self.step("terraform-apply", "apply_saved.py", **{**planned, **more})

    def record(self, status="success", **more):
        return self.step("terraform-record", "record.py", STATUS=status, **more)

    def applied(self, commit, **more):
        """All of it; the outputs of the apply."""
        self.run_id += 1
        self.git("checkout", "-q", commit)
        ran = self.succeeded(self.apply(self.planned(commit, **more), **more))
        recorded = self.succeeded(self.record(**more))
        self.assertEqual("succeeded", recorded.outputs["outcome"], recorded.log)
        return ran
