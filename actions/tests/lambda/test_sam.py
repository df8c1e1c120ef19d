"""SAM applications: checked and built once, deployed by a change set that is judged, compared with what AWS runs."""

import ast
import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import quick_cli
import test_scripts
from support import BUCKETS, HERE, REGION, SCRIPTS, SERVICE, TEMPLATES, LambdaTest, runner

# Beside the stand-ins of the rehearsals, whose folder support has put on the path.
import cloudformation  # noqa: E402  # pylint: disable=wrong-import-position

BUILD = TEMPLATES / "sam-build" / "v1" / "scripts"
RUNTIME = "python%d.%d" % sys.version_info[:2]
STACK = "orders-dev"
TEMPLATE = f"""
AWSTemplateFormatVersion: 2010-09-09
Transform: AWS::Serverless-2016-10-31
Parameters:
  Name:
    Type: String
    Default: orders
  Greeting:
    Type: String
    Default: pong
Conditions:
  Never: !Equals [!Ref Name, nobody]
Globals:
  Function:
    Runtime: {RUNTIME}
    Handler: app.handler
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "${{Name}}-api"
      CodeUri: src/api
      AutoPublishAlias: live
      Environment: {{Variables: {{GREETING: !Ref Greeting}}}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "${{Name}}-worker"
      CodeUri: src/worker
      Layers: [!Ref Shared]
  Unwanted:
    Type: AWS::Serverless::Function
    Condition: Never
    Properties:
      CodeUri: src/worker
  Shared:
    Type: AWS::Serverless::LayerVersion
    Metadata: {{BuildMethod: {RUNTIME}}}
    Properties:
      LayerName: shared
      ContentUri: layers/shared
      CompatibleRuntimes: [{RUNTIME}]
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties:
      TableName: !Sub "${{Name}}-table"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
      KeySchema: [{{AttributeName: id, KeyType: HASH}}]
"""
FILES = {
    "template.yaml": TEMPLATE,
    ".gitignore": ".aws-sam/\n",
    "src/api/app.py": "def handler(event, context):\n    return 'pong'\n",
    "src/api/requirements.txt": "",
    "src/worker/app.py": "import shared\n\ndef handler(event, context):\n    return shared.X\n",
    "src/worker/requirements.txt": "",
    "layers/shared/shared.py": "X = 1\n",
    "layers/shared/requirements.txt": "",
}


def base64_of(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


class SamTest(LambdaTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The installer of the action; with a lasting tool cache it is fast from the second time on.
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "slipway" / "tools"
        cache.mkdir(parents=True, exist_ok=True)
        output = cache / f"sam-{os.getpid()}"
        output.touch()
        done = subprocess.run(
            ["bash", str(BUILD / "install.sh")], env={**os.environ, "RUNNER_TOOL_CACHE": str(cache), "GITHUB_OUTPUT": str(output)},
            capture_output=True, text=True, check=False,
        )
        text = output.read_text(encoding="utf-8")
        output.unlink()
        assert done.returncode == 0, done.stdout + done.stderr
        cls.installed = re.fullmatch(r"sam=(.+)\n", text).group(1)
        quick = quick_cli.Server("sam", Path(cls.installed).with_name("python"))
        cls.addClassCleanup(quick.stop)
        cls.sam = str(quick.program)
        # The interpreter of the CLI lies beside it, as where it is installed.
        python = quick.bin / "python"
        python.write_text(f'#!/bin/sh\nexec "{Path(cls.installed).with_name("python")}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        cloudformation.Settings.find_sam = lambda: cls.sam

    def setUp(self):
        super().setUp()
        cloudformation.Settings.execution = None
        self.stub("sam", f'#!/bin/bash\nexec "{self.sam}" "$@"\n')
        self.cloudformation = self.aws.client("cloudformation")
        self.files = dict(FILES)

    # Building

    def checked_in(self):
        for name, text in self.files.items():
            self.write(name, text)
        return self.commit()

    def build(self, **inputs):
        given = {
            "ENVIRONMENT": "dev", "SERVICE": SERVICE, "SAM": self.sam, "COMMIT": "", "TEMPLATE": "template.yaml",
            "REGION": REGION, "COMPRESSION": "stored", "OUTPUT": str(self.folder / "release"), **inputs,
        }
        variables = {f"INPUT_{name}": value for name, value in given.items()}
        process = runner.ScriptTest.start(self, "sam-build", "build.py", ACTIONS_RUNTIME_TOKEN="the-token", **variables)
        return self.finish(*process)

    def built(self, **inputs):
        commit = self.checked_in()
        ran = self.succeeded(self.build(**inputs))
        manifest = json.loads((self.folder / "release" / "release.json").read_text(encoding="utf-8"))
        self.assertEqual(commit, manifest["commit"])
        release = self.written(self.kept(commit), manifest)
        self.assertEqual(ran.outputs["digest"], release.digest)
        return release

    def kept(self, commit):
        """What was built, where no later build replaces it: an earlier release can be deployed again."""
        return shutil.copytree(self.folder / "release", self.folder / f"release-{commit}", dirs_exist_ok=True)

    def content(self):
        return (self.folder / "release" / "sam.zip").read_bytes()

    def part(self, name):
        with zipfile.ZipFile(io.BytesIO(self.content())) as archive:
            return archive.read(name)

    # Deploying

    def configured(self, environment=None):
        return json.dumps({SERVICE: {"name": STACK}})

    def sam_deploy(self, *more, **variables):
        return self.script("sam-deploy.sh", "--state", self.state_file, "--bucket", BUCKETS["dev"], "--stack", STACK, *more, **variables)

    def started(self, release):
        self.number += 1
        run = {"GITHUB_RUN_ID": str(100 + self.number)}
        self.state_file.unlink(missing_ok=True)
        self.succeeded(self.store(release, "--functions", self.configured(), **run))
        self.succeeded(self.start(release, functions=self.configured(), **run))
        return run

    def deployed(self, release=None, *more):
        release = release or self.built()
        run = self.started(release)
        ran = self.succeeded(self.sam_deploy(*more, **run))
        self.succeeded(self.record(**run))
        return ran

    def failed(self, *parts, release=None, more=()):
        """Refused, recorded as failed, the lock given back; the stack is what it was."""
        run = self.started(release or self.built())
        before = self.stack()
        ran = self.refused(self.sam_deploy(*more, **run), *parts)
        self.assertEqual(before, self.stack())
        self.succeeded(self.record("failure", **run))
        self.assertEqual("failed", self.entries()[-1]["outcome"])
        self.assertIsNone(self.lock())
        return ran

    def stack(self):
        try:
            stack = self.cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        except self.cloudformation.exceptions.ClientError:
            return None
        resources = self.cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
        names = sorted((one["LogicalResourceId"], one["PhysicalResourceId"]) for one in resources)
        codes = sorted((one["FunctionName"], one["CodeSha256"]) for one in self.lambda_.list_functions()["Functions"])
        return stack["StackStatus"], names, codes, stack.get("Parameters")

    def code(self, function, qualifier="$LATEST"):
        return self.lambda_.get_function_configuration(FunctionName=function, Qualifier=qualifier)["CodeSha256"]


class BuildTest(SamTest):
    def test_the_package_holds_all_that_the_template_names_and_nothing_else(self):
        self.files["flow.asl.json"] = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}\n'
        self.files["template.yaml"] += "  Flow:\n    Type: AWS::Serverless::StateMachine\n    Properties: {DefinitionUri: flow.asl.json, Role: !Ref Name}\n"
        release = self.built()
        self.assertEqual({SERVICE}, set(release.manifest["functions"]))
        entry = release.manifest["functions"][SERVICE]
        self.assertEqual({"digest": hashlib.sha256(self.content()).hexdigest(), "kind": "sam", "size": len(self.content())}, entry)
        with zipfile.ZipFile(io.BytesIO(self.content())) as archive:
            names = ["files/Flow.json", "functions/Api.zip", "functions/Unwanted.zip", "functions/Worker.zip", "layers/Shared.zip", "template.json"]
            self.assertEqual(names, archive.namelist())
            template = json.loads(archive.read("template.json"))
        resources = template["Resources"]
        self.assertEqual("functions/Api.zip", resources["Api"]["Properties"]["CodeUri"])
        self.assertEqual({"Fn::Sub": "${Name}-api"}, resources["Api"]["Properties"]["FunctionName"])
        self.assertEqual("files/Flow.json", resources["Flow"]["Properties"]["DefinitionUri"])
        with zipfile.ZipFile(io.BytesIO(self.part("functions/Api.zip"))) as archive:
            self.assertEqual(["app.py", "requirements.txt"], archive.namelist())
        with zipfile.ZipFile(io.BytesIO(self.part("layers/Shared.zip"))) as archive:
            self.assertEqual(["python/requirements.txt", "python/shared.py"], archive.namelist())

    def test_another_folder_gives_the_same_bytes(self):
        first = self.built()
        bytes_of_first = self.content()
        elsewhere = self.folder / "elsewhere" / "deep"
        subprocess.run(["git", "clone", "--quiet", str(self.workspace), str(elsewhere)], check=True)
        self.workspace = elsewhere
        ran = self.succeeded(self.build())
        self.assertEqual(bytes_of_first, self.content())
        self.assertEqual(first.digest, ran.outputs["digest"])

    def test_a_dependency_is_in_the_package(self):
        self.files["src/api/requirements.txt"] = "six==1.17.0\n"
        self.checked_in()
        ran = self.succeeded(self.build())
        self.assertIn("src/api/requirements.txt does not lock its packages by hash", ran.log)
        with zipfile.ZipFile(io.BytesIO(self.part("functions/Api.zip"))) as archive:
            self.assertIn("six.py", archive.namelist())

    def test_the_linter_stops_a_template(self):
        self.files["template.yaml"] = TEMPLATE.replace("BillingMode", "BilingMode")
        self.checked_in()
        self.refused(self.build(), "`sam validate --lint` refuses the template", "BilingMode")
        self.assertFalse((self.folder / "release" / "release.json").exists())

    def test_a_runtime_that_is_not_here_is_named_with_its_cure(self):
        self.files["template.yaml"] = TEMPLATE.replace(RUNTIME, "python3.14")
        self.stub("python3.14", "#!/bin/sh\nexit 1\n")
        self.checked_in()
        self.refused(self.build(), "python3.14", "python-version")

    def test_what_cannot_be_packaged_is_refused(self):
        cases = {
            "is a container image": "  X:\n    Type: AWS::Serverless::Function\n    Metadata: {Dockerfile: Dockerfile, DockerContext: src/api}\n    Properties: {PackageType: Image, ImageUri: 'x:1'}\n",
            "is a nested stack": "  X:\n    Type: AWS::Serverless::Application\n    Properties: {Location: {ApplicationId: 'arn:aws:serverlessrepo:eu-west-1:1:applications/x', SemanticVersion: 1.0.0}}\n",
            "would not be part of the release": f"  X:\n    Type: AWS::Serverless::Function\n    Properties: {{CodeUri: 's3://bucket/key', Runtime: {RUNTIME}}}\n",
        }
        for message, resource in cases.items():
            with self.subTest(message):
                self.files["template.yaml"] = TEMPLATE + resource
                self.checked_in()
                # Other programs would be needed to build it; what is asked here is what happens to the template.
                self.assertIn(message, self.of_template(resource))

    def of_template(self, resource):
        """What template.py says about a template with this resource."""
        program = (
            "import json, sys; sys.path[:0] = sys.argv[1:3]\nimport template\nfrom delivery.problem import Problem\n"
            "try:\n    template.parts(json.load(sys.stdin)); print('fine')\nexcept Problem as problem:\n    print(problem)\n"
        )
        python = str(Path(self.installed).with_name("python"))
        path = self.write("one.yaml", "Resources:\n" + resource)
        as_json = subprocess.run([python, "-I", str(BUILD / "as_json.py"), str(path)], check=True, capture_output=True, text=True).stdout
        path.unlink()
        folders = [str(BUILD), str(TEMPLATES / "lambda-deploy" / "v1" / "scripts")]
        return subprocess.run([sys.executable, "-c", program, *folders], input=as_json, check=True, capture_output=True, text=True).stdout

    def test_templates_that_take_more_than_the_package_are_refused(self):
        cases = (
            ("AWS::Include", "  X:\n    Type: AWS::SNS::Topic\n    Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: more.yaml}}\n"),
            ("made by a loop", "  Fn::ForEach::All: [Name, [a, b], {}]\n"),
            ("set of stacks", "  X: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateURL: other.yaml}}\n"),
            ("nested stack", "  X: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: other.yaml}}\n"),
            ("takes a part from a file", "  X: {Type: AWS::AppSync::Resolver, Properties: {CodeS3Location: x.js}}\n"),
            ("takes its script from a file", "  X: {Type: AWS::Glue::Job, Properties: {Command: {ScriptLocation: x.py}}}\n"),
            ("would not be part of the release", "  X: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: {Bucket: b, Key: k}}}\n"),
            ("is a container image", "  X: {Type: AWS::Lambda::Function, Properties: {Code: {ImageUri: 'x:1'}}}\n"),
            ("no Lambda function with code", "  X: {Type: AWS::SNS::Topic}\n"),
            ("fine", "  X: {Type: AWS::Serverless::Function, Properties: {CodeUri: src}}\n  Y: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}\n"),
        )
        for message, resource in cases:
            with self.subTest(message):
                self.assertIn(message, self.of_template(resource))

    def test_only_the_commit_is_built(self):
        self.checked_in()
        self.write("src/api/app.py", "changed = 1\n")
        self.refused(self.build(), "the checkout is not the commit: src/api/app.py")
        self.git("checkout", "--quiet", "--", ".")
        self.refused(self.build(COMMIT="0" * 40), "is checked out, not")
        self.refused(self.build(TEMPLATE="../x.yaml"), "template is a path inside the repository")


class PackagedTest(SamTest):
    # The package by what it is built from: a build takes seconds, and the same files give the same bytes (BuildTest).
    packages = {}

    def built(self, **inputs):
        key = json.dumps(self.files, sort_keys=True)
        if key not in self.packages:
            release = super().built(**inputs)
            self.packages[key] = self.content()
            return release
        commit, folder = self.checked_in(), self.folder / "release"
        folder.mkdir(exist_ok=True)
        (folder / "sam.zip").write_bytes(self.packages[key])
        content = self.packages[key]
        entry = {"digest": hashlib.sha256(content).hexdigest(), "kind": "sam", "size": len(content)}
        tree = self.git("rev-parse", f"{commit}^{{tree}}")
        return self.written(self.kept(commit), {"commit": commit, "functions": {SERVICE: entry}, "service": SERVICE, "tree": tree})


class DeployTest(PackagedTest):
    def test_a_new_stack_runs_the_code_of_the_package(self):
        release = self.built()
        ran = self.deployed(release)
        self.assertEqual("true", ran.outputs["changes"])
        self.assertEqual("CREATE_COMPLETE", self.stack()[0])
        for name, part in (("orders-api", "functions/Api.zip"), ("orders-worker", "functions/Worker.zip")):
            self.assertEqual(base64_of(self.part(part)), self.code(name))
        self.assertEqual(base64_of(self.part("functions/Api.zip")), self.code("orders-api", "live"))
        self.assertEqual([("deploy", "succeeded")], self.outcomes())
        self.assertIn(f"{SERVICE}/deployments/dev/{release.digest}.json", self.keys())
        self.assertIn("AWS::DynamoDB::Table", ran.summary.replace("&#58;", ":"))
        # By their content: what did not change is not given to CloudFormation as a change.
        self.assertTrue(all(re.fullmatch(r"orders/(sam|artifacts|releases|trees|deployments)/.+", key) for key in self.keys()), self.keys())

    def test_the_same_release_again_is_a_success_without_changes(self):
        release = self.built()
        self.deployed(release)
        before = self.stack()
        ran = self.deployed(release)
        self.assertEqual("false", ran.outputs["changes"])
        self.assertEqual(before, self.stack())
        self.assertEqual([("deploy", "succeeded")] * 2, self.outcomes())

    def test_only_the_function_that_changed_is_touched(self):
        self.deployed()
        api = self.code("orders-api")
        self.files["src/worker/app.py"] += "# more\n"
        ran = self.deployed()
        self.assertEqual("true", ran.outputs["changes"])
        self.assertEqual(api, self.code("orders-api"))
        self.assertEqual(base64_of(self.part("functions/Worker.zip")), self.code("orders-worker"))
        shown = [line.split() for line in ran.log.splitlines() if re.match(r"  (Add|Modify|Remove)  ", line)]
        self.assertEqual([["Modify", "Worker", "AWS::Lambda::Function"]], shown)

    def test_parameters_arrive_as_they_are(self):
        value = 'it\'s "5 = 6", Name=other $(id) ${x}'
        self.deployed(None, "--parameters", json.dumps({"Greeting": value}))
        variables = self.lambda_.get_function_configuration(FunctionName="orders-api")["Environment"]["Variables"]
        self.assertEqual({"GREETING": value}, variables)
        self.assertIn("orders-table", self.aws.client("dynamodb").list_tables()["TableNames"])

    def test_a_parameter_that_is_left_out_goes_back_to_its_default(self):
        release = self.built()
        self.deployed(release, "--parameters", '{"Greeting":"hello"}')
        self.deployed(release)
        variables = self.lambda_.get_function_configuration(FunctionName="orders-api")["Environment"]["Variables"]
        self.assertEqual({"GREETING": "pong"}, variables)

    def test_parameters_and_options_are_checked(self):
        release = self.built()
        run = self.started(release)
        self.refused(self.sam_deploy("--parameters", '{"Nmae":"x"}', **run), "the template has no parameter Nmae")
        self.refused(self.sam_deploy("--parameters", "[]", **run), "JSON object", code=2)
        self.refused(self.sam_deploy("--parameters", '{"Name":"a\\nb"}', **run), "several lines", code=2)
        self.refused(self.sam_deploy("--capabilities", '["CAPABILITY_ALL"]', **run), "is no capability", code=2)
        self.refused(self.sam_deploy("--allow-replacement", '["a b"]', **run), "is no logical id", code=2)
        self.assertIsNone(self.stack())

    def test_a_table_is_not_replaced(self):
        self.deployed()
        self.files["template.yaml"] = TEMPLATE.replace("{Name}}-table", "{Name}}-things").replace("${Name}-table", "${Name}-things")
        ran = self.failed("the change would lose data", "Table (AWS::DynamoDB::Table) would be replaced", 'allow-replacement: ["Table"]')
        self.assertIn("orders-table", self.dynamodb.list_tables()["TableNames"])
        self.assertIn("| <code>yes</code> |", ran.summary)
        # The change set that was refused is gone: nobody can execute it later.
        self.assertEqual([], [one for one in self.cloudformation.list_change_sets(StackName=STACK)["Summaries"] if one["ExecutionStatus"] == "AVAILABLE"])
        # moto does not rename a table; that the change was executed is what counts here.
        allowed = self.deployed(self.built(), "--allow-replacement", '["Table"]')
        self.assertEqual("true", allowed.outputs["changes"])
        self.assertEqual("UPDATE_COMPLETE", self.stack()[0])

    def test_a_table_is_not_removed(self):
        self.deployed()
        self.files["template.yaml"] = TEMPLATE[: TEMPLATE.index("  Table:\n")]
        self.failed("Table (AWS::DynamoDB::Table) would be removed")
        self.assertIn("orders-table", self.dynamodb.list_tables()["TableNames"])
        ran = self.deployed(self.built(), "--allow-replacement", '["Table","Other"]')
        self.assertIn("allow-replacement names Other", ran.log)
        self.assertNotIn("orders-table", self.dynamodb.list_tables()["TableNames"])

    def test_a_stack_that_cannot_be_changed_is_refused_with_the_cure(self):
        release = self.built()
        self.deployed(release)
        stack = cloudformation.stack_of(STACK, REGION)
        cures = {
            "ROLLBACK_COMPLETE": "delete it", "UPDATE_ROLLBACK_FAILED": "continue-update-rollback", "UPDATE_IN_PROGRESS": "Wait until that is over",
            "ROLLBACK_FAILED": "delete it", "DELETE_FAILED": "finish that", "SOMETHING_NEW": "which is not known here",
        }
        for status, cure in cures.items():
            with self.subTest(status):
                stack.status = status
                self.failed(f"the stack {STACK} is in {status}", cure, release=release)
        self.assertFalse(any("samcli" in one["ChangeSetName"] and one["ExecutionStatus"] == "AVAILABLE" for one in self.cloudformation.list_change_sets(StackName=STACK)["Summaries"]))

    def test_a_stack_that_only_a_change_set_has_made_is_created(self):
        self.cloudformation.create_change_set(StackName=STACK, ChangeSetName="abandoned", ChangeSetType="CREATE", TemplateBody='{"Resources":{}}')
        self.assertEqual("REVIEW_IN_PROGRESS", self.cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"])
        release = self.built()
        run = self.started(release)
        # moto knows two stacks of that name now; CloudFormation has one.
        ran = self.sam_deploy("--dry-run", **run)
        self.assertIn("which would be created", self.succeeded(ran).log)

    def test_an_update_that_fails_is_told_with_its_first_cause(self):
        self.deployed()
        self.files["src/api/app.py"] += "# more\n"

        def fail(stack):
            stack.status = "UPDATE_ROLLBACK_COMPLETE"
            for name, reason in (("Table", "Throughput exceeds the limit"), ("Api", "Resource update cancelled")):
                stack.events.append(event(stack, name, "UPDATE_FAILED", reason))

        cloudformation.Settings.execution = fail
        release = self.built()
        run = self.started(release)
        self.refused(self.sam_deploy(**run), f"the stack {STACK} ended in UPDATE_ROLLBACK_COMPLETE", "Table (AWS::Any::Thing): Throughput exceeds the limit")
        self.succeeded(self.record("failure", **run))
        self.assertEqual("failed", self.entries()[-1]["outcome"])

    def test_other_code_in_aws_is_a_failure(self):
        release = self.built()
        run = self.started(release)
        cloudformation.Settings.execution = None
        self.succeeded(self.sam_deploy(**run))
        self.lambda_.update_function_code(FunctionName="orders-worker", ZipFile=b"other bytes")
        # After the steps, by the record ...
        self.refused(self.record(**run), "orders-worker has CodeSha256")
        self.assertEqual("failed", self.entries()[-1]["outcome"])
        self.assertNotIn(f"{SERVICE}/deployments/dev/{release.digest}.json", self.keys())
        # ... and where CloudFormation has nothing to change, by the next deployment.
        run = self.started(release)
        self.refused(self.sam_deploy(**run), "AWS does not run what was deployed: orders-worker has CodeSha256")

    def test_bytes_that_were_changed_in_the_bucket_are_not_deployed(self):
        self.deployed()
        for key in self.keys():
            if key.startswith("orders/sam/") and self.object(key) == self.part("functions/Api.zip"):
                self.s3.put_object(Bucket=BUCKETS["dev"], Key=key, Body=b"other bytes")
        self.files["template.yaml"] = TEMPLATE.replace("Default: pong", "Default: other")
        self.failed("for Api: somebody changed it. Nothing was deployed")

    def test_a_package_that_was_changed_in_the_bucket_is_not_deployed(self):
        release = self.built()
        run = self.started(release)
        self.s3.put_object(Bucket=BUCKETS["dev"], Key=f"orders/artifacts/{release.manifest['functions'][SERVICE]['digest']}.zip", Body=b"other")
        self.refused(self.sam_deploy(**run), "somebody changed it")
        self.assertIsNone(self.stack())

    def test_a_dry_run_changes_nothing(self):
        release = self.built()
        run = self.started(release)
        before = self.keys()
        ran = self.succeeded(self.sam_deploy("--dry-run", **run))
        self.assertIn("would upload functions/Api.zip", ran.log)
        self.assertIn("which would be created", ran.log)
        self.assertEqual((before, None), (self.keys(), self.stack()))

    def test_the_cli_must_be_there_and_known(self):
        release = self.built()
        run = self.started(release)
        self.stub("sam", "#!/bin/sh\necho 'SAM CLI, version 1.9.0'\n")
        self.refused(self.sam_deploy(**run), "SAM CLI, version 1.9.0", "1.100.0 or later")
        (self.folder / "stubs" / "sam").unlink()
        if not shutil.which("sam", path=self.path):
            self.refused(self.sam_deploy(**run), "sam is not on PATH")

    def test_a_change_set_that_is_not_named_stops(self):
        release = self.built()
        run = self.started(release)
        self.stub("sam", f'#!/bin/bash\n[[ $1 == deploy ]] && {{ echo Done; exit 0; }}\nexec "{self.sam}" "$@"\n')
        self.refused(self.sam_deploy(**run), "says neither which change set it made")
        self.assertIsNone(self.stack())

    def test_a_cancelled_update_is_taken_back(self):
        self.deployed()
        self.files["src/api/app.py"] += "# more\n"

        def hang(stack):
            stack.status = "UPDATE_IN_PROGRESS"

        cloudformation.Settings.execution = hang
        release = self.built()
        run = self.started(release)
        process, files = self.begin("sam-deploy.sh", "--state", self.state_file, "--bucket", BUCKETS["dev"], "--stack", STACK, **run)
        self.wait_until(lambda: cloudformation.stack_of(STACK, REGION).status == "UPDATE_IN_PROGRESS")
        self.aws.fail("POST", "Action=CancelUpdateStack", code="", before=lambda: setattr(cloudformation.stack_of(STACK, REGION), "status", "UPDATE_ROLLBACK_IN_PROGRESS"))
        process.terminate()
        ran = self.finish(process, files)
        self.assertEqual(1, ran.code, ran.log)
        self.assertEqual("UPDATE_ROLLBACK_IN_PROGRESS", cloudformation.stack_of(STACK, REGION).status, ran.log)

    def wait_until(self, reached):
        deadline = time.monotonic() + 300
        while not reached():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)


class GoingBackTest(PackagedTest):
    """By dispatch, and by a deployment that something speaks against once its stack is changed."""

    def setUp(self):
        super().setUp()
        self.first = self.built()
        self.deployed(self.first, "--parameters", '{"Greeting":"first"}')

    def next(self, name, *more):
        self.files["src/api/app.py"] = FILES["src/api/app.py"] + f"# {name}\n"
        release = self.built()
        self.deployed(release, *more)
        return release

    def sam_rollback(self, *more, **variables):
        return self.script(
            "sam-rollback.sh", "--service", SERVICE, "--environment", "dev", "--table", "deployments", "--bucket",
            BUCKETS["dev"], "--stack", STACK, *more, **{"GITHUB_RUN_ID": "9000", **variables},
        )

    def put_back(self, *more, **variables):
        return self.sam_deploy("--put-back", "--table", "deployments", *more, **variables)

    def greeting(self):
        found = self.lambda_.get_function_configuration(FunctionName="orders-api")
        return found["Environment"]["Variables"]["GREETING"], found["CodeSha256"]

    def test_the_last_good_release_with_its_parameters_and_twice_is_once(self):
        before = self.greeting()
        self.assertEqual("first", before[0])
        second = self.next("second", "--parameters", '{"Greeting":"second"}')
        self.assertNotEqual(before, self.greeting())
        ran = self.succeeded(self.sam_rollback("--reason", "errors <b>since</b> 14:05"))
        self.assertEqual(before, self.greeting())
        self.assertEqual(("succeeded", self.first.digest, self.first.commit), tuple(ran.outputs[name] for name in ("outcome", "digest", "commit")))
        self.assertRegex(ran.log, r"(?m)^rollback: [0-9.]+ seconds$")
        self.assertRegex(ran.summary, r"It took [0-9.]+ seconds")
        self.assertNotIn("<b>", ran.summary)
        self.assertEqual([("deploy", "succeeded"), ("deploy", "rolled-back"), ("rollback", "succeeded")], self.outcomes())
        self.assertEqual((self.first.digest, "errors <b>since</b> 14:05"), (self.entries()[-1]["release"], self.entries()[-1]["reason"]))
        self.assertIsNone(self.lock())
        self.refused(self.promote(second), "was taken back from release")
        entries = self.entries()
        ran = self.succeeded(self.sam_rollback(GITHUB_RUN_ID="9001"))
        self.assertEqual(("unchanged", self.first.digest), (ran.outputs["outcome"], ran.outputs["digest"]))
        self.assertEqual((before, entries), (self.greeting(), self.entries()))

    def test_one_step_at_a_time_and_a_release_by_name(self):
        second = self.next("second")
        at_second = self.greeting()
        third = self.next("third")
        ran = self.succeeded(self.sam_rollback("--dry-run"))
        self.assertIn(f"would go back to", ran.log)
        self.assertIn(f"would withdraw release {third.digest}", ran.log)
        self.assertEqual([("deploy", "succeeded")] * 3, self.outcomes())
        self.succeeded(self.sam_rollback())
        self.assertEqual(at_second, self.greeting())
        self.assertEqual("unchanged", self.succeeded(self.sam_rollback("--digest", second.digest)).outputs["outcome"])
        self.succeeded(self.sam_rollback("--digest", self.first.digest, GITHUB_RUN_ID="9001"))
        self.assertEqual("first", self.greeting()[0])
        self.assertEqual("rolled-back", self.entries()[1]["outcome"])
        self.refused(self.sam_rollback("--digest", "0" * 64), "was never deployed to dev with success")
        self.refused(self.sam_rollback("--digest", "x"), "release digest", code=2)

    def test_without_an_earlier_good_release_nothing_is_changed(self):
        before = self.stack()
        self.refused(self.sam_rollback(), "there is no earlier good release to go back to", "Deploy a good commit")
        self.next("second")
        self.s3.delete_object(Bucket=BUCKETS["dev"], Key=f"orders/deployments/dev/{self.first.digest}.json")
        after = self.stack()
        self.refused(self.sam_rollback(), f"release {self.first.digest} has no receipt of dev")
        self.assertEqual(after, self.stack())
        self.assertNotEqual(before, after)
        self.assertIsNone(self.lock())
        self.assertEqual([("deploy", "succeeded")] * 2, self.outcomes())

    def test_a_running_deployment_is_not_disturbed_unless_it_is_taken_over(self):
        self.next("second")
        self.take_lock()
        before = self.stack()
        self.refused(self.sam_rollback(), "777-1", "--take-over")
        self.assertEqual(before, self.stack())
        self.succeeded(self.sam_rollback("--take-over"))
        self.assertEqual("first", self.greeting()[0])

    def test_a_table_that_came_later_is_not_removed_by_a_rollback(self):
        self.files["template.yaml"] = TEMPLATE + TEMPLATE[TEMPLATE.index("  Table:\n"):].replace("  Table:", "  More:").replace("-table", "-more")
        self.next("second")
        self.refused(self.sam_rollback(), "More (AWS::DynamoDB::Table) would be removed", 'allow-replacement: ["More"]')
        self.assertEqual(("rollback", "failed"), self.outcomes()[-1])
        self.assertEqual("succeeded", self.entries()[1]["outcome"])
        self.succeeded(self.sam_rollback("--allow-replacement", '["More"]', GITHUB_RUN_ID="9001"))
        self.assertNotIn("orders-more", self.dynamodb.list_tables()["TableNames"])

    def test_an_update_that_fails_is_recorded_and_can_be_repeated(self):
        self.next("second")

        def break_(stack):
            stack.status = "UPDATE_ROLLBACK_COMPLETE"

        cloudformation.Settings.execution = break_
        self.refused(self.sam_rollback(), "ended in UPDATE_ROLLBACK_COMPLETE")
        self.assertEqual([("deploy", "rolled-back"), ("rollback", "failed")], self.outcomes()[1:])
        self.assertIsNone(self.lock())
        self.succeeded(self.sam_rollback(GITHUB_RUN_ID="9001"))
        self.assertEqual("first", self.greeting()[0])

    def test_a_stack_whose_test_fails_gets_the_release_of_before(self):
        before = self.greeting()
        self.files["src/api/app.py"] += "# second\n"
        # What it adds goes again, as after an update that failed.
        self.files["template.yaml"] = TEMPLATE + TEMPLATE[TEMPLATE.index("  Table:\n"):].replace("  Table:", "  More:").replace("-table", "-more")
        release = self.built()
        run = self.started(release)
        self.succeeded(self.sam_deploy("--parameters", '{"Greeting":"second"}', **run))
        self.assertIn("orders-more", self.dynamodb.list_tables()["TableNames"])
        ran = self.succeeded(self.put_back("--dry-run", "--parameters", '{"Greeting":"second"}', **run))
        self.assertIn(f"would go back to", ran.log)
        ran = self.succeeded(self.put_back("--parameters", '{"Greeting":"second"}', **run))
        self.assertEqual((before, "true"), (self.greeting(), ran.outputs["put-back"]))
        self.assertRegex(ran.summary, r"took [0-9.]+ seconds")
        self.assertNotIn("orders-more", self.dynamodb.list_tables()["TableNames"])
        ran = self.succeeded(self.put_back(**run))
        self.assertIn("is as it was before", ran.log)
        ran = self.succeeded(self.record("failure", **run))
        self.assertEqual("rolled-back", ran.outputs["outcome"])
        self.assertIn(self.first.digest, ran.outputs["reason"])
        self.assertEqual(("deploy", "rolled-back"), self.outcomes()[-1])
        self.assertIsNone(self.lock())
        self.assertNotIn(f"{SERVICE}/deployments/dev/{release.digest}.json", self.keys())
        # Nothing later takes it for good.
        self.refused(self.sam_rollback(), "there is no earlier good release")

    def test_a_release_that_ran_before_and_is_put_back_now_is_withdrawn(self):
        second = self.next("second")
        run = self.started(self.first)
        self.succeeded(self.sam_deploy(**run))
        self.succeeded(self.put_back(**run))
        self.succeeded(self.record("failure", **run))
        self.refused(self.promote(self.first), "was taken back from release")
        self.succeeded(self.promote(second))
        self.deployed(self.first)
        self.succeeded(self.promote(self.first))

    def test_what_did_not_change_or_is_another_ones_is_left_alone(self):
        run = self.started(self.first)
        before = self.stack()
        self.assertEqual("false", self.succeeded(self.put_back(**run)).outputs["put-back"])
        self.succeeded(self.sam_deploy("--parameters", '{"Greeting":"first"}', **run))
        self.assertIn("did not change the stack", self.succeeded(self.put_back(**run)).log)
        self.assertEqual(before, self.stack())
        self.succeeded(self.sam_deploy("--parameters", '{"Greeting":"other"}', **run))
        self.take_lock()
        self.refused(self.put_back(**run), "has taken over the stack")
        self.assertEqual("other", self.greeting()[0])
        self.refused(self.sam_deploy("--put-back"), "--put-back needs --table", code=2)

    def test_an_update_that_cloudformation_took_back_is_left_alone(self):
        self.files["src/api/app.py"] += "# second\n"

        def break_(stack):
            stack.status = "UPDATE_ROLLBACK_COMPLETE"

        run = self.started(self.built())
        cloudformation.Settings.execution = break_
        self.refused(self.sam_deploy(**run), "ended in UPDATE_ROLLBACK_COMPLETE")
        self.assertIn("is as it was before", self.succeeded(self.put_back(**run)).log)
        self.assertEqual("failed", self.succeeded(self.record("failure", **run)).outputs["outcome"])


class FirstTest(PackagedTest):
    def test_a_first_deployment_has_nothing_to_go_back_to(self):
        run = self.started(self.built())
        self.succeeded(self.sam_deploy(**run))
        ran = self.sam_deploy("--put-back", "--table", "deployments", **run)
        self.refused(ran, "there is no earlier release to go back to", "Deploy a good commit, or delete the stack")
        self.assertEqual("CREATE_COMPLETE", self.stack()[0])
        self.assertEqual("failed", self.succeeded(self.record("failure", **run)).outputs["outcome"])


class ScriptTest(unittest.TestCase):
    def test_what_holds_for_all_scripts_of_lambda_delivery(self):
        checks = (
            "test_each_script_explains_itself", "test_usage_mistakes_leave_with_two_and_a_message",
            "test_actions_hand_on_every_input_and_no_expression_reaches_a_shell",
        )
        with mock.patch.multiple(test_scripts, ACTIONS=("sam-deploy", "sam-rollback"), ENTRIES=("sam-deploy", "sam-rollback")):
            for check in checks:
                with self.subTest(check):
                    getattr(test_scripts.ScriptsTest(check), check)()

    def test_the_scripts_are_clean_and_readable_by_3_9(self):
        shell = [BUILD / "install.sh", HERE / "run"]
        done = subprocess.run(["shellcheck", *map(str, shell)], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stdout + done.stderr)
        folders = (BUILD, TEMPLATES / "image-build" / "v1" / "scripts", SCRIPTS / "delivery")
        for path in [path for folder in folders for path in folder.glob("*.py")]:
            ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))

    def test_the_lock_holds_every_package_by_hash_and_names_no_place(self):
        lock = (BUILD / "sam.txt").read_text(encoding="utf-8")
        packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+)", lock, re.M)
        self.assertEqual(len(packages), len(re.findall(r"^[a-z0-9]", lock, re.M)))
        self.assertGreater(len(packages), 50)
        self.assertNotRegex(lock, r"://|--index-url|--find-links|--trusted-host")


def event(stack, name, status, reason):
    from moto.cloudformation.models import Event

    return Event(stack.stack_id, stack.name, name, name, "AWS::Any::Thing", status, reason, None)


if __name__ == "__main__":
    unittest.main()
