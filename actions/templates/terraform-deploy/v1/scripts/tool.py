"""Which program holds the infrastructure: Terraform or OpenTofu, named by the environment variable TOOL."""

import os

import runner

TITLES = {"terraform": "Terraform", "tofu": "OpenTofu"}


def name():
    """The program's name on PATH."""
    chosen = os.environ.get("TOOL") or "terraform"
    if chosen not in TITLES:
        raise runner.Refused("input-invalid", f"tool is {chosen!r}: write terraform or tofu")
    return chosen


def title():
    """What messages call it."""
    return TITLES[name()]
