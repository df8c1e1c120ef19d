"""Secrets of AWS Secrets Manager: there, of the right structure, young enough, rotated. Values are read only for their keys."""

import datetime
import json
import os

from delivery.aws import AwsError
from delivery.problem import Problem
from finding import FAILURE, Finding

# A rotation may take its time; AWS has a window of up to a day for it.
GRACE = datetime.timedelta(days=2)
# Shorter ones are masked nowhere: they would black out the log, and they are printed nowhere either.
SHORTEST_MASKED = 6


def check(requirement, aws, now, age_severity=FAILURE):
    region = requirement.name.split(":")[3] if requirement.name.startswith("arn:") else None
    aws = type(aws)(region) if region else aws
    try:
        described = aws.call("secretsmanager", "describe-secret", SecretId=requirement.name)
        if described.get("DeletedDate"):
            cure = f"aws secretsmanager restore-secret --secret-id {requirement.name}"
            return [Finding(requirement, "deleted", "is marked for deletion", cure)]
        found = rotation(requirement, described, now)
        if requirement.max_age is not None:
            found += age(requirement, aws, now, age_severity)
        if requirement.keys:
            found += structure(requirement, aws)
        return found
    except AwsError as error:
        return [refused(requirement, error)]


def refused(requirement, error):
    if error.code == "ResourceNotFoundException":
        cure = f"aws secretsmanager create-secret --name {requirement.name}, or correct the name, account or region"
        return Finding(requirement, "missing", "is missing or has no value", cure)
    if error.code in ("AccessDeniedException", "AccessDenied"):
        action = "secretsmanager:" + "".join(part.title() for part in error.operation.split()[-1].split("-"))
        return Finding(requirement, "denied", "could not be checked", f"allow the role {action} on it (and kms:Decrypt on its key)")
    return Finding(requirement, "unreadable", "could not be checked", f"AWS says {error.code or error.message}; run this again")


def rotation(requirement, described, now):
    enabled = described.get("RotationEnabled", False)
    if not enabled:
        if not requirement.rotation:
            return []
        cure = f"aws secretsmanager rotate-secret --secret-id {requirement.name} --rotation-rules AutomaticallyAfterDays=30"
        return [Finding(requirement, "rotation-off", "is not rotated", f"{cure} --rotation-lambda-arn ...")]
    due = moment(described.get("NextRotationDate"))
    if due and due + GRACE < now:
        cure = "its rotation fails: look at the log of the rotation function"
        return [Finding(requirement, "rotation-overdue", f"should have been rotated by {due:%Y-%m-%d}", cure)]
    return []


def age(requirement, aws, now, severity):
    """Of its current value. LastChangedDate will not do: a new description makes it young too."""
    versions = aws.call("secretsmanager", "list-secret-version-ids", SecretId=requirement.name).get("Versions", [])
    made = [moment(version.get("CreatedDate")) for version in versions if "AWSCURRENT" in version.get("VersionStages", [])]
    if not made or made[0] is None:
        return [Finding(requirement, "missing", "has no value", f"aws secretsmanager put-secret-value --secret-id {requirement.name}")]
    days = (now - made[0]).days
    if days <= requirement.max_age:
        return []
    cure = "replace it where it comes from, then aws secretsmanager put-secret-value, or have it rotated"
    return [Finding(requirement, "too-old", f"is {days} days old, {requirement.max_age} are allowed", cure, severity)]


def structure(requirement, aws):
    value = aws.call("secretsmanager", "get-secret-value", SecretId=requirement.name).get("SecretString")
    cure = f"it has to be a JSON object with {', '.join(requirement.keys)}"
    try:
        document = json.loads(value)
    except (TypeError, ValueError, RecursionError):
        mask(requirement, value)
        return [Finding(requirement, "structure", "is no JSON", cure)]
    mask(requirement, document)
    if not isinstance(document, dict):
        return [Finding(requirement, "structure", "is no JSON object", cure)]
    # Names that are required only: what else it holds, and under which name, is nobody's business here.
    missing = [key for key in requirement.keys if key not in document]
    empty = [key for key in requirement.keys if key in document and document[key] in (None, "", [], {})]
    found = []
    if missing:
        found.append(Finding(requirement, "structure", f"lacks {', '.join(missing)}", cure))
    if empty:
        found.append(Finding(requirement, "structure", f"has nothing in {', '.join(empty)}", cure))
    return found


def mask(requirement, *values):
    """A runner takes this as a command and shows it as ***; anywhere else it would show the secret."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    # What everybody may read in the names anyway. Masked, it would take the check's own outputs away: a runner drops those.
    public = "\n".join((requirement.name, *requirement.keys))
    for text in leaves(values):
        for line in map(str.strip, text.splitlines()):
            if len(line) >= SHORTEST_MASKED and line not in public:
                print(f"::add-mask::{line.replace('%', '%25')}", flush=True)


def leaves(value):
    """All texts in a document, keys aside, however deep it is."""
    left = [value]
    while left:
        one = left.pop(0)
        if isinstance(one, str):
            yield one
        elif isinstance(one, (dict, list, tuple)):
            left += one.values() if isinstance(one, dict) else one


def moment(value):
    """AWS's date, a number or a text, depending on the command line's version."""
    if value in (None, ""):
        return None
    if isinstance(value, (int, float)):
        return datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
    try:
        found = datetime.datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise Problem(f"AWS gave {str(value)[:50]!r} as a date") from None
    return found if found.tzinfo else found.replace(tzinfo=datetime.timezone.utc)
