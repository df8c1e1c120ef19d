"""A receipt says that an environment ran a release: AWS had confirmed the code behind each alias."""

import json

from delivery import manifest as manifests
from delivery.bucket import receipt_key
from delivery.problem import Problem


def of(state, run, time):
    functions = {}
    for name, function in state["functions"].items():
        functions[name] = {key: function[key] for key in ("name", "version", "code-sha256", "digest")}
        if function.get("image"):
            functions[name]["image"] = function["image"]
    return {
        **{key: state[key] for key in ("service", "environment", "commit", "tree", "release")},
        "functions": functions,
        **run.described(),
        "time": time,
    }


def read(bucket, service, environment, digest):
    """None where the release was never deployed there."""
    content = bucket.get_bytes(receipt_key(service, environment, digest))
    if content is None:
        return None
    try:
        receipt = json.loads(content)
    except ValueError as error:
        raise Problem(f"the receipt of {environment} for release {digest} is not JSON: {error}") from None
    if not isinstance(receipt, dict) or not isinstance(receipt.get("functions"), dict):
        raise Problem(f"the receipt of {environment} for release {digest} names no functions")
    return receipt


def check(receipt, environment, manifest):
    """Refuses a receipt that is not of exactly this release in that environment."""
    expected = {
        "service": manifest.service,
        "environment": environment,
        "release": manifest.digest,
        "commit": manifest.commit,
        "tree": manifest.tree,
    }
    for key, value in expected.items():
        if receipt.get(key) != value:
            raise Problem(
                f"the receipt of {environment} speaks of another {key}: it says {receipt.get(key)!r}, expected {value!r}"
            )
    deployed = receipt["functions"]
    if set(deployed) != set(manifest.functions):
        missing = sorted(set(manifest.functions) ^ set(deployed))
        raise Problem(
            f"the receipt of {environment} is not of all functions of the release ({', '.join(missing)} differ): "
            f"deploy the release to {environment} again"
        )
    for name, function in manifest.functions.items():
        entry = deployed[name] if isinstance(deployed[name], dict) else {}
        if entry.get("digest") != function["digest"]:
            raise Problem(f"in {environment} {name} ran the digest {entry.get('digest')!r}, not {function['digest']!r}")
        code = manifests.code_sha256(function)
        if function["kind"] != "sam" and entry.get("code-sha256") != code:
            raise Problem(
                f"in {environment} AWS reported other code for {name}: CodeSha256 {entry.get('code-sha256')!r}, "
                f"expected {code!r}"
            )
