"""What a policy decides about one request, after AWS's rules of evaluation.

Small and strict: it knows what the modules' policies use. Anything else is an error and no guess, since a condition
that is not understood could be one that always holds.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import json
import re

ALLOWED, DENIED, NOTHING = "allowed", "denied", "nothing said"
STATEMENT = {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"}


class Unknown(Exception):
    """An element or an operator whose meaning this does not know."""


def decide(policy, request):
    """`request`: {"action", "resource", "principal", "context": {key: value or list of values}}; a denial wins."""
    document = json.loads(policy) if isinstance(policy, str) else policy
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    if document.get("Version") != "2012-10-17" or set(document) - {"Version", "Statement", "Id"}:
        raise Unknown(f"a document of another version or with other elements: {sorted(document)}")
    effects = {statement["Effect"] for statement in statements if applies(statement, request)}
    if effects - {"Allow", "Deny"}:
        raise Unknown(f"effects {sorted(effects)}")
    return DENIED if "Deny" in effects else ALLOWED if "Allow" in effects else NOTHING


def applies(statement, request):
    odd = set(statement) - STATEMENT
    if odd:
        raise Unknown(f"elements {sorted(odd)}")
    return all([
        _principal(statement.get("Principal"), request),
        _listed(statement, "Action", request["action"], str.lower),
        _listed(statement, "Resource", request.get("resource"), str),
        holds(statement.get("Condition", {}), request.get("context", {})),
    ])


def holds(conditions, context):
    """Every key of every operator has to hold; of the values of one key, one is enough."""
    known = {key.lower(): value for key, value in context.items()}
    # A list, so that an operator nobody knows is found even where an earlier one decides already.
    return all([
        _holds(operator, values if isinstance(values, list) else [values], known.get(key.lower()))
        for operator, keys in conditions.items()
        for key, values in keys.items()
    ])


def _holds(operator, wanted, actual):
    quantifier, _, name = operator.rpartition(":")
    if quantifier not in ("", "ForAnyValue"):
        raise Unknown(f"{operator}: ForAllValues holds where the key is absent, and has no place in an allowing statement")
    if name == "Null":
        if quantifier or set(wanted) - {"true", "false"}:
            raise Unknown(f"{operator} {wanted}")
        return any((value == "true") == (actual is None) for value in wanted)
    if_exists = name.endswith("IfExists")
    operation = name[: -len("IfExists")] if if_exists else name
    if operation not in POSITIVE and operation not in NEGATIVE:
        raise Unknown(f"operator {operator}")
    if actual is None:
        # Nothing is unequal to everything; but no value of an empty set is unequal to anything.
        return if_exists or operation in NEGATIVE and not quantifier
    if isinstance(actual, list) and not quantifier:
        raise Unknown(f"{operator} on a key with several values")
    values = actual if isinstance(actual, list) else [actual]
    if operation in POSITIVE:
        return any(POSITIVE[operation](want, value) for want in wanted for value in values)
    return any(not any(NEGATIVE[operation](want, value) for want in wanted) for value in values)


def like(pattern, text, flags=0):
    """`*` is any text, also none and also with slashes; `?` is one character."""
    expression = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    return re.fullmatch(expression, text, re.S | flags) is not None


def _arn_like(pattern, text):
    """Each of the six parts on its own, so that a wildcard cannot reach over a colon before the resource."""
    wanted, actual = pattern.split(":", 5), text.split(":", 5)
    return len(wanted) == len(actual) == 6 and all(map(like, wanted, actual))


def _number(compare):
    return lambda want, value: compare(float(value), float(want))


POSITIVE = {
    "StringEquals": lambda want, value: want == value,
    "StringEqualsIgnoreCase": lambda want, value: want.lower() == value.lower(),
    "StringLike": like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda want, value: want.lower() == value.lower(),
    "NumericLessThan": _number(lambda value, want: value < want),
}
NEGATIVE = {
    "StringNotEquals": POSITIVE["StringEquals"],
    "StringNotLike": like,
    "ArnNotEquals": _arn_like,
    "ArnNotLike": _arn_like,
}


def _listed(statement, element, actual, fold):
    """Action or Resource, or what is all but these."""
    positive, negative = statement.get(element), statement.get(f"Not{element}")
    if positive is None and negative is None:
        # Trust policies have no resource.
        if element == "Resource":
            return True
        raise Unknown(f"a statement without {element}")
    if positive is not None and negative is not None:
        raise Unknown(f"a statement with {element} and Not{element}")
    patterns = positive if positive is not None else negative
    patterns = patterns if isinstance(patterns, list) else [patterns]
    found = any(like(fold(pattern), fold(actual)) for pattern in patterns)
    return found if positive is not None else not found


def _principal(wanted, request):
    """`principal`: {"AWS": arn} or {"Federated": arn} or {"Service": name}. An account stands for all that are in it."""
    if wanted is None:
        return True
    if wanted == "*":
        return True
    for kind, listed in wanted.items():
        if kind not in ("AWS", "Federated", "Service"):
            raise Unknown(f"principals of the kind {kind}")
        actual = request["principal"].get(kind)
        for value in listed if isinstance(listed, list) else [listed]:
            if value == "*" or actual is not None and (value == actual or _is_account_of(value, actual)):
                return True
    return False


def _is_account_of(value, actual):
    account = re.fullmatch(r"arn:[a-z-]+:iam::(\d{12}):root", value)
    return bool(account) and actual.split(":")[4] == account.group(1)
