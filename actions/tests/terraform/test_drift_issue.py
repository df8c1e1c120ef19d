"""The issues about drift, against a stand-in for GitHub's API that keeps issues as GitHub does."""

import html
import json
import re
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from support import COMMIT, ScriptTest

BOT = {"login": "github-actions[bot]", "type": "Bot"}
SOMEBODY = {"login": "mallory", "type": "User"}
DRIFT, FAILED = "<!-- slipway:drift:orders/prod/iac/terraform -->", "<!-- slipway:drift-check:orders/prod/iac/terraform -->"


class GitHub:
    """Issues with their comments; `failures` are statuses that it answers with first."""

    def __init__(self):
        github = self
        self.issues = []
        self.requests = []
        self.failures = []

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                size = int(self.headers.get("Content-Length") or 0)
                content = json.loads(self.rfile.read(size)) if size else None
                github.requests.append((self.command, self.path, content, self.headers.get("Authorization")))
                status, answer = github.handle(self.command, self.path, content)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            do_GET = do_POST = do_PATCH = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def add(self, body, user=BOT, state="open", **more):
        number = len(self.issues) + 1
        issue = {
            "number": number, "title": "t", "body": body, "user": user, "state": state, "comments": [],
            "html_url": f"https://github.example/acme/orders/issues/{number}", **more,
        }
        self.issues.append(issue)
        return issue

    def handle(self, method, path, content):
        if self.failures:
            return self.failures.pop(0), {"message": "the reason\n::error::forged"}
        parts = urllib.parse.urlsplit(path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        found = re.fullmatch(r"/repos/acme/orders/issues(?:/(\d+))?(/comments)?", parts.path)
        if not found:
            return 404, {}
        if method == "GET":
            fitting = [one for one in reversed(self.issues) if one["state"] == query["state"] and one["user"]["login"] == query["creator"]]
            size = int(query["per_page"])
            return 200, fitting[(int(query["page"]) - 1) * size :][:size]
        if method == "POST" and not found.group(1):
            return 201, self.add(content["body"], title=content["title"], labels=content.get("labels", []))
        issue = self.issues[int(found.group(1)) - 1]
        if found.group(2):
            issue["comments"].append(content["body"])
            return 201, {"id": 1}
        issue.update(content)
        return 200, issue


class IssueTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.github = GitHub()
        self.addCleanup(self.github.stop)

    def issue(self, result, report=None, **more):
        file = self.folder / "temp" / "drift.json"
        if report is not None:
            file.write_text(json.dumps({"format": 1, "result": result, "commit": COMMIT, **report}), encoding="utf-8")
        given = {
            "ENVIRONMENT": "prod", "SERVICE": "orders", "DIRECTORY": "iac/terraform", "RESULT": result, "JOB_RESULT": "success",
            "REPORT": str(file) if report is not None else "", "APPLY_WORKFLOW": "terraform-apply.yml", "BRANCH": "main", "LABELS": "[]",
            "TOKEN": "the-token", "GITHUB_API_URL": self.github.url, "RETRY_SECONDS": "0",
        }
        return self.step("drift-issue", "issue.py", **{**given, **more})

    def drift(self, plan="~ x", **more):
        return self.succeeded(self.issue("drift", {"plan": plan, "changes": [{"address": "aws_x.y", "actions": ["update"]}], **more}))

    def writes(self):
        return [(method, path) for method, path, _, _ in self.github.requests if method != "GET"]

    def test_drift_opens_an_issue_that_says_what_and_how(self):
        ran = self.drift()
        self.assertEqual(("1", "true"), (ran.outputs["issue"], ran.outputs["opened"]))
        (issue,) = self.github.issues
        self.assertEqual("Drift in prod: iac/terraform (orders)", issue["title"])
        self.assertTrue(issue["body"].startswith(DRIFT))
        for part in (
            "aws&#95;x.y | differs, would be changed", "~ x", COMMIT, "[4711](https://github.example/acme/orders/actions/runs/4711)",
            "https://github.example/acme/orders/actions/workflows/terraform-apply.yml",
            f"gh workflow run terraform-apply.yml --ref main -f environment=prod -f commit={COMMIT}", "change the code",
        ):
            self.assertIn(part, issue["body"])
        self.assertEqual([], issue["labels"])
        self.assertEqual({"Bearer the-token"}, {request[3] for request in self.github.requests})
        self.assertNotIn("the-token", ran.log + ran.summary)

    def test_the_second_check_updates_the_same_issue(self):
        self.drift()
        ran = self.drift(plan="~ another")
        self.assertEqual(("1", ""), (ran.outputs["issue"], ran.outputs["opened"]))
        (issue,) = self.github.issues
        self.assertIn("~ another", issue["body"])
        self.assertEqual([], issue["comments"])

    def test_no_drift_closes_it_with_a_comment_and_drift_opens_it_again(self):
        self.drift()
        ran = self.succeeded(self.issue("none", {}))
        (issue,) = self.github.issues
        self.assertEqual(("closed", "completed", ""), (issue["state"], issue["state_reason"], ran.outputs["issue"]))
        self.assertIn("no drift of iac/terraform in prod any more", issue["comments"][0])
        self.drift()
        self.assertEqual(1, len(self.github.issues))
        self.assertEqual("open", issue["state"])
        self.assertIn("again", issue["comments"][1])

    def test_nothing_to_do_writes_nothing(self):
        for result in ("none", "never-applied", "apply-running"):
            with self.subTest(result):
                self.succeeded(self.issue(result, {}))
                self.assertEqual([], self.writes())

    def test_what_says_nothing_about_drift_leaves_its_issue(self):
        self.drift()
        for result in ("apply-running", "never-applied", "failed"):
            with self.subTest(result):
                self.succeeded(self.issue(result, {"reason": "plan-failed", "message": "m"}))
                self.assertEqual("open", self.github.issues[0]["state"])
                self.assertEqual([], self.github.issues[0]["comments"])

    def test_a_failed_check_has_its_own_issue_until_one_can_run(self):
        for result in ("none", "drift", "never-applied"):
            with self.subTest(result):
                self.github.issues.clear()
                self.succeeded(self.issue("failed", {"reason": "plan-failed", "message": "it <b>broke</b>", "evidence": "Error: x"}))
                (issue,) = self.github.issues
                self.assertEqual("Drift check failed in prod: iac/terraform (orders)", issue["title"])
                self.assertTrue(issue["body"].startswith(FAILED))
                for part in ("`plan-failed`", "it &lt;b&gt;broke", "Error: x", "nobody knows"):
                    self.assertIn(part, issue["body"])
                self.succeeded(self.issue("failed", {"reason": "aws-refused", "message": "m"}))
                self.assertEqual(1, len(self.github.issues))
                self.assertIn("aws-refused", issue["body"])
                self.succeeded(self.issue("apply-running", {}))
                self.assertEqual("open", issue["state"])
                self.succeeded(self.issue(result, {"plan": "~ x"}))
                self.assertEqual("closed", issue["state"])
                self.assertIn("could run", issue["comments"][0])

    def test_a_job_that_died_before_its_check_failed(self):
        self.succeeded(self.issue("", None, JOB_RESULT="failure"))
        self.assertIn("check-ended", self.github.issues[0]["body"])
        self.assertIn("the job ended (failure)", self.github.issues[0]["body"])

    def test_the_marker_of_somebody_else_is_no_issue_of_ours(self):
        theirs = self.github.add(DRIFT, user=SOMEBODY)
        quoted = self.github.add("quoted: " + DRIFT)
        pull = self.github.add(DRIFT, pull_request={})
        imitated = self.github.add(DRIFT, user={**BOT, "type": "User"})
        self.drift()
        self.assertEqual(5, len(self.github.issues))
        self.succeeded(self.issue("none", {}))
        self.assertEqual(["open"] * 4, [one["state"] for one in (theirs, quoted, pull, imitated)])
        self.assertEqual("closed", self.github.issues[4]["state"])

    def test_other_environments_directories_and_services_have_issues_of_their_own(self):
        self.drift()
        for given in ({"ENVIRONMENT": "dev"}, {"DIRECTORY": "iac"}, {"SERVICE": "orders2"}):
            self.succeeded(self.issue("drift", {"plan": "p"}, **given))
        self.assertEqual(4, len({one["body"].splitlines()[0] for one in self.github.issues}))

    def test_it_is_found_on_a_later_page(self):
        first = self.github.add(DRIFT)
        for _ in range(230):
            self.github.add("something else")
        self.drift()
        self.assertIn("~ x", first["body"])
        self.assertEqual([("PATCH", "/repos/acme/orders/issues/1")], self.writes())

    def test_of_two_the_first_goes_on(self):
        first, second = self.github.add(DRIFT), self.github.add(DRIFT)
        self.drift()
        self.assertEqual(("open", "closed"), (first["state"], second["state"]))
        self.assertIn("goes on in #1", second["comments"][0])

    def test_hostile_text_is_inert_and_cut(self):
        hostile = "```\n</details><script>x</script>\n@everyone <!-- slipway:drift:orders/dev/iac -->\n````\n" + "ü" * 80_000
        self.drift(plan=hostile, changes=[{"address": "x[\"<img>|@admin`\"]", "actions": ["<b>"]}], note="@team **x**")
        body = self.github.issues[0]["body"]
        self.assertLess(len(body), 65_536)
        self.assertIn("cut here", body)
        fence = body.index("`````text")
        for part in ("</details><script>", "@everyone", "slipway:drift:orders/dev"):
            self.assertGreater(body.index(part), fence)
        for part in ("<img>", "@admin", "@team", "<b>"):
            self.assertNotIn(part, body)

    def test_nobody_is_called_and_nothing_is_linked(self):
        """GitHub looks for mentions in what it has rendered, where a character that is written as its number is itself again."""
        self.drift(changes=[{"address": 'aws_x.y["@acme/owners #7"]', "actions": ["update"]}], note="see @jo, acme/orders#8")
        self.succeeded(self.issue("failed", {"reason": "plan-failed", "message": "ask @jo about #9"}))
        for issue in self.github.issues:
            text = html.unescape(re.sub(r"(`{3,})text.*?\n\1", "", issue["body"], flags=re.DOTALL))
            self.assertEqual([], re.findall(r"(?<!\w)@[\w-]+|#\d+", text))
        self.assertIn("acme/owners", self.github.issues[0]["body"])

    def test_however_long_it_fits_into_an_issue(self):
        changes = [{"address": "module.a_b_c[\"" + "_" * 180 + "\"]", "actions": ["update"]} for _ in range(100)]
        for plan in ("x\n" * 80_000, "`" * 80_000):
            with self.subTest(plan[:2]):
                self.drift(changes=changes, plan=plan, note="_" * 3000)
                body = self.github.issues[-1]["body"]
                self.assertLess(len(body), 65_536)
                for part in ("cut here", "How to correct it", "more | see the plan", "the first one that finds no drift"):
                    self.assertIn(part, body)
        self.succeeded(self.issue("failed", {"reason": "plan-failed", "message": "_" * 80_000, "evidence": "`" * 80_000}))
        self.assertLess(len(self.github.issues[-1]["body"]), 65_536)
        self.assertIn("the check again", self.github.issues[-1]["body"])

    def test_many_changes_are_cut(self):
        self.drift(changes=[{"address": f"a.b{number}", "actions": ["delete", "create"]} for number in range(3000)])
        self.assertIn("2900 more", self.github.issues[0]["body"])
        self.assertIn("would be replaced", self.github.issues[0]["body"])

    def test_labels_are_given_to_a_new_issue(self):
        self.succeeded(self.issue("drift", {"plan": "p"}, LABELS='["drift", "ops"]'))
        self.assertEqual(["drift", "ops"], self.github.issues[0]["labels"])

    def test_the_command_names_the_branch_of_the_environment(self):
        for branch, command in (
            ("develop", f"gh workflow run terraform-apply.yml --ref develop -f environment=prod -f commit={COMMIT}"),
            ("", f"gh workflow run terraform-apply.yml -f environment=prod -f commit={COMMIT}"),
            ("release/*", "branch='<the branch of release/* that holds the commit>'\n"
             f'gh workflow run terraform-apply.yml --ref "$branch" -f environment=prod -f commit={COMMIT}\n'),
        ):
            with self.subTest(branch):
                self.succeeded(self.issue("drift", {"plan": "p"}, BRANCH=branch))
                self.assertIn(command, self.github.issues[0]["body"])

    def test_without_a_workflow_the_way_is_said_without_a_link(self):
        self.succeeded(self.issue("drift", {"plan": "p"}, APPLY_WORKFLOW=""))
        self.assertNotIn("gh workflow run", self.github.issues[0]["body"])
        self.assertIn("apply it again", self.github.issues[0]["body"])

    def test_what_does_not_fit_is_refused_before_any_write(self):
        for result, report, given, reason in (
            ("clean", {}, {}, "input-invalid"),
            ("drift", None, {}, "report-missing"),
            ("none", {"result": "drift"}, {}, "report-differs"),
            ("drift", {}, {"LABELS": "drift"}, "input-invalid"),
            ("drift", {"plan": "p"}, {"BRANCH": "main; rm -rf ~"}, "input-invalid"),
            ("drift", {}, {"TOKEN": ""}, "input-missing"),
        ):
            with self.subTest(result=result, given=given):
                ran = self.refused(self.issue(result, report, **given))
                self.assertEqual(reason, ran.outputs["reason"])
                self.assertEqual([], self.writes())

    def test_each_refusal_of_github_says_what_to_do(self):
        for status, part in ((401, "token"), (403, "issues: write"), (404, "issues: write"), (410, "enable them"), (422, "does not accept"), (307, "answered 307")):
            with self.subTest(status):
                self.github.failures = [status]
                ran = self.refused(self.issue("drift", {"plan": "p"}), part)
                self.assertEqual("github", ran.outputs["reason"])
                self.assertFalse([line for line in ran.log.splitlines() if line.startswith("::error::forged")])

    def test_an_outage_is_outlived_and_a_lasting_one_fails(self):
        self.github.failures = [502, 503]
        self.drift()
        self.github.failures = [503] * 9
        self.refused(self.issue("drift", {"plan": "p"}), "answered 503")
        self.refused(self.issue("drift", {"plan": "p"}, GITHUB_API_URL="http://127.0.0.1:1"), "cannot be reached")

    def test_an_issue_is_never_opened_twice_by_trying_again(self):
        self.github.failures = []
        handle = self.github.handle

        def made_but_not_answered(method, path, content):
            answer = handle(method, path, content)
            return (502, {}) if method == "POST" else answer

        self.github.handle = made_but_not_answered
        self.refused(self.issue("drift", {"plan": "p"}), "answered 502")
        self.assertEqual(1, len(self.github.issues))
