"""CloudFormation that knows the SAM transform: SAM's own translator in front of moto, which does not know it.

Added to moto's answers: whether a modification replaces, told for the properties that the tests change. CloudFormation
itself decides that for every property of every type, and works for minutes with states in between; neither is here.
"""

import json
import os
import pathlib
import subprocess

from moto.cloudformation import models, responses
from moto.cloudformation.models import CloudFormationBackend
from moto.s3.models import s3_backends

# Changing one of these makes the resource anew.
IDENTITY = {"AWS::DynamoDB::Table": ("TableName", "KeySchema"), "AWS::Logs::LogGroup": ("LogGroupName",)}
TRANSLATE = """
import json, sys
from samtranslator.translator.transform import transform

class Policies:
    def load(self):
        return {"AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}

template, parameters = json.load(sys.stdin)
print(json.dumps(transform(template, parameters, Policies())))
"""


class Settings:
    # The SAM CLI whose own Python has the translator.
    sam = None
    # What happens in place of the next execution.
    execution = None


def _translated(template, parameters, region):
    document = json.loads(template)
    if "Transform" not in document:
        return template
    values = {name: entry["Default"] for name, entry in document.get("Parameters", {}).items() if "Default" in entry}
    done = subprocess.run(
        [str(pathlib.Path(Settings.sam).with_name("python")), "-I", "-c", TRANSLATE],
        input=json.dumps([document, {**values, **parameters}]), env={**os.environ, "AWS_DEFAULT_REGION": region},
        capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"SAM's translator refuses the template: {done.stderr}")
    return done.stdout


_create, _diff, _execute = CloudFormationBackend.create_change_set, models.ChangeSet.diff, CloudFormationBackend.execute_change_set


def create_change_set(self, *args, **more):
    more["template"] = _translated(more["template"], more["parameters"], self.region_name)
    return _create(self, *args, **more)


def template_at(self, template_url):
    bucket, key = template_url.split("://", 1)[1].split("/", 1)[1].split("/", 1)
    return s3_backends[self.current_account][self.partition].get_object(bucket, key).value.decode("utf-8")


def diff(self):
    changes = _diff(self)
    before = json.loads(self.stack.template)["Resources"] if self.change_set_type == "UPDATE" else {}
    for change in changes:
        if change.action == "Modify":
            name = change.logical_resource_id
            keys = IDENTITY.get(change.resource_type, ())
            old, new = before[name].get("Properties", {}), self.template_dict["Resources"][name].get("Properties", {})
            change.replacement = "True" if any(old.get(key) != new.get(key) for key in keys) else "False"
    return changes


def execute_change_set(self, change_set_name, stack_name=None):
    instead, Settings.execution = Settings.execution, None
    if instead:
        instead(self.describe_change_set(change_set_name).stack)
    else:
        _execute(self, change_set_name, stack_name)


CloudFormationBackend.create_change_set = create_change_set
CloudFormationBackend.execute_change_set = execute_change_set
responses.CloudFormationResponse._get_stack_from_s3_url = template_at
models.ChangeSet.diff = diff


def stack_of(name, region):
    """The stack inside moto, for the states that it never reaches by itself."""
    stacks = models.cloudformation_backends["123456789012"][region].stacks.values()
    return next(stack for stack in stacks if stack.name == name)
