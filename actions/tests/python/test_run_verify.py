"""Which runs are refused as the origin of a package; a server of the test's own stands in for GitHub's API."""

import http.server
import json
import threading
from typing import Dict, List, Tuple

from fixture import Ran, ScriptTest

VERIFY = "run-verify/v1/scripts/verify.sh"
RUN = {
    "id": 4711,
    "path": ".github/workflows/orchestrator-test.yml",
    "head_branch": "main",
    "head_sha": "c" * 40,
    "event": "push",
    "status": "in_progress",
    "conclusion": None,
    "html_url": "https://github.com/acme/orders/actions/runs/4711",
    "repository": {"full_name": "acme/orders"},
    "head_repository": {"full_name": "acme/orders"},
}


TIP = "f" * 40


class Api(http.server.BaseHTTPRequestHandler):
    answers: List[Tuple[int, str]] = []
    requests: List[Tuple[str, str]] = []
    branch: Tuple[int, str] = (404, "{}")
    comparison: Tuple[int, str] = (404, "{}")

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        self.requests.append((self.path, self.headers.get("Authorization", "")))
        if "/git/ref/" in self.path:
            status, body = self.branch
        elif "/compare/" in self.path:
            status, body = self.comparison
        else:
            status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_) -> None:
        pass


class RunVerifyTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        Api.requests = []
        Api.branch = (200, json.dumps({"ref": "refs/heads/main", "object": {"sha": TIP}}))
        Api.comparison = (200, json.dumps({"status": "ahead"}))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def answer(self, *answers: Tuple[int, object]) -> None:
        Api.answers = [(status, body if isinstance(body, str) else json.dumps(body)) for status, body in answers]

    def verify(self, **variables: str) -> Ran:
        settings = {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}",
            "GITHUB_REPOSITORY": "acme/orders",
            "INPUT_RUN_ID": "4711",
            "INPUT_WORKFLOW": '["orchestrator-dev.yml", "orchestrator-test.yml"]',
            "INPUT_BRANCH": "main",
            "INPUT_TOKEN": "the-token",
            "RETRY_DELAY": "1",
            **variables,
        }
        return self.run_script(VERIFY, settings)

    def verify_with(self, **changes: object) -> Ran:
        self.answer((200, {**RUN, **changes}))
        return self.verify()

    def test_a_run_that_may_be_promoted(self) -> None:
        ran = self.verify_with()
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(ran.outputs["url"], RUN["html_url"])
        paths = [
            "/repos/acme/orders/actions/runs/4711",
            "/repos/acme/orders/git/ref/heads/main",
            f"/repos/acme/orders/compare/{RUN['head_sha']}...{TIP}?per_page=1",
        ]
        self.assertEqual(Api.requests, [(path, "Bearer the-token") for path in paths])
        self.assertNotIn("the-token", ran.log)

    def test_dispatched_by_the_environment_before_it(self) -> None:
        # Its commit is then the branch's newest, whichever the package is of.
        self.assertEqual(self.verify_with(event="workflow_dispatch", head_sha="d" * 40).exit_code, 0)

    def test_a_run_of_the_newest_commit(self) -> None:
        Api.comparison = (200, json.dumps({"status": "identical"}))
        self.assertEqual(self.verify_with(head_sha=TIP).exit_code, 0)

    def test_a_tag_that_is_named_like_the_branch(self) -> None:
        # GitHub gives such a run the tag's name as its branch; its workflow file is whatever the tag holds.
        for status in ("diverged", "behind", None):
            with self.subTest(status):
                Api.comparison = (200, json.dumps({"status": status}))
                self.assert_refused(self.verify_with(), "is not on the branch `main`")
        Api.comparison = (404, "{}")
        self.assert_refused(self.verify_with(), "is not on the branch main")

    def test_a_branch_that_is_not_there(self) -> None:
        Api.branch = (404, "{}")
        self.assert_refused(self.verify_with(), "no branch main")
        for body in ("[]", "{}", json.dumps({"ref": "refs/heads/main2", "object": {"sha": TIP}})):
            with self.subTest(body):
                Api.branch = (200, body)
                self.assert_refused(self.verify_with(), "branch")

    def test_a_run_without_a_commit(self) -> None:
        self.assert_refused(self.verify_with(head_sha="main"), "its commit is `main`")

    def test_a_path_with_the_ref_behind_it(self) -> None:
        path = ".github/workflows/orchestrator-dev.yml@refs/heads/main"
        self.assertEqual(self.verify_with(path=path).exit_code, 0)

    def test_each_difference_is_refused_and_named(self) -> None:
        cases: List[Tuple[Dict[str, object], str, str]] = [
            ({"path": ".github/workflows/ci.yml"}, "workflow", "orchestrator-test.yml"),
            ({"path": ".github/workflows/sub/orchestrator-test.yml"}, "workflow", "orchestrator-test.yml"),
            ({"head_branch": "feature"}, "branch is `feature`", "expected `main`"),
            ({"head_branch": None}, "branch", "expected `main`"),
            ({"event": "pull_request"}, "event is `pull_request`", "`push` or `workflow_dispatch`"),
            ({"event": "schedule"}, "event is `schedule`", "`push`"),
            ({"repository": {"full_name": "evil/orders"}}, "repository is `evil/orders`", "`acme/orders`"),
            ({"head_repository": {"full_name": "evil/orders"}}, "head repository is `evil/orders`", "`acme/orders`"),
            ({"head_repository": None}, "head repository is `none`", "`acme/orders`"),
            ({"id": 4712}, "id is `4712`", "`4711`"),
        ]
        for changes, actual, expected in cases:
            with self.subTest(changes):
                ran = self.verify_with(**changes)
                self.assert_refused(ran, actual, expected)
                self.assertNotIn("url", ran.outputs)

    def test_all_differences_at_once(self) -> None:
        self.assert_refused(self.verify_with(event="schedule", head_branch="x"), "its branch is", "its event is")

    def test_answers_that_are_no_run(self) -> None:
        for status, body, message in (
            (404, "{}", "no run 4711 in acme/orders"),
            (401, "{}", "actions: read"),
            (403, "{}", "actions: read"),
            (301, "{}", "HTTP 301"),
            (200, "<html>", "not JSON"),
            (200, "[]", "not a run"),
            (200, "{}", "its branch is"),
        ):
            with self.subTest(f"{status} {body}"):
                self.answer((status, body))
                self.assert_refused(self.verify(), message)

    def test_a_server_error_is_asked_again_and_then_refused(self) -> None:
        self.answer((502, ""), (200, RUN))
        self.assertEqual(self.verify().exit_code, 0)
        self.assertEqual(len(Api.requests), 2 + 2)
        self.answer((503, ""))
        self.assert_refused(self.verify(), "HTTP 503")
        self.assertEqual(len(Api.requests), 2 + 2 + 4)

    def test_no_server(self) -> None:
        self.assert_refused(self.verify(GITHUB_API_URL="http://127.0.0.1:9"), "cannot be reached")

    def test_wrong_inputs_ask_nobody(self) -> None:
        for variable, value, message in (
            ("INPUT_RUN_ID", "", "number of a run"),
            ("INPUT_RUN_ID", "1/../2", "number of a run"),
            ("INPUT_BRANCH", "", "`branch` is empty"),
            ("INPUT_BRANCH", "main?x=1", "letters, digits"),
            ("INPUT_TOKEN", "", "actions: read"),
        ):
            with self.subTest(f"{variable}={value}"):
                self.assert_refused(self.verify(**{variable: value}), message)
        self.assertEqual(Api.requests, [])

    def test_no_allowed_workflow_allows_none(self) -> None:
        self.answer((200, RUN))
        for value in ("", "[]", '"orchestrator-test.yml"', "[1]", '[""]', "orchestrator-test.yml"):
            with self.subTest(value):
                self.assert_refused(self.verify(INPUT_WORKFLOW=value), "JSON list of workflow files")
