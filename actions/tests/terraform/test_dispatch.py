"""Starting the next environment's workflow, against a stand-in for GitHub's API."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from support import COMMIT, ScriptTest

DIGEST = "ab" * 32


class Api:
    """Answers with the given statuses, one after the other, and keeps what it was asked."""

    def __init__(self, *statuses, message="the reason"):
        api = self
        self.statuses = list(statuses)
        self.requests = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                api.requests.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(api.statuses.pop(0))
                self.end_headers()
                self.wfile.write(json.dumps({"message": message}).encode())

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class DispatchTest(ScriptTest):
    def dispatch(self, api, **more):
        self.addCleanup(api.stop)
        given = {"WORKFLOW": "orchestrator-prd.yml", "REF": "main", "COMMIT": COMMIT, "DIGEST": DIGEST, "TOKEN": "the-token"}
        return self.step("dispatch-promotion", "dispatch.sh", **{**given, "GITHUB_API_URL": api.url, "RETRY_SECONDS": "0", **more})

    def test_the_workflow_gets_commit_digest_and_run(self):
        api = Api(204)
        ran = self.succeeded(self.dispatch(api))
        path, headers, body = api.requests[0]
        self.assertEqual("/repos/acme/orders/actions/workflows/orchestrator-prd.yml/dispatches", path)
        self.assertEqual("Bearer the-token", headers["Authorization"])
        self.assertEqual({"ref": "main", "inputs": {"commit": COMMIT, "digest": DIGEST, "run-id": "4711"}}, body)
        self.assertIn(DIGEST, ran.summary)
        self.assertNotIn("the-token", ran.log + ran.summary)

    def test_each_refusal_says_what_to_do_and_is_not_repeated(self):
        for status, part in (
            (401, "does not accept the token"),
            (403, "actions: write"),
            (404, "on the default branch"),
            (422, "workflow_dispatch"),
            (307, "was renamed"),
            (418, "answered 418"),
        ):
            with self.subTest(status):
                api = Api(status, 204)
                ran = self.refused(self.dispatch(api), part)
                self.assertEqual(1, len(api.requests))
                self.assertEqual("", ran.summary)

    def test_the_api_s_own_words_are_shown_and_inert(self):
        api = Api(422, message="Unexpected inputs\n::error::forged")
        ran = self.refused(self.dispatch(api), "Unexpected inputs%0A::error::forged")
        self.assertFalse([line for line in ran.log.splitlines() if line.startswith("::error::forged")])

    def test_an_outage_is_outlived(self):
        api = Api(502, 503, 500, 204)
        self.succeeded(self.dispatch(api))
        self.assertEqual(4, len(api.requests))

    def test_a_lasting_outage_fails(self):
        api = Api(*[503] * 9)
        self.refused(self.dispatch(api), "503 to each of 4 attempts")
        self.assertEqual(4, len(api.requests))

    def test_an_unreachable_api_fails(self):
        self.refused(self.dispatch(Api(), GITHUB_API_URL="http://127.0.0.1:1"), "cannot be reached")

    def test_inputs_are_checked_before_any_call(self):
        for name, value in (
            ("WORKFLOW", "../x.yml"), ("WORKFLOW", "x.sh"), ("WORKFLOW", ""), ("REF", ""), ("REF", "a b"), ("REF", "a\nb"),
            ("COMMIT", COMMIT[:7]), ("COMMIT", "main"), ("DIGEST", ""), ("DIGEST", "x" * 64), ("TOKEN", ""),
        ):
            with self.subTest(name=name, value=value):
                api = Api(204)
                self.refused(self.dispatch(api, **{name: value}))
                self.assertEqual([], api.requests)
