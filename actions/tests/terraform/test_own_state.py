"""Each environment has a state of its own, over the ways in which a backend can be written; else nothing is initialised."""

import json
import os
import shutil
import sys
from pathlib import Path
from unittest import mock

from support import ScriptTest, scripts

sys.path.insert(0, str(scripts("terraform-deploy")))

import backend  # noqa: E402
import own_state  # noqa: E402
import runner  # noqa: E402

REGION = 'region = "eu-west-1"\n'
S3 = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n    region = "eu-west-1"\n  }\n}\n'
NO_KEY = S3.replace('    key = "k"\n', "")
PARTIAL = 'terraform {\n  backend "s3" {}\n}\n'


def cloud(inner):
    return 'terraform {\n  cloud {\n    organization = "acme"\n    ' + inner + "\n  }\n}\n"


NAMED = cloud('workspaces {\n      name = "orders"\n    }')
TAGGED = cloud('workspaces {\n      tags = ["orders"]\n    }')
PROJECT = cloud('workspaces {\n      project = "orders"\n    }')
TWO = ["dev", "prod"]

# files, names of all environments, workspace, then for prod: None, or (reason, words)
CASES = {
    "a whole S3 backend for two": ({"main.tf": S3}, TWO, "", ("state-shared", "prod and dev have one state")),
    "a whole S3 backend for one": ({"main.tf": S3}, ["prod"], "", None),
    "a key for each": ({"main.tf": NO_KEY, "backend/dev.hcl": 'key = "dev"', "backend/prod.hcl": 'key = "prod"'}, TWO, "", None),
    "one key for each, the same": (
        {"main.tf": NO_KEY, "backend/dev.hcl": 'key = "x"', "backend/prod.hcl": 'key = "x"'}, TWO, "", ("state-shared", "bucket b, key x"),
    ),
    "a key in the file, and only another region for each": (
        {"main.tf": S3, "backend/dev.hcl": 'region = "eu-west-2"', "backend/prod.hcl": REGION}, TWO, "", ("state-shared", "backend/prod.hcl"),
    ),
    "a file for one, which says what the other one has": ({"main.tf": S3, "backend/prod.hcl": 'key = "k"'}, TWO, "", ("state-shared", "dev")),
    "a file for one alone": ({"main.tf": S3, "backend/prod.hcl": 'key = "prod"'}, TWO, "", None),
    "buckets of their own": (
        {"main.tf": S3, "backend/dev.hcl": 'bucket = "dev"', "prod.backend.hcl": 'bucket = "prod"'}, TWO, "", None,
    ),
    "endpoints of their own": (
        {"main.tf": S3, "backend/dev.hcl": 'endpoints = { s3 = "https://a" }', "backend/prod.hcl": 'endpoints { s3 = "https://b" }'}, TWO, "", None,
    ),
    "the other one has no place": ({"main.tf": PARTIAL, "backend/prod.hcl": 'bucket = "b"\nkey = "k"\n' + REGION}, TWO, "", None),
    "the third of three": (
        {"main.tf": PARTIAL, **{f"backend/{name}.hcl": f'bucket = "b"\nkey = "{key}"\n' + REGION for name, key in (("dev", "1"), ("qa", "2"), ("prod", "2"))}},
        ["dev", "qa", "prod"], "", ("state-shared", "prod and qa"),
    ),
    "names from files of values": ({"main.tf": S3, "dev.tfvars": "", "prod.tfvars": ""}, [], "", ("state-shared", "dev")),
    "names from a folder of values": ({"main.tf": S3, "environments/dev.tfvars": ""}, [], "", ("state-shared", "dev")),
    "names from backends": ({"main.tf": S3, "dev.backend.hcl": ""}, [], "", ("state-shared", "dev")),
    "values of everybody name nobody": ({"main.tf": S3, "terraform.tfvars": "", "x.auto.tfvars": ""}, [], "", None),
    "a caller who knows better": ({"main.tf": S3, "test.tfvars": ""}, ["prod"], "", None),
    "workspaces of S3": ({"main.tf": S3}, TWO, "prod", None),
    "the default workspace of S3": ({"main.tf": S3}, TWO, "default", ("state-shared", "dev")),
    "another backend, whole": ({"main.tf": 'terraform {\n backend "gcs" {\n bucket = "b"\n }\n}'}, TWO, "", ("state-shared", "bucket b")),
    "another backend with a prefix for each": (
        {"main.tf": 'terraform {\n backend "gcs" {\n bucket = "b"\n }\n}', "backend/prod.hcl": 'prefix = "prod"'}, TWO, "", None,
    ),
    "a backend that nobody here knows": ({"main.tf": 'terraform {\n backend "etcd" {\n x = 1\n }\n}'}, TWO, "", ("state-shared", "etcd")),
    "an expression is the same for all": (
        {"main.tf": S3.replace('"k"', "local.key")}, TWO, "", ("state-shared", "dev"),
    ),
    "json": ({"main.tf.json": json.dumps({"terraform": {"backend": {"s3": {"bucket": "b", "key": "k", "region": "r"}}}})}, TWO, "", ("state-shared", "dev")),
    "HCP, a fixed name": ({"main.tf": NAMED}, TWO, "", ("state-shared", "workspace orders of acme")),
    "HCP, a fixed name for one": ({"main.tf": NAMED}, ["prod"], "", None),
    "HCP, a fixed name and the same workspace": ({"main.tf": NAMED}, TWO, "orders", ("state-shared", "`tags` or `project`")),
    "HCP, a fixed name and another workspace": ({"main.tf": NAMED}, TWO, "orders-prod", ("workspace-differs", "orders-prod")),
    "HCP, tags": ({"main.tf": TAGGED}, TWO, "orders-prod", None),
    "HCP, a project": ({"main.tf": PROJECT}, TWO, "orders-prod", None),
    "HCP, tags, and no workspace": ({"main.tf": TAGGED}, TWO, "", ("workspace-missing", "slipway.yaml")),
    "HCP, tags, no workspace, one environment": ({"main.tf": TAGGED}, ["prod"], "", ("workspace-missing", "input workspace")),
    "HCP, nothing said": ({"main.tf": cloud("")}, TWO, "", ("workspace-missing", "prod")),
    "HCP in json": (
        {"main.tf.json": json.dumps({"terraform": {"cloud": {"organization": "acme", "workspaces": {"name": "orders"}}}})}, TWO, "",
        ("state-shared", "workspace orders"),
    ),
    "HCP in json with lists": (
        {"main.tf.json": json.dumps({"terraform": [{"cloud": [{"organization": "acme", "workspaces": [{"tags": ["x"]}]}]}]})}, TWO, "orders-prod", None,
    ),
    "remote, a name for each": (
        {
            "main.tf": 'terraform {\n backend "remote" {\n organization = "acme"\n }\n}',
            "backend/dev.hcl": 'workspaces { name = "dev" }', "backend/prod.hcl": 'workspaces { name = "prod" }',
        },
        TWO, "", None,
    ),
    "remote, one name": (
        {"main.tf": 'terraform {\n backend "remote" {\n organization = "acme"\n workspaces { name = "x" }\n }\n}'}, TWO, "", ("state-shared", "workspace x"),
    ),
    "remote with a prefix": (
        {"main.tf": 'terraform {\n backend "remote" {\n organization = "acme"\n workspaces { prefix = "x-" }\n }\n}'}, TWO, "prod", None,
    ),
    "a list without this one": ({"main.tf": S3}, ["dev"], "", ("input-invalid", "does not have prod")),
    "a name that leads elsewhere": ({"main.tf": S3}, ["prod", "../dev"], "", ("input-invalid", "no JSON list of names")),
    "no list": ({"main.tf": S3}, "prod", "", ("input-invalid", "no JSON list of names")),
}


class OwnStateTest(ScriptTest):
    def check(self, files, names, workspace):
        folder = self.folder / "case"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        variables = {"ENVIRONMENTS": json.dumps(names), "TF_WORKSPACE": workspace}
        with mock.patch.dict(os.environ, variables):
            own_state.check(backend.detect(folder, "prod", True), Path(folder), "prod", True, "terraform")

    def test_states_are_told_apart(self):
        for number, (name, (files, names, workspace, refusal)) in enumerate(CASES.items()):
            with self.subTest(name):
                self.folder = self.folder.parent / f"{self.folder.name.split('.')[0]}.{number}"
                self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
                if refusal is None:
                    self.check(files, names, workspace)
                else:
                    with self.assertRaises(runner.Refused) as raised:
                        self.check(files, names, workspace)
                    self.assertEqual(refusal[0], raised.exception.reason)
                    self.assertIn(refusal[1], str(raised.exception))

    def init(self, **more):
        self.stub("terraform", "#!/bin/sh\necho reached >> \"$RUNNER_TEMP/reached\"\nexit 9\n")
        return self.step("terraform-deploy", "init.py", ENVIRONMENT="prod", DIRECTORY="iac", **more)

    def reached(self):
        return (self.folder / "temp" / "reached").exists()

    def test_terraform_is_not_even_started(self):
        self.write("iac/main.tf", S3)
        ran = self.refused(self.init(ENVIRONMENTS='["dev", "prod"]'), "prod and dev have one state")
        self.assertEqual("state-shared", ran.outputs["reason"])
        self.assertFalse(self.reached())

    def test_alone_it_goes_on(self):
        self.write("iac/main.tf", S3)
        self.assertNotEqual("state-shared", self.init(ENVIRONMENTS='["prod"]').outputs.get("reason"))
        self.assertTrue(self.reached())

    def test_a_local_state_would_be_lost_with_a_hosted_runner(self):
        self.write("iac/main.tf", 'terraform {\n  backend "local" {}\n}\n')
        ran = self.refused(self.init(RUNNER_ENVIRONMENT="github-hosted"), "lost with this runner")
        self.assertEqual("backend-local", ran.outputs["reason"])
        self.assertFalse(self.reached())
