"""Runs the tests of a folder, its classes side by side: suite.py FOLDER [test_file[.Class[.test]] ...]

The classes that took longest the last time begin first. At the end: what failed, what takes long, how many passed.
"""

import compileall
import concurrent.futures
import io
import json
import multiprocessing
import os
import shutil
import signal
import sys
import sysconfig
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SLOWEST = 10
# What a runner, a git hook or somebody's own account leaves in the environment, and our scripts and their tools would heed.
FOREIGN = ("ACTIONS_", "AWS_", "FORCE_COLOR", "GITHUB_", "GIT_", "INPUT_", "RUNNER_", "TF_")
NEEDED = ("AWS_CA_BUNDLE", "GIT_SSL_CAINFO")


def classes(suite):
    """The suites of the tests by class, in their order."""
    found = {}
    for test in _flat(suite):
        found.setdefault(f"{type(test).__module__}.{type(test).__qualname__}", unittest.TestSuite()).addTest(test)
    return found


def _flat(suite):
    for entry in suite:
        if isinstance(entry, unittest.TestSuite):
            yield from _flat(entry)
        else:
            yield entry


def run(name):
    """One class, in a process that has loaded all of them: seconds, tests, what did not pass, and the log."""
    log, started = io.StringIO(), time.monotonic()
    result = unittest.TextTestRunner(stream=log, verbosity=2).run(_found[name])
    bad = [f"{kind}: {test}" for kind, tests in (("FAILED", result.failures), ("ERROR", result.errors), ("SKIPPED", result.skipped))
           for test, _ in tests] + [f"UNEXPECTED SUCCESS: {test}" for test in result.unexpectedSuccesses]
    return time.monotonic() - started, result.testsRun, bad, log.getvalue()


def alone():
    """The tests find the same wherever they run: on a developer's machine, on a runner, behind a proxy."""
    for name in [name for name in os.environ if name.startswith(FOREIGN) and name not in NEEDED]:
        del os.environ[name]
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, ["127.0.0.1", "localhost", os.environ.get(name)]))
    os.environ["LC_ALL"] = "C.UTF-8"
    os.umask(0o022)
    # A shell lets what it starts in the background ignore it, and so would every program that is tested.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def quick_python(folder):
    """`python3` on the path is this interpreter, and finds our scripts compiled, which they themselves never leave behind."""
    cache = folder / "compiled"
    sys.pycache_prefix = str(cache)
    compileall.compile_dir(str(HERE.parent / "templates"), quiet=1)
    sys.pycache_prefix = None
    # With such a folder Python looks nowhere else, not for its own library either.
    library = Path(sysconfig.get_path("stdlib"))
    for compiled in library.glob("**/__pycache__/*.pyc"):
        if "site-packages" not in compiled.parts and "test" not in compiled.parts:
            copy = cache / compiled.parents[1].relative_to("/") / compiled.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(compiled)
    program = folder / "bin" / "python3"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -X pycache_prefix="{cache}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    os.environ["PATH"] = f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def measured(file):
    """How long each class took the last time. It decides about the order alone: nothing is lost where it cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: took for name, took in found.items() if isinstance(took, (int, float))} if isinstance(found, dict) else {}


def side_by_side(folder):
    file = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "slipway" / f"seconds-of-{folder.name}-tests.json"
    before = measured(file)
    # Those that were never measured first: one of them may be the longest.
    order = sorted(_found, key=lambda name: (-before.get(name, float("inf")), -_found[name].countTestCases()))
    seconds, tests, bad = {}, 0, []
    fork = multiprocessing.get_context("fork")
    # One more than there are cores: tests also wait.
    with concurrent.futures.ProcessPoolExecutor(min(len(os.sched_getaffinity(0)) + 1, len(order)), fork) as pool:
        running = {pool.submit(run, name): name for name in order}
        for done in concurrent.futures.as_completed(running):
            name = running[done]
            seconds[name], ran, wrong, log = done.result()
            tests += ran
            bad += wrong
            print(f"{log if wrong else ''}{'not ok' if wrong else 'ok'} {name}: {ran} tests, {seconds[name]:.1f} s", flush=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    # In one move: another run may read it just now, or write it too.
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=file.name, delete=False, encoding="utf-8") as fresh:
        fresh.write(json.dumps({**measured(file), **seconds}, indent=1, sort_keys=True) + "\n")
    os.replace(fresh.name, file)
    print("\nwhat takes long:")
    for name in sorted(seconds, key=seconds.get, reverse=True)[:SLOWEST]:
        print(f"{seconds[name]:7.1f} s  {name}")
    print("".join(f"\n{entry}" for entry in bad))
    print(f"{tests - len(bad)} passed, {len(bad)} failed")
    return 0 if tests and not bad else 1


def main(folder, names):
    global _found
    started = time.monotonic()
    alone()
    sys.path.insert(0, str(folder))
    os.chdir(folder)
    temporary = Path(tempfile.mkdtemp(prefix="slipway-tests-"))
    try:
        quick_python(temporary)
        names = names or sorted(path.name for path in folder.glob("test_*.py"))
        _found = classes(unittest.defaultTestLoader.loadTestsFromNames([name[:-3] if name.endswith(".py") else name for name in names]))
        if "quick_cli" in sys.modules:
            # One for all processes.
            sys.modules["quick_cli"].started()
        return side_by_side(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
