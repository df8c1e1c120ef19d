"""What changed since an event's base or a run's commit; a server of the test's own stands in for GitHub's API."""

import hashlib
import html
import http.server
import io
import json
import threading
import urllib.parse
import zipfile
from typing import Dict, List, Optional, Tuple

from fixture import Ran, ScriptTest

FUNCTIONS = {
    "orders-api": {"source": "src/api", "requirements": "requirements/api.txt", "paths": ["src/shared"]},
    "orders-worker": {"source": "src/worker"},
}
ENTRY = {"architecture": "x86_64", "digest": "a" * 64, "kind": "zip", "python": "3.12", "size": 7}
ZERO = "0" * 40


class ChangesTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        for name in ("src/api/app.py", "src/worker/app.py", "src/shared/part.py", "src/apiary/app.py", "README.md"):
            self.write(name, name)
        self.write("requirements/api.txt", "-r base.txt\n-c constraints.txt\n--find-links wheels\n")
        for name in ("requirements/base.txt", "requirements/constraints.txt", "requirements/wheels/x.whl"):
            self.write(name, "")
        self.write(".github/workflows/deploy-dev.yml", "on: push\n")
        self.first = self.commit()

    def change(self, *names: str) -> str:
        for name in names:
            path = self.repository / name
            if name.startswith("-"):
                (self.repository / name[1:]).unlink()
            else:
                self.write(name, (path.read_text(encoding="utf-8") if path.exists() else "") + "changed\n")
        return self.commit()

    def changes(self, *arguments: str, **variables: str) -> Ran:
        script = str(self.published("changes") / "scripts/changes.py")
        return self.run_script(
            script, {"GITHUB_EVENT_PATH": "", "GITHUB_EVENT_NAME": "", **variables}, arguments=arguments
        )


class PathsTest(ChangesTest):
    def ask(self, paths: object, name: str = "push", event: object = None) -> Ran:
        file = self.folder / "event.json"
        payload = {"before": self.first} if event is None else event
        file.write_text(payload if isinstance(payload, str) else json.dumps(payload), encoding="utf-8")
        given = paths if isinstance(paths, str) else json.dumps(paths)
        variables = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(file)}
        return self.changes("--mode", "paths", "--paths", given, **variables)

    def assert_changed(self, ran: Ran, expected: bool, *parts: str) -> None:
        self.assertEqual((ran.exit_code, ran.outputs.get("changed")), (0, "true" if expected else "false"), ran.log)
        for part in parts:
            self.assertIn(part, ran.log)
            self.assertIn(part, html.unescape(ran.summary))

    def test_a_push(self) -> None:
        self.change("src/api/app.py")
        ran = self.ask(["src/api"])
        self.assert_changed(ran, True, "src/api/app.py")
        self.assertEqual(ran.outputs["base"], self.first)
        self.assert_changed(self.ask(["src/worker", "docs"]), False, "nothing that was asked for")

    def test_names_and_patterns(self) -> None:
        self.change("src/api/deep/er/part.py")
        for pattern, expected in (
            ("src", True),
            ("src/", True),
            ("src/api/deep/er/part.py", True),
            ("src/ap", False),
            ("src/apiary", False),
            ("part.py", False),
            ("*.py", False),
            ("**/*.py", True),
            ("**", True),
            ("src/**", True),
            ("src/**/part.py", True),
            ("src/api/deep/er/**/part.py", True),
            ("src/*/part.py", False),
            ("src/a?i", True),
            ("src/a*", True),
            ("src/*/deep", True),
            ("src/api/deep/er/part?py", True),
            ("src/api/deep?er", False),
            ("src.api", False),
            ("SRC", False),
        ):
            with self.subTest(pattern):
                self.assert_changed(self.ask([pattern]), expected)

    def test_what_does_not_count(self) -> None:
        for name, expected in (
            ("docs/guide.md", False),
            ("README.md", False),
            ("src/api/README.md", True),
            ("src/docs/part.py", True),
            ("src/api/app.py", True),
            ("slipway.yaml", True),
        ):
            with self.subTest(name):
                base = self.git("rev-parse", "HEAD")
                self.change(name)
                self.assert_changed(self.ask(["**", "!docs", "!*.md"], event={"before": base}), expected)
        base = self.git("rev-parse", "HEAD")
        self.change("docs/guide.md", "src/api/app.py")
        self.assert_changed(self.ask(["**", "!docs"], event={"before": base}), True, "src/api/app.py")
        # Whatever is excluded: a filter must not hide its own change.
        base = self.git("rev-parse", "HEAD")
        self.change(".github/workflows/new.yml")
        self.assert_changed(self.ask(["**", "!.github"], event={"before": base}), True)
        self.assert_refused(self.ask(["!docs"]), "only says what does not count")

    def test_what_decides_how_everything_is_checked_counts_always(self) -> None:
        for name in (".github/workflows/new.yml", "slipway.yaml", ".gitattributes", "src/worker/.gitattributes"):
            with self.subTest(name):
                base = self.git("rev-parse", "HEAD")
                self.change(name)
                self.assert_changed(self.ask(["docs"], event={"before": base}), True, name)

    def test_deleted_renamed_and_strange_names(self) -> None:
        self.change("-src/worker/app.py")
        self.assert_changed(self.ask(["src/worker"]), True)
        base = self.git("rev-parse", "HEAD")
        self.git("mv", "src/api/app.py", "src/apiary/moved.py")
        self.commit()
        # From where it went just as well as to where.
        self.assert_changed(self.ask(["src/api"], event={"before": base}), True)
        base = self.git("rev-parse", "HEAD")
        self.change("docs/ä\n::error::`<b>|.md")
        ran = self.ask(["docs"], event={"before": base})
        self.assert_changed(ran, True)
        self.assertNotIn("<b>", ran.summary)
        self.assertFalse([line for line in ran.log.splitlines() if line.startswith("::error")], ran.log)

    def test_a_pull_request_is_compared_with_where_it_began(self) -> None:
        self.git("checkout", "--quiet", "-b", "feature")
        tip = self.change("src/api/app.py")
        self.git("checkout", "--quiet", "main")
        base = self.change("src/worker/app.py")
        self.git("-c", "user.name=t", "-c", "user.email=t@example.com", "merge", "--quiet", "--no-edit", tip)
        event = {"pull_request": {"base": {"sha": base}, "head": {"sha": tip}}}
        ran = self.ask(["src/api"], "pull_request", event)
        self.assert_changed(ran, True)
        self.assertEqual(ran.outputs["base"], self.first)
        # What came into the base in the meantime is no change of the pull request.
        self.assert_changed(self.ask(["src/worker"], "pull_request", event), False)

    def test_a_merge_group(self) -> None:
        base = self.change("src/worker/app.py")
        self.change("src/api/app.py")
        event = {"merge_group": {"base_sha": base, "head_sha": "f" * 40}}
        self.assert_changed(self.ask(["src/api"], "merge_group", event), True)
        self.assert_changed(self.ask(["src/worker"], "merge_group", event), False)

    def test_what_is_unclear_counts_as_changed(self) -> None:
        request = {"base": {"sha": self.first}, "head": {"sha": "e" * 40}}
        for name, event, reason in (
            ("push", {"before": ZERO}, "the branch is new"),
            ("push", {"before": "e" * 40}, "not in the history"),
            ("push", {"before": "main"}, "is no commit"),
            ("push", {"before": None}, "is no commit"),
            ("push", {}, "is no commit"),
            ("push", "[]", "no JSON object"),
            ("push", "{", "cannot be read"),
            ("pull_request", {"pull_request": request}, "not in the history"),
            ("pull_request", {"pull_request": {"base": "x"}}, "is no commit"),
            ("pull_request", {}, "is no commit"),
            ("merge_group", {"merge_group": {"base_sha": ZERO}}, "is no commit"),
            ("merge_group", {}, "is no commit"),
            ("workflow_dispatch", {"before": self.first}, "workflow_dispatch"),
            ("schedule", {}, "schedule"),
            ("", {}, "does not say"),
        ):
            with self.subTest(f"{name} {event}"):
                self.assert_changed(self.ask(["docs"], name, event), True, "unclear", reason)

    def test_a_shallow_clone_is_unclear(self) -> None:
        self.change("src/api/app.py")
        origin = self.repository
        self.repository = self.folder / "shallow"
        self.repository.mkdir()
        self.git("clone", "--quiet", "--depth=1", f"file://{origin}", ".")
        self.assert_changed(self.ask(["docs"]), True, "fetch-depth: 0")

    def test_paths_that_are_none(self) -> None:
        for paths in (
            "",
            "[]",
            "src",
            '"src"',
            "{}",
            "[1]",
            '[""]',
            '["/"]',
            '["!docs"]',
            '["/src"]',
            '["../x"]',
            '["a\\\\b"]',
            '["a//b"]',
        ):
            with self.subTest(paths):
                ran = self.ask(paths)
                self.assert_refused(ran)
                self.assertNotIn("changed", ran.outputs)


def archive(release: object, name: str = "release.json") -> bytes:
    data = io.BytesIO()
    text = release if isinstance(release, str) else json.dumps(release, sort_keys=True, separators=(",", ":")) + "\n"
    with zipfile.ZipFile(data, "w") as opened:
        opened.writestr("orders-api.zip", "bytes")
        opened.writestr(name, text)
    return data.getvalue()


class Api(http.server.BaseHTTPRequestHandler):
    """GitHub, and under /storage the place that it keeps artifacts in."""

    runs: object = {}
    artifacts: object = {}
    archive: Tuple[int, bytes] = (404, b"")
    failures: int = 0
    location: Optional[str] = None
    requests: List[Tuple[str, Dict[str, str], Optional[str]]] = []

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        self.requests.append((url.path, query, self.headers.get("Authorization")))
        if Api.failures:
            Api.failures -= 1
            return self.answer(502, b"")
        if url.path.startswith("/storage"):
            return self.answer(*Api.archive)
        if url.path.endswith("/zip"):
            return self.answer(302, b"", Api.location or f"http://{self.headers['Host']}/storage/1")
        if url.path.endswith("/artifacts"):
            return self.answer(*(Api.artifacts if isinstance(Api.artifacts, tuple) else (200, Api.artifacts)))
        return self.answer(*(Api.runs if isinstance(Api.runs, tuple) else (200, Api.runs)))

    def answer(self, status: int, body: object, location: str = "") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_) -> None:
        pass


class BaseRunTest(ChangesTest):
    def setUp(self) -> None:
        super().setUp()
        self.release = {
            "commit": self.first,
            "functions": {name: ENTRY for name in FUNCTIONS},
            "service": "orders",
            "tree": "d" * 40,
        }
        Api.failures, Api.location, Api.requests = 0, None, []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api)
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.serve()

    def a_run(self, **changes: object) -> Dict:
        return {
            **{"id": 4711, "path": ".github/workflows/deploy-dev.yml@refs/heads/develop", "head_branch": "develop"},
            **{"head_sha": self.first, "event": "push", "conclusion": "success"},
            **{"repository": {"full_name": "acme/orders"}, "head_repository": {"full_name": "acme/orders"}},
            **changes,
        }

    def serve(self, runs: object = None, release: object = None, **artifact: object) -> None:
        data = release if isinstance(release, bytes) else archive(self.release if release is None else release)
        Api.archive = (200, data)
        Api.runs = {"workflow_runs": [self.a_run()] if runs is None else runs}
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        kept = {"id": 9, "name": "lambda-package-dev", "expired": False, "digest": digest, **artifact}
        Api.artifacts = {"artifacts": [kept]}

    def ask(self, *more: str, functions: object = None, **variables: str) -> Ran:
        given = FUNCTIONS if functions is None else functions
        arguments = ["--mode", "base-run", "--environment", "dev", "--service", "orders", "--branch", "develop"]
        arguments += ["--python-version", "3.12", "--architecture", "x86_64", "--workflow", "deploy-dev.yml"]
        arguments += ["--functions", given if isinstance(given, str) else json.dumps(given)]
        settings = {
            "GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}",
            "GITHUB_REPOSITORY": "acme/orders",
            "GITHUB_RUN_ID": "4712",
            "TOKEN": "the-token",
            "RETRY_DELAY": "0.1",
            "no_proxy": "127.0.0.1",
            **variables,
        }
        return self.changes(*arguments, *more, **settings)

    def assert_built(self, ran: Ran, *names: str) -> None:
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertEqual(json.loads(ran.outputs["build"]), sorted(names), ran.log)
        carried = {name: ENTRY for name in FUNCTIONS if name not in names}
        self.assertEqual(json.loads(ran.outputs["carried"]), carried)
        self.assertEqual(ran.outputs["changed"], "true" if names else "false")
        for name in FUNCTIONS:
            self.assertIn(f"| {name} | {'is built' if name in names else 'unchanged'}", ran.summary)

    def assert_all_built(self, ran: Ran, *reasons: str) -> None:
        self.assert_built(ran, *FUNCTIONS)
        notices = [line for line in ran.log.splitlines() if line.startswith("::notice")]
        self.assertEqual(len(notices), 1, ran.log)
        for reason in ("all functions are built", *reasons):
            self.assertIn(reason, notices[0])
        self.assertEqual(ran.outputs["base"], "")

    def test_only_what_changed_is_built(self) -> None:
        self.change("src/worker/app.py", "README.md", "src/apiary/app.py")
        ran = self.ask()
        self.assert_built(ran, "orders-worker")
        self.assertEqual(ran.outputs["base"], self.first)
        self.assertIn("src/worker/app.py changed", ran.log)

    def test_the_same_commit_again(self) -> None:
        self.assert_built(self.ask())

    def test_the_api_is_asked_for_the_right_things_and_storage_gets_no_token(self) -> None:
        self.ask()
        token = "Bearer the-token"
        self.assertEqual(
            [(path, authorization) for path, _, authorization in Api.requests],
            [
                ("/repos/acme/orders/actions/workflows/deploy-dev.yml/runs", token),
                ("/repos/acme/orders/actions/runs/4711/artifacts", token),
                ("/repos/acme/orders/actions/artifacts/9/zip", token),
                ("/storage/1", None),
            ],
        )
        self.assertEqual(
            {key: Api.requests[0][1][key] for key in ("branch", "status")}, {"branch": "develop", "status": "success"}
        )
        self.assertEqual(Api.requests[1][1]["name"], "lambda-package-dev")

    def test_each_part_of_a_function_counts(self) -> None:
        for name in (
            *(
                "src/api/app.py",
                "src/api/new/file.json",
                "-src/api/app.py",
                "src/shared/part.py",
                "requirements/api.txt",
            ),
            *("requirements/base.txt", "requirements/constraints.txt", "requirements/wheels/x.whl"),
        ):
            with self.subTest(name):
                self.git("checkout", "--quiet", "-B", "work", self.first)
                self.change(name)
                if name.startswith("-"):
                    self.write("src/api/other.py")
                    self.commit()
                self.assert_built(self.ask(), "orders-api")

    def test_requirements_that_appear_or_are_gone(self) -> None:
        self.change("requirements.txt")
        self.assert_built(self.ask(), "orders-worker")
        self.release["commit"] = base = self.git("rev-parse", "HEAD")
        self.change("-requirements.txt")
        self.serve([self.a_run(head_sha=base)])
        self.assert_built(self.ask(), "orders-worker")

    def test_a_link_counts_with_the_place_that_it_leads_to(self) -> None:
        (self.repository / "shared").symlink_to("src/shared")
        self.release["commit"] = base = self.commit()
        self.serve([self.a_run(head_sha=base)])
        functions = {**FUNCTIONS, "orders-api": {"source": "src/api", "paths": ["shared"]}}
        self.change("src/shared/part.py")
        self.assert_built(self.ask(functions=functions), "orders-api")

    def test_a_function_that_is_the_whole_repository(self) -> None:
        self.change("README.md")
        functions = {**FUNCTIONS, "orders-api": {"source": "."}}
        self.assert_built(self.ask(functions=functions), "orders-api")

    def test_what_all_functions_have_in_common(self) -> None:
        for name in ("slipway.yaml", ".github/workflows/deploy-dev.yml", ".github/workflows/new.yml", ".gitattributes"):
            with self.subTest(name):
                self.git("checkout", "--quiet", "-B", "work", self.first)
                self.change(name)
                ran = self.ask()
                self.assert_built(ran, *FUNCTIONS)
                self.assertIn(f"{name} changed", ran.log)

    def test_another_runtime(self) -> None:
        self.assert_built(self.ask("--python-version", "3.13"), *FUNCTIONS)
        self.assert_built(self.ask("--architecture", "arm64"), *FUNCTIONS)

    def test_new_functions_and_such_that_are_gone(self) -> None:
        self.release["functions"] = {"orders-api": ENTRY, "orders-gone": ENTRY}
        self.serve()
        ran = self.ask()
        self.assert_built(ran, "orders-worker")
        self.assertIn("orders-worker: is built: it is new", ran.log)

    def test_another_kind_is_not_carried_over(self) -> None:
        image = {"architecture": "x86_64", "archive": "b" * 64, "digest": "a" * 64, "kind": "image", "size": 7}
        self.release["functions"] = {"orders-api": image, "orders-worker": ENTRY}
        self.serve()
        self.assert_built(self.ask(), "orders-api")

    def test_images_are_made_of_context_dockerfile_and_paths(self) -> None:
        image = {"architecture": "x86_64", "archive": "b" * 64, "digest": "a" * 64, "kind": "image", "size": 7}
        self.release["functions"] = {name: image for name in FUNCTIONS}
        self.serve()
        self.change("Dockerfile", "worker.Dockerfile")
        at = self.git("rev-parse", "HEAD")
        self.release["commit"] = at
        self.serve([self.a_run(head_sha=at)])
        described = {
            "orders-api": {"context": "src/api", "dockerfile": "Dockerfile", "target": "api"},
            "orders-worker": {"context": "src/worker", "dockerfile": "worker.Dockerfile", "paths": ["src/shared"]},
        }
        ran = self.ask("--kind", "image", "--python-version", "", functions=described)
        self.assertEqual((0, {"orders-api": image, "orders-worker": image}), (ran.exit_code, json.loads(ran.outputs["carried"])), ran.log)
        for changed, name in (("worker.Dockerfile", "orders-worker"), ("src/api/app.py", "orders-api")):
            with self.subTest(changed):
                self.change(changed)
                ran = self.ask("--kind", "image", "--python-version", "", functions=described)
                self.assertIn(name, json.loads(ran.outputs["build"]), ran.log)
        whole = self.ask("--kind", "image", functions={"orders-api": {}})
        self.assertEqual(["orders-api"], json.loads(whole.outputs["build"]), whole.log)
        self.assert_refused(self.ask("--kind", "image", functions={"orders-api": {"context": 1}}), "as texts")
        self.assert_refused(self.ask("--kind", "image", functions={"orders-api": {"dockerfile": "none"}}), "does not exist")

    def test_everything_on_request_or_without_a_workflow_asks_nobody(self) -> None:
        self.assert_all_built(self.ask("--all", "true"), "asked for")
        self.assert_all_built(self.ask("--workflow", ""), "no workflow is named")
        self.assert_all_built(self.ask(TOKEN=""), "actions: read")
        self.assertEqual(Api.requests, [])

    def test_the_newest_run_that_fits_is_the_base(self) -> None:
        base = self.change("src/worker/app.py")
        self.release["commit"] = base
        self.change("src/api/app.py")
        others: List[Dict] = [
            {"id": 4712},
            {"id": "4799"},
            {"id": 4790, "event": "pull_request"},
            {"id": 4791, "event": "schedule"},
            {"id": 4792, "head_branch": "main"},
            {"id": 4793, "conclusion": "failure"},
            {"id": 4794, "path": ".github/workflows/other.yml"},
            {"id": 4795, "repository": {"full_name": "evil/orders"}},
            {"id": 4796, "head_repository": {"full_name": "evil/orders"}},
            {"id": 4797, "head_repository": None},
            {"id": 4000},
        ]
        runs = [*(self.a_run(**other) for other in others), self.a_run(head_sha=base, event="workflow_dispatch"), "x"]
        self.serve(runs)
        ran = self.ask()
        self.assert_built(ran, "orders-api")
        self.assertEqual(ran.outputs["base"], base)
        self.assertIn("run 4711", ran.summary)

    def test_a_pattern_of_branches_takes_runs_of_each(self) -> None:
        self.change("src/worker/app.py")
        for pattern, branch, fits in (
            ("release/*", "release/1.2", True),
            ("release/*", "release/1/2", False),
            ("release/**", "release/1/2", True),
            ("release/*", "released", False),
            ("release/*", "main", False),
        ):
            with self.subTest(pattern=pattern, branch=branch):
                Api.requests.clear()
                self.serve([self.a_run(head_branch=branch)])
                ran = self.ask("--branch", pattern)
                self.assertNotIn("branch", Api.requests[0][1])
                if fits:
                    self.assert_built(ran, "orders-worker")
                else:
                    self.assert_all_built(ran, "no successful run")

    def test_no_run_that_fits(self) -> None:
        for runs, reason in (
            ([], "no successful run"),
            ([self.a_run(id=4712)], "no successful run"),
            ({}, "which runs"),
        ):
            with self.subTest(runs=runs):
                self.serve(runs)
                self.assert_all_built(self.ask(), reason)

    def test_a_base_that_cannot_be_compared(self) -> None:
        self.git("checkout", "--quiet", "-b", "aside")
        aside = self.change("src/api/app.py")
        self.git("checkout", "--quiet", "main")
        for commit, reason in (
            (aside, "no ancestor"),
            ("e" * 40, "fetch-depth: 0"),
            ("main", "is no commit"),
            (None, "is no commit"),
        ):
            with self.subTest(commit):
                self.serve([self.a_run(head_sha=commit)])
                self.assert_all_built(self.ask(), reason)

    def test_an_artifact_that_is_gone(self) -> None:
        for changes in ({"expired": True}, {"expired": None}, {"name": "lambda-package-test"}, {"id": "9"}):
            with self.subTest(changes):
                self.serve(**changes)
                self.assert_all_built(self.ask(), "lambda-package-dev of run 4711 is gone")
        for answer in ({"artifacts": []}, {"artifacts": ["x"]}, {}):
            with self.subTest(answer):
                self.serve()
                Api.artifacts = answer
                self.assert_all_built(self.ask(), "gone")
        self.serve()
        Api.archive = (410, b"")
        self.assert_all_built(self.ask(), "HTTP 410")

    def test_a_release_that_cannot_be_trusted(self) -> None:
        other = self.change("README.md")
        for release, reason in (
            (b"no zip", "no readable release.json"),
            (archive("x", "other.json"), "no readable release.json"),
            (archive("{"), "not JSON"),
            (archive(json.dumps(self.release)), "one form"),
            (archive("x" * 1_048_577), "1,048,576 bytes"),
            ({**self.release, "service": "payments"}, "of payments"),
            ({**self.release, "commit": other}, other),
            ({**self.release, "functions": {"orders-api": {**ENTRY, "digest": "x"}}}, "digest of `orders-api`"),
        ):
            with self.subTest(reason=reason):
                self.serve(release=release)
                self.assert_all_built(self.ask(), reason)
        self.serve(digest="sha256:" + "0" * 64)
        self.assert_all_built(self.ask(), "not what GitHub says")

    def test_answers_that_are_none(self) -> None:
        for answer, reason in (
            ((401, {}), "actions: read"),
            ((403, {}), "actions: read"),
            ((404, {}), "HTTP 404"),
            ((301, {}), "HTTP 301"),
            ((200, b"<html>"), "cannot be read"),
            ((200, []), "no JSON object"),
        ):
            for which in ("runs", "artifacts"):
                with self.subTest(answer=answer, which=which):
                    self.serve()
                    setattr(Api, which, answer)
                    self.assert_all_built(self.ask(), reason)

    def test_redirects_that_lead_nowhere(self) -> None:
        for location, reason in (
            ("file:///etc/passwd", "not on the web"),
            ("/repos/acme/orders/actions/artifacts/9/zip", "place to place"),
        ):
            with self.subTest(location):
                Api.location = location
                self.assert_all_built(self.ask(), reason)

    def test_a_server_error_is_asked_again(self) -> None:
        Api.failures = 2
        self.assert_built(self.ask())
        Api.failures = 3
        self.assert_all_built(self.ask(), "HTTP 502")

    def test_no_server(self) -> None:
        self.assert_all_built(self.ask(GITHUB_API_URL="http://127.0.0.1:9"), "cannot be reached")

    def test_the_action_gives_the_script_what_it_was_given(self) -> None:
        self.change("src/worker/app.py")
        step = {
            **{"MODE": "base-run", "PATHS": "[]", "ENVIRONMENT": "dev", "SERVICE": "orders", "PYTHON_VERSION": "3.12"},
            **{"FUNCTIONS": json.dumps(FUNCTIONS), "ARCHITECTURE": "x86_64", "WORKFLOW": "deploy-dev.yml"},
            **{"KIND": "zip", "BRANCH": "develop", "COMMIT": self.git("rev-parse", "HEAD"), "ALL": "false", "TOKEN": "the-token"},
            **{"GITHUB_API_URL": f"http://127.0.0.1:{self.server.server_port}", "GITHUB_REPOSITORY": "acme/orders"},
            **{"GITHUB_RUN_ID": "4712", "no_proxy": "127.0.0.1"},
        }
        self.assert_built(self.run_action("changes", step), "orders-worker")
        self.assert_built(self.run_action("changes", {**step, "ALL": "true"}), *FUNCTIONS)
        self.assertEqual(self.run_action("changes", {**step, "MODE": "all"}).exit_code, 2)

    def test_what_is_built_from_it(self) -> None:
        self.change("src/worker/app.py")
        ran = self.ask()
        arguments = ["--service", "orders", "--python-version", "3.12", "--output", str(self.folder / "release")]
        arguments += ["--functions", json.dumps(FUNCTIONS), "--carried", ran.outputs["carried"]]
        built = self.run_script(
            str(self.published("lambda-build") / "scripts/build-lambdas.sh"), {}, arguments=arguments
        )
        self.assertEqual((built.exit_code, built.outputs.get("functions")), (0, '["orders-worker"]'), built.log)

    def test_mistakes_of_the_caller_stop(self) -> None:
        for arguments, message in (
            (("--commit", "d" * 40), "d" * 40),
            (("--commit", "main"), "40 lower-case"),
            (("--all", "yes"), "true or false"),
            (("--workflow", "../x.yml"), "workflow file"),
            (("--workflow", "deploy-dev"), "workflow file"),
            (("--branch", ""), "`branch`"),
            (("--branch", "a b"), "`branch`"),
            (("--environment", "../x"), "`environment`"),
            (("--service", ""), "`service`"),
            (("--functions", "{}"), "names no function"),
            (("--functions", '{"a": {"source": "src/none"}}'), "does not exist"),
        ):
            with self.subTest(arguments):
                ran = self.ask(*arguments)
                self.assert_refused(ran, message)
                self.assertEqual((ran.outputs, Api.requests), ({}, []))
