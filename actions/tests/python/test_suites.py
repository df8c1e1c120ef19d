"""Suites of tests: which tests are of one, that a suite without tests fails, and that no test has an account."""

import json
import os
import xml.etree.ElementTree

import test_gates
from fixture import ACTIONS, Ran

SUITES = ("unit", "integration", "contract", "authorization", "smoke")
PASSES = "def test_{0}():\n    assert True\n"
MARKED = "import pytest\n\n\n@pytest.mark.{0}\ndef test_{0}():\n    assert True\n"
UNIT = "import app\n\n\ndef test_unit():\n    assert app.handler({}, None) == 0\n"


class SuiteTest(test_gates.GateTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.wheels = test_gates._wheels(
            ACTIONS / "python-gate/v1/scripts/requirements/tests.txt"
        )  # pylint: disable=protected-access

    def gate(self, name: str, **variables: str) -> Ran:
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        return super().gate("suite", **{"INPUT_SUITE": name, **offline, **variables})

    def assert_passes(self, name: str, **variables: str) -> Ran:
        ran = self.gate(name, **variables)
        self.assertEqual((ran.exit_code, ran.outputs.get("result")), (0, "passed"), ran.log)
        self.assertIn(f"| {name} tests |", ran.summary)
        return ran

    def ran_tests(self, suite: str):
        tree = xml.etree.ElementTree.parse(self.repository / f"test-results/{suite}.xml")
        return sorted(case.get("name") for case in tree.getroot().iter("testcase"))

    def all_marked(self) -> None:
        for suite in SUITES[1:]:
            self.write(f"tests/test_{suite}.py", MARKED.format(suite))
        self.write("tests/test_unit.py", UNIT)

    def test_folders(self) -> None:
        for suite in SUITES:
            self.write(f"tests/{suite}/test_it.py", PASSES.format(suite) if suite != "unit" else UNIT)
        # The repository's own choice of marks is for another call.
        self.write("pytest.ini", "[pytest]\naddopts = -m 'not integration' --import-mode=importlib\n")
        for suite in SUITES:
            with self.subTest(suite):
                ran = self.assert_passes(suite)
                self.assertEqual(self.ran_tests(suite), [f"test_{suite}"])
                self.assertIn("1 passed, 0 skipped", ran.summary)
        self.write("tests/test_stray.py", PASSES.format("stray"))
        self.assert_passes("unit")
        self.assertEqual(self.ran_tests("unit"), ["test_unit"])

    def test_marks(self) -> None:
        self.all_marked()
        for suite in SUITES:
            with self.subTest(suite):
                self.assert_passes(suite)
                self.assertEqual(self.ran_tests(suite), [f"test_{suite}"])

    def test_unit_is_what_is_of_no_other_suite(self) -> None:
        self.all_marked()
        self.write("tests/contract/test_it.py", "raise AssertionError('not to be collected')\n")
        self.write("tests/api/test_more.py", PASSES.format("more"))
        self.write("tests/test_marked.py", MARKED.format("unit").replace("test_unit", "test_marked"))
        self.assert_passes("unit")
        self.assertEqual(self.ran_tests("unit"), ["test_marked", "test_more", "test_unit"])

    def test_unit_has_coverage_and_the_others_have_none(self) -> None:
        self.all_marked()
        self.write("src/untested.py", "\n".join(f"a{n} = {n}" for n in range(20)) + "\n")
        self.assert_blocks("unit", "the coverage is below 80%")
        self.assertTrue((self.repository / "coverage.xml").is_file())
        ran = self.assert_passes("unit", INPUT_COVERAGE="5")
        self.assertIn("of the lines covered, at least 5% asked for", ran.summary)
        # Not by the repository's own options either.
        self.write("pytest.ini", "[pytest]\naddopts = --cov=src --cov-fail-under=100\n")
        self.assert_passes("smoke")
        self.assertFalse((self.repository / "coverage.xml").exists())

    def test_a_failing_test(self) -> None:
        self.write("tests/contract/test_it.py", "def test_it():\n    assert 0\n")
        self.assert_blocks("contract", "the tests failed (exit code 1)")
        self.assertEqual(self.ran_tests("contract"), ["test_it"])
        self.assert_blocks("contract", "always blocks", INPUT_ADVISORY="true")

    def test_no_tests_of_the_suite(self) -> None:
        self.write("tests/test_unit.py", UNIT)
        self.assert_blocks("smoke", "no tests of the suite smoke were found", "`tests/smoke`", "`@pytest.mark.smoke`")
        self.write("tests/smoke/README.md")
        self.assert_blocks("smoke", "no tests were found in `tests/smoke`")
        self.assert_blocks("smoke", "`missing` does not exist", INPUT_TESTS="missing")
        self.assert_blocks("smoke", "`` does not exist", INPUT_TESTS="")
        (self.repository / "tests/test_unit.py").unlink()
        self.assert_blocks("unit", "no tests of the suite unit were found")

    def test_tests_that_are_all_skipped_prove_nothing(self) -> None:
        skipped = "import pytest\n\n\n@pytest.mark.skip\ndef test_skipped():\n    pass\n"
        self.write("tests/contract/test_it.py", skipped)
        self.assert_blocks("contract", "all 1 tests of the suite contract were skipped")
        self.write("tests/contract/test_more.py", PASSES.format("more"))
        self.assertIn("1 passed, 1 skipped", self.assert_passes("contract").summary)

    def test_marks_that_nobody_has_declared(self) -> None:
        self.write("tests/contract/test_it.py", MARKED.format("contarct"))
        ran = self.assert_blocks("contract", "the tests failed")
        self.assertIn("'contarct' not found in `markers` configuration option", ran.log)
        self.write("pytest.ini", "[pytest]\nmarkers =\n    contarct: a test\n")
        self.assert_passes("contract")

    def test_no_test_has_an_account(self) -> None:
        self.write(
            "tests/integration/test_it.py",
            """\
            import json
            import os
            import pathlib


            def test_environment():
                found = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
                pathlib.Path("aws.json").write_text(json.dumps(found))
            """,
        )
        real = {
            name: "real" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
        }
        real.update({name: "real" for name in ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ENDPOINT_URL")})
        self.assert_passes(
            "integration", **real, AWS_CONTAINER_CREDENTIALS_FULL_URI="http://127.0.0.1:9", AWS_REGION="eu-west-1"
        )
        found = json.loads((self.repository / "aws.json").read_text(encoding="utf-8"))
        credentials = {name: found.pop(name) for name in [*found] if name.endswith(("_KEY", "_ID", "_TOKEN"))}
        self.assertEqual(set(credentials.values()), {"testing"})
        self.assertEqual(
            found,
            {
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_REGION": "us-east-1",
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            },
        )

    def test_results_that_were_switched_off(self) -> None:
        self.write("tests/smoke/test_it.py", PASSES.format("it"))
        self.write("test-results/smoke.xml", '<testsuite tests="1" skipped="0"/>')
        self.write("pytest.ini", "[pytest]\naddopts = -p no:junitxml\n")
        self.assert_blocks("smoke", "there are no results")

    def test_suites_that_are_none(self) -> None:
        self.write("tests/test_unit.py", UNIT)
        for name in ("", "Unit", "tests", "../tests", "unit or smoke", "-m"):
            with self.subTest(name):
                self.assert_blocks(name, "`suite` is one of unit, integration, contract, authorization, smoke")

    def test_the_plugin_knows_the_same_suites(self) -> None:
        scripts = ACTIONS / "python-gate/v1/scripts"
        for path in (scripts / "suites.py", scripts / "pytest_plugin/slipway_markers.py"):
            text = path.read_text(encoding="utf-8")
            self.assertIn('("unit", "integration", "contract", "authorization", "smoke")', text, path)


class MotoTest(test_gates.GateTest):
    """With what a repository really has: moto, out of its own file, in place of AWS."""

    def test_integration_with_moto(self) -> None:
        self.write("requirements-dev.txt", "moto[dynamodb]==5.1.4\n")
        self.write(
            "tests/integration/test_table.py",
            """\
            import boto3
            from moto import mock_aws


            @mock_aws
            def test_table():
                client = boto3.client("dynamodb")
                client.create_table(
                    TableName="orders",
                    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                    BillingMode="PAY_PER_REQUEST",
                )
                client.put_item(TableName="orders", Item={"id": {"S": "1"}})
                assert client.scan(TableName="orders")["Count"] == 1
            """,
        )
        ran = self.run_script(test_gates.GATE, {"INPUT_GATE": "suite", "INPUT_SUITE": "integration"})
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertIn("1 passed, 0 skipped", ran.summary)
