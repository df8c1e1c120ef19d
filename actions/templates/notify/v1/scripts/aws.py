"""Calls AWS through its command line."""

import json
import os
import subprocess

from undelivered import Undelivered

SECONDS = 20


def call(service, operation, parameters, region=None):
    # Parameters as one JSON document: no value can be taken for an option or for a file to read.
    command = ["aws", service, operation, "--output", "json", "--cli-input-json", json.dumps(parameters)]
    if region:
        command += ["--region", region]
    variables = {**os.environ, "AWS_PAGER": "", "AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "3"}
    command += ["--cli-connect-timeout", "5", "--cli-read-timeout", "10"]
    try:
        done = subprocess.run(
            command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise Undelivered("the AWS CLI (aws) is not on PATH") from None
    except subprocess.TimeoutExpired:
        raise Undelivered(f"aws {service} {operation} took more than {SECONDS} seconds") from None
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise Undelivered(f"aws {service} {operation}: {lines[-1] if lines else 'failed'}")
    try:
        return json.loads(done.stdout)
    except ValueError:
        # Not shown: it may hold what must not be shown.
        raise Undelivered(f"aws {service} {operation} gave an answer that is no JSON") from None
