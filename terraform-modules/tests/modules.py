"""Judges Terraform modules: see ./run, which sets up what this needs."""

import argparse
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import docs

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "actions" / "tests" / "terraform"))
import support  # noqa: E402

# Set here and not by ./run: a Python that comes by a version manager puts its own folder, with its moto, in front.
os.environ["PATH"] = f"{HERE / 'stand-in'}:{os.environ['PATH']}"
# moto is on this machine, whatever proxy leads elsewhere.
os.environ["no_proxy"] = ",".join(filter(None, ["127.0.0.1", os.environ.get("no_proxy")]))

MODULES = HERE.parent / "modules"
FILES = ("versions.tf", "variables.tf", "main.tf", "outputs.tf", "README.md", "tests/apply.tftest.hcl")
# A module stands alone: what it needs of another one, its caller gives it.
SOURCE = re.compile(r'^\s*source\s*=\s*"(?!\.\./\.\."|hashicorp/)([^"]*)"', re.M)
# No job takes that long, on whatever machine: only what hangs.
LONGEST = 3600


# Examples keep what they make against a slip, by variables of these names; here everything has to go again.
LET_GO = {"TF_VAR_deletion_protection": "false", "TF_VAR_force_destroy": "true"}


class Failed(Exception):
    """One finding, or several lines of them."""


class Aws(support.Aws):
    def reset(self):
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"), timeout=60).close()


class Workshop:
    """Where one job works: a copy of its module, and an AWS of its own that is empty."""

    def __init__(self, module, folder, configuration, aws):
        self.module = module
        self.aws = aws
        self.copy = Path(folder, "module")
        shutil.copytree(module, self.copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
        self.environment = {
            "HOME": folder,
            "PATH": f"{Path(os.environ['TERRAFORM']).parent}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "TF_CLI_CONFIG_FILE": configuration,
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **support.SPEED,
            **aws.variables(),
        }

    def run(self, *command, at=None, codes=(0,)):
        try:
            ran = subprocess.run(
                command, cwd=at or self.copy, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False, timeout=LONGEST,
            )
        except subprocess.TimeoutExpired as late:
            raise Failed(f"{' '.join(command)} did not end within {LONGEST} s\n{late.stdout or ''}") from None
        if ran.returncode not in codes:
            raise Failed(f"{' '.join(command)} ended with {ran.returncode}\n{ran.stdout}")
        return ran.stdout

    def terraform(self, *arguments, at=None):
        return self.run(os.environ["TERRAFORM"], *arguments, "-no-color", at=at)

    def valid(self, at):
        self.terraform("init", "-backend=false", at=at)
        found = json.loads(self.run(os.environ["TERRAFORM"], "validate", "-json", "-no-color", at=at, codes=(0, 1)))
        # A warning of today is an error of the next major version.
        if found["diagnostics"]:
            raise Failed("\n".join(f"{said['summary']}: {said.get('detail', '')}" for said in found["diagnostics"]))


def layout(module):
    """Files that every module has, and how they name others."""
    missing = [name for name in FILES if not (module / name).is_file()]
    missing += ["an example in examples/<name>/main.tf"] if not examples(module) else []
    missing += ["a fast test: a file of tests/ with mock_provider"] if not fast_tests(module) else []
    if missing:
        raise Failed(f"{module} lacks " + ", ".join(missing))
    for path in sorted(module.rglob("*.tf")):
        elsewhere = SOURCE.search(path.read_text(encoding="utf-8"))
        if elsewhere:
            raise Failed(f"{path}: `{elsewhere.group(1)}` is no source that works once the module is published")
    stale = docs.stale(module)
    if stale:
        raise Failed(stale)


def examples(module):
    return sorted(path.parent for path in module.glob("examples/*/main.tf"))


def fast_tests(module):
    return [path for path in module.glob("tests/*.tftest.hcl") if "mock_provider" in path.read_text(encoding="utf-8")]


def itself(shop):
    """The module: valid, linted, and its own tests."""
    layout(shop.module)
    shop.valid(shop.copy)
    lint = ("tflint", f"--config={HERE / 'tflint.hcl'}", "--format=compact")
    shop.run(*lint)
    for folder in examples(shop.copy):
        # An example is read from top to bottom, in one file.
        shop.run(*lint, "--disable-rule=terraform_standard_module_structure", at=folder)
    said = shop.terraform("test")
    passed = re.search(r"Success! (\d+) passed, 0 failed\.", said)
    if not passed or passed.group(1) == "0":
        raise Failed(f"terraform test ran nothing\n{said}")
    return f"{passed.group(1)} test runs"


def example(name):
    def judge(shop):
        folder = shop.copy / "examples" / name
        shop.environment.update(LET_GO)
        shop.terraform("init", "-backend=false", at=folder)
        # Validates too, and says what `validate` would.
        said = shop.terraform("apply", "-auto-approve", at=folder)
        if "Warning: " in said:
            raise Failed(said)
        # What was applied is what was asked for: a second plan has nothing to do.
        shop.terraform("plan", "-detailed-exitcode", at=folder)
        shop.terraform("destroy", "-auto-approve", at=folder)
        left = shop.terraform("state", "list", at=folder)
        if left.strip():
            raise Failed(f"after destroy there are still\n{left}")

    return judge


def scripted(folder):
    """Tests in Python: they find the module's copy in $MODULE."""

    def judge(shop):
        shop.environment["MODULE"] = str(shop.copy)
        said = shop.run(sys.executable, "-m", "unittest", "discover", "-s", str(folder), "-t", str(HERE), "-p", "test_*.py")
        ran = re.search(r"^Ran (\d+) tests? in", said, re.M)
        if not ran or ran.group(1) == "0" or "skipped=" in said:
            raise Failed(f"not every test of {folder} ran\n{said}")
        return f"{ran.group(1)} tests"

    return judge


def formatted(_):
    ran = subprocess.run(
        [os.environ["TERRAFORM"], "fmt", "-check", "-recursive", "-diff", "-no-color", str(HERE.parent)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )
    if ran.returncode:
        raise Failed(f"run terraform fmt -recursive terraform-modules\n{ran.stdout}")


def secure(modules):
    """One Checkov for all: it judges modules with the values of their examples too."""

    def judge(_):
        with tempfile.TemporaryDirectory() as folder:
            folders = [part for module in modules for part in ("--directory", str(module))]
            ran = subprocess.run(
                [os.environ["CHECKOV"], *folders, "--framework", "terraform", "--compact", "--skip-download"]
                + ["--output", "json", "--output-file-path", folder],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                cwd=folder,
            )
            report = Path(folder, "results_json.json")
            if not report.is_file():
                raise Failed(f"Checkov did not finish\n{ran.stdout}{ran.stderr}")
            # One report for each directory, or one alone where there is one.
            reports = json.loads(report.read_text(encoding="utf-8"))
        return checkov_findings(reports if isinstance(reports, list) else [reports])

    return judge


def checkov_findings(reports):
    passed, found = 0, []
    for report in reports:
        if "results" not in report:
            raise Failed(f"a directory in which Checkov finds nothing to check: {report}")
        results = report["results"]
        passed += report["summary"]["passed"]
        found += [f"{path}: cannot be read" for path in results["parsing_errors"]]
        for check in results["failed_checks"]:
            found.append(f"{check['file_path']}:{check['file_line_range'][0]} {check['resource']} {check['check_id']} {check['check_name']}")
        for check in results["skipped_checks"]:
            if check["check_result"].get("suppress_comment", "No comment provided") == "No comment provided":
                found.append(f"{check['file_path']} {check['resource']} {check['check_id']} is skipped without a reason")
    if found:
        raise Failed("Checkov: correct it, or say at the resource why it is right: #checkov:skip=ID:reason\n" + "\n".join(sorted(set(found))))
    if not passed:
        raise Failed("Checkov checked nothing")
    return f"{passed} checks"


def jobs_of(modules, everything):
    """Name, module and judge; what takes longest comes first."""
    jobs = [(f"{name_of(module)}", module, itself) for module in modules]
    jobs.append(("Checkov", None, secure(modules)))
    for module in modules:
        folder = HERE / module.parent.name.replace("-", "_")
        if folder.is_dir():
            jobs.append((f"{name_of(module)}: tests in Python", module, scripted(folder)))
        jobs += [(f"{name_of(module)}: example {path.name}", module, example(path.name)) for path in examples(module)]
    if everything:
        jobs.append(("what judges modules", modules[0], scripted(HERE / "harness")))
    jobs.append(("format", None, formatted))
    return jobs


def name_of(module):
    return module.parent.name


def work(jobs, configuration, results):
    """One worker: an AWS for as long as there are jobs, emptied for each of them."""
    aws = Aws()
    try:
        while True:
            try:
                name, module, judge = jobs.get_nowait()
            except queue.Empty:
                return
            started = time.monotonic()
            try:
                detail = one(module, judge, configuration, aws)
                trouble = None
            except Failed as failed:
                detail, trouble = "", str(failed)
            except Exception as error:  # A defect of a judge fails its job, and the others still run.
                detail, trouble = "", f"{type(error).__name__}: {error}"
            seconds = time.monotonic() - started
            results.put((name, detail, trouble))
            # With its end of line: other workers print too.
            print(f"{'FAILED' if trouble else 'ok'}  {name} ({seconds:.0f} s) {detail or ''}\n", end="", flush=True)
    finally:
        aws.stop()


def one(module, judge, configuration, aws):
    if module is None:
        return judge(None)
    aws.reset()
    with tempfile.TemporaryDirectory(prefix="slipway-module-") as folder:
        return judge(Workshop(module, folder, configuration, aws))


def configuration_in(folder):
    """Providers of the mirror are linked to, not copied; others, where a module asks for one, from the registry."""
    file = Path(folder, "terraform.rc")
    mirror = "registry.terraform.io/hashicorp/aws"
    file.write_text(
        "disable_checkpoint = true\nprovider_installation {\n"
        f'  filesystem_mirror {{\n    path    = "{os.environ["PROVIDERS"]}"\n    include = ["{mirror}"]\n  }}\n'
        f'  direct {{\n    exclude = ["{mirror}"]\n  }}\n}}\n',
        encoding="utf-8",
    )
    return str(file)


def main():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("module", nargs="*", help="a module's name; all without one")
    wanted = parser.parse_args().module
    modules = [module for module in sorted(MODULES.glob("*/v*")) if not wanted or module.parent.name in wanted]
    unknown = set(wanted) - {module.parent.name for module in modules}
    if unknown or not modules:
        parser.error(f"no module {', '.join(sorted(unknown))} in {MODULES}")
    jobs, results = queue.Queue(), queue.Queue()
    listed = jobs_of(modules, not wanted)
    for job in listed:
        jobs.put(job)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="slipway-modules-") as folder:
        configuration = configuration_in(folder)
        workers = [
            threading.Thread(target=work, args=(jobs, configuration, results))
            # Twice as many as processors: half of the time a job waits until AWS would have made something.
            for _ in range(min(2 * (os.cpu_count() or 1), len(listed)))
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    done = [results.get_nowait() for _ in range(results.qsize())]
    for name, _, trouble in done:
        if trouble:
            print(f"\n--- {name}\n{trouble}")
    failed = [name for name, _, trouble in done if trouble]
    print(f"\n{len(modules)} modules, {len(listed)} jobs, {len(failed)} failed, {time.monotonic() - started:.0f} s")
    # A worker that died leaves jobs behind: they did not pass.
    sys.exit(1 if failed or len(done) != len(listed) else 0)


if __name__ == "__main__":
    main()
