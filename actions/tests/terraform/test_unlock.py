"""Taking away the lock of a run that is gone, and of no other."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from applying import STATE_KEY, ApplyingTest


class GitHub:
    """Answers for runs: number to status, and what is asked of others is 404."""

    def __init__(self, runs, allowed=True):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.removeprefix("/repos/acme/orders/actions/runs")
                run = path.removeprefix("/").split("/")[0]
                status = 200 if run in runs or path.startswith("?") else 404
                if not allowed or self.headers["Authorization"] != "Bearer the-token":
                    status = 404
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps({"status": runs.get(run)}).encode())

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class UnlockTest(ApplyingTest):
    def setUp(self):
        super().setUp()
        self.commit("one")

    def unlock(self, lock, runs=(), allowed=True):
        github = GitHub(dict(runs), allowed)
        self.addCleanup(github.stop)
        return self.step(
            "terraform-unlock", "unlock.py", LOCK_ID=lock, TOKEN="the-token", WHY="its runner died", GITHUB_API_URL=github.url,
            RETRY_SECONDS="0",
        )

    def locked(self):
        return f"{STATE_KEY}.tflock" in self.objects()

    def refused_with(self, reason, ran, *parts):
        self.assertEqual(reason, self.refused(ran, *parts).outputs["reason"])
        self.assertEqual("false", ran.outputs["unlocked"])

    def test_the_lock_of_a_run_that_is_gone(self):
        lock = self.put_lock()
        self.refused_with("lock-differs", self.unlock("another-id"), lock, "runner@gone", "leave it")
        self.assertTrue(self.locked())
        # The record knows whose it is; GitHub knows whether that run goes on.
        self.put_item(sk="deployment#x#77-2", outcome="started", commit="c")
        self.lease("77-2")
        self.refused_with("apply-running", self.unlock(lock, {"77": "in_progress"}), "77-2", "Nothing was unlocked")
        self.refused_with("run-unknown", self.unlock(lock, allowed=False), "actions: read")
        self.assertTrue(self.locked())
        self.assertIsNotNone(self.items()[1])

        ran = self.succeeded(self.unlock(lock, {"77": "completed"}))
        self.assertEqual("true", ran.outputs["unlocked"])
        self.assertIn("its runner died", ran.summary)
        self.assertFalse(self.locked())
        (entry,), lease = self.items()
        self.assertIsNone(lease)
        self.assertEqual("failed", entry["outcome"])
        self.assertIn("unlocked by", entry["reason"])
        self.refused_with("not-locked", self.unlock(lock), "start the refused workflow again")

    def test_a_lock_that_the_record_does_not_know_is_only_warned_about(self):
        lock = self.put_lock()
        ran = self.succeeded(self.unlock(lock))
        self.assertIn("::warning::no run of the record holds", ran.log)
        self.assertFalse(self.locked())

    def test_a_lock_of_the_record_alone(self):
        self.lease("77-1")
        self.refused_with("lock-differs", self.unlock("78-1"), "77-1")
        # A run that GitHub has deleted has ended.
        self.succeeded(self.unlock("77-1"))
        self.assertIsNone(self.items()[1])

    def test_what_a_person_holds_has_to_expire(self):
        self.lease("shell123-1")
        self.refused_with("apply-running", self.unlock("shell123-1"), "shell123-1")
        self.lease("shell123-1", expires=1)
        self.succeeded(self.unlock("shell123-1"))
