"""Smoke tests of versions and of an address."""

import base64
import http.server
import json
import threading
import unittest
from urllib.parse import parse_qs, urlsplit

from support import SERVICE, LambdaTest, code_of, zipped

HOSTILE = "::error::x\n##[error]y\n<img src=x> @channel \u202egnp"


class Server(http.server.ThreadingHTTPServer):
    """Answers as it is told: (status, headers, body), the last one for ever."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.requests = list(answers), []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        status, headers, text = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        content = text.encode("utf-8")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _answer

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


def answer(body, version="2", error=None, status=200, log="START\nEND"):
    headers = {"X-Amz-Log-Result": base64.b64encode(log.encode("utf-8")).decode()}
    if version:
        headers["X-Amz-Executed-Version"] = version
    if error:
        headers["X-Amz-Function-Error"] = error
    return status, headers, body


class SmokeTest(LambdaTest):
    def serve(self, *answers):
        server = Server(*answers)
        self.addCleanup(server.close)
        return server

    def inert(self, ran):
        """No line of the log commands the runner, our own annotations and the pause around foreign text aside."""
        commands = [line for line in ran.log.splitlines() if line.lstrip().startswith("::")]
        pauses = [line for line in commands if line.startswith("::stop-commands::")]
        for pause in pauses:
            token = pause.rpartition("::")[2]
            self.assertIn(f"::{token}::", commands)
            commands.remove(f"::{token}::")
            commands.remove(pause)
        self.assertEqual([], [line for line in commands if not line.startswith("::error title=Smoke test failed::")], ran.log)
        self.assertNotIn("##[", ran.log)
        self.assertNotIn("\u202e", ran.log + ran.summary)
        self.assertNotIn("<img", ran.summary)
        return ran


class VersionTest(SmokeTest):
    def state_of(self, **functions):
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        described = {
            name: {"name": f"orders-{name}-dev", "kind": "zip", "previous": "1", "version": "2", "changed": True, **more}
            for name, more in functions.items()
        }
        state = {"service": SERVICE, "environment": "dev", "alias": "live", "id": "x", "functions": described}
        self.state_file.write_text(json.dumps(state), encoding="utf-8")

    def smoke(self, *answers, functions=None, more=(), **variables):
        self.lambda_server = self.serve(*(answers or [answer("pong")]))
        functions = functions or {"api": {"payload": '{"ping": true}', "expect": "pong"}}
        settings = {name: {"name": f"orders-{name}-dev", **({"smoke": smoke} if smoke is not None else {})} for name, smoke in functions.items()}
        if not self.state_file.exists():
            self.state_of(**{name: {} for name in functions})
        return self.script(
            "smoke-test.sh", "--phase", "version", "--state", self.state_file, "--functions", json.dumps(settings), *more,
            AWS_ENDPOINT_URL_LAMBDA=self.lambda_server.url, **variables,
        )

    def test_the_version_is_invoked_with_its_payload(self):
        ran = self.succeeded(self.smoke(answer('{"message": "pong"}')))
        ((method, path, headers, body),) = self.lambda_server.requests
        self.assertEqual(("POST", "/2015-03-31/functions/orders-api-dev/invocations"), (method, urlsplit(path).path))
        self.assertEqual({"Qualifier": ["2"]}, parse_qs(urlsplit(path).query))
        self.assertEqual(('{"ping": true}', "Tail"), (body.decode(), headers["X-Amz-Log-Type"]))
        self.assertIn("<code>passed</code>", ran.summary)
        self.assertNotIn("pong", ran.log)

    def test_a_payload_is_never_a_file(self):
        self.refused(self.smoke(functions={"api": {"payload": "file:///etc/passwd"}}), "is not JSON")
        self.assertEqual([], self.lambda_server.requests)
        self.succeeded(self.smoke(functions={"api": {"payload": '"fileb:///etc/passwd"'}}))
        self.assertEqual(b'"fileb:///etc/passwd"', self.lambda_server.requests[0][3])

    def test_the_event_can_be_a_file_of_the_repository(self):
        self.write("tests/smoke/api.json", '{"from": "file"}\n')
        self.succeeded(self.smoke(functions={"api": {"event": "tests/smoke/api.json", "expect": "pong"}}))
        self.assertEqual(b'{"from": "file"}\n', self.lambda_server.requests[0][3])

    def test_an_event_that_cannot_be_used_is_refused(self):
        self.write("no.json", "{")
        self.write("binary.json", "")
        (self.workspace / "binary.json").write_bytes(b"\xff\xfe")
        (self.folder / "outside.json").write_text("{}", encoding="utf-8")
        (self.workspace / "link.json").symlink_to(self.folder / "outside.json")
        for event, words in (
            ("no.json", "is not JSON"), ("binary.json", "it is no text"), ("gone.json", "No such file"), ("../outside.json", "lies outside"),
            ("link.json", "lies outside"), (str(self.folder / "outside.json"), "lies outside"), ("", "path of a file"), (7, "path of a file"), (".", "cannot be read"),
        ):
            with self.subTest(event):
                self.refused(self.smoke(functions={"api": {"event": event}}), words)
                self.assertEqual([], self.lambda_server.requests)
        self.refused(self.smoke(functions={"api": {"event": "no.json", "payload": "{}"}}), "has to be a JSON object")

    def test_a_function_error_fails(self):
        log = "boom in line 7\n" * 400
        ran = self.inert(self.refused(self.smoke(answer('{"errorMessage": "pong boom"}', error="Unhandled", log=log)), "version 2 of orders-api-dev failed (Unhandled)"))
        self.assertIn("| boom in line 7", ran.log)
        self.assertIn('| {"errorMessage": "pong boom"}', ran.log)
        self.assertLess(len(ran.log), 4000)
        self.assertIn("failed (Unhandled)", ran.outputs["reason"])

    def test_another_version_fails(self):
        self.refused(self.smoke(answer("pong", version="1")), "version 2 of orders-api-dev was asked for, but AWS ran version 1")
        self.refused(self.smoke(answer("pong", version="$LATEST")), "AWS ran version $LATEST")

    def test_an_answer_that_does_not_name_its_version_fails(self):
        self.refused(self.smoke(answer("pong", version=None)), "AWS ran version unknown")

    def test_another_status_fails(self):
        self.refused(self.smoke(answer("pong", status=202)), "was answered with status 202, not 200")

    def test_an_answer_without_the_expected_text_fails(self):
        self.refused(self.smoke(answer("ping")), 'does not contain "pong"')

    def test_without_expectation_any_answer_will_do(self):
        self.succeeded(self.smoke(answer("null"), functions={"api": {}}))
        self.assertEqual(b"{}", self.lambda_server.requests[0][3])

    def test_a_function_without_smoke_test_is_noted_without_a_warning(self):
        ran = self.succeeded(self.smoke(functions={"api": None}))
        self.assertIn("no smoke test configured", ran.log)
        self.assertIn("<code>no smoke test configured</code>", ran.summary)
        self.assertEqual([], self.lambda_server.requests)
        self.assertEqual([], [line for line in ran.log.splitlines() if line.startswith("::")])

    def test_all_functions_are_tested_though_one_fails(self):
        functions = {"api": {"expect": "pong"}, "worker": {"expect": "pong"}}
        ran = self.refused(self.smoke(answer("no"), answer("pong"), functions=functions), "orders-api-dev does not contain")
        self.assertEqual(2, len(self.lambda_server.requests))
        self.assertIn("worker: version 2 of orders-worker-dev answers as expected", ran.log)

    def test_what_did_not_change_is_not_tested(self):
        self.state_of(api={"changed": False})
        self.succeeded(self.smoke(answer("no")))
        self.assertEqual([], self.lambda_server.requests)

    def test_a_function_that_is_not_named_is_refused(self):
        self.state_of(api={}, worker={})
        self.refused(self.smoke(), "worker is deployed, but --functions does not name it")
        self.state_of(api={"version": None})
        self.refused(self.smoke(), "api has no published version yet")

    def test_malformed_smoke_tests_are_refused(self):
        for smoke, words in (([], "JSON object"), ({"payloads": "{}"}, "JSON object"), ({"payload": {}}, "have to be text"),
                             ({"payload": "{"}, "is not JSON"), ({"expect": 1}, "have to be text")):
            with self.subTest(smoke):
                self.refused(self.smoke(functions={"api": smoke}), words)
                self.assertEqual([], self.lambda_server.requests)

    def test_a_refusal_of_aws_fails(self):
        denied = (403, {"x-amzn-ErrorType": "AccessDeniedException"}, '{"Message": "no lambda:InvokeFunction"}')
        self.refused(self.smoke(denied), "AccessDeniedException", "no lambda:InvokeFunction")

    def test_hostile_answers_stay_inert(self):
        ran = self.smoke(answer(HOSTILE, error="Handled", log=HOSTILE), functions={"api": {"expect": HOSTILE}})
        self.inert(self.refused(ran, "failed (Handled)"))
        self.assertIn("::stop-commands::", ran.log)

    def test_a_dry_run_invokes_nothing(self):
        self.assertIn("would invoke version 2 of orders-api-dev", self.succeeded(self.smoke(more=["--dry-run"])).log)
        self.assertEqual([], self.lambda_server.requests)

    def test_it_runs_without_a_state_file(self):
        server = self.serve(answer("pong", version="7"))
        arguments = ("smoke-test.sh", "--phase", "version", "--function", "orders-api-dev", "--version", "7", "--payload", "{}")
        self.succeeded(self.script(*arguments, "--expect", "pong", AWS_ENDPOINT_URL_LAMBDA=server.url))
        self.refused(self.script(*arguments, "--expect", "other", AWS_ENDPOINT_URL_LAMBDA=server.url), "does not contain")

    def test_an_answer_that_names_no_version_is_no_pass(self):
        server = self.serve(answer("pong", version=None))
        arguments = ("smoke-test.sh", "--phase", "version", "--function", "orders-api-dev", "--version", "2", "--payload", '{"ping": true}')
        self.refused(self.script(*arguments, AWS_ENDPOINT_URL_LAMBDA=server.url), "AWS ran version unknown")

    def test_the_version_that_ran_is_the_one_that_was_asked_for(self):
        self.create_functions("api")
        self.lambda_.update_function_code(FunctionName="orders-api-dev", ZipFile=zipped(handler="api = 2\n"))
        self.assertNotEqual(code_of(b""), self.lambda_.publish_version(FunctionName="orders-api-dev")["CodeSha256"])
        self.succeeded(self.script("smoke-test.sh", "--phase", "version", "--function", "orders-api-dev", "--version", "2"))


class HttpTest(SmokeTest):
    """`--seconds`: far away where an answer comes; a machine that stands still for a moment must not end one attempt either."""

    def setUp(self):
        super().setUp()
        self.limit("delivery/smoke.py", "ATTEMPT_SECONDS", 600)
        self.limit("delivery/smoke.py", "LEAST_SECONDS", 600)

    def ask(self, url, *more, seconds=600, **variables):
        return self.script("smoke-test.sh", "--phase", "http", "--url", url, "--seconds", seconds, *more, **variables)

    def test_a_good_address_passes(self):
        server = self.serve((200, {}, "pong"))
        ran = self.succeeded(self.ask(f"{server.url}/health?key=hush"))
        self.assertEqual("/health?key=hush", server.requests[0][1])
        self.assertNotIn("hush", ran.log + ran.summary)
        self.assertIn("answers 200", ran.summary)

    def test_a_server_that_comes_up_late_is_waited_for(self):
        server = self.serve((500, {}, "no"), (503, {}, "no"), (200, {}, "pong"))
        ran = self.succeeded(self.ask(server.url))
        self.assertEqual(3, len(server.requests))
        self.assertIn("attempt 1: status 500", ran.log)

    def test_a_server_that_stays_down_fails(self):
        server = self.serve((500, {}, "y" * 10_000))
        ran = self.inert(self.refused(self.ask(server.url, seconds=3), "did not answer 200 within 3 seconds: status 500"))
        self.assertIn("y" * 500, ran.log)
        self.assertNotIn("y" * 501, ran.log)

    def test_no_server_fails(self):
        self.refused(self.ask("http://127.0.0.1:9/", seconds=3), "no answer (Connection refused)")

    def test_another_status_can_be_expected(self):
        server = self.serve((204, {}, ""))
        self.succeeded(self.ask(server.url, "--status", "204"))
        missing = self.serve((404, {}, ""))
        self.succeeded(self.ask(missing.url, "--status", "404"))

    def test_a_redirect_to_another_host_is_not_followed(self):
        other = self.serve((200, {}, "pong"))
        for target in (f"{other.url}/", other.url.replace("127.0.0.1", "localhost"), "https://evil.example/", "file:///etc/passwd"):
            with self.subTest(target):
                server = self.serve((302, {"Location": target}, ""))
                self.refused(self.ask(server.url, seconds=3), "did not answer 200")
        self.assertEqual([], other.requests)

    def test_a_redirect_on_the_same_host_is_followed(self):
        server = self.serve((302, {"Location": "/v2/health"}, ""), (200, {}, "pong"))
        self.succeeded(self.ask(server.url))
        self.assertEqual("/v2/health", server.requests[1][1])

    def test_hostile_bodies_stay_inert(self):
        self.inert(self.refused(self.ask(self.serve((500, {}, HOSTILE)).url, seconds=2), "status 500"))

    def test_addresses_are_checked(self):
        for url in ("http://api.example.com/", "http://10.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/", "https://", "https://user:hush@example.com/",
                    "https://example.com:x/", "http://127.0.0.1.evil.example/", "https://a b/", "health"):
            with self.subTest(url):
                ran = self.refused(self.ask(url), "the address of the smoke test")
                self.assertNotIn("hush", ran.log)

    def test_a_dry_run_asks_nothing(self):
        server = self.serve((200, {}, ""))
        self.assertIn("would ask", self.succeeded(self.ask(server.url, "--dry-run")).log)
        self.assertEqual([], server.requests)


class UsageTest(SmokeTest):
    def test_wrong_usage_is_code_two(self):
        for arguments in (["--phase", "http"], ["--phase", "version"], ["--phase", "other"], ["--phase", "http", "--url", "https://x", "--status", "999"],
                          ["--phase", "version", "--state", "s"], ["--phase", "version", "--function", "x"],
                          ["--phase", "version", "--function", "x", "--version", "$LATEST"], ["--phase", "http", "--url", "https://x", "--seconds", "601"]):
            with self.subTest(arguments):
                self.assertEqual(2, self.script("smoke-test.sh", *arguments).code)


if __name__ == "__main__":
    unittest.main()
