"""Which backend a directory declares, over the ways in which it can be written."""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from support import scripts

sys.path.insert(0, str(scripts("terraform-deploy")))

import backend  # noqa: E402
import hcl  # noqa: E402

S3 = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n    region = "eu-west-1"\n    use_lockfile = true\n  }\n}\n'
CLOUD = 'terraform {\n  cloud {\n    organization = "acme"\n    workspaces {\n      name = "orders"\n    }\n  }\n}\n'

FOUND = {
    "cloud block": ({"main.tf": CLOUD}, "cloud"),
    "remote backend": (
        {"main.tf": 'terraform {\n backend "remote" {\n organization = "acme"\n workspaces { name = "x" }\n }\n}'},
        "remote",
    ),
    "complete s3 backend": ({"main.tf": S3}, "s3"),
    "s3 backend on one line": ({"main.tf": 'terraform { backend "s3" { bucket = "b" } }', "backend/dev.hcl": 'key = "k"\nregion = "r"'}, "s3"),
    "explicit local backend": ({"main.tf": 'terraform {\n  backend "local" {}\n}\n'}, "local"),
    "another backend": ({"main.tf": 'terraform {\n  backend "gcs" {\n    bucket = "b"\n  }\n}\n'}, "gcs"),
    "no backend": ({"main.tf": 'output "x" {\n  value = 1\n}\n'}, "local"),
    "unquoted label": ({"main.tf": "terraform {\n  backend local {}\n}\n"}, "local"),
    "second terraform block": ({"main.tf": 'terraform {\n  required_version = ">= 1"\n}\n', "state.tf": S3}, "s3"),
    "json": ({"main.tf.json": '{"terraform": {"backend": {"s3": {"bucket": "b", "key": "k", "region": "r"}}}}'}, "s3"),
    "json with lists": ({"main.tf.json": '{"terraform": [{"cloud": [{"organization": "acme"}]}]}'}, "cloud"),
    "override.tf wins": ({"main.tf": S3, "override.tf": 'terraform {\n  backend "local" {}\n}\n'}, "local"),
    "x_override.tf wins": ({"main.tf": S3, "ci_override.tf": CLOUD}, "cloud"),
    "override in json wins": ({"main.tf": S3, "ci_override.tf.json": '{"terraform": {"cloud": {}}}'}, "cloud"),
    "the last override wins": ({"main.tf": S3, "a_override.tf": CLOUD, "b_override.tf": 'terraform {\n backend "local" {}\n}'}, "local"),
    "a name that only looks like an override": ({"nooverride.tf": S3}, "s3"),
    "line comments": ({"main.tf": '# terraform { backend "gcs" {} }\n// terraform { cloud {} }\n' + S3}, "s3"),
    "block comment": ({"main.tf": '/* terraform {\n backend "gcs" {}\n} */\n' + S3}, "s3"),
    "string": ({"main.tf": 'locals {\n  x = "terraform { backend \\"gcs\\" {} }"\n}\n' + S3}, "s3"),
    "interpolation with braces and quotes": ({"main.tf": 'locals {\n  x = "${lookup({ a = "}" }, "a")} backend"\n}\n' + S3}, "s3"),
    "escaped interpolation": ({"main.tf": 'locals {\n  x = "$${ not one"\n  y = "%%{ neither"\n}\n' + S3}, "s3"),
    "heredoc": ({"main.tf": "locals {\n  x = <<EOT\nterraform {\n  backend \"gcs\" {\n  }\n}\n\"unbalanced {\nEOT\n}\n" + S3}, "s3"),
    "indented heredoc": ({"main.tf": "locals {\n  x = <<-EOT\n    terraform { cloud {}\n    EOT\n}\n" + S3}, "s3"),
    "backend as attribute and in another block": ({"main.tf": 'locals {\n  backend = { cloud = 1 }\n}\nmodule "backend" {\n  source = "./x"\n}\n' + S3}, "s3"),
    "backend block outside terraform": ({"main.tf": 'resource "x" "y" {\n  backend "gcs" {}\n  cloud {}\n}\n' + S3}, "s3"),
    "subfolders are not read": ({"main.tf": S3, "module/main.tf": CLOUD}, "s3"),
    "hidden files and backups are not read": ({"main.tf": S3, ".old.tf": CLOUD, "main.tf~": CLOUD, "#x.tf#": CLOUD}, "s3"),
    "a name that starts like a backup is read": ({"main.tf": "", "#x.tf": CLOUD}, "cloud"),
    "Terraform does not read OpenTofu's files": ({"main.tf": S3, "main.tofu": CLOUD, "x_override.tofu": CLOUD}, "s3"),
    "null in json is not set": ({"main.tf.json": '{"terraform": {"backend": {"s3": null}, "cloud": {}}}'}, "cloud"),
    "byte order mark and CRLF": ({"main.tf": "\ufeff" + S3.replace("\n", "\r\n")}, "s3"),
    "expressions over lines": ({"main.tf": "locals {\n  a = [for x in [1] : x if x == 1]\n  b = { for k, v in {} : k => v }\n  c = (true\n    ? 1 : 2)\n}\n" + S3}, "s3"),
}

REFUSED = {
    "two backends": ({"main.tf": S3, "other.tf": 'terraform {\n backend "gcs" {}\n}'}, "more than one backend"),
    "backend and cloud": ({"main.tf": S3 + CLOUD}, "more than one backend"),
    "backend and cloud in json": ({"main.tf": S3, "x.tf.json": '{"terraform": {"cloud": {}}}'}, "more than one backend"),
    "the same backend twice": ({"a.tf": S3, "b.tf": S3}, "more than one backend"),
    "an override file that says two things": ({"main.tf": S3, "override.tf": CLOUD + S3}, "more than one backend"),
    "OpenTofu's files for Terraform": ({"main.tofu": S3}, "set `tool: tofu`"),
    "null attribute in json": ({"main.tf.json": '{"terraform": {"backend": {"s3": {"bucket": null, "key": "k", "region": "r"}}}}'}, "needs bucket"),
    "missing brace": ({"main.tf": 'terraform {\n  backend "s3" {\n}\n'}, "not closed"),
    "superfluous brace": ({"main.tf": S3 + "}\n"}, "'}' without '{'"),
    "open string": ({"main.tf": 'locals {\n  x = "open\n}\n'}, "string is not closed"),
    "open interpolation": ({"main.tf": 'locals {\n  x = "${open"\n}\n'}, "not closed"),
    "open comment": ({"main.tf": "/* open\n" + S3}, "comment is not closed"),
    "open heredoc": ({"main.tf": "locals {\n  x = <<EOT\nopen\n}\n"}, "heredoc EOT is not closed"),
    "open list": ({"main.tf": "locals {\n  x = [1, 2\n}\n"}, "closes nothing"),
    "stray word": ({"main.tf": "terraform\n"}, "neither an attribute nor a block"),
    "attribute without value": ({"main.tf": "locals {\n  x =\n}\n"}, "no value"),
    "broken json": ({"main.tf.json": '{"terraform": '}, "cannot be read"),
    "json of another shape": ({"main.tf.json": '{"terraform": "s3"}'}, "an object is expected"),
    "not utf-8": ({"main.tf": b"\xff\xfe"}, "cannot be read"),
    "nothing": ({"README.md": ""}, "no Terraform configuration"),
    "backend without type": ({"main.tf": "terraform {\n  backend {}\n}\n"}, "exactly one type"),
    "partial s3 without file": ({"main.tf": 'terraform {\n  backend "s3" {}\n}\n'}, "needs bucket, key, region: write it to"),
    "partial s3 with an incomplete file": ({"main.tf": 'terraform {\n backend "s3" {}\n}', "backend/dev.hcl": 'bucket = "b"\n'}, "still needs key, region"),
    "file of another environment": ({"main.tf": 'terraform {\n backend "s3" {}\n}', "backend/prd.hcl": 'bucket = "b"\nkey = "k"\n'}, "backend/dev.hcl"),
    "empty attribute": ({"main.tf": S3.replace('"b"', '""')}, "needs bucket"),
    "two backend files": ({"main.tf": S3, "backend/dev.hcl": "", "dev.backend.hcl": ""}, "both"),
    "broken backend file": ({"main.tf": S3, "backend/dev.hcl": 'bucket = "'}, "backend/dev.hcl cannot be read"),
    "cloud with a backend file": ({"main.tf": CLOUD, "backend/dev.hcl": 'bucket = "b"\n'}, "remove one of them"),
    "backend file without backend": ({"main.tf": "", "backend/dev.hcl": 'bucket = "b"\n'}, "no *.tf file declares one: add `backend \"s3\" {}` on a line of its own"),
    "remote without organization": ({"main.tf": 'terraform {\n backend "remote" {}\n}'}, "organization, workspaces"),
}

HOSTED = CLOUD.replace("cloud {", 'cloud {\n    hostname = "tofu.acme.example"')
LOCAL = 'terraform {\n  backend "local" {}\n}\n'
PARTIAL = 'terraform {\n  backend "s3" {}\n}\n'

# Files that OpenTofu reads in another way than Terraform: the kind for Terraform, the kind for OpenTofu.
TWO_READERS = {
    "x.tofu stands for x.tf": ({"main.tf": S3, "main.tofu": LOCAL}, "s3", "local"),
    "another name does not": ({"main.tf": S3, "more.tofu": "locals {}\n"}, "s3", "s3"),
    "x.tofu.json stands for x.tf.json": ({"main.tf.json": '{"terraform": {"backend": {"gcs": {}}}}', "main.tofu.json": '{"terraform": {"backend": {"local": {}}}}'}, "gcs", "local"),
    "x.tofu does not stand for x.tf.json": ({"main.tf.json": '{"terraform": {"backend": {"local": {}}}}', "main.tofu": "locals {}\n"}, "local", "local"),
    "overrides of OpenTofu": ({"main.tf": S3, "override.tofu": LOCAL}, "s3", "local"),
    "override.tofu stands for override.tf": ({"main.tf": S3, "override.tf": CLOUD, "override.tofu": LOCAL}, "cloud", "local"),
    "override.tofu.json": ({"main.tf": S3, "x_override.tofu.json": '{"terraform": {"backend": {"local": {}}}}'}, "s3", "local"),
    "an override that OpenTofu replaces by nothing": ({"main.tf": S3, "x_override.tf": LOCAL, "x_override.tofu": ""}, "local", "s3"),
    "broken for one of them": ({"main.tf": S3, "main.tofu": "terraform {"}, "s3", None),
    "broken for the other": ({"main.tf": "terraform {", "main.tofu": S3}, None, "s3"),
    "cloud without a host": ({"main.tf": CLOUD}, "cloud", None),
    "cloud with a host": ({"main.tf": HOSTED}, "cloud", "cloud"),
    "two backends for one of them": ({"main.tf": S3, "more.tofu": LOCAL}, "s3", None),
    "a file for the environment, read by both": ({"main.tofu": PARTIAL, "main.tf": PARTIAL, "backend/dev.hcl": 'bucket = "b"\nkey = "k"\nregion = "r"\n'}, "s3", "s3"),
}

FULL = 'bucket = "acme-state-{}"\nkey = "orders.tfstate"\nregion = "eu-west-1"\nuse_lockfile = true\n'

# Whole repositories: what each environment gets. A text is the refusal; a tuple is kind, host, backend file.
REPOSITORIES = {
    "a file for each environment": (
        {"main.tf": PARTIAL, "backend/dev.hcl": FULL.format("dev"), "backend/prd.hcl": FULL.format("prd")},
        {"dev": ("s3", None, "backend/dev.hcl"), "prd": ("s3", None, "backend/prd.hcl")},
    ),
    "one environment is forgotten": (
        {"main.tf": PARTIAL, "backend/dev.hcl": FULL.format("dev")},
        {"dev": ("s3", None, "backend/dev.hcl"), "prd": "write it to {}/backend/prd.hcl"},
    ),
    "both places mixed over environments": (
        {"main.tf": PARTIAL, "backend/dev.hcl": FULL.format("dev"), "prd.backend.hcl": FULL.format("prd")},
        {"dev": ("s3", None, "backend/dev.hcl"), "prd": ("s3", None, "prd.backend.hcl")},
    ),
    "HCP Terraform for all": ({"main.tf": CLOUD}, {"dev": ("cloud", "app.terraform.io", None), "prd": ("cloud", "app.terraform.io", None)}),
    "HCP Terraform, with a left-over file for one": (
        {"main.tf": CLOUD, "backend/prd.hcl": FULL.format("prd")},
        {"dev": ("cloud", "app.terraform.io", None), "prd": "remove one of them"},
    ),
    "remote backend, completed for each": (
        {
            "main.tf": 'terraform {\n  backend "remote" {\n    organization = "acme"\n  }\n}\n',
            "backend/dev.hcl": 'workspaces { name = "orders-dev" }\n',
            "backend/prd.hcl": 'hostname = "tfe.acme.example"\nworkspaces { name = "orders-prd" }\n',
        },
        {"dev": ("remote", "app.terraform.io", "backend/dev.hcl"), "prd": ("remote", "tfe.acme.example", "backend/prd.hcl")},
    ),
    "S3, moved to HCP Terraform by an override": (
        {"main.tf": S3, "hcp_override.tf": CLOUD}, {"dev": ("cloud", "app.terraform.io", None)},
    ),
    "HCP Terraform, moved to S3 by an override in json": (
        {"main.tf": CLOUD, "s3_override.tf.json": '{"terraform": {"backend": {"s3": {}}}}', "backend/dev.hcl": FULL.format("dev")},
        {"dev": ("s3", None, "backend/dev.hcl")},
    ),
    "both, half moved": ({"main.tf": S3, "cloud.tf": CLOUD}, {"dev": "more than one backend"}),
    "a module that says cloud": ({"main.tf": S3, "modules/x/main.tf": CLOUD, "dev/main.tf": CLOUD}, {"dev": ("s3", None, None)}),
    "commented cloud": ({"main.tf": "/*\n" + CLOUD + "*/\n" + S3}, {"dev": ("s3", None, None)}),
    "cloud in a heredoc": ({"main.tf": "locals {\n  x = <<EOT\n" + CLOUD + "EOT\n}\n" + S3}, {"dev": ("s3", None, None)}),
    "cloud in json, one of a list": (
        {"main.tf.json": '[{"variable": {}}, {"terraform": {"cloud": {"hostname": "tfe.acme.example", "organization": "acme"}}}]'},
        {"dev": ("cloud", "tfe.acme.example", None)},
    ),
    "a computed host in json": ({"main.tf.json": '{"terraform": {"cloud": {"hostname": "${var.host}"}}}'}, {"dev": "computes the backend's hostname"}),
    "a computed host": ({"main.tf": CLOUD.replace("cloud {", "cloud {\n    hostname = var.host")}, {"dev": "computes the backend's hostname"}),
    "broken elsewhere": ({"main.tf": CLOUD, "broken.tf": 'resource "x" "y" {\n'}, {"dev": "broken.tf cannot be read"}),
    "broken override": ({"main.tf": S3, "override.tf.json": "{"}, {"dev": "override.tf.json cannot be read"}),
    "a broken file for one": (
        {"main.tf": PARTIAL, "backend/dev.hcl": FULL.format("dev"), "backend/prd.hcl": "bucket ="},
        {"dev": ("s3", None, "backend/dev.hcl"), "prd": "prd.hcl cannot be read"},
    ),
}


class BackendTest(unittest.TestCase):
    def directory(self, files):
        folder = Path(tempfile.mkdtemp(prefix="slipway-backend-"))
        self.addCleanup(shutil.rmtree, folder)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return folder

    def test_the_declared_backend_is_found(self):
        for name, (files, kind) in FOUND.items():
            with self.subTest(name):
                self.assertEqual(kind, backend.detect(self.directory(files), "dev").kind)

    def test_what_cannot_be_deployed_is_refused(self):
        for name, (files, message) in REFUSED.items():
            with self.subTest(name), self.assertRaises(backend.BackendProblem) as refusal:
                backend.detect(self.directory(files), "dev")
            self.assertIn(message, str(refusal.exception), name)

    def test_each_environment_of_a_repository_gets_its_own(self):
        for name, (files, environments) in REPOSITORIES.items():
            folder = self.directory(files)
            for environment, expected in environments.items():
                with self.subTest(name, environment=environment):
                    if isinstance(expected, str):
                        with self.assertRaises(backend.BackendProblem) as refusal:
                            self.assertIsNone(backend.detect(folder, environment).host)
                        self.assertIn(expected.format(folder), str(refusal.exception))
                        continue
                    found = backend.detect(folder, environment)
                    file = found.config_file and str(found.config_file.relative_to(folder))
                    self.assertEqual(expected, (found.kind, found.host, file))

    def test_opentofu_reads_its_own_files_first(self):
        for name, (files, terraform, tofu) in TWO_READERS.items():
            folder = self.directory(files)
            for tool, kind in (("terraform", terraform), ("tofu", tofu)):
                with self.subTest(name, tool=tool):
                    if kind:
                        self.assertEqual(kind, backend.detect(folder, "dev", tool=tool).kind)
                    else:
                        with self.assertRaises(backend.BackendProblem):
                            backend.detect(folder, "dev", tool=tool)

    def test_opentofu_s_files_are_enough_for_opentofu(self):
        self.assertEqual("s3", backend.detect(self.directory({"main.tofu": S3}), "dev", tool="tofu").kind)
        with self.assertRaisesRegex(backend.BackendProblem, "no OpenTofu configuration"):
            backend.detect(self.directory({"main.tofuu": S3}), "dev", tool="tofu")

    def test_opentofu_has_no_default_host(self):
        with self.assertRaisesRegex(backend.BackendProblem, "needs hostname"):
            backend.detect(self.directory({"main.tf": CLOUD}), "dev", tool="tofu")
        self.assertEqual("tofu.acme.example", backend.detect(self.directory({"main.tf": HOSTED}), "dev", tool="tofu").host)

    def test_a_missing_backend_is_told_from_a_local_one(self):
        self.assertFalse(backend.detect(self.directory({"main.tf": ""}), "dev").declared)
        self.assertTrue(backend.detect(self.directory({"main.tf": 'terraform {\n backend "local" {}\n}'}), "dev").declared)

    def test_the_region_may_come_from_the_environment(self):
        files = {"main.tf": 'terraform {\n  backend "s3" {}\n}\n', "dev.backend.hcl": 'bucket = "b"\nkey = "k"\n'}
        found = backend.detect(self.directory(files), "dev", region_known=True)
        self.assertEqual("dev.backend.hcl", found.config_file.name)

    def test_the_file_completes_the_block(self):
        files = {"main.tf": 'terraform {\n  backend "s3" {\n    key = "k"\n  }\n}\n', "backend/dev.hcl": 'bucket = "b"\nregion = "r"\nuse_lockfile = true\n'}
        found = backend.detect(self.directory(files), "dev")
        self.assertEqual({"key": "k", "bucket": "b", "region": "r", "use_lockfile": "true"}, found.attributes)
        self.assertTrue(found.locks)

    def test_an_unlocked_s3_state_is_known(self):
        self.assertFalse(backend.detect(self.directory({"main.tf": S3.replace("use_lockfile = true", "")}), "dev").locks)
        self.assertFalse(backend.detect(self.directory({"main.tf": S3.replace("lockfile = true", "lockfile = false")}), "dev").locks)
        self.assertTrue(backend.detect(self.directory({"main.tf": S3}), "dev").locks)

    def test_the_host_of_hcp_terraform(self):
        self.assertEqual("app.terraform.io", backend.detect(self.directory({"main.tf": CLOUD}), "dev").host)
        enterprise = CLOUD.replace("cloud {", 'cloud {\n    hostname = "tfe.acme.example"')
        self.assertEqual("tfe.acme.example", backend.detect(self.directory({"main.tf": enterprise}), "dev").host)
        self.assertIsNone(backend.detect(self.directory({"main.tf": S3}), "dev").host)

    def test_the_line_of_a_fault_is_named(self):
        with self.assertRaisesRegex(hcl.BrokenHcl, "line 3"):
            hcl.parse('locals {\n  a = 1\n  b = "open\n}\n')


if __name__ == "__main__":
    unittest.main()
