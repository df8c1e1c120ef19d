"""Conditions of a statement: what they test, and whether they narrow who is meant, or what.

Who is narrowed by the keys that AWS itself takes for it when it judges whether a bucket is public ("The meaning of
public" in the guide of S3's Block Public Access), and by the same keys of other services.
"""

import ipaddress
import json
import re

# One account, organisation or network: a wildcard in it means everybody's.
EXACT = frozenset({
    "aws:principalaccount", "aws:principalorgid", "aws:principalservicename", "aws:principalservicenameslist", "aws:sourceaccount",
    "aws:sourceowner", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "aws:vpceaccount", "aws:vpceorgid", "kms:calleraccount",
    "s3:dataaccesspointaccount", "vpc-lattice-svcs:sourcevpc", "vpc-lattice-svcs:sourcevpcowneraccount",
})
# What comes before the first separator must be fixed: an organisation, the id of a role.
STARTS = {"aws:principalorgpaths": "/", "aws:sourceorgpaths": "/", "aws:vpceorgpaths": "/", "aws:userid": ":"}
ARNS = frozenset({"aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn", "elasticfilesystem:accesspointarn"})
# Names of these exist once in the world, so they name an account too.
UNIQUE = ("s3", "execute-api", "apigateway")
WIDEST = {4: 8, 6: 32}
POSITIVE = ("stringequals", "stringequalsignorecase", "stringlike")
NARROWING = (*POSITIVE, "arnequals", "arnlike", "ipaddress", "bool")


def of(statement):
    """(operator, key, values), both in lower case; None among the values is what is not known yet."""
    found = []
    for condition in listed(statement.get("condition")):
        for operator, keys in (condition if isinstance(condition, dict) else {}).items():
            for key, values in (keys if isinstance(keys, dict) else {}).items():
                found.append((operator.lower(), key.lower(), [value if value is None else _text(value) for value in listed(values)]))
    return found


def unconditional(tested):
    """Whether what `of` found leaves nobody and nothing out."""
    return all(_vacuous(operator, key, values) for operator, key, values in tested)


def _vacuous(operator, key, values):
    """A condition that everything fulfils is none; nobody calls AWS without TLS."""
    plain, known = operator.split(":")[-1].removesuffix("ifexists"), [value for value in values if value]
    if key == "aws:sourceip" and plain == "ipaddress":
        return any(not _addresses(value) for value in known)
    if key == "aws:securetransport" and plain == "bool":
        return any(value.lower() == "true" for value in known)
    return plain in ("stringlike", "arnlike", "arnequals") and any(not value.strip("*") for value in known)


def positive(operator):
    """Whether it demands that its key is there and has one of the values; `...IfExists` and ForAllValues do not."""
    return operator.removeprefix("foranyvalue:") in NARROWING


def narrow_who(conditions):
    """Whether not everybody can fulfil them: one condition is enough, but each of its values has to narrow."""
    return any(positive(operator) and values and all(value is None or names_who(key, value) for value in values) for operator, key, values in conditions)


def names_who(key, value):
    """Whether a value of such a key (in lower case) leaves out anybody."""
    if key in EXACT:
        return _fixed(value)
    if key in STARTS:
        start, separator, _ = value.partition(STARTS[key])
        return bool(separator) and _fixed(start)
    if key in ARNS:
        return _arn(key, value)
    if key == "aws:sourceip":
        return _addresses(value)
    # Only who reaches a mount target in the network of the file system.
    return key == "elasticfilesystem:accessedviamounttarget" and value.lower() == "true"


def _arn(key, value):
    parts = value.split(":", 5)
    if len(parts) < 6:
        return False
    service, account, resource = parts[2], parts[4], parts[5]
    if account and _fixed(account):
        return True
    # Whoever likes has a bucket whose name begins as this one.
    name = resource.removeprefix("/").removeprefix("restapis/").split("/")[0]
    return key != "aws:principalarn" and service in UNIQUE and _fixed(name)


def _addresses(value):
    """AWS calls wider ranges than these public too."""
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= WIDEST[network.version]


def _fixed(value):
    """No wildcard, and no variable that is filled by the one who asks."""
    variable = "${" in value and not value.lower().startswith("${aws:resource")
    return bool(value) and not variable and not re.search(r"[*?]", value)


def listed(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value):
    return value if isinstance(value, str) else json.dumps(value)
