"""notify: who is told what, and that nothing of it can fail a deployment or show a secret."""

import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from support import TEMPLATES, changed_limit, shared

SCRIPTS = TEMPLATES / "notify" / "v1" / "scripts"
WEBHOOK = "https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstuvwx"
TOKEN = "xoxb-1111111111-2222222222-abcdefghijkl"
PARTS = (WEBHOOK, "abcdefghijklmnopqrstuvwx", TOKEN)


class SlackStandIn(http.server.ThreadingHTTPServer):
    """Answers as it is told, and keeps what it got."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.requests, self.silent = [], [], None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), json.loads(body)))
        if self.server.silent:
            self.server.silent.wait(600)
        status, headers, text = self.server.answers.pop(0) if self.server.answers else (200, {}, '{"ok":true}')
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(text.encode("utf-8"))
        except BrokenPipeError:
            pass

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class NotifyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.aws = shared()["aws"]
        cls.aws.reset()
        secrets = cls.aws.client("secretsmanager")
        values = {
            "cicd/webhook": json.dumps({"webhook": WEBHOOK}),
            "cicd/bot": json.dumps({"token": TOKEN}),
            "cicd/gov": json.dumps({"token": TOKEN, "host": "slack-gov.com"}),
            "cicd/elsewhere": json.dumps({"webhook": "https://hooks.slack.com.evil.example/services/abcdefghijklmnopqrstuvwx"}),
            "cicd/user": json.dumps({"webhook": "https://hooks.slack.com@evil.example/abcdefghijklmnopqrstuvwx"}),
            "cicd/plain": json.dumps({"webhook": WEBHOOK.replace("https", "http")}),
            "cicd/bot-elsewhere": json.dumps({"token": TOKEN, "host": "evil.example"}),
            "cicd/text": WEBHOOK,
            "cicd/list": json.dumps([TOKEN]),
            "cicd/both": json.dumps({"token": TOKEN, "webhook": WEBHOOK}),
            "cicd/lines": json.dumps({"token": f"{TOKEN}\n::error::x"}),
        }
        for name, value in values.items():
            secrets.create_secret(Name=name, SecretString=value)
        sns, sqs = cls.aws.client("sns"), cls.aws.client("sqs")
        cls.topic = sns.create_topic(Name="deployments")["TopicArn"]
        cls.sqs, cls.queue = sqs, sqs.create_queue(QueueName="mail")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=cls.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=cls.topic, Protocol="sqs", Endpoint=arn)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="slipway-notify-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.slack = SlackStandIn()
        self.addCleanup(self.slack.close)
        self.summary = self.folder / "summary"
        self.summary.touch()
        # What it waits for comes, however slow this machine is; the test that waits in vain sets the limit itself.
        self.scripts = shutil.copytree(SCRIPTS, self.folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("aws.py", "notify.py", "slack.py"):
            changed_limit(self.scripts / name, "SECONDS", 600)

    def notify(self, *targets, event="deployed", more=(), details=None, environment="prod", service="orders", code=0, actions=True, **variables):
        """Its log; the exit code and that no secret is shown are asserted here, for every test."""
        notifications = targets[0] if targets and isinstance(targets[0], str) else json.dumps(targets)
        command = ["bash", str(self.scripts / "notify.sh"), "--event", event, f"--environment={environment}", f"--service={service}", f"--notifications={notifications}"]
        if details is not None:
            command.append(f"--details={details if isinstance(details, str) else json.dumps(details)}")
        runner = {"GITHUB_ACTIONS": "true"} if actions else {}
        done = subprocess.run(
            [*command, *more],
            env={
                "PATH": f"{shared()['bin']}:{os.environ['PATH']}",
                "HOME": str(self.folder),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_SERVER_URL": "https://github.example",
                "GITHUB_REPOSITORY": "acme/orders",
                "GITHUB_RUN_ID": "4711",
                "SLACK_API_URL": self.slack.url,
                **runner,
                **self.aws.variables(),
                **variables,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=1800,
            check=False,
        )
        self.assertEqual(code, done.returncode, done.stdout)
        shown = "\n".join(line for line in done.stdout.splitlines() if not (actions and line.startswith("::add-mask::")))
        for part in PARTS:
            self.assertNotIn(part, shown + self.summary.read_text(encoding="utf-8"))
        return shown if not actions else done.stdout

    def warnings(self, log):
        return [line for line in log.splitlines() if line.startswith("::warning title=Notification::")]

    def undelivered(self, log, *words):
        found = self.warnings(log)
        self.assertEqual(1, len(found), log)
        for word in words:
            self.assertIn(word, found[0])
        self.assertIn("**not delivered**", self.summary.read_text(encoding="utf-8"))

    def slack_text(self, index=0):
        return json.dumps(self.slack.requests[index][2], ensure_ascii=False)

    def mail(self):
        found = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        for message in found:
            self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in found]


class SlackTest(NotifyTest):
    def test_a_webhook_gets_the_message(self):
        log = self.notify(
            {"to": "slack", "secret": "cicd/webhook"},
            details={"commit": "0123abc", "versions": {"orders-api": {"previous": "6", "version": "7"}, "orders-worker": "2"}},
        )
        self.assertEqual([], self.warnings(log))
        path, headers, body = self.slack.requests[0]
        self.assertEqual("/services/T01234567/B01234567/abcdefghijklmnopqrstuvwx", path)
        self.assertNotIn("Authorization", headers)
        self.assertNotIn("channel", body)
        self.assertEqual("orders is deployed to prod", body["text"])
        for part in ("Commit: 0123abc", "orders-api 6 to 7, orders-worker 2", "<https://github.example/acme/orders/actions/runs/4711|Open the run>"):
            self.assertIn(part, self.slack_text())
        self.assertIn("sent", self.summary.read_text(encoding="utf-8"))
        self.assertEqual(1, len(self.slack.requests))

    def test_it_is_masked_before_anything_else_is_said(self):
        for secret, masked in (("cicd/webhook", WEBHOOK), ("cicd/bot", TOKEN)):
            log = self.notify({"to": "slack", "secret": secret, "channel": "#deploys"})
            self.assertEqual(f"::add-mask::{masked}", log.splitlines()[0])

    def test_a_shell_sees_no_secret_at_all(self):
        log = self.notify({"to": "slack", "secret": "cicd/bot", "channel": "#deploys"}, actions=False)
        self.assertIn("told Slack #deploys: orders is deployed to prod", log)
        self.assertNotIn("add-mask", log)

    def test_a_bot_posts_to_its_channel(self):
        self.notify({"to": "slack", "secret": "cicd/bot", "channel": "#deploys"})
        path, headers, body = self.slack.requests[0]
        self.assertEqual(("/api/chat.postMessage", f"Bearer {TOKEN}", "#deploys"), (path, headers["Authorization"], body["channel"]))

    def test_govslack_is_known(self):
        self.assertEqual([], self.warnings(self.notify({"to": "slack", "secret": "cicd/gov", "channel": "#deploys"})))

    def test_a_bot_without_channel_is_a_warning(self):
        self.undelivered(self.notify({"to": "slack", "secret": "cicd/bot"}), "needs the `channel`")

    def test_what_the_bot_is_told_in_a_200_counts(self):
        self.slack.answers = [(200, {}, '{"ok":false,"error":"channel_not_found"}')]
        self.undelivered(self.notify({"to": "slack", "secret": "cicd/bot", "channel": "#gone"}), "Slack refused the message (channel_not_found)")
        self.slack.answers = [(200, {}, "<html>")]
        self.assertIn("no JSON", self.notify({"to": "slack", "secret": "cicd/bot", "channel": "#gone"}))

    def test_an_answer_is_shown_only_if_it_is_a_plain_word(self):
        self.slack.answers = [(403, {}, "::error::x <b>")]
        log = self.notify({"to": "slack", "secret": "cicd/webhook"})
        self.undelivered(log, "Slack answered HTTP 403")
        self.assertNotIn("<b>", log)
        self.slack.answers = [(404, {}, "no_service")]
        self.assertIn("HTTP 404 (no_service)", self.notify({"to": "slack", "secret": "cicd/webhook"}))

    def test_overload_and_limits_are_tried_again(self):
        self.slack.answers = [(500, {}, ""), (429, {"Retry-After": "1"}, "")]
        log = self.notify({"to": "slack", "secret": "cicd/webhook"})
        self.assertEqual([], self.warnings(log))
        self.assertEqual(3, len(self.slack.requests))

    def test_three_times_is_enough(self):
        self.slack.answers = [(503, {}, "")] * 5
        self.undelivered(self.notify({"to": "slack", "secret": "cicd/webhook"}), "HTTP 503")
        self.assertEqual(3, len(self.slack.requests))

    def test_slack_is_down(self):
        self.undelivered(self.notify({"to": "slack", "secret": "cicd/webhook"}, SLACK_API_URL="http://127.0.0.1:9"), "cannot be reached (ConnectionRefusedError)")

    def test_slack_is_slow(self):
        self.slack.silent = threading.Event()
        self.addCleanup(self.slack.silent.set)
        changed_limit(self.scripts / "slack.py", "SECONDS", 1)
        # It comes to its end while Slack has still not answered, ...
        self.undelivered(self.notify({"to": "slack", "secret": "cicd/webhook"}), "Slack gave no answer")
        # ... and with its own limit that is soon.
        self.assertRegex((SCRIPTS / "slack.py").read_text(encoding="utf-8"), r"(?m)^SECONDS = 1[0-9]$")

    def test_a_redirect_is_not_followed(self):
        self.slack.answers = [(302, {"Location": f"{self.slack.url}/elsewhere"}, "")]
        self.undelivered(self.notify({"to": "slack", "secret": "cicd/bot", "channel": "#deploys"}), "HTTP 302")
        self.assertEqual(1, len(self.slack.requests))

    def test_secrets_that_cannot_be_used(self):
        for secret, words in {
            "cicd/missing": "ResourceNotFoundException",
            "cicd/text": "is no JSON",
            "cicd/list": "cannot be used",
            "cicd/both": "cannot be used",
            "cicd/elsewhere": "is none of Slack",
            "cicd/user": "is none of Slack",
            "cicd/plain": "is none of Slack",
            "cicd/bot-elsewhere": "`host`",
            "cicd/lines": "is none of Slack",
        }.items():
            with self.subTest(secret):
                log = self.notify({"to": "slack", "secret": secret, "channel": "#deploys"})
                self.undelivered(log, words)
                self.assertEqual([], self.slack.requests)
                self.assertNotIn("::error::", log)

    def test_the_stand_in_for_slack_is_on_this_machine(self):
        for url in ("http://evil.example", "https://127.0.0.1:1", "http://user@127.0.0.1:1", "http://127.0.0.1.evil.example", "file:///etc/passwd", "http://10.0.0.1"):
            with self.subTest(url):
                self.undelivered(self.notify({"to": "slack", "secret": "cicd/webhook"}, SLACK_API_URL=url), "SLACK_API_URL is for tests")


class SnsTest(NotifyTest):
    def test_a_topic_gets_the_message_by_arn_and_by_name(self):
        for topic in (self.topic, "deployments"):
            self.mail()
            log = self.notify({"to": "sns", "topic": topic}, event="failed", details={"reason": "smoke test failed: äöü"})
            self.assertEqual([], self.warnings(log))
            (found,) = self.mail()
            self.assertEqual("[critical] orders: deployment to prod failed", found["Subject"])
            self.assertIn("Reason: smoke test failed: äöü\n", found["Message"])
            self.assertIn("Run: https://github.example/acme/orders/actions/runs/4711\n", found["Message"])

    def test_the_subject_is_short_ascii_on_one_line(self):
        self.mail()
        self.notify({"to": "sns", "topic": self.topic}, service="größe\n\r" + "x" * 200)
        (found,) = self.mail()
        self.assertLessEqual(len(found["Subject"]), 100)
        self.assertRegex(found["Subject"], r"\A[ -~]+\Z")

    def test_a_missing_topic_is_a_warning(self):
        self.undelivered(self.notify({"to": "sns", "topic": "gone"}), "SNS gone was not told", "sns publish", "NotFound")

    def test_aws_is_down(self):
        log = self.notify({"to": "sns", "topic": self.topic}, AWS_ENDPOINT_URL="http://127.0.0.1:9")
        self.undelivered(log, "sns publish")

    def test_no_command_line(self):
        programs = self.folder / "bin"
        programs.mkdir()
        for program in ("bash", "python3", "dirname"):
            (programs / program).symlink_to(os.path.realpath(shutil.which(program)))
        self.undelivered(self.notify({"to": "sns", "topic": self.topic}, PATH=str(programs)), "the AWS CLI (aws) is not on PATH")


class RoutingTest(NotifyTest):
    def told(self, log):
        return [line.removeprefix("would tell ") for line in log.splitlines() if line.startswith("would tell ")]

    def test_environment_and_severity_choose_the_targets(self):
        targets = (
            {"to": "slack", "secret": "all", "channel": "#all"},
            {"to": "slack", "secret": "s", "channel": "#prod", "environments": ["prod"]},
            {"to": "slack", "secret": "s", "channel": "#warnings", "severity": "warning"},
            {"to": "sns", "topic": "critical", "environments": ["sit", "prod"], "severity": "critical"},
            {"to": "sns", "topic": "nobody", "environments": []},
        )
        every, prod, warnings, critical = "Slack #all", "Slack #prod", "Slack #warnings", "SNS critical"
        for environment, event, severity, expected in (
            ("dev", "started", "", [every]),
            ("prod", "deployed", "", [every, prod]),
            ("dev", "promoted", "", [every]),
            ("dev", "rolled-back", "", [every, warnings]),
            ("prod", "drift", "", [every, prod, warnings]),
            ("prod", "cost", "", [every, prod, warnings]),
            ("sit", "failed", "", [every, warnings, critical]),
            ("dev", "canary-failed", "", [every, warnings]),
            ("prod", "canary-failed", "", [every, prod, warnings, critical]),
            ("prod", "failed", "info", [every, prod]),
            ("sit", "deployed", "critical", [every, warnings, critical]),
        ):
            with self.subTest(environment=environment, event=event, severity=severity):
                log = self.notify(*targets, environment=environment, event=event, more=("--dry-run", f"--severity={severity}"))
                self.assertEqual(expected, self.told(log), log)
                self.assertEqual([], self.slack.requests)

    def test_one_target_that_fails_does_not_keep_the_others_from_being_told(self):
        self.mail()
        log = self.notify(
            {"to": "slack", "secret": "cicd/missing"},
            {"to": "pager"},
            {"to": "slack", "secret": "cicd/webhook", "environment": "prod"},
            {"to": "slack", "secret": "cicd/webhook"},
            {"to": "sns", "topic": "deployments"},
        )
        self.assertEqual(3, len(self.warnings(log)), log)
        self.assertEqual((1, 1), (len(self.slack.requests), len(self.mail())))
        self.assertEqual(3, self.summary.read_text(encoding="utf-8").count("**not delivered**"))

    def test_a_target_that_is_half_understood_is_not_told(self):
        for target in (
            {"to": "slack"},
            {"to": ["slack"], "secret": "s"},
            {"to": "slack", "secret": "--query=x"},
            {"to": "slack", "secret": "file:///etc/passwd"},
            {"to": "slack", "secret": "cicd/webhook", "environments": "prod"},
            {"to": "slack", "secret": "cicd/webhook", "severity": "loud"},
            {"to": "slack", "secret": "cicd/webhook", "channel": "#a\n::error::x"},
            {"to": "sns", "topic": "a b"},
            {"to": "sns", "topic": "arn:aws:sns:eu-west-1:1:x"},
            "slack",
            None,
        ):
            with self.subTest(str(target)):
                log = self.notify(json.dumps([target]))
                self.undelivered(log)
                self.assertEqual([], [line for line in log.splitlines() if line.startswith("::error")])

    def test_malformed_settings_are_a_warning(self):
        for text in ("{", '{"to":"slack"}', "7", '"x"', "null"):
            with self.subTest(text):
                self.undelivered(self.notify(text), "nobody is told")
        self.assertEqual([], self.warnings(self.notify("")))

    def test_malformed_details_leave_the_message(self):
        for text in ("{", "[]"):
            log = self.notify({"to": "slack", "secret": "cicd/webhook"}, details=text)
            self.assertIn("`details`", self.warnings(log)[0])
        self.assertEqual(2, len(self.slack.requests))

    def test_nobody_asked(self):
        self.assertIn("nobody asked to be told about started (info) in prod", self.notify(event="started"))

    def test_an_unknown_event_is_wrong_usage(self):
        self.notify(event="exploded", code=2)


class HostileTest(NotifyTest):
    TEXT = "<!channel> <@U1> @here <https://evil.example|ok> *b* `c` &lt; ::error::x\r\n::set-output name=a::b\n##[error]y \u202egnp"

    def test_slack_sees_no_mention_link_or_markup(self):
        self.notify({"to": "slack", "secret": "cicd/webhook"}, event="failed", details={"reason": self.TEXT, self.TEXT: "x", "run": "https://evil.example/|x> <!here>"}, service=self.TEXT)
        body = self.slack.requests[0][2]
        text = self.slack_text()
        for part in ("<!", "<@", "<http", "@here", "@channel", "\u202e", "evil.example/|x"):
            self.assertNotIn(part, text.replace("&lt;", "{"))
        self.assertIn("&lt;!channel&gt;", text)
        self.assertEqual((False, False, "none"), (body["mrkdwn"], body["link_names"], body["parse"]))
        for block in body["attachments"][0]["blocks"]:
            for part in [block.get("text")] + block.get("fields", []):
                self.assertIn(part and part["type"], (None, "plain_text"))

    def test_neither_the_log_nor_the_summary_can_be_commanded(self):
        for actions in (True, False):
            for more in ((), ("--dry-run",)):
                log = self.notify(
                    {"to": "slack", "secret": "cicd/webhook"}, event="failed", details={"reason": self.TEXT}, service=f"::error::{self.TEXT}", environment=f"##[error]{self.TEXT}", more=more, actions=actions
                )
                for line in log.splitlines():
                    self.assertFalse(line.lstrip().startswith("::") and not line.startswith("::add-mask::"), line)
                    self.assertNotIn("##[", line)

    def test_a_warning_with_hostile_names_stays_one_line(self):
        self.slack.answers = [(400, {}, "")]
        log = self.notify({"to": "slack", "secret": "cicd/webhook"}, event="failed", service=self.TEXT)
        self.assertEqual(1, len([line for line in log.splitlines() if line.startswith("::") and "add-mask" not in line]))
        summary = self.summary.read_text(encoding="utf-8")
        self.assertEqual(1, summary.count("\n\n"), summary)

    def test_the_summary_is_inert(self):
        self.notify(json.dumps([{"to": "slack", "secret": "cicd/webhook", "channel": "[x](y)<img>|"}]))
        summary = self.summary.read_text(encoding="utf-8")
        self.assertNotIn("<img>", summary)
        self.assertNotIn("[x]", summary)

    def test_long_texts_are_cut(self):
        self.notify({"to": "slack", "secret": "cicd/webhook"}, details={"reason": "x" * 90_000, **{f"k{n}": "v" for n in range(50)}})
        fields = self.slack.requests[0][2]["attachments"][0]["blocks"][1]["fields"]
        self.assertEqual(10, len(fields))
        self.assertLessEqual(max(len(field["text"]) for field in fields), 600)


if __name__ == "__main__":
    unittest.main()
