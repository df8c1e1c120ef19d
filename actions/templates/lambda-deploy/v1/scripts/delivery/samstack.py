"""A release on its way onto a stack: uploaded, judged as a change set, executed, and compared with what AWS then runs."""

import os
from collections import namedtuple

from delivery import sam
from delivery.changeset import ChangeSet
from delivery.problem import Problem, inert, say, summary

# As the command line gives them.
Settings = namedtuple("Settings", "parameters capabilities allowed execution_role")
# What is recorded: `settings` is what a later way back deploys with.
Brought = namedtuple("Brought", "changed deployed settings")


def bring(aws, bucket, stack, service, digest, settings, about_to, recorded=None, again=False):
    """`about_to(change_set)` is called once everything is checked; the change set is None where nothing would change.

    `again`: the release ran before, with the settings that `recorded` holds.
    """
    with sam.fetched(bucket, service, digest) as package:
        recorded = recorded or {}
        given = package.again(recorded.get("parameters"), settings.parameters) if again else settings.parameters
        capabilities = recorded.get("capabilities", settings.capabilities)
        parameters = package.parameters(given)
        cli, prefix = command_line(), prefix_of(service)
        existed = stack.check()
        packaged = cli.package(package, bucket, prefix)
        arn = cli.change_set(packaged, stack.name, bucket, prefix, parameters, capabilities, settings.execution_role)
        change_set = _judged(aws, arn, stack, package, parameters, settings.allowed)
        if change_set is None and not existed:
            raise Problem(f"the stack {stack.name} does not exist, and `sam deploy` found nothing to create")
        about_to(change_set)
        if change_set:
            stack.execute(change_set, existed)
        public = {name: value for name, value in parameters.items() if not package.secret(name)}
        return Brought(
            bool(change_set), sam.deployed(aws, stack, package), {"parameters": public, "capabilities": capabilities}
        )


def command_line():
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise Problem("no AWS region is set: set AWS_REGION")
    return sam.Sam(region)


def prefix_of(service):
    return f"{service}/sam"


def table_of(deployed):
    rows = [
        f"| {inert(part['name'])} | {inert(part.get('alias', ''))} | {inert(part['version'])} | {inert(part['code-sha256'])} |"
        for part in deployed
    ]
    return "| Function in AWS | Alias | Version | CodeSha256, as in the package |\n| --- | --- | --- | --- |\n" + "\n".join(rows)


def _judged(aws, arn, stack, package, parameters, allowed):
    if arn is None:
        say(f"The stack {stack.name} is as the release says: nothing to change")
        summary(f"The stack {inert(stack.name)} is as the release says: nothing to change.")
        return None
    change_set = ChangeSet(aws, arn, stack.name)
    change_set.show()
    sam.check_parameters(package, change_set, parameters)
    change_set.check(allowed)
    return change_set
