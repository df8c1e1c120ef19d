"""Runs inside the environment of detect-secrets: searches the listed files; 1 when the baseline does not know a finding.

The tool's own hook asks services on the network whether a found secret is valid, and rewrites the baseline.
"""

import json
import os
import sys

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings, get_settings

BASELINE = ".secrets.baseline"
ASKS_THE_NETWORK = "detect_secrets.filters.common.is_ignored_due_to_verification_policies"


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        files = json.load(file)
    if os.path.isfile(BASELINE):
        known = baseline.load(baseline.load_from_file(BASELINE), filename=BASELINE)
        return _scan(files, known)
    with default_settings():
        return _scan(files, SecretsCollection())


def _scan(files, known) -> int:
    get_settings().disable_filters(ASKS_THE_NETWORK)
    found = SecretsCollection()
    for file in files:
        found.scan_file(file)
    admitted = {secret for _, secret in known if secret.is_secret}
    count = 0
    for file, secret in sorted(found, key=lambda entry: (entry[0], entry[1].line_number)):
        if secret in admitted:
            print(f"{file}:{secret.line_number}: {secret.type}, which the baseline itself calls a real secret")
        elif secret in known.data.get(file, ()):
            continue
        else:
            print(f"{file}:{secret.line_number}: {secret.type}")
        count += 1
    return 1 if count else 0


if __name__ == "__main__":
    # A defect must not look like a finding, whose exit code is 1.
    try:
        sys.exit(main())
    except Exception as error:  # pylint: disable=broad-except
        print(f"{type(error).__name__}: {error}")
        sys.exit(2)
