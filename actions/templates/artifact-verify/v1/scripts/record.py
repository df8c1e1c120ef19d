"""The record that a deployment leaves behind once AWS runs the package, and only then."""

import base64
import json
import os
from typing import Dict

from refusal import Refusal


def check(path: str, expected: Dict[str, str]) -> None:
    environment = expected["environment"]
    if not os.path.isfile(path):
        raise Refusal(
            f"there is no record that {environment} runs the package (`{path}`): deploy to {environment} first, "
            "and promote from the run that did"
        )
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
    except ValueError as error:
        raise Refusal(f"the deployment record of {environment} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise Refusal(f"the deployment record of {environment} is not a JSON object")
    for key, value in expected.items():
        if not value:
            raise Refusal(f"a deployment record is compared with `{key}`, which is empty: pass that input")
        if str(record.get(key, "")) != value:
            raise Refusal(
                f"the deployment record of {environment} speaks of another {key}: it says "
                f"`{record.get(key, 'nothing')}`, expected `{value}`"
            )
    _check_functions(environment, record.get("functions"), expected["digest"])


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
