"""The package as a zip: what a direct upload takes, and what every package for Lambda has to be."""

import os

import neighbour
from refusal import Refusal

neighbour.use("lambda-deploy")

# pylint: disable=wrong-import-position
from delivery import zipped
from delivery.problem import Problem

# AWS Lambda quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_ZIPPED = 52_428_800


def check(path: str) -> None:
    size = os.path.getsize(path)
    if size > MOST_ZIPPED:
        raise Refusal(
            f"the package has {size:,} bytes, and Lambda takes {MOST_ZIPPED:,} at most in a direct upload: "
            "remove dependencies, move them to a layer, or deploy from S3"
        )
    try:
        zipped.check(path, "the package")
    except Problem as problem:
        raise Refusal(str(problem)) from problem
