"""What a built template takes from files: all of it goes into the package, and nothing else may be needed."""

import re

from delivery.problem import Problem

# Type of resource: (property, folder of the package)
CODE = {
    "AWS::Serverless::Function": ("CodeUri", "functions"),
    "AWS::Lambda::Function": ("Code", "functions"),
    "AWS::Serverless::LayerVersion": ("ContentUri", "layers"),
    "AWS::Lambda::LayerVersion": ("Content", "layers"),
}
FILES = {
    "AWS::Serverless::Api": ("DefinitionUri", "files"),
    "AWS::Serverless::HttpApi": ("DefinitionUri", "files"),
    "AWS::Serverless::StateMachine": ("DefinitionUri", "files"),
    "AWS::StepFunctions::StateMachine": ("DefinitionS3Location", "files"),
    "AWS::ApiGateway::RestApi": ("BodyS3Location", "files"),
    "AWS::ApiGatewayV2::Api": ("BodyS3Location", "files"),
}
# Code that stands in the template itself.
INLINE = {"AWS::Serverless::Function": ("InlineCode",), "AWS::Lambda::Function": ("Code", "ZipFile")}
# `sam package` would upload something for these as well; here nobody would see what.
REFUSED = {
    "AWS::Serverless::Application": "a nested stack: give it a stack and a deployment of its own",
    "AWS::CloudFormation::Stack": "a nested stack: give it a stack and a deployment of its own",
    "AWS::CloudFormation::StackSet": "a set of stacks: deploy it on its own",
    "AWS::Serverless::GraphQLApi": "described by files in several places: write it with the AppSync resources, inline",
    "AWS::Serverless::WebFunction": "not known to this action: use AWS::Serverless::Function",
    "AWS::AppSync::GraphQLSchema": ("DefinitionS3Location",),
    "AWS::AppSync::Resolver": ("RequestMappingTemplateS3Location", "ResponseMappingTemplateS3Location", "CodeS3Location"),
    "AWS::AppSync::FunctionConfiguration": (
        "RequestMappingTemplateS3Location",
        "ResponseMappingTemplateS3Location",
        "CodeS3Location",
    ),
    "AWS::ElasticBeanstalk::ApplicationVersion": ("SourceBundle",),
    "AWS::CloudFormation::ModuleVersion": ("ModulePackage",),
    "AWS::CloudFormation::ResourceVersion": ("SchemaHandlerPackage",),
    "AWS::Glue::Job": ("Command", "ScriptLocation"),
}
LOGICAL_ID = re.compile(r"[A-Za-z0-9]+")


class Part:
    """One thing that the package holds for a resource."""

    def __init__(self, name, properties, key, folder, path):
        self.name, self.properties, self.key, self.folder, self.path = name, properties, key, folder, path


def parts(template):
    """The parts of the package, each with the path that the template names. Refuses what cannot be packaged."""
    resources = template.get("Resources") if isinstance(template, dict) else None
    if not isinstance(resources, dict) or not resources:
        raise Problem("the template has no resources")
    _check_includes(template)
    _check_globals(template)
    found = []
    for name, resource in resources.items():
        if name.startswith("Fn::ForEach") or not LOGICAL_ID.fullmatch(name) or not isinstance(resource, dict):
            raise Problem(f"the resource {name} is made by a loop or is none: write each resource out under a name of its own")
        part = _part(name, resource)
        if part:
            found.append(part)
    if not any(part.folder == "functions" for part in found):
        raise Problem(
            "the template holds no Lambda function with code in a folder, so there is nothing to compare with what AWS runs"
        )
    return found


def _part(name, resource):
    kind = resource.get("Type")
    properties = resource.get("Properties") or {}
    _check_refused(name, kind, properties)
    if kind in ("AWS::Serverless::Function", "AWS::Lambda::Function"):
        code = properties.get("Code") if isinstance(properties.get("Code"), dict) else {}
        if properties.get("PackageType") == "Image" or properties.get("ImageUri") or code.get("ImageUri"):
            raise Problem(
                f"the function {name} is a container image: build it with image-build, which scans it and deploys it by "
                "digest, and leave it out of the SAM template"
            )
        if _at(properties, INLINE[kind]):
            return None
    place = CODE.get(kind) or FILES.get(kind)
    if not place:
        return None
    key, folder = place
    path = properties.get(key)
    if path is None and kind in FILES:
        return None
    if not isinstance(path, str) or re.match(r"[a-z0-9]+://", path):
        raise Problem(
            f"{key} of {name} names no file or folder of the repository, so its bytes would not be part of the release: "
            "put them into the repository, or refer to a layer by its ARN"
        )
    return Part(name, properties, key, folder, path)


def _check_refused(name, kind, properties):
    refused = REFUSED.get(kind)
    if isinstance(refused, str):
        raise Problem(f"the resource {name} ({kind}) is {refused}")
    if refused and kind != "AWS::Glue::Job" and any(_at(properties, (key,)) for key in refused):
        raise Problem(f"the resource {name} ({kind}) takes a part from a file, which is not packaged: write it inline")
    if kind == "AWS::Glue::Job" and not str(_at(properties, refused)).startswith("s3://"):
        raise Problem(f"the resource {name} ({kind}) takes its script from a file, which is not packaged: name it in S3")
    if "AWS::ServerlessRepo::Application" in (kind or ""):
        raise Problem(f"the resource {name} ({kind}) publishes an application, which is no deployment")


def _check_includes(node):
    """AWS::Include reads a file when the stack is deployed."""
    if isinstance(node, dict):
        transform = node.get("Fn::Transform")
        if isinstance(transform, dict) and transform.get("Name") == "AWS::Include":
            raise Problem(
                "the template includes another file (AWS::Include), which would not be part of the release: write it into the template"
            )
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _check_includes(child)


def _check_globals(template):
    """Built functions name their own code; a common one would be read in vain, from where the template was."""
    for section, key in (("Function", "CodeUri"), ("LayerVersion", "ContentUri")):
        common = (template.get("Globals") or {}).get(section) or {}
        common.pop(key, None)
    if ((template.get("Globals") or {}).get("Function") or {}).get("PackageType") == "Image":
        raise Problem(
            "the template's functions are container images: build them with image-build, and leave them out of the SAM template"
        )


def _at(properties, path):
    for key in path:
        properties = properties.get(key) if isinstance(properties, dict) else None
    return properties
