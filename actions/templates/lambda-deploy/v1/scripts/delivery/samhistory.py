"""Which release of a SAM application to go back to. Decides from the record and from the bucket; changes nothing."""

from delivery import receipt
from delivery.bucket import artifact_key, release_key
from delivery.history import ROLLBACK
from delivery.manifest import Manifest
from delivery.problem import Problem, say
from delivery.table import ROLLED_BACK, STARTED, SUCCEEDED


def part_of(entry):
    """What a deployment recorded of the application: a release of one has one function."""
    parts = [part for part in entry["functions"].values() if isinstance(part, dict) and part.get("kind") == "sam"]
    return parts[0] if len(parts) == 1 else {}


def done_already(entries, live):
    """The rollback that ended last, when the stack is as it left it: nothing is left to do."""
    for entry in entries:
        if entry.get("outcome") == STARTED:
            continue
        rollback = entry.get("kind") == ROLLBACK and entry.get("outcome") == SUCCEEDED
        return entry if rollback and part_of(entry).get("stack") == live else None
    return None


def last_good(bucket, service, environment, entries, live):
    """(target, the bad ones): the newest success before the one that is live; where none of them is, the newest.

    `live`: the fingerprint of the stack, or None for what was live before a deployment that went wrong.
    """
    good = [
        entry for entry in entries
        if entry.get("kind") != ROLLBACK and entry.get("outcome") == SUCCEEDED and part_of(entry)
    ]
    first = 0
    for position, entry in enumerate(good):
        if live and part_of(entry).get("stack") == live:
            first = position
            # The same again would change nothing.
            while first < len(good) and part_of(good[first]).get("stack") == live:
                first += 1
            break
    refused = []
    for position in range(first, len(good)):
        why = unusable(bucket, service, environment, good[position])
        if why is None:
            return good[position], good[:position]
        refused.append(f"{name(good[position])}: {why}")
        say(f"not {refused[-1]}")
    reason = f" ({'; '.join(refused)})" if refused else ""
    raise Problem(f"there is no earlier good release to go back to{reason}. Deploy a good commit, or name a release with --digest")


def named(bucket, service, environment, entries, digest, live):
    """(target, the bad ones): the newest deployment of that release that was a success, and what is left for it."""
    for entry in entries:
        if entry.get("kind") == ROLLBACK or entry.get("release") != digest or not part_of(entry):
            continue
        if entry.get("outcome") in (SUCCEEDED, ROLLED_BACK):
            why = unusable(bucket, service, environment, entry)
            if why:
                raise Problem(f"release {digest} cannot be gone back to: {why}")
            return entry, _running(entries, entry, live)
    raise Problem(f"release {digest} was never deployed to {environment} with success: nothing was changed")


def _running(entries, target, live):
    """The newest success that is live, if it is another one: it turned out bad."""
    for entry in entries:
        if entry.get("kind") != ROLLBACK and entry.get("outcome") == SUCCEEDED and part_of(entry).get("stack") == live:
            return [] if part_of(target).get("stack") == live else [entry]
    return []


def left(entries, target, bad, interrupted, live):
    """The deployments that are gone back from: the bad ones, the one that was ended, and one that failed and is live."""
    return [
        entry for entry in entries
        if entry in bad or entry["sk"] == interrupted
        or entry.get("kind") != ROLLBACK and entry["sk"] > target["sk"] and part_of(entry).get("stack") == live
    ]


def unusable(bucket, service, environment, entry):
    """Why the release cannot be deployed again, or None."""
    digest = entry.get("release", "")
    content = bucket.get_bytes(release_key(service, digest))
    if content is None:
        return f"release {digest} is not in s3://{bucket.name} any more"
    try:
        manifest = Manifest(content)
        if manifest.digest != digest or manifest.service != service:
            return f"what s3://{bucket.name} holds as release {digest} is another one: somebody changed it"
        written = receipt.read(bucket, service, environment, digest)
        if written is None:
            return f"release {digest} has no receipt of {environment}"
        receipt.check(written, environment, manifest)
    except Problem as problem:
        return str(problem)
    function = manifest.functions.get(service, {})
    if function.get("kind") != "sam" or function.get("digest") != part_of(entry).get("digest"):
        return f"release {digest} holds another package than was recorded"
    if artifact_key(service, function["digest"]) not in bucket.keys(artifact_key(service, function["digest"])):
        return f"the package {function['digest']} is not in s3://{bucket.name} any more"
    return None


def name(entry):
    return f"{entry.get('started', entry['sk'])} (release {entry.get('release')}, run {entry.get('run-id')})"
