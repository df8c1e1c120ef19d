"""The repository's tests: all of them, or one suite of them."""

import os
import pathlib
import xml.etree.ElementTree
from typing import Dict, List, Optional

import environments
import report
from environments import SetupError
from repository import Outcome, Repository

SUITES = ("unit", "integration", "contract", "authorization", "smoke")
# Makes the names of the suites known to pytest as marks, which a repository need not do then.
PLUGIN = pathlib.Path(__file__).resolve().parent / "pytest_plugin"
XML_REPORT = pathlib.Path("coverage.xml")
HTML_REPORT = pathlib.Path("htmlcov/index.html")
RESULTS = pathlib.Path("test-results")
# Made up: what a test forgets to mock is refused by AWS, whatever the machine that it runs on may do there.
NO_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SECURITY_TOKEN": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def tests(repository: Repository) -> Outcome:
    """All tests, with coverage."""
    done = _pytest(repository, [repository.tests, *_coverage(repository)], environments.clean_environment())
    if done.exit_code:
        return Outcome("failed", done.exit_code, _why_failed(done, repository), done.lines)
    return _measured(repository, "")


def suite(repository: Repository) -> Outcome:
    """One suite: the folder of its name, or else the tests that are marked with it."""
    name = repository.suite
    if name not in SUITES:
        raise SetupError(f"`suite` is one of {', '.join(SUITES)}, not `{name}`")
    results = RESULTS / f"{name}.xml"
    results.parent.mkdir(exist_ok=True)
    results.unlink(missing_ok=True)
    arguments = [*_selection(repository), "--strict-markers", "-p", "slipway_markers", f"--junitxml={results}"]
    arguments += _coverage(repository) if name == "unit" else ["--no-cov"]
    done = _pytest(repository, arguments, _without_account(), str(PLUGIN))
    counts = _counts(results)
    if counts and counts["tests"] == counts["skipped"]:
        return Outcome("failed", done.exit_code, _why_nothing(repository, counts), done.lines)
    if done.exit_code:
        return Outcome("failed", done.exit_code, _why_failed(done, repository), done.lines)
    if not counts:
        return Outcome("failed", 0, "there are no results: look for `-p no:junitxml` in the pytest options", done.lines)
    note = f"{counts['tests'] - counts['skipped']} passed, {counts['skipped']} skipped"
    return _measured(repository, note + "; ") if name == "unit" else Outcome("passed", 0, note)


def _pytest(repository: Repository, arguments: List[str], environment: Dict[str, str], *more: str) -> report.Finished:
    if not repository.tests or not os.path.isdir(repository.tests):
        raise SetupError(f"the tests folder `{repository.tests}` does not exist: correct the input `tests`")
    python = environments.project(repository.requirements)
    environments.add_missing_test_tools(python)
    for old in (XML_REPORT, HTML_REPORT):
        old.unlink(missing_ok=True)
    # As in Lambda the source folder is on the path; so is the repository, for `from src import ...`.
    paths = os.pathsep.join([os.path.abspath(repository.source), os.getcwd(), *more])
    # Nothing is left behind in folders that are packaged or published afterwards.
    variables = {**environment, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    return report.run([python, "-m", "pytest", *arguments], variables)


def _selection(repository: Repository) -> List[str]:
    folder = os.path.join(repository.tests, repository.suite)
    if os.path.isdir(folder):
        # All that is in the folder, whatever marks the repository's own options ask for.
        return [folder, "-m", ""]
    if repository.suite != "unit":
        return [repository.tests, "-m", repository.suite]
    # What is of no other suite: in many a repository that is every test, none of them marked.
    others = SUITES[1:]
    folders = [os.path.join(repository.tests, other) for other in others]
    ignored = [f"--ignore={other}" for other in folders if os.path.isdir(other)]
    return [repository.tests, *ignored, "-m", " and ".join(f"not {other}" for other in others)]


def _coverage(repository: Repository) -> List[str]:
    options = [f"--cov={repository.source}", "--cov-report=term", f"--cov-report=xml:{XML_REPORT}"]
    return options + [f"--cov-report=html:{HTML_REPORT.parent}", f"--cov-fail-under={repository.coverage}"]


def _measured(repository: Repository, note: str) -> Outcome:
    if not (XML_REPORT.is_file() and HTML_REPORT.is_file()):
        # With `--no-cov` among the repository's own options pytest ends with 0 and has measured nothing.
        return Outcome("failed", 0, "the coverage was not measured: look for `--no-cov` in the pytest options")
    rate = float(xml.etree.ElementTree.parse(XML_REPORT).getroot().get("line-rate", "0"))
    return Outcome("passed", 0, f"{note}{rate:.0%} of the lines covered, at least {repository.coverage}% asked for")


def _without_account() -> Dict[str, str]:
    kept = {name: value for name, value in environments.clean_environment().items() if not name.startswith("AWS_")}
    return {**kept, **NO_ACCOUNT}


def _counts(results: pathlib.Path) -> Optional[Dict[str, int]]:
    try:
        found = list(xml.etree.ElementTree.parse(results).getroot().iter("testsuite"))
        return {name: sum(int(one.get(name, "0")) for one in found) for name in ("tests", "skipped")}
    except (OSError, ValueError, xml.etree.ElementTree.ParseError):
        return None


def _why_nothing(repository: Repository, counts: Dict[str, int]) -> str:
    if counts["tests"]:
        return f"all {counts['tests']} tests of the suite {repository.suite} were skipped: that proves nothing"
    folder = os.path.join(repository.tests, repository.suite)
    if os.path.isdir(folder):
        return f"no tests were found in `{folder}`: add tests there, or do not run the suite"
    return (
        f"no tests of the suite {repository.suite} were found: put them into `{folder}`, mark them with "
        f"`@pytest.mark.{repository.suite}`, or do not run the suite"
    )


def _why_failed(done: report.Finished, repository: Repository) -> str:
    # 5, unless the coverage of nothing has made it 1.
    if done.exit_code == 5 or any("no tests ran in" in line for line in done.lines):
        return f"no tests were found in `{repository.tests}`: a run without tests proves nothing"
    if any("Required test coverage of" in line and "not reached" in line for line in done.lines):
        return f"the coverage is below {repository.coverage}%"
    return f"the tests failed (exit code {done.exit_code})"
