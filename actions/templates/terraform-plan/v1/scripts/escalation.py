"""Actions by which whoever has them on everything gives itself more rights.

The list is that of Rhino Security Labs ("AWS IAM Privilege Escalation: Methods and Mitigation"), as far as an action is
enough by itself, with what takes permissions boundaries away. Where a method also needs iam:PassRole, that is what is
found: a role that may pass a few named roles may start functions with them.
"""

import re

import conditions

# By service and kind of what they are done to.
ACTIONS = {
    ("iam", "role"): (
        "iam:PassRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePermissionsBoundary",
        "iam:PutRolePermissionsBoundary", "sts:AssumeRole",
    ),
    ("iam", "user"): (
        "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:AttachUserPolicy", "iam:PutUserPolicy",
        "iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary",
    ),
    ("iam", "group"): ("iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"),
    ("iam", "policy"): ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"),
    ("lambda", "function"): ("lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"),
    ("ec2", "instance"): ("ssm:SendCommand", "ssm:StartSession", "ec2-instance-connect:SendSSHPublicKey"),
    ("glue", "devEndpoint"): ("glue:UpdateDevEndpoint",),
}
# Names that nobody would write, so what matches one means all: a short one, and a long one for `??*`.
ANY = ("@", "@" * 32)
UNBOUND = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")
PLURALS = {"policy": "policies"}
# Policies of AWS that give everything, or every right over rights.
BROAD = re.compile(r"arn:[^:]+:iam::aws:policy/(AdministratorAccess|PowerUserAccess|IAMFullAccess)")
MOST = 3


def found(actions, resources, tested):
    """What is wrong, in words, or None; `tested` as conditions.of has it."""
    told, kinds = [], []
    free = conditions.unconditional(tested)
    for (service, kind), names in ACTIONS.items():
        if not any(every(resource, service, kind) for resource in resources):
            continue
        # What gives everything under a condition is no escalation: the condition may leave all of these out.
        given = [
            name
            for name in names
            if any((":" in str(action) or free) and covers(action, name) for action in actions) and not _narrowed(name, tested)
        ]
        if given:
            told.append(f"{some(given)} on every {kind}")
            kinds.append(PLURALS.get(kind, kind + "s"))
    if not told:
        return None
    return f"{' and '.join(told)} lets it take rights that nobody gave it: name the {' and '.join(kinds)}"


def _narrowed(name, tested):
    """Whom a role is passed to does not say which role, and a boundary narrows nothing for whoever may take it away."""
    if name == "iam:PassRole":
        return False
    return any(
        conditions.positive(operator) and values and all(value is None or _names_what(key, value) for value in values)
        for operator, key, values in tested
        if not (name in UNBOUND and key == "iam:permissionsboundary")
    )


def _names_what(key, value):
    """Which policy or boundary, or by a tag of which roles and users."""
    if key in ("iam:policyarn", "iam:permissionsboundary"):
        start = re.split(r"[*?$]", value.split(":", 5)[-1])[0] if value.count(":") >= 5 else ""
        return start not in ("", "policy", "policy/") and not any(covers(value, f"arn:aws:iam::aws:policy/{name}") for name in ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess"))
    return "resourcetag/" in key and bool(value.strip("*?")) and not value.startswith("${")


def every(resource, service, kind):
    """Whether a Resource means all of that kind: `*`, `arn:aws:iam::111122223333:role/*`."""
    if not isinstance(resource, str):
        return False
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return any_resource(resource)
    return covers(parts[2], service) and any(covers(parts[5], kind + separator + name) for separator in "/:" for name in ANY)


def any_resource(resource):
    if not isinstance(resource, str):
        return False
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return resource.endswith("*") and not resource.strip("*") or parts[0] == "arn" and resource.endswith("*")
    return not parts[5].strip("*/") and "*" in parts[5] and not parts[4].strip("*") and not parts[3].strip("*")


def covers(pattern, name):
    """Whether an action, which may hold wildcards, means the one of that name."""
    if not isinstance(pattern, str):
        return False
    expression = "".join(".*" if char == "*" else "." if char == "?" else re.escape(char) for char in re.sub(r"\*+", "*", pattern))
    return bool(re.fullmatch(expression, name, re.IGNORECASE))


def some(names):
    left = len(names) - MOST
    return ", ".join(map(str, names[:MOST])) + (f" and {left} more" if left > 0 else "")
