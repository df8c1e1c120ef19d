"""secrets-check: what is missing, old or malformed is named all at once, and no value is ever shown."""

import datetime
import json
import time

from support import OperationsTest

PASSWORD = "correct-horse-battery"
SECRETS = (PASSWORD, "s3cr3t-token-value", "forged-value-1234")


class SecretsTest(OperationsTest):
    action = "secrets-check"

    def setUp(self):
        super().setUp()
        self.manager = self.aws.client("secretsmanager")

    def secret(self, name="orders/db", value=None, **more):
        text = value if isinstance(value, str) else json.dumps(value or {"username": "orders", "password": PASSWORD})
        self.manager.create_secret(Name=name, SecretString=text, **more)

    def check(self, *required, present=None, environment="prod", **options):
        arguments = [f"--environment={environment}", f"--required={json.dumps(required)}"]
        if present is not None:
            arguments.append(f"--present={present if isinstance(present, str) else json.dumps(present)}")
        arguments += [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        ran = self.run_script(*arguments)
        self.inert(ran)
        return ran

    def inert(self, ran):
        """No value is anywhere but in the command that masks it."""
        shown = "\n".join(line for line in ran.log.splitlines() if not line.startswith("::add-mask::"))
        for text in (shown, ran.summary, json.dumps(ran.outputs), json.dumps(ran.environment)):
            for secret in SECRETS:
                self.assertNotIn(secret, text)

    def reasons(self, ran):
        return [(entry["name"], entry["reason"], entry["severity"]) for entry in json.loads(ran.outputs["findings"])]

    def aws_secret(self, name="orders/db", **more):
        return {"name": name, "where": "secrets-manager", **more}

    def calls(self):
        return [call.rsplit(" ", 1)[-1] for call in self.aws.calls]


class GitHubTest(SecretsTest):
    def test_what_is_there_is_fine(self):
        required = [{"name": "SLACK"}, {"name": "URL", "kind": "variable", "where": "environment"}]
        ran = self.succeeded(self.check(*required, present={"secret": {"SLACK": True}, "variable": {"url": True}}))
        self.assertEqual(("0", "0", "[]"), tuple(ran.outputs[name] for name in ("failures", "warnings", "findings")))
        self.assertIn("| fine |", ran.summary)
        self.assertEqual([], self.aws.calls)

    def test_everything_that_is_missing_is_named_with_its_cure(self):
        required = [
            {"name": "SLACK"}, {"name": "TOKEN", "where": "environment"}, {"name": "URL", "kind": "variable", "where": "environment"},
            {"name": "FORGOTTEN"}, {"name": "THERE"},
        ]
        present = {"secret": {"SLACK": False, "TOKEN": False, "THERE": True}, "variable": {"URL": False}}
        ran = self.refused(
            self.check(*required, present=present), "4 of prod", "gh secret set SLACK%0A", "gh secret set TOKEN --env prod",
            "gh variable set URL --env prod", "secrets.FORGOTTEN != ''",
        )
        self.assertEqual(
            [("SLACK", "missing"), ("TOKEN", "missing"), ("URL", "missing"), ("FORGOTTEN", "unknown")],
            [entry[:2] for entry in self.reasons(ran)],
        )
        for name in ("SLACK", "TOKEN", "URL", "FORGOTTEN"):
            self.assertIn(name, ran.summary)

    def test_a_secret_is_no_variable(self):
        ran = self.check({"name": "URL", "kind": "variable"}, present={"secret": {"URL": True}})
        self.assertEqual([("URL", "unknown", "failure")], self.reasons(self.refused(ran)))

    def test_a_value_in_place_of_an_answer_is_refused_and_not_shown(self):
        for value in (SECRETS[1], 1, None, [SECRETS[1]], {"a": SECRETS[1]}):
            with self.subTest(value):
                self.refused(self.check({"name": "TOKEN"}, present={"secret": {"TOKEN": value}}), "and never a value")
        for text in (SECRETS[1], f'{{"secret": "{SECRETS[1]}"}}', f'{{"{SECRETS[1]}": {{}}}}', f'["{SECRETS[1]}"]', f'{{"secret": {{"X": {SECRETS[1]}}}}}'):
            with self.subTest(text):
                self.refused(self.check({"name": "TOKEN"}, present=text), "`present`")

    def test_a_list_that_is_not_understood_is_refused_with_every_mistake(self):
        ran = self.check(
            {"name": "A B"}, {"name": "GITHUB_TOKEN"}, {"name": "X", "where": "vault"}, {"name": "X", "value": SECRETS[1]},
            {"name": "X", "kind": "password"}, {"name": "X", "keys": ["a"]}, "X", {"name": "Y"}, {"name": "Y"},
            self.aws_secret("file:///etc/passwd"), self.aws_secret(keys="password"), self.aws_secret(**{"max-age-days": True}),
            self.aws_secret(**{"max-age-days": 0}), self.aws_secret(rotation="yes"), self.aws_secret("--debug"), self.aws_secret(kind="secret"),
        )
        parts = [f"entry {number}:" for number in range(1, 17) if number != 8]
        self.refused(ran, "`required` cannot be used", *parts)
        self.assertEqual([], self.aws.calls)

    def test_no_list_is_refused(self):
        for text in ("", "{}", "null", "[", f"{SECRETS[1]}"):
            with self.subTest(text):
                ran = self.run_script("--environment=prod", f"--required={text}")
                self.refused(ran, "`required`")
                self.inert(ran)

    def test_nothing_is_required(self):
        self.assertIn("Nothing is required", self.succeeded(self.check()).summary)


class ManagerTest(SecretsTest):
    def versions(self, days, stages=("AWSCURRENT",)):
        made = time.time() - days * 86400 - 60
        newer = {"VersionId": "b" * 32, "VersionStages": ["AWSPENDING"], "CreatedDate": time.time()}
        current = {"VersionId": "a" * 32, "VersionStages": list(stages), "CreatedDate": made}
        return self.answered("ListSecretVersionIds", lambda _: {"ARN": "a", "Name": "orders/db", "Versions": [newer, current]})

    def described(self, **more):
        return self.answered("DescribeSecret", lambda _: {"Name": "orders/db", "ARN": "a", **more})

    def test_the_structure_is_checked_and_the_value_masked(self):
        self.secret()
        ran = self.succeeded(self.check(self.aws_secret(keys=["username", "password"])))
        self.assertIn(f"::add-mask::{PASSWORD}", ran.log)

    def test_values_inside_of_values_are_masked_and_public_words_are_not(self):
        self.secret(value={"username": "orders", "password": {"now": [PASSWORD], "before": "100%-s3cr3t-token-value"}, "port": 5432})
        ran = self.succeeded(self.check(self.aws_secret(keys=["username", "password", "port"])))
        masks = [line for line in ran.log.splitlines() if line.startswith("::add-mask::")]
        # `orders` is in the name of the secret: masked, GitHub would drop every output that names it.
        self.assertCountEqual([f"::add-mask::{PASSWORD}", "::add-mask::100%25-s3cr3t-token-value"], masks)

    def test_no_value_is_read_unless_its_structure_is_asked_for(self):
        self.secret()
        self.succeeded(self.check(self.aws_secret(**{"max-age-days": 30})))
        self.assertNotIn("GetSecretValue", self.calls())

    def test_missing_and_empty_keys_are_named_and_others_are_not(self):
        self.secret(value={"username": "", "host": None, "forged-value-1234": PASSWORD, "note": "s3cr3t-token-value"})
        ran = self.refused(
            self.check(self.aws_secret(keys=["username", "password", "host", "port"])), "lacks password, port", "has nothing in username, host"
        )
        self.assertEqual([("orders/db", "structure", "failure")] * 2, self.reasons(ran))

    def test_what_is_no_object_is_named_without_its_value(self):
        for number, value in enumerate((PASSWORD, f'["{PASSWORD}"]', f'"{PASSWORD}"', f'{{"password": {PASSWORD}}}', "[" * 100_000, f"{PASSWORD}\n::error::x")):
            with self.subTest(number):
                self.secret(f"s{number}", value)
                ran = self.refused(self.check(self.aws_secret(f"s{number}", keys=["password"])), "is no JSON")
                self.assertNotIn("\n::error::x", ran.log)

    def test_a_binary_secret_has_no_structure(self):
        self.manager.create_secret(Name="key", SecretBinary=b"\x00\x01")
        self.refused(self.check(self.aws_secret("key", keys=["password"])), "is no JSON")

    def test_missing_ones_are_named_with_the_rest(self):
        self.secret(value={"username": "orders"})
        ran = self.refused(
            self.check(self.aws_secret("orders/api"), self.aws_secret(keys=["password"]), {"name": "SLACK"}, present={"secret": {"SLACK": False}}),
            "3 of prod", "aws secretsmanager create-secret --name orders/api", "lacks password", "gh secret set SLACK",
        )
        self.assertEqual("3", ran.outputs["failures"])

    def test_one_that_is_being_deleted_is_not_there(self):
        self.secret()
        self.manager.delete_secret(SecretId="orders/db", RecoveryWindowInDays=7)
        ran = self.refused(self.check(self.aws_secret(keys=["password"])), "is marked for deletion", "restore-secret")
        self.assertEqual("deleted", self.reasons(ran)[0][1])
        self.assertNotIn("GetSecretValue", self.calls())

    def test_the_age_is_that_of_the_current_value(self):
        self.secret()
        self.versions(91)
        ran = self.refused(self.check(self.aws_secret(**{"max-age-days": 90})), "is 91 days old, 90 are allowed")
        self.assertEqual("too-old", self.reasons(ran)[0][1])
        self.succeeded(self.check(self.aws_secret(**{"max-age-days": 91})))

    def test_an_age_for_all_and_one_of_its_own(self):
        self.secret()
        self.versions(50)
        self.refused(self.check(self.aws_secret(), max_age_days=30), "50 days old, 30")
        self.succeeded(self.check(self.aws_secret(**{"max-age-days": 60}), max_age_days=30))

    def test_old_may_be_a_warning(self):
        self.secret()
        self.versions(91)
        ran = self.succeeded(self.check(self.aws_secret(), max_age_days=90, too_old="warning"))
        self.assert_annotated(ran, "warning", "91 days old")
        self.assertEqual(("0", "1"), (ran.outputs["failures"], ran.outputs["warnings"]))
        self.assertEqual([("orders/db", "too-old", "warning")], self.reasons(ran))

    def test_without_a_current_value_there_is_none(self):
        self.secret()
        self.versions(1, stages=("AWSPREVIOUS",))
        self.refused(self.check(self.aws_secret(), max_age_days=90), "has no value")

    def test_rotation_has_to_be_on_where_it_is_demanded(self):
        self.secret()
        self.succeeded(self.check(self.aws_secret()))
        ran = self.refused(self.check(self.aws_secret(rotation=True)), "is not rotated", "rotate-secret")
        self.assertEqual("rotation-off", self.reasons(ran)[0][1])

    def test_rotation_that_is_behind_is_found(self):
        self.secret()
        day = datetime.timedelta(days=1).total_seconds()
        self.described(RotationEnabled=True, NextRotationDate=time.time() - 5 * day)
        ran = self.refused(self.check(self.aws_secret()), "should have been rotated by", "rotation function")
        self.assertEqual("rotation-overdue", self.reasons(ran)[0][1])
        self.aws.faults.clear()
        self.described(RotationEnabled=True, NextRotationDate=time.time() - 1 * day)
        self.succeeded(self.check(self.aws_secret(rotation=True)))

    def test_what_cannot_be_checked_is_a_failure(self):
        self.secret()
        cases = (("GetSecretValue", "secretsmanager:GetSecretValue"), ("ListSecretVersionIds", "secretsmanager:ListSecretVersionIds"), ("DescribeSecret", "secretsmanager:DescribeSecret"))
        for operation, permission in cases:
            with self.subTest(operation):
                self.aws.faults.clear()
                self.aws.fail("POST", operation, code="AccessDeniedException", message=f"no {operation}")
                ran = self.refused(self.check(self.aws_secret(keys=["password"]), max_age_days=10), f"allow the role {permission}")
                self.assertEqual("denied", self.reasons(ran)[0][1])
        self.aws.faults.clear()
        self.aws.fail("POST", "DescribeSecret", code="InternalServiceError", status=500)
        self.assertEqual("unreadable", self.reasons(self.refused(self.check(self.aws_secret())))[0][1])

    def test_an_arn_names_its_region(self):
        self.secret()
        arn = self.manager.describe_secret(SecretId="orders/db")["ARN"]
        self.succeeded(self.check(self.aws_secret(arn, keys=["password"])))
        self.refused(self.check(self.aws_secret(arn.replace("eu-west-1", "us-east-1"))), "is missing")

    def test_values_are_masked_on_a_runner_only(self):
        self.secret()
        ran = self.run_script(
            "--environment=prod", f"--required={json.dumps([self.aws_secret(keys=['password'])])}", GITHUB_ACTIONS="",
        )
        self.assertNotIn(PASSWORD, ran.log)
        self.succeeded(ran)

    def test_usage(self):
        for arguments in ([], ["--environment=prod"], ["--environment=prod", "--required=[]", "--max-age-days=-1"], ["--environment=prod", "--required=[]", "--too-old=fine"]):
            with self.subTest(arguments):
                self.assertEqual(2, self.run_script(*arguments).code)
