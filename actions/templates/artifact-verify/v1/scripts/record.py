"""The records: what the package is, and that an environment runs it."""

import base64
import json
import os
from typing import Dict

from refusal import Refusal


def check_package(path: str, expected: Dict[str, str]) -> None:
    """The one that the build, or the promotion, puts beside the package."""
    if not os.path.isfile(path):
        raise Refusal(
            f"there is no record of what the package is (`{path}`): without it nothing says which commit it was built "
            "from. Run the first environment again and promote what that builds"
        )
    _check(path, "the package record", expected)


def check_deployment(path: str, expected: Dict[str, str]) -> None:
    """The one that a deployment leaves behind once AWS runs the package, and only then."""
    environment = expected["environment"]
    if not os.path.isfile(path):
        raise Refusal(
            f"there is no record that {environment} runs the package (`{path}`): deploy to {environment} first, "
            "and promote from the run that did"
        )
    record = _check(path, f"the deployment record of {environment}", expected)
    _check_functions(environment, record.get("functions"), expected["digest"])


def _check(path: str, what: str, expected: Dict[str, str]) -> Dict:
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
    except ValueError as error:
        raise Refusal(f"{what} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise Refusal(f"{what} is not a JSON object")
    for key, value in expected.items():
        if not value:
            raise Refusal(f"{what} is compared with `{key}`, which is empty: pass that input")
        if str(record.get(key, "")) != value:
            raise Refusal(f"{what} speaks of another {key}: it says `{record.get(key, 'nothing')}`, expected `{value}`")
    return record


def _check_functions(environment: str, functions: object, digest: str) -> None:
    # AWS reports the same SHA-256 in base64.
    code = base64.b64encode(bytes.fromhex(digest)).decode("ascii")
    if not isinstance(functions, list) or not functions:
        raise Refusal(f"the deployment record of {environment} names no function that runs the package")
    for function in functions:
        actual = function.get("code-sha256") if isinstance(function, dict) else None
        if actual != code:
            name = function.get("name") if isinstance(function, dict) else function
            raise Refusal(
                f"in {environment} the function `{name}` runs other code: CodeSha256 `{actual}`, expected `{code}`"
            )
