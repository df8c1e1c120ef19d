"""What Terraform makes of a configuration in the simulated AWS: the state, as it shows it."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


def state(test, configuration):
    """Applies it, with the module at `./module`; {address: attributes} of every resource and data source."""
    folder = Path(tempfile.mkdtemp(prefix="slipway-applied-"))
    test.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(os.environ["MODULE"], folder / "module", ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    (folder / "main.tf").write_text(configuration, encoding="utf-8")
    terraform(folder, "init", "-backend=false", "-input=false")
    terraform(folder, "apply", "-auto-approve", "-input=false")
    shown = json.loads(terraform(folder, "show", "-json"))
    return dict(_resources(shown["values"]["root_module"]))


def terraform(folder, *arguments):
    ran = subprocess.run(
        [os.environ.get("TERRAFORM", "terraform"), *arguments, "-no-color"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
    )
    if ran.returncode:
        raise AssertionError(f"terraform {arguments[0]}: {ran.stdout}\n{ran.stderr}")
    return ran.stdout


def _resources(module):
    for resource in module.get("resources", []):
        yield resource["address"], resource["values"]
    for child in module.get("child_modules", []):
        yield from _resources(child)
