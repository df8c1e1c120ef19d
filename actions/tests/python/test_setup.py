"""python-setup's checks and python-detect."""

import platform

from fixture import Ran, ScriptTest

CHECK = "python-setup/v1/scripts/check-inputs.sh"
VERIFY = "python-setup/v1/scripts/verify-version.sh"
DETECT = "python-detect/v1/scripts/detect.py"


class SetupTest(ScriptTest):
    def check(self, version: str = "3.12", cache: str = "false") -> Ran:
        return self.run_script(CHECK, {"INPUT_PYTHON_VERSION": version, "INPUT_CACHE": cache})

    def test_versions(self) -> None:
        for version in ("3.10", "3.12", "3.12.4"):
            self.assertEqual(self.check(version).exit_code, 0, version)

    def test_a_version_that_lost_its_zero(self) -> None:
        self.assert_refused(self.check("3.1"), 'If "3.10" was meant')

    def test_what_is_no_version(self) -> None:
        for version in ("", "3", "3.x", ">=3.10", "pypy3.10", "3.12 ", "3.12\n3.13", "$(id)"):
            with self.subTest(version):
                self.assert_refused(self.check(version), "no Python version")

    def test_a_cache_only_where_there_is_something_to_name_it_after(self) -> None:
        self.assertEqual(self.check(cache="true").outputs["cache"], "")
        self.write("service/requirements-dev.txt")
        self.assertEqual(self.check(cache="true").outputs["cache"], "pip")
        self.assertEqual(self.check(cache="false").outputs["cache"], "")
        self.assert_refused(self.check(cache="yes"), "true or false")

    def test_the_version_that_was_set_up(self) -> None:
        full = platform.python_version()
        for version in (full, full.rsplit(".", 1)[0]):
            ran = self.run_script(VERIFY, {"INPUT_PYTHON_VERSION": version})
            self.assertEqual(ran.outputs["python-version"], full, ran.log)

    def test_another_python_ahead_on_the_path(self) -> None:
        # 3.1 is no prefix of 3.11: only whole parts count.
        for version in ("3.1", "3.99"):
            self.assert_refused(self.run_script(VERIFY, {"INPUT_PYTHON_VERSION": version}), f"not {version}")


class DetectTest(ScriptTest):
    def detect(self, **variables: str) -> Ran:
        settings = {
            "INPUT_PYTHON_VERSIONS": '["3.11", "3.12"]',
            "INPUT_TESTS": "tests",
            "INPUT_LINT": '["flake8"]',
            "INPUT_TYPES": "",
            "INPUT_SECURITY": '["bandit"]',
            "INPUT_ADVISORY": "[]",
            **variables,
        }
        return self.run_script(DETECT, settings)

    def test_tests_that_exist(self) -> None:
        self.write("tests/test_app.py")
        ran = self.detect()
        self.assertEqual(ran.outputs, {"lint": "true", "security": "true", "tests": "true"})
        self.assertNotIn("::warning", ran.log)

    def test_missing_tests_are_not_passed_over_in_silence(self) -> None:
        self.write("test/test_app.py")
        ran = self.detect()
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(ran.outputs["tests"], "false")
        self.assertIn("::warning", ran.log)
        self.assertIn("no tests are run", ran.summary)

    def test_tests_that_are_run_elsewhere(self) -> None:
        self.write("tests/test_app.py")
        ran = self.detect(INPUT_TESTS="")
        self.assertEqual((ran.exit_code, ran.outputs["tests"], ran.summary), (0, "false", ""), ran.log)
        self.assertNotIn("::", ran.log)

    def test_nothing_asked_for(self) -> None:
        ran = self.detect(INPUT_LINT="[]", INPUT_SECURITY="[]")
        self.assertEqual((ran.outputs["lint"], ran.outputs["security"]), ("false", "false"))
        self.assertEqual(self.detect(INPUT_LINT="[]", INPUT_TYPES="mypy").outputs["lint"], "true")
        self.assertEqual(self.detect(INPUT_LINT="[]", INPUT_TYPES="none").outputs["lint"], "false")

    def test_what_may_be_advisory(self) -> None:
        self.assertEqual(self.detect(INPUT_ADVISORY='["black", "mypy", "pip-audit"]').exit_code, 0)
        for name in ("secrets", "tests", "coverage"):
            with self.subTest(name):
                self.assert_refused(self.detect(INPUT_ADVISORY=f'["{name}"]'), f"`{name}` cannot be advisory")
        self.assert_refused(self.detect(INPUT_ADVISORY='["blakc"]'), "`advisory` holds `blakc`")

    def test_wrong_settings_all_at_once(self) -> None:
        ran = self.detect(
            INPUT_PYTHON_VERSIONS="[3.10]", INPUT_LINT='["ruff"]', INPUT_TYPES="pyright", INPUT_SECURITY="bandit"
        )
        self.assert_refused(ran, "`python-versions`", "`ruff`", "`pyright`", "`security` is a JSON list")

    def test_a_tests_folder_outside_the_repository(self) -> None:
        for path in ("/etc", "../x", "-p"):
            with self.subTest(path):
                self.assert_refused(self.detect(INPUT_TESTS=path), "`tests` is a folder inside")
