"""Which scanners look at the directory."""

import json
import os

from outcome import escape

KNOWN = ("tflint", "checkov", "trivy")
DEFAULT = json.dumps(KNOWN)


class Unknown(Exception):
    """The list names something else."""


def chosen():
    """The scanners in the order in which they report. tfsec has become a part of Trivy."""
    text = os.environ.get("TOOLS") or DEFAULT
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Unknown(f"tools is {text!r}: write a JSON list such as {DEFAULT}")
    unknown = [name for name in names if name not in (*KNOWN, "tfsec")]
    if unknown:
        raise Unknown(f"tools names {unknown[0]!r}: there are {', '.join(KNOWN)}")
    return [name for name in KNOWN if name in names or name == "trivy" and "tfsec" in names]


def warn_renamed():
    if '"tfsec"' in os.environ.get("TOOLS", ""):
        print("::warning title=Terraform checks::tfsec is not developed any more, Trivy has taken its checks over: write trivy in its place")


def refuse(problem):
    print(f"::error title=Terraform checks::{escape(problem)}")
