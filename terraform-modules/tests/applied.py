"""What Terraform makes of a configuration in the simulated AWS: the state, as it shows it."""

import json
import os
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path


def state(test, configuration):
    """Applies it, with the module at `./module`; {address: attributes} of every resource and data source."""
    return resources(folder(test, configuration))


def resources(folder):
    """What was applied in a folder, likewise."""
    return dict(_resources(json.loads(terraform(folder, "show", "-json"))["values"]["root_module"]))


def folder(test, configuration):
    """Applies it likewise; the folder, to go on there."""
    made = Path(tempfile.mkdtemp(prefix="slipway-applied-"))
    test.addClassCleanup(shutil.rmtree, made, ignore_errors=True)
    shutil.copytree(os.environ["MODULE"], made / "module", ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    (made / "main.tf").write_text(configuration, encoding="utf-8")
    terraform(made, "init", "-backend=false", "-input=false")
    terraform(made, "apply", "-auto-approve", "-input=false")
    return made


def forget():
    """The simulated AWS holds nothing from now on."""
    urllib.request.urlopen(urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset", method="POST"), timeout=60).close()


def terraform(folder, *arguments):
    ran = subprocess.run(
        [os.environ.get("TERRAFORM", "terraform"), *arguments, "-no-color"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
    )
    if ran.returncode:
        raise AssertionError(f"terraform {arguments[0]}: {ran.stdout}\n{ran.stderr}")
    return ran.stdout


def kept(test, configuration, bucket, key):
    """Puts an object into a bucket and destroys the configuration, which has to fail: what there still is, by address."""
    at = folder(test, configuration)
    # moto takes any signature, and every denial of a bucket's policy, whatever its conditions say.
    signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=testing/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=x"}
    for method, place, body in (("DELETE", f"{bucket}?policy", None), ("PUT", f"{bucket}/{key}", b"x")):
        request = urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/{place}", data=body, method=method, headers=signed)
        urllib.request.urlopen(request, timeout=60).close()
    try:
        terraform(at, "destroy", "-auto-approve", "-input=false")
    except AssertionError as failed:
        test.assertIn("BucketNotEmpty", str(failed))
    else:
        test.fail("a bucket with something in it was destroyed")
    return terraform(at, "state", "list").split()


def _resources(module):
    for resource in module.get("resources", []):
        yield resource["address"], resource["values"]
    for child in module.get("child_modules", []):
        yield from _resources(child)
