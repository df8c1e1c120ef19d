"""What the tests share: a repository in a folder of its own, and actions' scripts run in it as a runner runs them."""

import base64
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
import zipfile
from typing import Dict, NamedTuple, Optional, Sequence

ACTIONS = pathlib.Path(__file__).resolve().parents[2] / "templates"
# Kept between runs of the tests, as on a runner that is not thrown away: the tools are installed once.
TOOL_CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "slipway-tests"
# Whoever signs their own commits does not sign those of the tests.
os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")


class Ran(NamedTuple):
    exit_code: int
    log: str
    outputs: Dict[str, str]
    summary: str


class ScriptTest(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="slipway-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.repository = self.folder / "repository"
        self.repository.mkdir()
        (self.folder / "temp").mkdir()

    def write(self, name: str, text: str = "") -> pathlib.Path:
        path = self.repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return path

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.repository, check=True, capture_output=True, encoding="utf-8")
        return done.stdout.strip()

    def commit(self) -> str:
        """Commits what is there, as the only commit of a new repository or the next one of an old."""
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def published(self, action: str) -> pathlib.Path:
        """The action's folder as it is published, beside those of all others: some run the scripts of a neighbour."""
        catalog = self.folder / "catalog"
        if not catalog.exists():
            for source in ACTIONS.glob("*/v1"):
                shutil.copytree(source, catalog / source.parent.name, ignore=shutil.ignore_patterns("__pycache__"))
        return catalog / action

    def run_action(self, action: str, variables: Dict[str, str]) -> Ran:
        """The action's own line, as a runner gives it to the shell; `variables` are those of the step's `env`."""
        folder = self.published(action)
        text = (folder / "action.yml").read_text(encoding="utf-8")
        line = " ".join(text.split("      run: ", 1)[1].split("      env:", 1)[0].replace(">-", "", 1).split())
        for script in folder.glob("scripts/*.sh"):
            # As publishing makes it.
            script.chmod(0o755)
        step = self.folder / "step.sh"
        step.write_text(line + "\n", encoding="utf-8")
        return self.run_script(str(step), {"GITHUB_ACTION_PATH": str(folder), **variables})

    def run_script(
        self, script: str, variables: Dict[str, str], cwd: Optional[pathlib.Path] = None, arguments: Sequence[str] = ()
    ) -> Ran:
        files = {name: self.folder / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        path = ACTIONS / script
        environment = {
            **os.environ,
            # The interpreter itself: a version manager's stand-in on the path would cost more than many a test.
            "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]),
            "GITHUB_ACTIONS": "true",
            "RUNNER_TEMP": str(self.folder / "temp"),
            "RUNNER_TOOL_CACHE": str(TOOL_CACHE),
            **{name: str(file) for name, file in files.items()},
            **variables,
        }
        command = ["bash", str(path)] if path.suffix == ".sh" else ["python3", "-EsB", str(path)]
        done = subprocess.run(
            [*command, *arguments],
            cwd=cwd or self.repository,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines())
        return Ran(done.returncode, done.stdout, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))

    def assert_refused(self, ran: Ran, *parts: str) -> None:
        """It failed, with an error annotation that says all of this."""
        self.assertEqual(ran.exit_code, 1, ran.log)
        # No defect of ours behind it; a tool may have one.
        self.assertNotIn(f'File "{ACTIONS}', ran.log)
        annotations = [line for line in ran.log.splitlines() if line.startswith("::error")]
        self.assertTrue(annotations, ran.log)
        for part in parts:
            self.assertIn(part, "\n".join(annotations))


def wheel(folder: pathlib.Path, name: str, version: str, files: Dict[str, str], tag: str = "py3-none-any") -> pathlib.Path:
    """Makes a wheel, so that the tests need no package of anybody else."""
    info = f"{name}-{version}.dist-info"
    contents = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    rows = [f"{file},sha256={_record_hash(text)},{len(text.encode())}" for file, text in contents.items()]
    contents[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,"]) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in contents.items():
            archive.writestr(file, text)
    return path


def sha256(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _record_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
