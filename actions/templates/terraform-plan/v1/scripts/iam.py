"""Judges the IAM documents that a plan holds: those that give everything, or trust everybody.

It sees what is known when the plan is made. A document that depends on something not created yet is named as unknown;
of an `aws_iam_policy_document` that is read during the apply, the statements that are known already are judged.
"""

import json
import re
from collections import namedtuple

import conditions
import escalation
import grants

GITHUB = "token.actions.githubusercontent.com"
# Attributes that hold such a document, where it is not known yet.
ATTRIBUTES = ("policy", "assume_role_policy", "inline_policy", "access_policy", "access_policies", "key_policy", "resource_policy") + (
    # Those of the provider awscc.
    "assume_role_policy_document", "policy_document", "policies", "repository_policy_text",
)
TRUST = ("assume_role_policy", "assume_role_policy_document")
PROVIDERS = ("aws_", "awscc_")
# The documents that `aws_iam_policy_document` takes over.
MERGED = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")
INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')
# A policy of an endpoint narrows what the network may reach; it gives nobody anything.
ENDPOINTS = ("aws_vpc_endpoint", "aws_vpc_endpoint_policy", "awscc_ec2_vpc_endpoint")
# Inside a network, security groups say who reaches them.
DOMAINS = ("aws_opensearch_domain", "aws_elasticsearch_domain")
# An API without any policy can be called by everybody too; who may is said by its authorizers.
USUAL = "execute-api:invoke"

Finding = namedtuple("Finding", "address text")
Document = namedtuple("Document", "address type attribute statements")


def findings(details):
    """What gives too much in a plan (`terraform show -json`, parsed)."""
    found = []
    for document in documents(details):
        for number, statement in enumerate(document.statements, start=1):
            place = f"{document.attribute}, statement {number}" if document.attribute else f"statement {number}"
            for text in judge(statement, document.attribute in TRUST, document.type):
                found.append(Finding(document.address, f"{place}: {text}"))
    for resource, written in _resources(details):
        found += [Finding(resource["address"], f"{attribute}: {text}") for attribute, text in grants.found(resource, written)]
    return list(dict.fromkeys(found))


def unknown(details):
    """Addresses that are given a document which is only known when it is applied."""
    given, addresses = _written(details), set()
    for change in details.get("resource_changes") or []:
        address, after = change["address"], change["change"].get("after_unknown")
        if not str(change.get("type")).startswith(PROVIDERS) or not isinstance(after, dict):
            continue
        # Computed attributes that nobody wrote are unknown too, but AWS fills them.
        written = given.get(INDEX.sub("", address), {})
        if change["type"] == "aws_iam_policy_document":
            if _holds_unknown(after.get("statement")) and not (change["change"].get("after") or {}).get("statement"):
                addresses.add(address)
            elif any(_holds_unknown(after.get(name)) and not _judged(written.get(name)) for name in MERGED):
                addresses.add(address)
        elif any(_holds_unknown(after.get(name)) and not _judged(written[name]) for name in ATTRIBUTES if name in written):
            addresses.add(address)
    return sorted(addresses)


def _written(details):
    return dict(_given((details.get("configuration") or {}).get("root_module") or {}, ""))


def _given(module, prefix):
    """(address without indexes, expressions) of what the configuration declares."""
    for resource in module.get("resources") or []:
        yield prefix + resource["address"], resource.get("expressions") or {}
    for name, call in (module.get("module_calls") or {}).items():
        yield from _given(call.get("module") or {}, f"{prefix}module.{name}.")


def _judged(expression):
    """Whether it is nothing but a document of the same module, whose statements are judged where they are written."""
    references = expression.get("references", []) if isinstance(expression, dict) else []
    return bool(references) and all(reference.startswith("data.aws_iam_policy_document.") for reference in references)


def _holds_unknown(value):
    if isinstance(value, dict):
        return any(_holds_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(_holds_unknown(item) for item in value)
    return value is True


def documents(details):
    for resource, written in _resources(details):
        for name, value in (resource.get("values") or {}).items():
            # AWS fills what nobody wrote, such as a bucket's policy with that of another resource, which is judged there.
            # Blocks may be written as `dynamic` ones, which a plan does not show.
            if isinstance(value, str) and written is not None and name not in written:
                continue
            for attribute, text in _texts(value, name):
                statements = _statements(text)
                if statements:
                    yield Document(resource["address"], _kind(resource), attribute, statements)
    for change in details.get("resource_changes") or []:
        if change.get("type") == "aws_iam_policy_document" and change["change"]["actions"] == ["read"]:
            after = change["change"].get("after") or {}
            yield Document(change["address"], "", "", [_of_block(block) for block in after.get("statement") or []])
            # Nothing else shows what it takes over, as long as one of its own statements is not known.
            for name in MERGED:
                for text in conditions.listed(after.get(name)):
                    if isinstance(text, str):
                        yield Document(change["address"], "", name, _statements(text))


def _kind(resource):
    """What tells how a document for everybody is meant: that of a domain inside a network is like an endpoint's."""
    inside = resource["type"] in DOMAINS and resource["values"].get("vpc_options")
    return ENDPOINTS[0] if inside else resource["type"]


def _resources(details):
    """(what is planned, its expressions or None where the plan does not hold them) of AWS."""
    written = _written(details)
    for resource in _of_module((details.get("planned_values") or {}).get("root_module") or {}):
        yield resource, written.get(INDEX.sub("", resource["address"]))


def _of_module(module):
    for resource in module.get("resources") or []:
        if str(resource.get("type")).startswith(PROVIDERS) and resource.get("mode") == "managed":
            yield resource
    for child in module.get("child_modules") or []:
        yield from _of_module(child)


def _texts(value, name):
    """Every text below the value with the name of the attribute that holds it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, name)


def _statements(text):
    """The statements where the text is a document of IAM. Names of elements are compared without their case."""
    if not text.lstrip().startswith("{"):
        return []
    try:
        document = json.loads(text)
    except ValueError:
        return []
    found = _lower(document).get("statement")
    return [_lower(statement) for statement in conditions.listed(found) if isinstance(statement, dict)]


def _lower(mapping):
    """Two names that differ in case only count together, whichever of them AWS would take."""
    merged = {}
    for key, value in mapping.items():
        lower = key.lower()
        merged[lower] = value if lower not in merged else conditions.listed(merged[lower]) + conditions.listed(value)
    return merged


def _of_block(block):
    """A `statement` block as the document would have it; None stands for what is not known yet."""
    statement = {"effect": block.get("effect") or "Allow"}
    for ours, theirs in (("action", "actions"), ("notaction", "not_actions"), ("resource", "resources"), ("notresource", "not_resources")):
        if block.get(theirs):
            statement[ours] = block[theirs]
    for ours, theirs in (("principal", "principals"), ("notprincipal", "not_principals")):
        principals = {}
        for one in block.get(theirs) or []:
            # What is unknown as a whole counts as one unknown identifier.
            principals.setdefault(one.get("type"), []).extend(one.get("identifiers") or [None])
        if principals:
            statement[ours] = principals
    condition = {}
    for one in block.get("condition") or []:
        condition.setdefault(str(one.get("test")), {}).setdefault(str(one.get("variable")), []).extend(one.get("values") or [None])
    if condition:
        statement["condition"] = condition
    return statement


def judge(statement, trust=False, kind=""):
    """What is wrong with one statement of a resource of that type, in words that say what to do."""
    if str(statement.get("effect")).lower() != "allow":
        return
    for element in ("NotAction", "NotResource", "NotPrincipal"):
        if element.lower() in statement:
            yield f"{element} in an Allow gives everything that nobody thought of: list what is meant"
    tested = conditions.of(statement)
    if any(operator.startswith("forallvalues:") for operator, _, _ in tested):
        yield "ForAllValues in an Allow is also true where the key is absent: use ForAnyValue, or the plain operator"
    actions, principal = conditions.listed(statement.get("action")), statement.get("principal")
    if principal is None:
        if "notprincipal" not in statement:
            yield from _identity(actions, conditions.listed(statement.get("resource")), tested)
        return
    trust = trust or any(escalation.covers(action, f"sts:{name}") for action in actions if action != "*" for name in ("AssumeRole", "AssumeRoleWithWebIdentity"))
    if trust and _anyone(principal):
        yield "the trust policy lets everybody in (Principal *): name the accounts, services or the identity provider"
    elif _anyone(principal) and not conditions.narrow_who(tested):
        yield from _public(statement, actions, tested, kind)
    if trust:
        yield from _github(principal, tested)


def _identity(actions, resources, tested):
    """What a role or user may do."""
    wide = [action for action in actions if _everything(action)]
    if wide and conditions.unconditional(tested) and any(escalation.any_resource(resource) for resource in resources):
        yield f"{wide[0]} on every resource without a condition: name the actions and the resources"
        return
    text = escalation.found(actions, resources, tested)
    if text:
        yield text


def _public(statement, actions, tested, kind):
    """What everybody may do to a resource, anonymous callers and all accounts."""
    everywhere = any(escalation.any_resource(resource) for resource in conditions.listed(statement.get("resource")))
    if kind in ENDPOINTS and not (conditions.unconditional(tested) and everywhere and any(map(_everything, actions))):
        return
    open_to_all = [action for action in actions if str(action).lower() != USUAL]
    if open_to_all:
        yield (
            f"{escalation.some(open_to_all)} for everybody (Principal *) without a condition that narrows who: name the accounts or services, "
            "or test aws:PrincipalOrgID, aws:SourceArn or aws:SourceAccount"
        )


def _github(principal, tested):
    """Of GitHub's tokens, a role may take those of one repository only."""
    if not isinstance(principal, dict):
        return
    federated = conditions.listed(_lower(principal).get("federated"))
    named = [value for value in federated if isinstance(value, str) and GITHUB in value.lower()]
    issuers = [key.rsplit(":", 1)[0] for _, key, _ in tested if key.endswith((":sub", ":aud"))]
    if not named and not (None in federated and all(issuer.startswith(GITHUB) for issuer in issuers)):
        return
    for claim, judged in (("sub", _one_repository), ("aud", _no_wildcard)):
        tests = [
            values
            for operator, key, values in tested
            if operator.removeprefix("foranyvalue:") in conditions.POSITIVE and re.fullmatch(re.escape(GITHUB) + rf"(/[\w-]+)?:{claim}", key)
        ]
        if not tests:
            yield f"the trust in GitHub's tokens does not test {GITHUB}:{claim}: any repository of anybody could take the role"
        elif not any(values and all(value is None or judged(value) for value in values) for values in tests):
            yield f"the trust in GitHub's tokens accepts {claim} of others too: write repo:owner/name:... and sts.amazonaws.com without a wildcard in them"


def _one_repository(value):
    """`repo:owner/name:...`, also with ids behind the names; or a subject that begins with the repository's id."""
    found = re.match(r"(?:repo|repository):([^/:]+)/([^/:]+)(?::|$)", value)
    if found:
        return not re.search(r"[*?]", found.group(1) + found.group(2))
    return bool(re.match(r"repository_id:\d+(?::|$)", value))


def _no_wildcard(value):
    return not re.search(r"[*?]", value)



def _anyone(principal):
    values = [principal] if isinstance(principal, str) else [item for value in principal.values() for item in conditions.listed(value)] if isinstance(principal, dict) else []
    return "*" in values


def _everything(action):
    """`*`, `service:*`, and other spellings of them."""
    return isinstance(action, str) and bool(re.fullmatch(r"(?:[^:]*:)?[*?]*\*[*?]*", action))
