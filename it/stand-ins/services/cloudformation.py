"""CloudFormation that knows the SAM transform: SAM's own translator in front of moto, which does not know it.

Added to moto: whether a modification replaces, told for the properties that the tests change; versions after the code
that they are of; aliases; the ARN of a layer. CloudFormation itself decides about replacement for every property of
every type, and works for minutes with states in between; neither is here.
"""

import json
import os
import pathlib
import subprocess

from moto.awslambda.models import LayerVersion
from moto.awslambda.utils import get_backend
from moto.cloudformation import models, responses
from moto.cloudformation.models import CloudFormationBackend
from moto.core.common_models import CloudFormationModel
from moto.s3.models import s3_backends

# Changing one of these makes the resource anew.
IDENTITY = {"AWS::DynamoDB::Table": ("TableName", "KeySchema"), "AWS::Logs::LogGroup": ("LogGroupName",)}
TRANSLATE = """
import json, sys
from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

class Policies:
    def load(self):
        return {"AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}

text, parameters = json.load(sys.stdin)
template = yaml_parse(text)
values = {name: entry["Default"] for name, entry in template.get("Parameters", {}).items() if "Default" in entry}
print(json.dumps(transform(template, {**values, **parameters}, Policies()) if "Transform" in template else template))
"""


class Settings:
    # Answers the path of the SAM CLI whose own Python has the translator.
    find_sam = None
    # What happens in place of the next execution.
    execution = None


class Version(CloudFormationModel):
    """Published once the whole change is done: moto makes new resources before it changes those that are there."""

    # By which moto finds the service that a resource is of.
    __module__ = LayerVersion.__module__

    def __init__(self, function, account, region):
        self.function, self.number = function, None
        self.prefix = f"arn:aws:lambda:{region}:{account}:function"

    @staticmethod
    def cloudformation_name_type():
        return None

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Version"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **more):
        return cls(cloudformation_json["Properties"]["FunctionName"], account_id, region_name)

    def delete(self, account_id, region_name):
        """SAM keeps versions that are taken out of the template."""

    def get_cfn_attribute(self, name):
        # The alias is settled later too.
        return self

    @property
    def physical_resource_id(self):
        return f"{self.prefix}:{self.function}:{self.number}"

    def settle(self, backend):
        if self.number is None:
            self.number = backend.publish_version(self.function).version


class Alias(CloudFormationModel):
    __module__ = LayerVersion.__module__

    def __init__(self, properties, account, region):
        self.prefix = f"arn:aws:lambda:{region}:{account}:function"
        self.name, self.function, self.version = (properties[key] for key in ("Name", "FunctionName", "FunctionVersion"))

    @staticmethod
    def cloudformation_name_type():
        return None

    @staticmethod
    def cloudformation_type():
        return "AWS::Lambda::Alias"

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **more):
        return cls(cloudformation_json["Properties"], account_id, region_name)

    @classmethod
    def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        original_resource.__init__(cloudformation_json["Properties"], account_id, region_name)
        return original_resource

    @property
    def physical_resource_id(self):
        return f"{self.prefix}:{self.function}:{self.name}"

    def settle(self, backend):
        known = self.name in backend._lambdas._get_function_aliases(self.function)
        change = backend.update_alias if known else backend.create_alias
        change(self.name, self.function, str(self.version.number), "", None)


def _settle(stack, account, region):
    backend = get_backend(account, region)
    made = list(stack.resource_map._parsed_resources.values())
    for kind in (Version, Alias):
        for resource in made:
            if isinstance(resource, kind):
                resource.settle(backend)


def _translated(template, parameters, region):
    done = subprocess.run(
        [str(pathlib.Path(Settings.find_sam()).with_name("python")), "-I", "-c", TRANSLATE], input=json.dumps([template, parameters]),
        env={**os.environ, "AWS_DEFAULT_REGION": region}, capture_output=True, text=True, check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"SAM's translator refuses the template: {done.stderr}")
    document = json.loads(done.stdout)
    # moto updates resources whose condition does not hold; they are in no stack.
    conditions, given = document.get("Conditions", {}), {**_defaults(document), **parameters}
    kept = {
        name: resource for name, resource in document["Resources"].items()
        if "Condition" not in resource or _holds(conditions[resource["Condition"]], given)
    }
    return json.dumps({**document, "Resources": kept})


def _defaults(document):
    return {name: entry["Default"] for name, entry in document.get("Parameters", {}).items() if "Default" in entry}


def _holds(condition, parameters):
    """Of conditions, the tests use this one form."""
    one, other = (parameters[side["Ref"]] if isinstance(side, dict) else side for side in condition["Fn::Equals"])
    return one == other


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
    stack = self.describe_change_set(change_set_name).stack
    if instead:
        instead(stack)
    else:
        _execute(self, change_set_name, stack_name)
        _settle(stack, self.account_id, self.region_name)


CloudFormationBackend.create_change_set = create_change_set
CloudFormationBackend.execute_change_set = execute_change_set
responses.CloudFormationResponse._get_stack_from_s3_url = template_at
models.ChangeSet.diff = diff
LayerVersion.physical_resource_id = property(lambda self: self.arn)


def stack_of(name, region, account="123456789012"):
    """The stack inside moto, for the states that it never reaches by itself."""
    stacks = models.cloudformation_backends[account][region].stacks.values()
    return next(stack for stack in stacks if stack.name == name)
