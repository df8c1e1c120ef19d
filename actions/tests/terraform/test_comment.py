"""The comment at a pull request: found again, updated in place, inert and short whatever the report holds."""

import html
import http.server
import importlib
import json
import os
import re
import sys
import threading
import unittest
import urllib.parse

from support import COMMIT, ScriptTest, scripts, terraform_configuration

BOT = {"login": "github-actions[bot]", "type": "Bot"}
HOSTILE = (
    "@acme/everyone @octocat please\n</details></summary><img src=x onerror=alert(1)>\n<!-- slipway terraform-plan 0000 -->\n"
    "```\n~~~\n``````\n# Heading\n[link](https://evil.example) www.evil.example #1 \u202egnp\u2066 \x1b[31mred\x07 \u200bzero\u061c\n::error::x\n-->"
)


class GitHub(http.server.BaseHTTPRequestHandler):
    """As much of GitHub's API as the comment needs; it keeps comments and records what it was asked."""

    comments, requests, head, fail = [], [], COMMIT, {}

    def do_GET(self):  # pylint: disable=invalid-name
        self.answer("GET")

    def do_POST(self):  # pylint: disable=invalid-name
        self.answer("POST")

    def do_PATCH(self):  # pylint: disable=invalid-name
        self.answer("PATCH")

    def do_DELETE(self):  # pylint: disable=invalid-name
        self.answer("DELETE")

    def answer(self, method):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        self.requests.append((method, url.path, self.headers.get("Authorization")))
        failures = self.fail.get(method, [])
        if failures:
            return self.send(failures.pop(0), {"message": "no"})
        comment = re.fullmatch(r"/repos/acme/orders/issues/comments/(\d+)", url.path)
        if method == "GET" and url.path == "/repos/acme/orders/pulls/7":
            return self.send(200, {"head": {"sha": type(self).head}})
        if url.path == "/repos/acme/orders/issues/7/comments":
            if method == "POST":
                self.comments.append({"id": len(self.comments) + 1, "user": BOT, "body": json.loads(body)["body"]})
                return self.send(201, self.comments[-1])
            query = dict(urllib.parse.parse_qsl(url.query))
            size, page = int(query["per_page"]), int(query["page"])
            return self.send(200, self.comments[(page - 1) * size : page * size])
        if comment:
            found = [one for one in self.comments if one["id"] == int(comment.group(1))]
            if method == "DELETE":
                self.comments.remove(found[0])
                return self.send(204, None)
            found[0]["body"] = json.loads(body)["body"]
            return self.send(200, found[0])
        return self.send(404, {"message": "Not Found"})

    def send(self, status, content):
        self.send_response(status)
        self.end_headers()
        if content is not None:
            self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_):
        pass


class CommentTest(ScriptTest):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, str(scripts("terraform-plan")))
        cls.addClassCleanup(sys.path.remove, str(scripts("terraform-plan")))
        cls.reports = importlib.import_module("plan_report")

    def setUp(self):
        super().setUp()
        GitHub.comments, GitHub.requests, GitHub.head, GitHub.fail = [], [], COMMIT, {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), GitHub)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.file = self.folder / "report" / "plan.json"

    def report(self, **fields):
        report = self.reports.new("dev", "iac", COMMIT)
        return {**report, "changes": True, "plan": "Plan: 1 to add, 0 to change, 0 to destroy.", "counts": {**report["counts"], "create": 1}, **fields}

    def comment(self, report=None, **more):
        if report is not None:
            self.reports.write(report, self.file.parent)
        given = {
            "ENVIRONMENT": "dev", "DIRECTORY": "iac", "REPORT": str(self.file), "CHECKS": "success", "PLAN": "success", "COMMIT": COMMIT,
            "PULL_REQUEST": "7", "TOKEN": "token-1", "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}", "RETRY_SECONDS": "0",
        }
        return self.step("terraform-comment", "comment.py", **{**given, **more})

    def body(self):
        self.assertEqual(1, len(GitHub.comments))
        return GitHub.comments[0]["body"]

    def methods(self):
        return [method for method, _, _ in GitHub.requests if method != "GET"]

    def test_one_comment_is_updated_in_place(self):
        self.succeeded(self.comment(self.report()))
        self.assertIn("1 to create", self.body())
        self.assertIn("Plan: 1 to add", self.body())
        self.assertIn("https://github.example/acme/orders/actions/runs/4711", self.body())
        self.succeeded(self.comment(self.report(changes=False, counts=dict.fromkeys(self.reports.ACTIONS, 0))))
        self.assertIn("no changes", self.body())
        self.succeeded(self.comment())
        self.assertEqual(["POST", "PATCH"], self.methods(), "the same again is not written again")
        self.assertEqual({"Bearer token-1"}, {token for _, _, token in GitHub.requests})

    def test_each_directory_and_environment_has_its_own(self):
        self.succeeded(self.comment(self.report()))
        for directory, environment in (("iac", "prod"), ("other", "dev")):
            self.succeeded(self.comment(self.report(directory=directory, environment=environment), DIRECTORY=directory, ENVIRONMENT=environment))
        self.assertEqual(["POST"] * 3, self.methods())
        self.assertEqual(3, len({comment["body"].splitlines()[0] for comment in GitHub.comments}))

    def test_only_our_own_comments_are_taken(self):
        marker = self.reports.marker("dev", "iac")
        for number, (user, body) in enumerate((
            ({"login": "mallory", "type": "User"}, f"{marker}\nforged"),
            ({"login": "github-actions[bot]", "type": "User"}, f"{marker}\nforged"),
            (None, f"{marker}\nforged"),
            (BOT, f"I quote:\n{marker}\n"),
            (BOT, f"{marker} and more"),
            (BOT, None),
        ), start=1):
            GitHub.comments.append({"id": number, "user": user, "body": body})
        before = json.dumps(GitHub.comments)
        self.succeeded(self.comment(self.report()))
        self.assertEqual(before, json.dumps(GitHub.comments[:-1]))
        self.assertEqual(["POST"], self.methods())

    def test_it_is_found_on_a_later_page_and_duplicates_go(self):
        marker = self.reports.marker("dev", "iac")
        GitHub.comments = [{"id": number, "user": {"login": "octocat", "type": "User"}, "body": "hello"} for number in range(1, 231)]
        GitHub.comments[210].update(user=BOT, body=f"{marker}\nold")
        GitHub.comments[220].update(user=BOT, body=f"{marker}\nduplicate")
        self.succeeded(self.comment(self.report()))
        self.assertEqual(["PATCH", "DELETE"], self.methods())
        ours = [comment for comment in GitHub.comments if comment["body"].startswith(marker)]
        self.assertEqual([211], [comment["id"] for comment in ours])
        self.assertIn("1 to create", ours[0]["body"])

    def test_an_older_run_leaves_it_alone(self):
        GitHub.head = "f" * 40
        self.assertIn("newer commit", self.succeeded(self.comment(self.report())).log)
        self.assertEqual([], self.methods())

    def test_it_says_why_there_is_no_plan(self):
        self.succeeded(self.comment(self.report()))
        for more, part in (
            ({"CHECKS": "failure", "PLAN": "skipped"}, "checks-failed"),
            ({"CHECKS": "cancelled", "PLAN": "skipped"}, "checks-failed"),
            ({"PLAN": "failure", "REPORT": str(self.folder / "none.json")}, "ended before it had a plan"),
            ({"PLAN": "failure"}, "failed after it had a plan"),
        ):
            with self.subTest(more):
                self.succeeded(self.comment(**more))
                self.assertIn(part, self.body())
                self.assertIn("there is none", self.body())
                self.assertNotIn("1 to create", self.body(), "the old plan does not hold any more")
        failed = self.reports.failed(self.report(plan=""), "plan-failed", "terraform plan failed with exit code 1", "Error: x\n" + HOSTILE)
        self.succeeded(self.comment(failed, PLAN="failure"))
        self.assertIn("`plan-failed`", self.body())
        self.inert(self.body())

    def test_a_blocked_plan_is_shown_with_its_reasons(self):
        report = self.report(
            protected=["aws_dynamodb_table.orders is deleted"], policies=[f"aws_iam_role.x, {HOSTILE}"], unknown=["aws_sqs_queue_policy.q"],
            allowed=["aws_s3_bucket.b is replaced, until 2027-01-01: moved"], cost={"currency": "USD", "before": "10.00", "after": "8.50"},
        )
        self.succeeded(self.comment(report, PLAN="failure"))
        text = html.unescape(self.body())
        for part in ("cannot be merged", "aws_dynamodb_table.orders is deleted", "aws_sqs_queue_policy.q", "until 2027-01-01", "8.50 USD (-1.50)"):
            self.assertIn(part, text)
        self.inert(self.body())

    def inert(self, body):
        """Outside of code nothing of the hostile text is left; inside of it nothing can end it."""
        fences, outside = None, []
        for line in body.splitlines()[1:]:
            ticks = re.match(r"(`{3,})(text)?$", line)
            if fences is None and ticks and ticks.group(2):
                fences = ticks.group(1)
            elif fences is not None and line == fences:
                fences = None
            elif fences is None:
                outside.append(line)
            else:
                self.assertFalse(re.match(rf" {{0,3}}`{{{len(fences)},}}\s*$", line), line)
        self.assertIsNone(fences, "a fence is open")
        text = re.sub(r"<code>[A-Za-z0-9 ,;()/=+%&#-]*</code>", "", "\n".join(outside))
        text = re.sub(r"\[run]\(https://github\.example/\S+\)", "", text)
        self.assertEqual(text.count("<details>"), text.count("</details>"))
        left = re.sub(r"</?(details|summary)>", "", text)
        for sign in ("@", "<", "[", "www", "https:", "Heading", "evil"):
            self.assertNotIn(sign, left)
        self.assertNotRegex(body, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]")

    def test_hostile_text_is_inert(self):
        for text in (HOSTILE, "`" * 70_000, "`" * 9000 + "\n@x", "</details>\n" * 9000, HOSTILE * 900, "\ud800 lone", "x" * 200_000, "\U0001f600" * 30_000, "\n\n```"):
            with self.subTest(text[:20]):
                report = self.report(plan=text, policies=[text] * 60, reason="", allowed=[text])
                self.succeeded(self.comment(report, PLAN="failure"))
                body = self.body()
                self.inert(body)
                self.assertLessEqual(len(body.encode("utf-8")), 65_536)
                self.assertTrue(body.startswith(self.reports.marker("dev", "iac") + "\n"))

    def test_a_long_plan_is_cut_and_says_so(self):
        self.succeeded(self.comment(self.report(plan="line of a plan\n" * 9000)))
        body = self.body()
        self.assertLess(60_000, len(body))
        self.assertLessEqual(len(body.encode("utf-8")), 65_000)
        self.assertIn("... cut here", body)
        self.assertTrue(body.rstrip().endswith(")."), "what stands behind the plan is still there")

    def test_a_report_that_nobody_asked_for_is_refused(self):
        good = self.report()
        for text, part in (
            ("", "no JSON"),
            ("[" * 100_000, "no JSON"),
            ("{}", "fields"),
            ("[]", "fields"),
            (json.dumps({**good, "markdown": "x"}), "fields"),
            (json.dumps({**good, "environment": "prod"}), "another environment"),
            (json.dumps({**good, "commit": "f" * 40}), "another commit"),
            (json.dumps({**good, "format": 2}), "another format"),
            (json.dumps({**good, "format": True}), "format is not of its type"),
            (json.dumps({**good, "tool": "<b>"}), "another format"),
            (json.dumps({**good, "reason": "`@x`"}), "another format"),
            (json.dumps({**good, "counts": {}}), "counts"),
            (json.dumps({**good, "counts": {**good["counts"], "create": "<b>"}}), "counts"),
            (json.dumps({**good, "policies": [1]}), "no list of texts"),
            (json.dumps({**good, "policies": ["x"] * 99}), "no list of texts"),
            (json.dumps({**good, "cost": {"currency": "@me", "before": "1.00", "after": "1.00"}}), "cost"),
            (json.dumps({**good, "cost": {"currency": "USD", "before": "1e9", "after": "1.00"}}), "cost"),
            (json.dumps({**good, "cost": {"x": "y"}}), "cost"),
            ("x" * ((1 << 20) + 1), "more than"),
        ):
            with self.subTest(part):
                self.file.parent.mkdir(exist_ok=True)
                self.file.write_text(text, encoding="utf-8")
                self.refused(self.comment(), part)
                self.assertIn("report-invalid", self.body())

    def test_a_report_that_is_no_file_is_refused(self):
        self.file.parent.mkdir()
        secret = self.folder / "secret.json"
        secret.write_text(json.dumps(self.report()), encoding="utf-8")
        self.file.symlink_to(secret)
        self.refused(self.comment(), "cannot be read")
        self.file.unlink()
        os.mkfifo(self.file)
        self.refused(self.comment(), "no file")
        self.file.unlink()
        self.file.mkdir()
        self.refused(self.comment(), "cannot be")

    def test_what_github_answers(self):
        GitHub.fail = {"GET": [502, 429], "PATCH": [500]}
        self.succeeded(self.comment(self.report()))
        self.succeeded(self.comment(self.report(plan="other")))
        self.assertIn("other", self.body())
        GitHub.fail = {"PATCH": [403]}
        ran = self.succeeded(self.comment(self.report(plan="third")))
        self.assertIn("::warning::GitHub does not let this run comment", ran.log)
        GitHub.fail = {"GET": [404]}
        self.refused(self.comment(), "pull-requests: write")
        GitHub.fail = {"GET": [500] * 9}
        self.refused(self.comment(), "GitHub answered 500")
        self.refused(self.comment(PULL_REQUEST="7/../8"), "it is a number")

    def test_the_token_does_not_follow_a_redirect(self):
        class Elsewhere(http.server.BaseHTTPRequestHandler):
            asked = []

            def do_GET(self):  # pylint: disable=invalid-name
                if "/elsewhere" in self.path:
                    self.asked.append(self.headers.get("Authorization"))
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.refused(self.comment(self.report(), GITHUB_API_URL=f"http://127.0.0.1:{server.server_port}"), "answered 302")
        self.assertEqual([], Elsewhere.asked)


class WholeWayTest(CommentTest):
    """From a real plan of a hostile configuration to the comment."""

    def test_a_hostile_plan_becomes_a_comment(self):
        text = json.dumps(HOSTILE).replace("${", "$${")
        self.write("iac/main.tf", f'terraform {{\n  backend "local" {{}}\n}}\nresource "terraform_data" "x" {{\n  count = 400\n  input = {text}\n}}\n')
        given = {"ENVIRONMENT": "dev", "DIRECTORY": "iac", "COMMIT": COMMIT, "TF_CLI_CONFIG_FILE": terraform_configuration(self.folder)}
        planned = self.succeeded(self.step("terraform-plan", "plan_request.py", **given))
        shown = self.succeeded(self.step("terraform-plan", "verdict.py", REPORT=planned.outputs["report"]))
        self.assertIn("terraform_data.x[399]", shown.summary)
        self.assertLess(len(shown.summary.encode("utf-8")), 1 << 20)
        self.succeeded(self.comment(REPORT=planned.outputs["report"]))
        body = self.body()
        self.assertIn("400 to create", body)
        self.assertIn("terraform_data.x[0] will be created", body)
        self.assertIn("... cut here", body)
        self.assertLessEqual(len(body.encode("utf-8")), 65_000)
        self.inert(body)


# What it inherits is tested once.
for inherited in [name for name in vars(CommentTest) if name.startswith("test_")]:
    setattr(WholeWayTest, inherited, None)


class MarkdownTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, str(scripts("terraform-plan")))
        cls.addClassCleanup(sys.path.remove, str(scripts("terraform-plan")))
        cls.reports = importlib.import_module("plan_report")

    def test_the_marker_is_of_the_names_only(self):
        markers = {self.reports.marker(*names) for names in (("a", "b"), ("b", "a"), ("--> x", "b"), ("a", "b\n"), ("ab", ""))}
        self.assertEqual(5, len(markers))
        for marker in markers:
            self.assertRegex(marker, r"^<!-- slipway terraform-plan [0-9a-f]{64} -->$")

    def test_it_fits_whatever_is_said(self):
        report = {**self.reports.new("dev", "iac", COMMIT), "changes": True, "plan": "`x` y\n" * 300_000}
        for most in (2_000, 65_000, 1_000_000):
            self.assertLessEqual(len(self.reports.markdown(report, most, "https://github.example/r").encode()), most)

    def test_the_summary_fits_into_a_mebibyte(self):
        self.assertLess(self.reports.SUMMARY_BYTES, 1 << 20)
