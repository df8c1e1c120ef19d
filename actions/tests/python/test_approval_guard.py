"""Two approvals are by two people; a server of the test's own stands in for GitHub's API."""

import http.server
import json
import threading
from typing import Any, Dict, List

from fixture import Ran, ScriptTest

GUARD = "approval-guard/v1/scripts/approval_guard.py"


def protected(*reviewers: str, self_review: bool = False) -> Dict[str, Any]:
    asked = [{"type": "Team" if "/" in name else "User", "reviewer": {"slug" if "/" in name else "login": name}} for name in reviewers]
    rule = {"type": "required_reviewers", "prevent_self_review": not self_review, "reviewers": asked}
    return {"protection_rules": [{"type": "wait_timer", "wait_timer": 5}, rule]}


class Api(http.server.BaseHTTPRequestHandler):
    environments: Dict[str, Any] = {}
    authorizations: List[str] = []
    failures = 0

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        Api.authorizations.append(self.headers.get("Authorization", ""))
        name = self.path.rsplit("/", 1)[1]
        status = 200 if name in Api.environments else 404
        if Api.failures:
            Api.failures -= 1
            status = 502
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(Api.environments.get(name, {})).encode())

    def log_message(self, *_) -> None:
        pass


class ApprovalGuardTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        Api.environments, Api.authorizations, Api.failures = {}, [], 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def guard(self, first: Any = None, second: Any = None, **variables: str) -> Ran:
        Api.environments = {name: given for name, given in (("prod-approval", first), ("prod", second)) if given is not None}
        settings = {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}",
            "GITHUB_REPOSITORY": "acme/orders",
            "FIRST": "prod-approval",
            "SECOND": "prod",
            "TOKEN": "the-token",
            "RETRY_DELAY": "0.01",
            **variables,
        }
        return self.run_script(GUARD, settings)

    def refused(self, ran: Ran, text: str) -> None:
        self.assertEqual(1, ran.exit_code, ran.log)
        self.assertIn("::error title=Two approvals::", ran.log)
        self.assertIn(text, ran.log)

    def test_different_reviewers_are_asked(self) -> None:
        ran = self.guard(protected("ada", "acme/release"), protected("grace"))
        self.assertEqual(0, ran.exit_code, ran.log)
        self.assertEqual({"Bearer the-token"}, set(Api.authorizations))
        self.assertNotIn("the-token", ran.log)

    def test_refuses_what_one_person_could_approve_alone(self) -> None:
        good = protected("ada")
        for first, second, text in (
            (None, good, "there is no environment prod-approval"),
            ({"protection_rules": []}, good, "prod-approval has no required reviewers"),
            ({"protection_rules": [{"type": "required_reviewers", "prevent_self_review": True, "reviewers": []}]}, good, "no required reviewers"),
            (protected("grace", self_review=True), good, "approve what they started"),
            (good, protected("grace", self_review=True), "the environment prod lets people"),
            (protected("ada", "grace"), protected("grace", "acme/release"), "user grace may approve"),
            ([], good, "no JSON object"),
        ):
            with self.subTest(text):
                self.refused(self.guard(first, second), text)

    def test_refuses_one_environment_twice_and_strange_names(self) -> None:
        self.refused(self.guard(protected("ada"), protected("ada"), FIRST="prod"), "name two environments")
        self.refused(self.guard(protected("ada"), protected("grace"), FIRST="../x"), "is no name")

    def test_asks_again_where_github_stumbles(self) -> None:
        Api.failures = 2
        self.assertEqual(0, self.guard(protected("ada"), protected("grace")).exit_code)
        Api.failures = 3
        self.refused(self.guard(protected("ada"), protected("grace")), "HTTP 502")
