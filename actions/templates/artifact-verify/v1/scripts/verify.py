"""Verifies a package before anything uses it, the cheapest and most telling check first."""

import hashlib
import os
import re
import sys

import package
import record
from refusal import Refusal


def main() -> int:
    try:
        digest = _verify()
    except Refusal as refusal:
        message = str(refusal).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=artifact-verify::{message}", flush=True)
        return 1
    _append("GITHUB_OUTPUT", f"digest={digest}\n")
    built = f"the one that was built from commit {os.environ['INPUT_COMMIT']}"
    _append("GITHUB_STEP_SUMMARY", f"🔒 The package is {built}: SHA-256 `{digest}`\n\n")
    print(f"verified: {digest} is {built}")
    return 0


def _verify() -> str:
    path = os.environ["INPUT_PATH"]
    expected = os.environ["INPUT_DIGEST"]
    if not re.fullmatch(r"[0-9a-f]{64}", expected):
        raise Refusal(f"`digest` is 64 lower-case hexadecimal digits, not `{expected}`")
    commit = os.environ.get("INPUT_COMMIT", "")
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise Refusal(f"`commit` is 40 lower-case hexadecimal digits, not `{commit}`")
    if not os.path.isfile(path):
        raise Refusal(
            f"there is no package at `{path}`: the artifact is missing or has expired. It is not built again here; "
            "run the first environment again and promote what that builds"
        )
    actual = _digest(path)
    if actual != expected:
        raise Refusal(
            f"the package is not the one that was built: its SHA-256 is {actual}, expected {expected}. "
            "Nothing was deployed"
        )
    package.check(path)
    of = {
        "environment": os.environ.get("INPUT_ENVIRONMENT", ""),
        "commit": commit,
        "digest": actual,
        "run-id": os.environ.get("INPUT_RUN_ID", ""),
    }
    record.check_package(os.environ.get("INPUT_PACKAGE_RECORD", ""), of)
    if os.environ.get("INPUT_DEPLOYMENT_RECORD"):
        record.check_deployment(os.environ["INPUT_DEPLOYMENT_RECORD"], of)
    return actual


def _digest(path: str) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main())
