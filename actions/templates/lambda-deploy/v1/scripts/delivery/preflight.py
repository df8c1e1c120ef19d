"""What has to be true of every function before the first one is changed. Reads only."""

from delivery import alias as aliases
from delivery import live
from delivery.aws import AwsError
from delivery.bucket import artifact_key
from delivery.problem import Problem, annotate

PACKAGE_TYPES = {"zip": "Zip", "image": "Image"}
# A function that rested for weeks is Inactive; updating it is fine.
RESTING = ("Active", "Inactive")


class Found:
    """A function as it is before the deployment."""

    def __init__(self, latest, alias, published):
        self.latest = latest
        self.alias = alias
        self.published = published

    def runs(self, function):
        """Whether the alias has that code, with the settings that the function has now."""
        published = self.published
        return (
            published is not None
            and published["CodeSha256"] == function["code-sha256"]
            and live.same_settings(self.latest, published)
        )


def check(aws, state, manifest, bucket):
    """All functions, and all that is wrong with them in one message."""
    found, wrong = {}, []
    for name, function in state["functions"].items():
        try:
            found[name] = _check(aws, state, name, function, manifest.functions[name], bucket)
        except Problem as problem:
            wrong.append(str(problem))
    if wrong:
        raise Problem("nothing was changed. " + "; ".join(wrong))
    return found


def _check(aws, state, name, function, wanted, bucket):
    kind, in_aws = function["kind"], function["name"]
    if kind not in PACKAGE_TYPES:
        raise Problem(f"{name} is of kind {kind}, which this script does not deploy: use sam-deploy")
    latest = live.configuration(aws, in_aws)
    if latest is None:
        raise Problem(
            f"the function {in_aws} does not exist: Terraform creates it, so deploy the infrastructure first. "
            "Look at `functions` and the region too"
        )
    _check_fit(in_aws, latest, kind, wanted)
    latest = _rested(aws, in_aws, latest)
    if kind == "zip":
        _check_bytes(aws, bucket, name, artifact_key(state["service"], function["digest"]), wanted["size"])
    pointer = aliases.read(aws, in_aws, state["alias"])
    published = None
    if pointer is not None:
        if pointer.version == "$LATEST":
            raise Problem(f"the alias {state['alias']} of {in_aws} points to $LATEST, to which no rollback could go: move it to a version")
        published = live.configuration(aws, in_aws, pointer.version)
        if pointer.weights:
            _check_weights(state, in_aws, pointer)
    return Found(latest, pointer, published)


def _check_fit(in_aws, latest, kind, wanted):
    package = latest.get("PackageType", "Zip")
    if package != PACKAGE_TYPES[kind]:
        raise Problem(f"the function {in_aws} takes {package} packages, and the release has {PACKAGE_TYPES[kind]}: create it anew in Terraform")
    architecture = (latest.get("Architectures") or ["x86_64"])[0]
    if architecture != wanted["architecture"]:
        raise Problem(f"the function {in_aws} runs on {architecture}, and the release was built for {wanted['architecture']}")
    if kind == "zip" and latest.get("Runtime") != f"python{wanted['python']}":
        raise Problem(
            f"the function {in_aws} runs on {latest.get('Runtime')}, and the release was built for python{wanted['python']}: "
            "set the runtime in Terraform, or build for that version"
        )


def _rested(aws, in_aws, latest):
    """A change that Terraform made a moment ago may still be on its way."""
    if latest.get("LastUpdateStatus") == "InProgress":
        live.wait(aws, "function-updated-v2", in_aws)
        latest = live.configuration(aws, in_aws) or {}
    if latest.get("State") not in RESTING:
        raise Problem(f"the function {in_aws} is {latest.get('State')} ({latest.get('StateReason', 'no reason given')}), not Active")
    if latest.get("LastUpdateStatus") != "Successful":
        raise Problem(
            f"the last update of {in_aws} is {latest.get('LastUpdateStatus')} "
            f"({latest.get('LastUpdateStatusReason', 'no reason given')}), not Successful: put that right first"
        )
    return latest


def _check_bytes(aws, bucket, name, key, size):
    try:
        there = aws.call("s3api", "head-object", Bucket=bucket, Key=key)
    except AwsError as error:
        raise Problem(f"the bytes of {name} cannot be found at s3://{bucket}/{key} ({error.code}): run release-store first") from error
    if there.get("ContentLength") != size:
        raise Problem(f"s3://{bucket}/{key} has {there.get('ContentLength')} bytes, and the release says {size}")


def _check_weights(state, in_aws, pointer):
    weights = ", ".join(f"{weight:.0%} to version {version}" for version, weight in sorted(pointer.weights.items()))
    if not state.get("lock-was-free"):
        raise Problem(
            f"the alias {state['alias']} of {in_aws} sends {weights}: another deployment may still be watching its canary. "
            "End it, or run the rollback with --take-over"
        )
    annotate("warning", "Weights cleared", f"the alias {state['alias']} of {in_aws} sent {weights}; a killed deployment left that")
