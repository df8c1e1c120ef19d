"""What the tests share: running a script as the runner would, temporary directories, the AWS stand-in."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "actions" / "templates"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def scripts(action):
    return TEMPLATES / action / "v1" / "scripts"


# How Go's programs use memory, which `verify` sets, changes nothing but their speed.
SPEED = {name: os.environ[name] for name in ("GOGC",) if name in os.environ}

# No test waits that long: only what hangs.
LONGEST = 1800


class Ran:
    """One finished step: exit code, log, what it wrote into the runner's files."""

    def __init__(self, code, log, output, summary, environment):
        self.code = code
        self.log = log
        self.summary = summary
        self.outputs = _entries(output)
        self.environment = _entries(environment)


def _entries(text):
    """The runner's own reading of `name=value` and `name<<delimiter` files."""
    entries, lines = {}, iter(text.splitlines())
    for line in lines:
        if "<<" in line and ("=" not in line or line.index("<<") < line.index("=")):
            name, delimiter = line.split("<<", 1)
            value = []
            for following in lines:
                if following == delimiter:
                    break
                value.append(following)
            entries[name] = "\n".join(value)
        elif line:
            name, value = line.split("=", 1)
            entries[name] = value
    return entries


class ScriptTest(unittest.TestCase):
    """A test with a folder of its own that is both workspace and the runner's temporary folder."""

    # The program that holds the infrastructure: terraform or tofu.
    tool = "terraform"

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="slipway-terraform-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.workspace = self.folder / "workspace"
        self.workspace.mkdir()
        (self.folder / "temp").mkdir()
        self.path = os.environ["PATH"]

    def variables(self, **more):
        """What the runner gives to a step; nothing of the machine's own AWS or Terraform settings."""
        kept = {"HOME": str(self.folder), "PATH": self.path, "LANG": "C.UTF-8"}
        runner = {
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "acme/orders",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_SHA": COMMIT,
            "GITHUB_REF": "refs/heads/main",
            "TOOL": self.tool,
        }
        return {**kept, **SPEED, **runner, **more}

    def start(self, action, script, **variables):
        program = ["bash"] if script.endswith(".sh") else [sys.executable, "-B"]
        return self.launch([*program, str(scripts(action) / script)], **variables)

    def launch(self, command, **variables):
        """A program as a step that runs: its process and the files that it writes."""
        files = {name: self.folder / f"{name}-{uuid.uuid4().hex}" for name in ("OUTPUT", "STEP_SUMMARY", "ENV")}
        for file in files.values():
            file.touch()
        # A file and no pipe: what it says can be looked at while it runs, and nothing that it left running keeps it open.
        log = self.folder / f"log-{uuid.uuid4().hex}"
        with open(log, "wb") as said:
            process = subprocess.Popen(
                command,
                cwd=self.workspace,
                env={**self.variables(**variables), **{f"GITHUB_{name}": str(file) for name, file in files.items()}},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        # What a test that failed left behind would ask the stand-in of the next one.
        self.addCleanup(process.kill)
        return process, {**files, "LOG": log}

    def finish(self, process, files):
        process.wait(timeout=LONGEST)
        texts = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
        return Ran(process.returncode, texts["LOG"], texts["OUTPUT"], texts["STEP_SUMMARY"], texts["ENV"])

    def wait_for(self, what, process, files):
        """Until a step that runs has made this file, or has said these words."""
        log = files["LOG"]
        deadline = time.monotonic() + LONGEST
        while not (what.exists() if isinstance(what, Path) else what in log.read_text(encoding="utf-8", errors="replace")):
            self.assertIsNone(process.poll(), f"it ended before there was {what}: {log.read_text(encoding='utf-8')}")
            self.assertLess(time.monotonic(), deadline, f"there is no {what}: {log.read_text(encoding='utf-8')}")
            time.sleep(0.1)

    def step(self, action, script, **variables):
        return self.finish(*self.start(action, script, **variables))

    def write(self, name, text):
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def stub(self, name, text):
        """A program of that name, found before the real one."""
        folder = self.folder / "stubs"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        if not self.path.startswith(f"{folder}:"):
            self.path = f"{folder}:{self.path}"

    def succeeded(self, ran):
        self.assertEqual(0, ran.code, ran.log)
        return ran

    def refused(self, ran, *parts):
        """It failed, and its annotation says so in these words."""
        self.assertEqual(1, ran.code, ran.log)
        annotations = "\n".join(line for line in ran.log.splitlines() if line.startswith("::error"))
        for part in parts:
            self.assertIn(part, annotations, ran.log)
        return ran


def _for_opentofu(aws, folder):
    """The same provider under the name of OpenTofu's registry: hashicorp/aws is there for OpenTofu."""
    mirror = folder / "opentofu-mirror"
    for platform in aws.glob("*/*"):
        link = mirror / "registry.opentofu.org" / "hashicorp" / "aws" / platform.relative_to(aws)
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.is_symlink():
            link.symlink_to(platform)
    return mirror


@functools.cache
def _mirrors():
    """Looked for once: whoever installs something there meanwhile is not in the way."""
    return [mirror for root in ("/opt", "/usr/share/terraform") for mirror in sorted(Path(root).glob("**/registry.terraform.io/hashicorp/aws"))]


def terraform_configuration(folder):
    """A CLI configuration that takes providers from a mirror on this machine, where there is one."""
    mirrors = _mirrors()
    lines = ["disable_checkpoint = true\n"]
    if mirrors:
        roots = {"registry.terraform.io": mirrors[0].parents[2], "registry.opentofu.org": _for_opentofu(mirrors[0], Path(folder))}
        hosted = {host: f"{host}/hashicorp/aws" for host in roots}
        lines.append(
            "provider_installation {\n"
            + "".join(f'  filesystem_mirror {{\n    path    = "{roots[host]}"\n    include = ["{aws}"]\n  }}\n' for host, aws in hosted.items())
            + f"  direct {{\n    exclude = {json.dumps(list(hosted.values()))}\n  }}\n}}\n"
        )
    file = Path(folder) / "terraform.rc"
    file.write_text("".join(lines), encoding="utf-8")
    return str(file)


class Aws:
    """moto as a server on a free port of this machine."""

    def __init__(self):
        self.log = tempfile.TemporaryFile()
        # moto takes the port itself: one that was free a moment ago may be another test's by now, whose moto would answer here.
        self.process = subprocess.Popen(["moto_server", "--host", "127.0.0.1", "--port", "0"], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            # With what comes behind it: of a line that is half written, the number could be cut short.
            running = re.search(rb"Running on (http://127\.0\.0\.1:[0-9]+)\s", self._said())
            if running:
                self.url = running[1].decode("ascii")
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        said = self._said().decode("utf-8", errors="replace")
        self.stop()
        raise AssertionError(f"moto did not start: {said}")

    def _said(self):
        return os.pread(self.log.fileno(), 65536, 0)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def variables(self):
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
