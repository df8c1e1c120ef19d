"""What every check here shares: its result, the environment of the programs, and how text of others is shown."""

import os
import re
import secrets
from pathlib import Path

# terraform_data is Terraform's own and creates nothing, so there is nothing to check about it.
RESOURCE = re.compile(r'^\s*resource\s+"?(?!terraform_data\b)[A-Za-z]|"resource"\s*:', re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Terraform's files, and those that only OpenTofu reads.
CONFIGURATION = ("*.tf", "*.tf.json", "*.tofu", "*.tofu.json")


class Check:
    def __init__(self, name, passed, detail):
        self.name = name
        self.passed = passed
        self.detail = detail


def escape(text, also=""):
    escaped = str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for char in also:
        escaped = escaped.replace(char, f"%{ord(char):02X}")
    return escaped


def inline(value):
    """A value as inert text in a Markdown table cell."""
    text = CONTROL.sub(" ", str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return re.sub(r"([\\`*_\[\]|#~!@$:])", lambda match: f"&#{ord(match.group())};", text)


def show(title, text):
    """Prints text of others: its lines cannot be commands to the runner."""
    token = secrets.token_hex(16)
    print(f"::group::{title}\n::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n::endgroup::", flush=True)


def without_tokens():
    """The environment for programs that run what a pull request names: no token, no way into later steps, no settings of theirs."""
    files = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
    secrets_ = ("GITHUB_TOKEN", "GH_TOKEN", "BC_API_KEY", "PRISMA_API_URL")
    settings = ("ACTIONS_", "TFLINT_", "TRIVY_", "TFSEC_")
    return {k: v for k, v in os.environ.items() if not k.startswith(settings) and k not in files + secrets_}


def files_of(directory):
    """The configuration of a directory and all below it, without what init has downloaded."""
    found = {path for pattern in CONFIGURATION for path in directory.rglob(pattern)}
    return sorted(path for path in found if ".terraform" not in path.parts and path.is_file())


def declares_resources(directory):
    """The first file with a resource that a scanner should have looked at."""
    for path in files_of(directory):
        if RESOURCE.search(path.read_text(encoding="utf-8", errors="replace")):
            return path
    return None


def warn_unread(directory, title, names):
    """Tells of the tool's own settings that a repository has: they could hide findings, so nothing reads them."""
    for folder in dict.fromkeys((directory, Path())):
        for name in names:
            if (folder / name).exists():
                print(f"::warning title=Terraform checks::{title} does not read {escape(folder / name)}: it could hide findings without a reason")
