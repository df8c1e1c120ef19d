"""What the tests share: AWS in this process, a service with two functions, releases of it, and its deployments."""

import base64
import hashlib
import importlib.util
import io
import json
import re
import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

import quick_cli
from stand_in import REGION, StandIn

HERE = Path(__file__).resolve().parent
# The runner's side is the same as in the tests of the Terraform side.
_spec = importlib.util.spec_from_file_location("runner_support", HERE.parent / "terraform" / "support.py")
runner = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(runner)

TEMPLATES, COMMIT, Aws, ScriptTest, scripts = runner.TEMPLATES, runner.COMMIT, runner.Aws, runner.ScriptTest, runner.scripts
SCRIPTS = TEMPLATES / "lambda-deploy" / "v1" / "scripts"
SERVICE, TABLE, ALIAS = "orders", "deployments", "live"
ACCOUNT = "123456789012"
BUCKETS = {"dev": "orders-releases-dev", "sit": "orders-releases-sit", "prod": "orders-releases-prod"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"
_shared = {}


def shared():
    """Started once for all tests of the process; the AWS command line once for all processes."""
    if not _shared:
        _shared.update(aws=StandIn(), bin=quick_cli.started())
    return _shared


def zipped(**files):
    """The same files, the same bytes."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{name}.py", (1980, 1, 1, 0, 0, 0)), text)
    return memory.getvalue()


def code_of(content):
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def changed_limit(path, name, value):
    """Gives the constant another value in that copy of a script. Returns the one that it had."""
    text, form = path.read_text(encoding="utf-8"), re.compile(rf"^{name} = ([0-9.]+)$", re.M)
    (before,) = form.findall(text)
    path.write_text(form.sub(f"{name} = {value}", text), encoding="utf-8")
    return float(before)


class Release:
    """What a build leaves behind: release.json and the files of the functions that it built."""

    def __init__(self, folder, digest, commit, manifest, files):
        self.folder, self.digest, self.commit, self.manifest, self.files = folder, digest, commit, manifest, files


class LambdaTest(ScriptTest):
    environment = "dev"

    def setUp(self):
        super().setUp()
        self.aws = shared()["aws"]
        self.aws.reset()
        self.path = f"{shared()['bin']}:{self.path}"
        self.lambda_, self.s3, self.dynamodb, self.ssm = map(self.aws.client, ("lambda", "s3", "dynamodb", "ssm"))
        self.aws.client("iam").create_role(RoleName="orders", AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
        for name in BUCKETS.values():
            self.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.dynamodb.create_table(
            TableName=TABLE, BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        )
        self.git("init", "--quiet", "--initial-branch", "main")
        self.number = 0
        self.scripts = SCRIPTS

    # The repository

    def git(self, *arguments):
        author = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *author, *arguments], cwd=self.workspace, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, **files):
        for name, text in files.items():
            (self.workspace / name).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.git("rev-parse", "HEAD")

    def release(self, commit=None, built=None, **codes):
        """`codes`: function to the text of its handler. `built`: those that this run built; the others are carried over."""
        codes = codes or {"api": "api = 1\n", "worker": "worker = 1\n"}
        commit = commit or self.commit(**codes)
        folder = Path(tempfile.mkdtemp(prefix="packages-", dir=self.folder))
        functions, files = {}, {}
        for name, text in codes.items():
            content = zipped(handler=text)
            files[name] = content
            functions[name] = {
                "architecture": "x86_64", "digest": hashlib.sha256(content).hexdigest(), "kind": "zip", "python": "3.12",
                "size": len(content),
            }
            if built is None or name in built:
                (folder / f"{name}.zip").write_bytes(content)
        manifest = {"commit": commit, "functions": functions, "service": SERVICE, "tree": self.git("rev-parse", f"{commit}^{{tree}}")}
        return self.written(folder, manifest, files)

    def written(self, folder, manifest, files=()):
        content = (json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n").encode()
        (folder / "release.json").write_bytes(content)
        return Release(folder, hashlib.sha256(content).hexdigest(), manifest["commit"], manifest, files)

    # AWS

    def functions(self, *names, environment=None):
        names = names or ("api", "worker")
        return json.dumps({name: {"name": f"orders-{name}-{environment or self.environment}"} for name in names})

    def create_functions(self, *names, environment=None, alias=True, runtime="python3.12", architecture="x86_64"):
        """As Terraform leaves them: a first version behind the alias."""
        for name in names or ("api", "worker"):
            in_aws = f"orders-{name}-{environment or self.environment}"
            self.lambda_.create_function(
                FunctionName=in_aws, Role=ROLE, Runtime=runtime, Handler="handler.handler", Architectures=[architecture],
                Code={"ZipFile": zipped(handler=f"{name} = 0\n")}, Publish=False,
            )
            if alias:
                self.lambda_.publish_version(FunctionName=in_aws)
                self.lambda_.create_alias(FunctionName=in_aws, Name=ALIAS, FunctionVersion="1")

    def alias(self, name, environment=None):
        """(version, weights) of a function's alias; None where there is none."""
        try:
            found = self.lambda_.get_alias(FunctionName=f"orders-{name}-{environment or self.environment}", Name=ALIAS)
        except self.lambda_.exceptions.ResourceNotFoundException:
            return None
        return found["FunctionVersion"], (found.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}

    def weigh(self, name, version, weight, other):
        self.lambda_.update_alias(
            FunctionName=f"orders-{name}-{self.environment}", Name=ALIAS, FunctionVersion=version,
            RoutingConfig={"AdditionalVersionWeights": {other: weight}},
        )

    def entries(self, environment=None):
        """The records of the environment, the oldest first, the lock left out."""
        found = self.dynamodb.query(
            TableName=TABLE, KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"{SERVICE}#{environment or self.environment}"}},
        )["Items"]
        plain = [{key: value.get("S") or value.get("N") for key, value in item.items()} for item in found]
        return [item for item in plain if item["sk"] != "lock"]

    def outcomes(self):
        return [(entry["kind"], entry["outcome"]) for entry in self.entries()]

    def lock(self):
        key = {"pk": {"S": f"{SERVICE}#{self.environment}"}, "sk": {"S": "lock"}}
        return self.dynamodb.get_item(TableName=TABLE, Key=key).get("Item")

    def keys(self, environment=None):
        listed = self.s3.list_objects_v2(Bucket=BUCKETS[environment or self.environment])
        return sorted(entry["Key"] for entry in listed.get("Contents", []))

    def object(self, key, environment=None):
        return self.s3.get_object(Bucket=BUCKETS[environment or self.environment], Key=key)["Body"].read()

    def snapshot(self):
        """All that a script could change in AWS."""
        functions = {}
        for function in self.lambda_.list_functions()["Functions"]:
            name = function["FunctionName"]
            functions[name] = (
                function["CodeSha256"],
                [version["Version"] for version in self.lambda_.list_versions_by_function(FunctionName=name)["Versions"]],
                [(alias["FunctionVersion"], alias.get("RoutingConfig")) for alias in self.lambda_.list_aliases(FunctionName=name)["Aliases"]],
            )
        parameters = {entry["Name"]: entry["Value"] for entry in self.ssm.get_parameters_by_path(Path="/", Recursive=True)["Parameters"]}
        table = sorted(json.dumps(item, sort_keys=True) for item in self.dynamodb.scan(TableName=TABLE)["Items"])
        return functions, parameters, table, {name: self.keys(name) for name in BUCKETS}

    # Running

    def variables(self, **more):
        return super().variables(**{**self.aws.variables(), "GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "octocat", **more})

    def limit(self, file, name, value):
        """From here on the scripts run as a copy with another limit of their own, which no slow machine misses. Returns theirs."""
        if self.scripts == SCRIPTS:
            self.scripts = shutil.copytree(SCRIPTS, self.folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        return changed_limit(self.scripts / file, name, value)

    def begin(self, script, *arguments, **variables):
        return self.launch([str(self.scripts / script), *map(str, arguments)], **variables)

    def script(self, script, *arguments, **variables):
        return self.finish(*self.begin(script, *arguments, **variables))

    @property
    def state_file(self):
        return self.folder / "temp" / "delivery" / "deployment.json"

    def state(self):
        return json.loads(self.state_file.read_text(encoding="utf-8"))

    def store(self, release, *more, **variables):
        return self.script(
            "release-store.sh", "--bucket", BUCKETS[self.environment], "--service", SERVICE, "--packages", release.folder,
            "--digest", release.digest, "--commit", release.commit, *more, **variables,
        )

    def start(self, release, *more, functions=None, **variables):
        return self.script(
            "deployment-record.sh", "start", "--state", self.state_file, "--table", TABLE, "--environment", self.environment,
            "--release", release.folder / "release.json", "--functions", functions or self.functions(*release.manifest["functions"]),
            *more, **variables,
        )

    def deploy(self, release, *more, **variables):
        return self.script(
            "deploy-lambdas.sh", "--state", self.state_file, "--release", release.folder / "release.json",
            "--bucket", BUCKETS[self.environment], *more, **variables,
        )

    def shift(self, *more, **variables):
        return self.script("update-aliases.sh", "shift", "--state", self.state_file, *more, **variables)

    def abort(self, *more, **variables):
        return self.script("update-aliases.sh", "abort", "--state", self.state_file, *more, **variables)

    def record(self, outcome="success", *more, **variables):
        return self.script(
            "deployment-record.sh", "finish", "--state", self.state_file, "--table", TABLE, "--bucket",
            BUCKETS[self.environment], "--outcome", outcome, *more, **variables,
        )

    def rollback(self, *more, functions=None, **variables):
        return self.script(
            "rollback-service.sh", "--service", SERVICE, "--environment", self.environment, "--table", TABLE,
            "--bucket", BUCKETS[self.environment], "--functions", functions or self.functions(), *more, **{"GITHUB_RUN_ID": "9000", **variables},
        )

    def promote(self, release, to="sit", **variables):
        """The bytes of the environment into the bucket of a later one."""
        return self.script(
            "release-store.sh", "--bucket", BUCKETS[to], "--service", SERVICE, "--from-environment", self.environment,
            "--from-bucket", BUCKETS[self.environment], "--commit", release.commit, "--digest", release.digest, **variables,
        )

    def delivered(self, release=None, **codes):
        """A whole deployment, each step of it through its script."""
        release = release or self.release(**codes)
        self.number += 1
        run = {"GITHUB_RUN_ID": str(100 + self.number)}
        self.state_file.unlink(missing_ok=True)
        for step in (self.store, self.start, self.deploy):
            self.succeeded(step(release, **run))
        self.succeeded(self.shift(**run))
        self.succeeded(self.record(**run))
        return release

    def deployed_before(self, *releases):
        """Earlier deployments, as the scripts leave them, without running them: each a mapping of function to code."""
        for codes in releases:
            self.number += 1
            functions = {}
            for name, text in codes.items():
                in_aws, content = f"orders-{name}-{self.environment}", zipped(handler=text)
                self.lambda_.update_function_code(FunctionName=in_aws, ZipFile=content)
                version = self.lambda_.publish_version(FunctionName=in_aws)["Version"]
                previous = (self.alias(name) or (None,))[0]
                self.lambda_.update_alias(FunctionName=in_aws, Name=ALIAS, FunctionVersion=version)
                functions[name] = {
                    "name": in_aws, "kind": "zip", "digest": hashlib.sha256(content).hexdigest(), "code-sha256": code_of(content),
                    "previous": previous, "version": version, "changed": True,
                }
            self.put_entry(f"{self.number}", outcome="succeeded", functions=json.dumps(functions))

    def put_entry(self, number, **more):
        item = {
            "pk": f"{SERVICE}#{self.environment}", "sk": f"deployment#2026-01-01T00:00:0{number}.000000Z#10{number}-1",
            "kind": "deploy", "outcome": "succeeded", "commit": number * 40, "tree": "b" * 40, "release": "c" * 64,
            "functions": "{}", "run-id": f"10{number}", "started": f"2026-01-01T00:00:0{number}.000000Z", **more,
        }
        self.dynamodb.put_item(TableName=TABLE, Item={key: {"S": value} for key, value in item.items()})

    def take_lock(self, seconds=600, deployment="deployment#2026-02-01T00:00:00.000000Z#777-1"):
        item = {
            "pk": {"S": f"{SERVICE}#{self.environment}"}, "sk": {"S": "lock"}, "owner": {"S": "777-1"},
            "deployment": {"S": deployment}, "expires": {"N": str(int(time.time()) + seconds)},
            "run-url": {"S": "https://github.example/acme/orders/actions/runs/777"},
        }
        self.dynamodb.put_item(TableName=TABLE, Item=item)

    def refused(self, ran, *parts, code=1):
        """It failed, its annotation says so in these words, and no traceback is in the log."""
        self.assertEqual(code, ran.code, ran.log)
        annotations = "\n".join(line for line in ran.log.splitlines() if line.startswith("::error"))
        for part in parts:
            self.assertIn(part, annotations, ran.log)
        self.assertNotIn("Traceback", ran.log)
        return ran

    def changes(self):
        """What the scripts asked AWS to change, reading left out."""
        read = re.compile(r"^(GET|HEAD) |/moto-api/reset$|\.?(GetItem|Query|GetCallerIdentity|DescribeKey|GetParameter\w*|Verify|BatchGetImage|DescribeImages)$|^POST /$")
        return [call for call in self.aws.calls if not read.search(call)]
