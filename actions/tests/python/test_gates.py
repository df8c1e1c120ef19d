"""Each gate: it passes, it blocks, it may be advisory or must not be, and it never passes what it did not look at."""

import fcntl
import http.server
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import threading

from fixture import ACTIONS, TOOL_CACHE, Ran, ScriptTest, sha256, wheel

GATE = "python-gate/v1/scripts/gate.py"
CLEAN = '"""An application."""\n\n\ndef handler(event: dict, context: object) -> int:\n    return len(event)\n'
# Put together here, so that this file holds no secret itself.
SECRET = "AKIA" + "IOSFODNN7" + "SLIPWAY"


class GateTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        self.write("src/app.py", CLEAN)

    def gate(self, name: str, **variables: str) -> Ran:
        return self.run_script(GATE, {"INPUT_GATE": name, **variables})

    def assert_passes(self, name: str, **variables: str) -> Ran:
        ran = self.gate(name, **variables)
        self.assertEqual((ran.exit_code, ran.outputs.get("result")), (0, "passed"), ran.log)
        self.assertIn(f"| {name} |", ran.summary)
        self.assertIn("✅ passed", ran.summary)
        self.assertNotIn("::error", ran.log)
        return ran

    def assert_blocks(self, name: str, *parts: str, **variables: str) -> Ran:
        ran = self.gate(name, **variables)
        self.assert_refused(ran, *parts)
        self.assertIn(ran.outputs["result"], ("failed", "error"))
        self.assertIn("❌", ran.summary)
        return ran

    def assert_advisory(self, name: str, exit_code: int = 1) -> None:
        """Its failure is shown with its exit code, and does not stop."""
        ran = self.gate(name, INPUT_ADVISORY="true")
        self.assertEqual((ran.exit_code, ran.outputs["result"]), (0, "advisory"), ran.log)
        self.assertIn(f"::warning title={name} (advisory)::", ran.log)
        self.assertIn(f"⚠️ failed, advisory | {exit_code} |", ran.summary)


class LintTest(GateTest):
    def test_tests_that_are_run_elsewhere_are_not_read(self) -> None:
        self.write("tests/test_app.py", "import os\nassert eval('1')\n")
        self.assert_blocks("flake8", "flake8 found problems")
        self.assert_passes("flake8", INPUT_TESTS="")
        # The whole repository is the source: then they are part of it.
        self.assert_blocks("bandit", "1 problem(s)", INPUT_TESTS="", INPUT_SOURCE=".")
        self.assert_passes("bandit", INPUT_SOURCE=".")

    def test_flake8(self) -> None:
        self.assert_passes("flake8")
        self.write("src/app.py", "import os\n")
        ran = self.assert_blocks("flake8", "flake8 found problems")
        self.assertIn("F401", ran.log)
        self.assertIn("F401", ran.summary)
        self.assert_advisory("flake8")

    def test_flake8_reads_the_tests_too(self) -> None:
        self.write("tests/test_app.py", "import os\n")
        self.assert_blocks("flake8")

    def test_flake8_keeps_to_the_repository_s_settings_and_else_to_what_black_writes(self) -> None:
        self.write("src/app.py", f'TEXT = "{"x" * 80}"\n')
        self.assertIn("E501", self.assert_blocks("flake8").log)
        self.write("src/app.py", f'TEXT = "{"x" * 79}"\n')
        self.assert_passes("flake8")
        for name, section in ((".flake8", "flake8"), ("setup.cfg", "flake8"), ("tox.ini", "flake8")):
            with self.subTest(name):
                file = self.write(name, f"[{section}]\nmax-line-length = 50\n")
                self.assert_blocks("flake8")
                file.unlink()

    def test_black(self) -> None:
        self.assert_passes("black")
        self.write("src/app.py", "x = { 'a':1 }\n")
        ran = self.assert_blocks("black")
        self.assertIn('+x = {"a": 1}', ran.log)
        self.assert_advisory("black")
        self.assertEqual((self.repository / "src/app.py").read_text(), "x = { 'a':1 }\n")

    def test_black_keeps_to_the_repository_s_settings(self) -> None:
        self.write("src/app.py", "x = 'a'\n")
        self.assert_blocks("black")
        self.write("pyproject.toml", "[tool.black]\nskip-string-normalization = true\n")
        self.assert_passes("black")

    def test_black_cannot_read_a_file(self) -> None:
        self.write("src/app.py", "def broken(:\n")
        self.assert_blocks("black", "could not finish (exit code 123)")
        self.assert_advisory("black", 123)

    def test_isort(self) -> None:
        self.write("src/app.py", "import sys\nimport os\n")
        self.assert_blocks("isort")
        self.assert_advisory("isort")
        self.write("src/app.py", "import os\nimport sys\n")
        self.assert_passes("isort")

    def test_isort_agrees_with_black_unless_configured(self) -> None:
        names = ", ".join(f"name_{letter * 8}" for letter in "abcdefg")
        black = f"from package import (\n    {names.replace(', ', f',{chr(10)}    ')},\n)\n"
        self.write("src/app.py", black)
        self.assert_passes("isort")
        self.write("setup.cfg", "[isort]\nmulti_line_output = 0\n")
        self.assert_blocks("isort")

    def test_a_file_of_the_repository_cannot_stand_in_for_a_tool(self) -> None:
        self.write("src/app.py", "import os\n")
        for name in ("flake8", "black", "isort", "sitecustomize"):
            self.write(f"{name}.py", "raise SystemExit(0)\n")
        self.assert_blocks("flake8", PYTHONPATH=str(self.repository))


class TypesTest(GateTest):
    def test_mypy(self) -> None:
        self.assert_passes("mypy")
        self.write("src/app.py", 'def size() -> int:\n    return "one"\n')
        self.assertIn("[return-value]", self.assert_blocks("mypy").log)
        self.assert_advisory("mypy")

    def test_mypy_knows_the_repository_s_packages_and_their_plugins(self) -> None:
        index = self.folder / "index"
        files = {
            "library/__init__.py": "def size() -> int: ...\n",
            "library/py.typed": "",
            "library/plugin.py": "from mypy.plugin import Plugin\n\n\ndef plugin(version):\n    return Plugin\n",
        }
        wheel(index, "library", "1.0", files)
        self.write("src/app.py", "import library\n\nname: str = library.size()\n")
        self.assertIn("[import-not-found]", self.assert_blocks("mypy").log)
        self.write("requirements.txt", "library==1.0\n")
        self.write("mypy.ini", "[mypy]\nplugins = library.plugin\n")
        self.assertIn("[assignment]", self.assert_blocks("mypy", PIP_FIND_LINKS=str(index)).log)


class BanditTest(GateTest):
    def test_bandit(self) -> None:
        self.assert_passes("bandit")
        self.write("src/app.py", "import yaml\n\nyaml.load(open('x'))\n")
        ran = self.assert_blocks("bandit", "1 problem(s)")
        self.assertIn("src/app.py:3: B506 (medium)", ran.log)
        self.assert_advisory("bandit")

    def test_the_least_severity_that_counts(self) -> None:
        self.write("src/app.py", "assert True\n")
        self.assert_passes("bandit")
        self.assert_blocks("bandit", INPUT_BANDIT_SEVERITY="low")
        self.assert_blocks("bandit", "low, medium or high", INPUT_BANDIT_SEVERITY="none")

    def test_the_repository_s_settings(self) -> None:
        self.write("src/app.py", "import yaml\n\nyaml.load(open('x'))\n")
        for name, text in (
            ("pyproject.toml", '[tool.bandit]\nskips = ["B506"]\n'),
            ("bandit.yaml", "skips: [B506]\n"),
            (".bandit", "[bandit]\nskips = B506\n"),
        ):
            with self.subTest(name):
                file = self.write(name, text)
                self.assert_passes("bandit")
                file.unlink()

    def test_a_file_that_bandit_cannot_read_is_no_pass(self) -> None:
        self.write("src/broken.py", "def broken(:\n")
        self.assert_blocks("bandit", "could not read 1 file(s)")


class Pypi(http.server.BaseHTTPRequestHandler):
    """Answers as the vulnerability service does: `flawed` has a flaw, `unknown` is not there, all else is sound."""

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        name = self.path.split("/")[2]
        flaw = {"id": "PYSEC-1", "aliases": ["CVE-1"], "summary": "a flaw", "fixed_in": ["2.0"], "withdrawn": None}
        self.send_response({"unknown": 404, "broken": 500}.get(name, 200))
        self.end_headers()
        self.wfile.write(json.dumps({"vulnerabilities": [flaw] if name == "flawed" else []}).encode())

    def log_message(self, *_) -> None:
        pass


class AuditTest(GateTest):
    """The tool asks a service of the tests' own in place of PyPI: in a copy of its environment, made once for all."""

    tools: pathlib.Path
    server: http.server.ThreadingHTTPServer

    @classmethod
    def setUpClass(cls) -> None:
        original = pathlib.Path(_tool_environment("pip-audit")).parents[1]
        folder = tempfile.TemporaryDirectory(prefix="slipway-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.tools = pathlib.Path(folder.name)
        copy = cls.tools / "slipway" / original.name
        shutil.copytree(original, copy, symlinks=True)
        (cls.module,) = copy.glob("lib/python*/site-packages/pip_audit/_service/pypi.py")
        cls.text = cls.module.read_text(encoding="utf-8")
        assert 'f"https://pypi.org/' in cls.text, "pip-audit names its service in another way: the tests would ask PyPI"
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pypi)
        thread = threading.Thread(target=cls.server.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def setUp(self) -> None:
        super().setUp()
        self.ask(self.server.server_port)

    def ask(self, port: int) -> None:
        """Which port the tool takes for the service."""
        self.module.write_text(self.text.replace('f"https://pypi.org/', f'f"http://127.0.0.1:{port}/'), encoding="utf-8")

    def requirements(self, *names: str) -> None:
        self.write("requirements.txt", "".join(f"{name}==1.0 --hash=sha256:{'0' * 64}\n" for name in names))

    def gate(self, name: str, **variables: str) -> Ran:
        service = {"RUNNER_TOOL_CACHE": str(self.tools), "HOME": str(self.folder / "temp")}
        return super().gate(name, **{**service, **variables})

    def test_known_vulnerabilities(self) -> None:
        self.requirements("sound")
        self.assertIn("1 packages audited", self.assert_passes("pip-audit").summary)
        self.requirements("sound", "flawed")
        ran = self.assert_blocks("pip-audit", "1 known vulnerabilities")
        self.assertIn("flawed 1.0: PYSEC-1, fixed in 2.0", ran.log)
        advisory = self.gate("pip-audit", INPUT_ADVISORY="true")
        self.assertEqual((advisory.exit_code, advisory.outputs["result"]), (0, "advisory"))

    def test_packages_that_the_service_does_not_know(self) -> None:
        self.requirements("sound", "unknown")
        ran = self.assert_passes("pip-audit")
        self.assertIn("::warning title=pip-audit::not audited", ran.log)
        self.requirements("unknown")
        self.assert_blocks("pip-audit", "knows none of the packages")

    def test_a_service_that_does_not_answer_is_no_pass(self) -> None:
        self.requirements("broken")
        self.assert_blocks("pip-audit", "the audit did not take place")
        self.ask(9)
        self.requirements("sound")
        self.assert_blocks("pip-audit", "the audit did not take place")

    def test_requirements_without_hashes(self) -> None:
        # Slow, since pip-audit lets pip find out what would be installed.
        self.write("requirements.txt", "")
        self.assert_passes("pip-audit")

    def test_no_requirements(self) -> None:
        self.assertIn("no packages to audit", self.assert_passes("pip-audit").summary)


class SecretsTest(GateTest):
    def setUp(self) -> None:
        super().setUp()
        self.git("init", "--quiet")

    def search(self, name: str, text: str) -> None:
        self.write(name, text)
        self.git("add", "--all")

    def test_a_secret_in_a_tracked_file(self) -> None:
        self.git("add", "--all")
        self.assertIn("1 files searched", self.assert_passes("secrets").summary)
        self.search("config/settings.ini", f"key = {SECRET}\n")
        ran = self.assert_blocks("secrets", "revoke the secret", ".secrets.baseline")
        self.assertIn("config/settings.ini:1: AWS Access Key", ran.log)
        self.assertNotIn(SECRET, ran.log + ran.summary)

    def test_a_file_that_is_not_tracked(self) -> None:
        self.git("add", "--all")
        self.write("local.ini", f"key = {SECRET}\n")
        self.assert_passes("secrets")

    def test_never_advisory(self) -> None:
        self.search("settings.ini", f"key = {SECRET}\n")
        self.assert_blocks("secrets", "always blocks", INPUT_ADVISORY="true")

    def test_a_false_alarm(self) -> None:
        self.search("settings.ini", f"key = {SECRET}  # pragma: allowlist secret\n")
        self.assert_passes("secrets")

    def test_the_baseline(self) -> None:
        self.search("settings.ini", f"key = {SECRET}\n")
        baseline = self.baseline(None)
        self.search(".secrets.baseline", baseline)
        self.assert_passes("secrets")
        self.search("other.ini", f"key = {SECRET[:-1]}X\n")
        self.assertIn("other.ini:1", self.assert_blocks("secrets").log)

    def test_what_the_baseline_calls_a_real_secret(self) -> None:
        self.search("settings.ini", f"key = {SECRET}\n")
        self.search(".secrets.baseline", self.baseline(True))
        self.assertIn("calls a real secret", self.assert_blocks("secrets").log)

    def test_a_baseline_that_cannot_be_read(self) -> None:
        self.search(".secrets.baseline", "{")
        self.assert_blocks("secrets", "could not finish")

    def test_without_a_repository_every_file_is_searched(self) -> None:
        shutil.rmtree(self.repository / ".git")
        self.write("local.ini", f"key = {SECRET}\n")
        self.assert_blocks("secrets")

    def test_a_repository_that_git_cannot_read_is_no_pass(self) -> None:
        (self.repository / ".git/HEAD").unlink()
        self.assert_blocks("secrets", "git cannot list")

    def test_nothing_tracked_is_no_pass(self) -> None:
        self.assert_blocks("secrets", "git tracks no file")

    def baseline(self, is_secret: object) -> str:
        import hashlib

        entry = {"type": "AWS Access Key", "line_number": 1, "is_verified": False}
        entry["hashed_secret"] = hashlib.sha1(SECRET.encode()).hexdigest()
        if is_secret is not None:
            entry["is_secret"] = is_secret
        return json.dumps(
            {
                "version": "1.5.0",
                "plugins_used": [{"name": "AWSKeyDetector"}],
                "filters_used": [],
                "results": {"settings.ini": [{**entry, "filename": "settings.ini"}]},
            }
        )


class TestsTest(GateTest):
    TEST = "import app\n\n\ndef test_handler():\n    assert app.handler({}, None) == 0\n"
    INDEX = {"PIP_NO_INDEX": "0"}

    @classmethod
    def setUpClass(cls) -> None:
        cls.wheels = _wheels(ACTIONS / "python-gate/v1/scripts/requirements/tests.txt")

    def gate(self, name: str, **variables: str) -> Ran:
        """Takes pytest from a folder: every test needs it, and a package index takes longer than most of the tests."""
        return super().gate(name, **{"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), **variables})

    def test_tests_with_coverage(self) -> None:
        self.write("tests/test_app.py", self.TEST)
        ran = self.assert_passes("tests", INPUT_COVERAGE="100")
        self.assertIn("100% of the lines covered", ran.summary)
        self.assertTrue((self.repository / "coverage.xml").is_file())
        self.assertTrue((self.repository / "htmlcov/index.html").is_file())

    def test_a_failing_test(self) -> None:
        self.write("tests/test_app.py", self.TEST.replace("== 0", "== 1"))
        self.assert_blocks("tests", "the tests failed (exit code 1)")
        self.assertTrue((self.repository / "coverage.xml").is_file())
        self.assert_blocks("tests", "always blocks", INPUT_ADVISORY="true")

    def test_too_little_coverage(self) -> None:
        self.write("tests/test_app.py", self.TEST)
        self.write("src/untested.py", "\n".join(f"a{n} = {n}" for n in range(20)) + "\n")
        self.assert_blocks("tests", "the coverage is below 80%")
        self.assert_passes("tests", INPUT_COVERAGE="5")

    def test_no_tests_at_all(self) -> None:
        self.write("tests/README.md")
        self.assert_blocks("tests", "no tests were found")
        self.assert_blocks("tests", "`missing` does not exist", INPUT_TESTS="missing")

    def test_coverage_switched_off_by_the_repository(self) -> None:
        self.write("tests/test_app.py", self.TEST)
        self.write("pytest.ini", "[pytest]\naddopts = --no-cov\n")
        self.write("coverage.xml", "<coverage line-rate='1'/>")
        self.write("htmlcov/index.html")
        self.assert_blocks("tests", "the coverage was not measured")

    def test_the_repository_s_own_pytest_is_kept(self) -> None:
        self.write("requirements-dev.txt", "pytest==8.3.4\n")
        self.write(
            "tests/test_app.py", self.TEST + "\n\ndef test_version():\n    import pytest\n    assert pytest.__version__ == '8.3.4'\n"
        )
        self.assert_passes("tests", **self.INDEX)

    def test_both_import_styles(self) -> None:
        self.write("src/__init__.py")
        self.write("tests/test_app.py", self.TEST.replace("import app", "import app\nfrom src.app import handler"))
        self.assert_passes("tests")

    def test_no_token_and_no_way_into_later_steps(self) -> None:
        withheld = ["GITHUB_TOKEN", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
        test = f"\n\ndef test_environment():\n    import os\n    assert not {set(withheld)} & set(os.environ)\n"
        self.write("tests/test_app.py", self.TEST + test)
        self.assert_passes("tests", **{name: str(self.folder / "x") for name in withheld if name != "GITHUB_OUTPUT"})

    def test_what_tests_print_is_no_workflow_command(self) -> None:
        self.write("tests/test_app.py", self.TEST.replace("assert", "print('::error::injected')\n    assert 0 and"))
        log = self.gate("tests").log
        stop = log.index("::stop-commands::")
        token = log[stop:].split("::", 3)[2].split("\n")[0]
        self.assertLess(stop, log.index("::error::injected"))
        self.assertGreater(log.index(f"::{token}::"), log.rindex("::error::injected"))

    def test_packages_that_cannot_be_installed(self) -> None:
        self.write("tests/test_app.py", self.TEST)
        self.write("requirements.txt", f"idna==3.10 --hash=sha256:{'0' * 64}\n")
        ran = self.assert_blocks("tests", "the repository's packages (requirements.txt) cannot be installed", **self.INDEX)
        self.assertIn("DO NOT MATCH THE HASHES", ran.log)


class SettingsTest(GateTest):
    def test_wrong_settings(self) -> None:
        for gate, variable, value, message in (
            ("ruff", "INPUT_SOURCE", "src", "no gate `ruff`"),
            ("flake8", "INPUT_SOURCE", "missing", "`missing` does not exist"),
            ("flake8", "INPUT_SOURCE", "../x", "inside the repository"),
            ("flake8", "INPUT_SOURCE", "--exit-zero", "inside the repository"),
            ("pip-audit", "INPUT_REQUIREMENTS", "requirement.txt", "`requirement.txt` does not exist"),
            ("flake8", "INPUT_ADVISORY", "yes", "`true` or `false`"),
            ("tests", "INPUT_COVERAGE", "101", "0 to 100"),
            ("tests", "INPUT_COVERAGE", "80 --exitfirst", "0 to 100"),
        ):
            with self.subTest(f"{gate} {variable}={value}"):
                self.assert_blocks(gate, message, **{variable: value})

    def test_a_wrong_setting_is_never_advisory(self) -> None:
        self.assert_blocks("flake8", INPUT_SOURCE="missing", INPUT_ADVISORY="true")


class ToolEnvironmentTest(GateTest):
    def test_a_tool_is_installed_once_and_an_interrupted_installation_again(self) -> None:
        cache = {"RUNNER_TOOL_CACHE": str(self.folder / "tools")}
        self.assert_passes("isort", **cache)
        (folder,) = [path for path in (self.folder / "tools/slipway").iterdir() if path.is_dir()]
        lock = ACTIONS / "python-gate/v1/scripts/requirements/isort.txt"
        self.assertEqual(folder.name, f"isort-{sha256(lock)}-py{platform.python_version()}")
        first = os.stat(folder).st_ino
        self.assert_passes("isort", **cache)
        self.assertEqual(os.stat(folder).st_ino, first)

        (folder / ".complete").unlink()
        shutil.rmtree(next(folder.glob("lib/python*/site-packages/isort")))
        self.assert_passes("isort", **cache)
        self.assertTrue((folder / ".complete").is_file())

    def test_a_tool_that_cannot_be_installed(self) -> None:
        variables = {"RUNNER_TOOL_CACHE": str(self.folder / "tools"), "PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1"}
        variables["PIP_FIND_LINKS"] = str(self.folder)
        self.assert_blocks("isort", "the tool `isort` cannot be installed", INPUT_ADVISORY="true", **variables)


def _wheels(lock: pathlib.Path) -> pathlib.Path:
    """A folder with the packages of a lock, downloaded once."""
    folder = TOOL_CACHE / f"wheels-{sha256(lock)}-py{platform.python_version()}"
    TOOL_CACHE.mkdir(parents=True, exist_ok=True)
    # Two classes want it, side by side; and so may another run.
    with open(f"{folder}.lock", "w", encoding="utf-8") as held, tempfile.TemporaryDirectory(dir=TOOL_CACHE) as temporary:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not folder.is_dir():
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            part = pathlib.Path(temporary) / "wheels"
            subprocess.run([*command, "--require-hashes", "--requirement", str(lock), "--dest", str(part)], check=True)
            part.rename(folder)
    return folder


def _tool_environment(tool: str) -> str:
    """The interpreter of the tool's environment, installed if need be as the gate does it."""
    code = "import sys, environments; print(environments.tool(sys.argv[1]))"
    settings = {"PYTHONPATH": str(ACTIONS / "python-gate/v1/scripts"), "RUNNER_TOOL_CACHE": str(TOOL_CACHE)}
    command = [sys.executable, "-B", "-c", code, tool]
    return subprocess.run(command, env={**os.environ, **settings}, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


assert sys.version_info >= (3, 10), "the gates need Python 3.10 or newer"
