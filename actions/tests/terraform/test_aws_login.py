"""Login against a token endpoint of our own and the AWS stand-in; refusals by a stub of the AWS CLI."""

import base64
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from support import Aws, ScriptTest

ACCOUNT = "012345678901"
CLAIMS = {
    "sub": "repo:acme/orders:environment:dev",
    "aud": "sts.amazonaws.com",
    "environment": "dev",
    "ref": "refs/heads/develop",
    "repository": "acme/orders",
    "repository_id": "22",
    "repository_owner_id": "11",
    "job_workflow_ref": "acme/actions/.github/workflows/terraform-deploy.yml@refs/tags/v1.0.0",
}


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def token(claims):
    return f"{encoded({'alg': 'RS256'})}.{encoded(claims)}.c2lnbmF0dXJl"


class TokenEndpoint:
    """Answers like GitHub's: to the right bearer only, for the audience that was asked for."""

    def __init__(self):
        endpoint = self
        self.claims = dict(CLAIMS)
        self.status = 200
        self.audiences = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                query = parse_qs(urlsplit(self.path).query)
                endpoint.audiences += query["audience"]
                status = endpoint.status if self.headers["Authorization"] == "bearer request-token" else 401
                body = json.dumps({"value": token({**endpoint.claims, "aud": query["audience"][0]})}).encode()
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body if status == 200 else b"{}")

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/token?api-version=2.0"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class AwsLoginTest(ScriptTest):
    @classmethod
    def setUpClass(cls):
        cls.aws_stand_in = Aws()
        cls.addClassCleanup(cls.aws_stand_in.stop)

    def setUp(self):
        super().setUp()
        self.endpoint = TokenEndpoint()
        self.addCleanup(self.endpoint.stop)

    def login(self, **more):
        given = {
            "ROLE": "github-actions-dev",
            "ACCOUNT": ACCOUNT,
            "REGION": "eu-west-1",
            "AUDIENCE": "sts.amazonaws.com",
            "DURATION": "3600",
            "ACTIONS_ID_TOKEN_REQUEST_URL": self.endpoint.url,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
            "AWS_ENDPOINT_URL": self.aws_stand_in.url,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        return self.step("aws-login", "login.sh", **{**given, **more})

    def denied(self, message):
        """AWS refuses, as the CLI reports it; the stub leaves a trace of every call."""
        self.stub("aws", f'#!/bin/sh\necho "$2" >> "{self.folder}/calls"\ncat >&2 <<"EOT"\n\n{message}\nEOT\nexit 254\n')

    def nothing_leaked(self, ran):
        self.assertEqual({}, ran.environment)
        self.assertNotIn(token(self.endpoint.claims), ran.log.replace(f"::add-mask::{token(self.endpoint.claims)}", ""))
        self.assertEqual([], list((self.folder / "temp").iterdir()), "a file with the token is left behind")

    def test_credentials_of_the_account_are_exported_and_masked(self):
        ran = self.succeeded(self.login())
        self.assertEqual("arn:aws:iam::012345678901:role/github-actions-dev", ran.outputs["role"])
        self.assertEqual(("eu-west-1", "eu-west-1"), (ran.environment["AWS_REGION"], ran.environment["AWS_DEFAULT_REGION"]))
        masked = {line.removeprefix("::add-mask::") for line in ran.log.splitlines() if line.startswith("::add-mask::")}
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            self.assertIn(ran.environment[name], masked)
        self.assertIn(token(CLAIMS), masked)
        unmasked = "\n".join(line for line in ran.log.splitlines() if not line.startswith("::add-mask::"))
        for secret in masked:
            self.assertNotIn(secret, unmasked)
        self.assertEqual([], list((self.folder / "temp").iterdir()))
        who = subprocess.run(
            ["aws", "sts", "get-caller-identity", "--output", "json"],
            env={**self.variables(), **ran.environment, "AWS_ENDPOINT_URL": self.aws_stand_in.url},
            check=True, capture_output=True, text=True,
        )
        identity = json.loads(who.stdout)
        self.assertEqual(ACCOUNT, identity["Account"])
        self.assertIn("assumed-role/github-actions-dev/slipway-4711-1", identity["Arn"])

    def test_an_arn_is_taken_as_it_is_and_the_audience_is_asked_for(self):
        ran = self.succeeded(self.login(ROLE=f"arn:aws:iam::{ACCOUNT}:role/ci/deploy", AUDIENCE="https://aws.example/a b"))
        self.assertEqual(f"arn:aws:iam::{ACCOUNT}:role/ci/deploy", ran.outputs["role"])
        self.assertEqual(["https://aws.example/a b"], self.endpoint.audiences)

    def test_credentials_left_from_before_take_no_part(self):
        ran = self.succeeded(self.login(AWS_ACCESS_KEY_ID="old", AWS_SECRET_ACCESS_KEY="old", AWS_SESSION_TOKEN="old", AWS_PROFILE="none"))
        self.assertNotEqual("old", ran.environment["AWS_ACCESS_KEY_ID"])

    def test_an_arn_of_another_account_is_refused_before_any_call(self):
        ran = self.refused(self.login(ROLE="arn:aws:iam::999999999999:role/deploy"), "999999999999", ACCOUNT)
        self.assertEqual([], self.endpoint.audiences)
        self.assertEqual({}, ran.environment)

    def test_credentials_of_another_account_are_not_exported(self):
        session = {"Credentials": {"AccessKeyId": "ASIAOTHER", "SecretAccessKey": "secret", "SessionToken": "session"}}
        self.stub(
            "aws",
            f"#!/bin/sh\ncase $2 in\nassume-role-with-web-identity) echo '{json.dumps(session)}' ;;\nget-caller-identity) echo 999999999999 ;;\nesac\n",
        )
        ran = self.refused(self.login(), "belong to account 999999999999", ACCOUNT)
        self.nothing_leaked(ran)

    def test_a_job_without_permission_is_told_so(self):
        ran = self.refused(self.login(ACTIONS_ID_TOKEN_REQUEST_URL="", ACTIONS_ID_TOKEN_REQUEST_TOKEN=""), "id-token: write")
        self.assertEqual({}, ran.environment)

    def test_github_gives_no_token(self):
        self.endpoint.status = 403
        self.nothing_leaked(self.refused(self.login(), "GitHub gave no OIDC token", "403"))

    def test_a_denied_login_shows_claims_and_both_subjects(self):
        self.denied(
            "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: "
            "Not authorized to perform sts:AssumeRoleWithWebIdentity"
        )
        ran = self.refused(self.login(), "trust policy does not match", "Not authorized to perform")
        for part in (
            '"sub": "repo:acme/orders:environment:dev"',
            '"environment": "dev"',
            '"ref": "refs/heads/develop"',
            '"repository_id": "22"',
            '"job_workflow_ref": "acme/actions/',
            '"repo:acme@11/orders@22:environment:dev"',
            f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com",
            '"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"',
        ):
            self.assertIn(part, ran.log)
            self.assertIn(part, ran.summary)
        self.nothing_leaked(ran)
        self.assertEqual(["assume-role-with-web-identity"], (self.folder / "calls").read_text().split())

    def test_immutable_and_custom_subjects_are_in_the_policy(self):
        self.denied("An error occurred (AccessDenied)")
        self.endpoint.claims["sub"] = "repo:acme@11/orders@22:ref:refs/heads/main"
        ran = self.refused(self.login())
        self.assertIn('"repo:acme/orders:ref:refs/heads/main"', ran.summary)
        self.assertIn('"repo:acme@11/orders@22:ref:refs/heads/main"', ran.summary)
        self.endpoint.claims["sub"] = "repository_owner:acme:environment:dev"
        self.assertIn('"repository_owner:acme:environment:dev"', self.refused(self.login()).summary)

    def test_each_known_refusal_is_named(self):
        for said, meaning in (
            ("(ValidationError): The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", "maximum session duration"),
            ("(InvalidIdentityToken): No OpenIDConnect provider found in your account", "no OIDC identity provider"),
            ("(InvalidIdentityToken): Incorrect token audience", "does not list the token's audience"),
            ("(ExpiredTokenException): ExpiredToken", "expired"),
            ("Could not connect to the endpoint URL", "did not answer with credentials"),
        ):
            with self.subTest(meaning):
                self.denied(said)
                self.nothing_leaked(self.refused(self.login(), meaning, said))

    def test_hostile_claims_stay_text(self):
        self.denied("An error occurred (AccessDenied)\n::error::forged")
        self.endpoint.claims["environment"] = "```\n::set-env name=x::y\n"
        ran = self.refused(self.login())
        forged = [line for line in ran.log.splitlines() if line.startswith(("::set-env", "::error::forged"))]
        self.assertEqual([], forged)
        self.assertIn("````json", ran.summary)

    def test_inputs_are_checked_before_any_call(self):
        for name, value, part in (
            ("ACCOUNT", "12345678901", "12 digits"),
            ("ACCOUNT", "", "12 digits"),
            ("REGION", "eu-west-1; id", "no AWS region"),
            ("ROLE", "$(id)", "no name of a role"),
            ("ROLE", "arn:aws:iam::x:user/y", "no ARN of a role"),
            ("DURATION", "1h", "no number"),
        ):
            with self.subTest(name=name, value=value):
                self.refused(self.login(**{name: value}), part)
        self.assertEqual([], self.endpoint.audiences)
