"""A SAM application: its package, the SAM CLI that uploads it and makes a change set, the code that AWS then runs."""

import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipfile

from delivery import alias as aliases
from delivery import live, zipped
from delivery.bucket import artifact_key, sha256
from delivery.problem import Problem, say

TEMPLATE = "template.json"
PART = re.compile(r"(functions|layers|files)/[A-Za-z0-9]+\.[A-Za-z0-9]+")
# Property of a resource that names its part of the package.
KEYS = ("CodeUri", "Code", "ContentUri", "Content", "DefinitionUri", "DefinitionS3Location", "BodyS3Location")
OLDEST = (1, 100, 0)
CHANGE_SET = re.compile(r"arn:aws[a-z-]*:cloudformation:[a-z0-9-]+:\d{12}:changeSet/samcli-deploy\d+/[0-9a-f-]+")
NO_CHANGES = re.compile(r"No changes to deploy|didn't contain changes|No updates are to be performed")


class Package:
    """sam.zip, unpacked: a template, and beside it what the template names."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        with open(self.folder / TEMPLATE, encoding="utf-8") as file:
            self.template = json.load(file)
        # The digest of each part by the resource that it is for.
        self.parts = {}
        for name, resource in self.template["Resources"].items():
            for value in ((resource.get("Properties") or {}).get(key) for key in KEYS):
                if isinstance(value, str) and PART.fullmatch(value):
                    self.parts[name] = (value, sha256(self.folder / value))

    def codes(self, folder):
        """CodeSha256 as Lambda will report it, by logical id."""
        return {
            name: base64.b64encode(bytes.fromhex(digest)).decode("ascii")
            for name, (path, digest) in self.parts.items()
            if path.startswith(f"{folder}/")
        }

    def conditional(self, name):
        return "Condition" in self.template["Resources"][name]

    def parameters(self, given):
        """All of them: one that is left out would keep a value that no commit and no configuration names any more."""
        declared = self.template.get("Parameters") or {}
        unknown = sorted(set(given) - set(declared))
        if unknown:
            raise Problem(f"the template has no parameter {unknown[0]}: it has {', '.join(sorted(declared)) or 'none'}")
        missing = sorted(name for name, entry in declared.items() if name not in given and "Default" not in entry)
        if missing:
            raise Problem(f"the parameter {missing[0]} of the template has no default: give it a value in parameters")
        return {name: parameter_text(given.get(name, entry.get("Default"))) for name, entry in sorted(declared.items())}

    def again(self, recorded, given):
        """The values that it was deployed with. Those of secrets are in no record, so they are today's."""
        declared = self.template.get("Parameters") or {}
        if recorded is None:
            return {name: value for name, value in given.items() if name in declared}
        kept = {name: value for name, value in recorded.items() if name in declared}
        return {**kept, **{name: value for name, value in given.items() if name in declared and self.secret(name)}}

    def secret(self, name):
        return str((self.template["Parameters"][name]).get("NoEcho", "")).lower() == "true"


@contextlib.contextmanager
def fetched(bucket, service, digest):
    """The package of the release, from the bucket, verified again."""
    with tempfile.TemporaryDirectory(prefix="sam-", dir=os.environ.get("RUNNER_TEMP")) as folder:
        archive = os.path.join(folder, "sam.zip")
        if not bucket.get(artifact_key(service, digest), archive):
            raise Problem(f"the SAM package {digest} is not in s3://{bucket.name}: run release-store first")
        if sha256(archive) != digest:
            raise Problem(
                f"the SAM package in s3://{bucket.name} has the SHA-256 {sha256(archive)}, expected {digest}: somebody changed it"
            )
        zipped.check(archive, "the SAM package", limit=None)
        content = os.path.join(folder, "content")
        with zipfile.ZipFile(archive) as file:
            odd = [name for name in file.namelist() if name != TEMPLATE and not PART.fullmatch(name)]
            if odd or TEMPLATE not in file.namelist():
                raise Problem(f"the SAM package was not made by sam-build: it holds {odd[0] if odd else 'no template'}")
            file.extractall(content)
        yield Package(content)


class Sam:
    """The SAM CLI of the runner. Nothing is installed here: the job has credentials."""

    def __init__(self, region):
        self.region = region
        if not shutil.which("sam"):
            raise Problem(
                "sam is not on PATH: GitHub's Ubuntu runners have it; on one of your own, put the SAM CLI into its image. "
                "It is not installed here, since this job has credentials"
            )
        said = self._run("--version").stdout
        found = re.search(r"version (\d+)\.(\d+)\.(\d+)", said)
        if not found or tuple(map(int, found.groups())) < OLDEST:
            raise Problem(f"the SAM CLI of this runner says '{said.strip()}': {'.'.join(map(str, OLDEST))} or later is needed")

    def package(self, package, bucket, prefix):
        """Uploads each part under the digest of its content; returns the template that names them."""
        target = package.folder / "packaged.json"
        done = self._run(
            "package",
            "--template-file",
            TEMPLATE,
            "--s3-bucket",
            bucket.name,
            "--s3-prefix",
            prefix,
            "--use-json",
            "--output-template-file",
            target.name,
            "--region",
            self.region,
            "--no-progressbar",
            cwd=package.folder,
        )
        if done.returncode != 0:
            raise Problem(f"`sam package` failed: {_last(done)}. The log above says more")
        with open(target, encoding="utf-8") as file:
            packaged = json.load(file)
        for name, (path, digest) in package.parts.items():
            self._check_upload(bucket, name, path, digest, packaged["Resources"][name]["Properties"])
        return target

    @staticmethod
    def _check_upload(bucket, name, path, digest, properties):
        """What lies there already is not uploaded again, so it is read: Lambda will."""
        places = [place for place in (_place(properties.get(key)) for key in KEYS) if place]
        if len(places) != 1 or places[0][0] != bucket.name:
            raise Problem(f"`sam package` did not upload {path} of {name} to s3://{bucket.name}")
        with bucket.fetched(places[0][1]) as file:
            actual = sha256(file) if file else "nothing"
        if actual != digest:
            raise Problem(
                f"s3://{bucket.name}/{places[0][1]} is {actual}, expected {digest} for {name}: somebody changed it. Nothing was deployed"
            )

    def change_set(self, packaged, stack, bucket, prefix, parameters, capabilities, execution_role):
        """Its ARN, or None where nothing would change."""
        command = ["deploy", "--template-file", packaged.name, "--stack-name", stack, "--region", self.region]
        command += ["--s3-bucket", bucket.name, "--s3-prefix", prefix, "--no-execute-changeset", "--no-progressbar"]
        command += ["--no-fail-on-empty-changeset", "--no-confirm-changeset"]
        command += ["--role-arn", execution_role] if execution_role else []
        command += ["--capabilities", *capabilities] if capabilities else []
        if parameters:
            command += ["--parameter-overrides", *(f"{name}={_quoted(value)}" for name, value in parameters.items())]
        done = self._run(*command, cwd=packaged.parent)
        said = done.stdout
        found = sorted(set(CHANGE_SET.findall(said)))
        if done.returncode != 0:
            raise Problem(f"`sam deploy` made no change set for {stack}: {_last(done)}. The log above says more")
        if len(found) == 1:
            return found[0]
        if not found and NO_CHANGES.search(said):
            return None
        raise Problem(
            "`sam deploy` says neither which change set it made nor that there are no changes: its version is not known here"
        )

    def _run(self, *arguments, cwd=None):
        environment = {**os.environ, "SAM_CLI_TELEMETRY": "0", "NO_COLOR": "1", "AWS_PAGER": ""}
        # Settings of the runner's user or of an environment must not change what is deployed.
        environment = {
            key: value for key, value in environment.items() if not key.startswith("SAM_") or key == "SAM_CLI_TELEMETRY"
        }
        done = subprocess.run(
            ["sam", *arguments],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        say(done.stdout.strip())
        return done


def check_parameters(package, change_set, expected):
    """The command line has its own quoting; what arrived is what counts."""
    for name, value in expected.items():
        arrived = change_set.parameters.get(name)
        if arrived != value and not package.secret(name):
            change_set.discard()
            raise Problem(
                f"the parameter {name} did not arrive as it was given: '{arrived}' instead of '{value}'. Write it without quotes and backslashes"
            )


def deployed(aws, stack, package):
    """Compares what AWS runs with the package. Returns what has to run, for the record to ask AWS again at the end."""
    resources = stack.resources()
    functions = {
        entry["LogicalResourceId"]: entry["PhysicalResourceId"]
        for entry in resources
        if entry["ResourceType"] == "AWS::Lambda::Function"
    }
    codes = {}
    for name, code in package.codes("functions").items():
        if name in functions:
            codes[functions[name]] = code
        elif package.conditional(name):
            say(f"{name} is not in the stack: its condition is not met")
        else:
            raise Problem(f"the stack {stack.name} has no function {name}, though the package has")
    parts = []
    for name, code in codes.items():
        named = [_alias(entry) for entry in resources if entry["ResourceType"] == "AWS::Lambda::Alias"]
        parts += [_behind(aws, name, alias, code) for function, alias in named if function == name]
        parts.append({"name": name, "version": live.UNPUBLISHED, "code-sha256": code})
    for part in parts:
        reason = live.mismatch(aws, part, None)
        if reason:
            raise Problem(f"AWS does not run what was deployed: {reason}")
    _check_layers(aws, resources, package)
    return parts


def _alias(entry):
    """The function's name and the alias, out of the alias's ARN."""
    return tuple(entry["PhysicalResourceId"].split(":")[-2:])


def _behind(aws, name, alias, code):
    pointer = aliases.read(aws, name, alias)
    return {"name": name, "alias": alias, "version": pointer.version if pointer else None, "code-sha256": code}


def _check_layers(aws, resources, package):
    """SAM gives the version of a layer a logical id of its own for each content."""
    expected = package.codes("layers")
    if not expected:
        return
    arns = [entry["PhysicalResourceId"] for entry in resources if entry["ResourceType"] == "AWS::Lambda::LayerVersion"]
    there = {_layer_code(aws, arn) for arn in arns}
    for name, code in expected.items():
        if code not in there and not package.conditional(name):
            raise Problem(
                f"the stack has no layer with the code of {name}: CodeSha256 {code} expected, there are {', '.join(sorted(there)) or 'none'}"
            )


def _layer_code(aws, arn):
    name, number = arn.split(":")[-2:]
    return aws.call("lambda", "get-layer-version", LayerName=name, VersionNumber=int(number))["Content"]["CodeSha256"]


def _place(value):
    """Bucket and key, in each of the forms that resources have for it."""
    if isinstance(value, str) and value.startswith("s3://"):
        bucket, _, key = value[len("s3://") :].partition("/")
        return bucket, key
    if isinstance(value, dict):
        bucket, key = value.get("S3Bucket") or value.get("Bucket"), value.get("S3Key") or value.get("Key")
        return (bucket, key) if bucket and key else None
    return None


def parameter_text(value):
    """As CloudFormation reads a parameter."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(parameter_text(entry) for entry in value)
    return str(value)


def _quoted(value):
    return '"' + value.replace('"', '\\"') + '"'


def _last(done):
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("Error")]
    return (errors or lines or ["it gave no reason"])[-1]
