"""Versions out of tags: the order of semver.org, what comes next, and what is refused."""

import base64
import http.server
import os
import subprocess
import threading
from typing import List, Tuple

from fixture import ACTIONS, Ran, ScriptTest

VERSION_MANAGER = "version-manager/v1/scripts/version-manager.sh"
PARTS = ("major", "minor", "patch")


class VersionTest(ScriptTest):
    def setUp(self) -> None:
        super().setUp()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "user.name", "t")
        self.git("config", "user.email", "t@example.com")
        self.commits("start")

    def commits(self, *messages: str) -> None:
        for message in messages:
            self.git("commit", "--quiet", "--allow-empty", "-m", message)

    def tags(self, *tags: str) -> None:
        for tag in tags:
            self.git("tag", tag)

    def version(self, *arguments: str, **variables: str) -> Ran:
        return self.run_script(VERSION_MANAGER, {"GIT_CONFIG_GLOBAL": os.devnull, **variables}, arguments=arguments)

    def assert_version(self, ran: Ran, version: str, tag: str) -> None:
        self.assertEqual(
            (ran.exit_code, ran.outputs.get("version"), ran.outputs.get("tag")), (0, version, tag), ran.log
        )
        self.assertIn(version, ran.log.splitlines())


class CurrentTest(VersionTest):
    def test_none_yet(self) -> None:
        self.assert_version(self.version("current"), "0.0.0", "")

    def test_the_highest_not_the_newest(self) -> None:
        self.tags("v1.10.0", "v1.9.0")
        self.commits("x")
        self.tags("v1.2.0")
        self.assert_version(self.version("current"), "1.10.0", "v1.10.0")

    def test_pre_releases_are_before_their_release(self) -> None:
        self.tags("v2.0.0-rc.2", "v2.0.0-rc.10", "v1.9.0")
        self.assert_version(self.version("current"), "2.0.0-rc.10", "v2.0.0-rc.10")
        self.tags("v2.0.0")
        self.assert_version(self.version("current"), "2.0.0", "v2.0.0")

    def test_only_what_the_commit_comes_after(self) -> None:
        self.tags("v1.0.0")
        self.git("checkout", "--quiet", "-b", "next")
        self.commits("x")
        self.tags("v2.0.0")
        self.git("checkout", "--quiet", "main")
        self.assert_version(self.version("current"), "1.0.0", "v1.0.0")

    def test_tags_that_are_no_version(self) -> None:
        self.tags(
            "v1",
            "v1.0",
            "v01.2.3",
            "1.2.3",
            "v1.2.3.4",
            "version-9.9.9",
            "v1.2.3-",
            "v1.2.3-01",
            "api/v3.0.0",
            "v0.1.0",
        )
        self.assert_version(self.version("current"), "0.1.0", "v0.1.0")
        self.assert_version(self.version("current", "--prefix", "api/v"), "3.0.0", "api/v3.0.0")
        self.assert_version(self.version("current", "--prefix="), "1.2.3", "1.2.3")

    def test_a_shallow_clone(self) -> None:
        self.tags("v1.0.0")
        self.commits("x")
        origin, self.repository = self.repository, self.folder / "shallow"
        self.repository.mkdir()
        self.git("clone", "--quiet", "--depth=1", f"file://{origin}", ".")
        for command in (("current",), ("next",), ("tag", "2.0.0")):
            with self.subTest(command):
                self.assert_refused(self.version(*command), "shallow", "fetch-depth: 0")

    def test_no_repository(self) -> None:
        (self.repository / ".git").rename(self.folder / "gone")
        self.assert_refused(self.version("current", GIT_CEILING_DIRECTORIES=str(self.folder)), "git rev-parse failed")


class NextTest(VersionTest):
    def test_by_the_commits(self) -> None:
        for version, messages, expected in (
            ("1.2.3", ["fix: x"], "1.2.4"),
            ("1.2.3", ["anything"], "1.2.4"),
            ("1.2.3", ["feat: x", "fix: y"], "1.3.0"),
            ("1.2.3", ["feat(api): x"], "1.3.0"),
            ("1.2.3", ["Feat: x"], "1.3.0"),
            ("1.2.3", ["feature: x"], "1.2.4"),
            ("1.2.3", ["feat x"], "1.2.4"),
            ("1.2.3", ["docs: feat: x"], "1.2.4"),
            ("1.2.3", ["fix!: x"], "2.0.0"),
            ("1.2.3", ["refactor(core)!: x", "feat: y"], "2.0.0"),
            ("1.2.3", ["fix: x\n\ntext\n\nBREAKING CHANGE: y"], "2.0.0"),
            ("1.2.3", ["fix: x\n\nBREAKING-CHANGE: y"], "2.0.0"),
            ("1.2.3", ["fix: x\n\nno BREAKING CHANGE: y"], "1.2.4"),
            # Before 1.0.0 everything may change.
            ("0.2.3", ["feat!: x"], "0.3.0"),
            ("0.2.3", ["fix: x"], "0.2.4"),
        ):
            with self.subTest(messages):
                self.git("tag", f"v{version}")
                self.commits(*messages)
                self.assert_version(self.version("next"), expected, f"v{expected}")
                self.git("tag", "--delete", f"v{version}")

    def test_the_first(self) -> None:
        self.assert_version(self.version("next"), "0.0.1", "v0.0.1")
        self.commits("feat: x")
        self.assert_version(self.version("next"), "0.1.0", "v0.1.0")
        self.commits("feat!: x")
        self.assert_version(self.version("next"), "0.1.0", "v0.1.0")
        self.assert_version(self.version("next", "--bump", "major"), "1.0.0", "v1.0.0")

    def test_as_asked_for(self) -> None:
        self.tags("v1.2.3")
        for bump, expected in zip(PARTS, ("2.0.0", "1.3.0", "1.2.4")):
            ran = self.version("next", "--bump", bump)
            self.assert_version(ran, expected, f"v{expected}")
            self.assertEqual(ran.outputs["bump"], bump)

    def test_nothing_new(self) -> None:
        self.tags("v1.2.3")
        self.assert_refused(self.version("next"), "no commit since v1.2.3")

    def test_pre_releases(self) -> None:
        self.tags("v1.2.3")
        self.commits("feat: x")
        self.assert_version(self.version("next", "--prerelease", "rc"), "1.3.0-rc.1", "v1.3.0-rc.1")
        self.tags("v1.3.0-rc.1", "v1.3.0-rc.9", "v1.3.0-rc.x")
        self.git("tag", "--delete", "v1.3.0-rc.x")
        self.commits("fix: y")
        # Since the last release, not since the last candidate.
        self.assert_version(self.version("next", "--prerelease", "rc"), "1.3.0-rc.10", "v1.3.0-rc.10")
        self.assert_version(self.version("next"), "1.3.0", "v1.3.0")
        self.assert_refused(
            self.version("next", "--prerelease", "beta"), "1.3.0-beta.1 would not come after 1.3.0-rc.9"
        )
        self.commits("feat!: z")
        self.assert_version(self.version("next", "--prerelease", "beta"), "2.0.0-beta.1", "v2.0.0-beta.1")

    def test_what_a_pre_release_has_promised_is_kept(self) -> None:
        self.tags("v1.2.3")
        self.commits("x")
        self.tags("v2.0.0-rc.1")
        self.commits("fix: x")
        self.assert_version(self.version("next"), "2.0.0", "v2.0.0")
        self.assert_version(self.version("next", "--prerelease", "rc"), "2.0.0-rc.2", "v2.0.0-rc.2")

    def test_a_version_that_another_branch_has(self) -> None:
        self.tags("v1.0.0")
        self.git("checkout", "--quiet", "-b", "aside")
        self.commits("x")
        self.tags("v1.0.1")
        self.git("checkout", "--quiet", "main")
        self.commits("fix: y")
        self.assert_refused(self.version("next"), "v1.0.1 is there already")

    def test_labels_that_are_none(self) -> None:
        for label in ("1", "rc.1", "r c", "-", "rc\n"):
            with self.subTest(label):
                self.assert_refused(self.version("next", f"--prerelease={label}"), "a word such as rc")


class CompareTest(VersionTest):
    def test_the_order_of_semver(self) -> None:
        order = [
            "0.9.9",
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-11",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
        ]
        order += [
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.1",
            "1.1.0",
            "1.10.0",
            "2.0.0-0",
            "2.0.0",
        ]
        for older, newer in zip(order, order[1:]):
            with self.subTest(f"{older} {newer}"):
                ran = self.version("compare", older, f"v{newer}")
                self.assertEqual((ran.exit_code, ran.outputs["result"], ran.log), (0, "older", "older\n"))
                self.assertEqual(ran.outputs["version"], newer)
        self.assertEqual(self.version("compare", "2.0.0", "2.0.0-rc.1").outputs["result"], "newer")
        self.assertEqual(self.version("compare", "1.0.0+one", "1.0.0+two").outputs["result"], "same")

    def test_what_is_no_version(self) -> None:
        for text in (
            "1",
            "1.2",
            "1.2.3.4",
            "01.2.3",
            "1.2.3-",
            "1.2.3-01",
            "1.2.3-a..b",
            "1.2.3+",
            "١.٢.٣",
            "1.2.3\n",
            "9" * 5000 + ".0.0",
        ):
            with self.subTest(text[:20]):
                self.assert_refused(self.version("compare", "1.0.0", text), "no semantic version")

    def test_two_are_needed(self) -> None:
        for arguments in ((), ("1.0.0",), ("1.0.0", ""), ("1.0.0", "2.0.0", "3.0.0")):
            with self.subTest(arguments):
                self.assertEqual(self.version("compare", *arguments).exit_code, 2)


class ActionTest(VersionTest):
    def test_each_command(self) -> None:
        step = {"VERSION": "", "OTHER": "", "PREFIX": "v", "BUMP": "auto", "PRERELEASE": "", "BRANCH": "main"}
        step.update(PUSH="false", DRY_RUN="false", TOKEN="t", GIT_CONFIG_GLOBAL=os.devnull)
        self.commits("feat: x")
        self.assertEqual(self.run_action("version-manager", {**step, "COMMAND": "next"}).outputs["version"], "0.1.0")
        tag = {**step, "COMMAND": "tag", "VERSION": "0.1.0"}
        self.run_action("version-manager", {**tag, "DRY_RUN": "true"})
        self.assertEqual(self.git("tag", "--list"), "")
        self.run_action("version-manager", tag)
        self.assertEqual(self.run_action("version-manager", {**step, "COMMAND": "current"}).outputs["tag"], "v0.1.0")
        compare = {**step, "COMMAND": "compare", "VERSION": "1.0.0", "OTHER": "2.0.0"}
        self.assertEqual(self.run_action("version-manager", compare).outputs["result"], "older")
        self.assertEqual(self.run_action("version-manager", {**step, "COMMAND": "publish"}).exit_code, 2)
        self.assertEqual(self.run_action("version-manager", {**tag, "PUSH": "yes"}).exit_code, 2)


class TagTest(VersionTest):
    def test_an_annotated_tag_of_the_commit(self) -> None:
        self.write("tracked.txt", "x")
        self.git("add", "--all")
        self.commits("x")
        self.write("untracked.txt", "x")
        self.assert_version(self.version("tag", "1.0.0"), "1.0.0", "v1.0.0")
        self.assertEqual(self.git("cat-file", "-t", "v1.0.0"), "tag")
        self.assertEqual(self.git("rev-parse", "v1.0.0^{commit}"), self.git("rev-parse", "HEAD"))
        self.assertEqual(self.git("tag", "--list", "--format=%(contents)", "v1.0.0").strip(), "Version 1.0.0")
        self.assert_version(self.version("current"), "1.0.0", "v1.0.0")

    def test_with_its_prefix(self) -> None:
        self.assert_version(self.version("tag", "api/v1.0.0", "--prefix", "api/v"), "1.0.0", "api/v1.0.0")

    def test_on_a_runner_nobody_has_said_who_tags(self) -> None:
        self.git("config", "--unset", "user.name")
        self.git("config", "--unset", "user.email")
        nobody = {"GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(self.folder), "EMAIL": ""}
        self.assert_version(self.version("tag", "1.0.0", **nobody), "1.0.0", "v1.0.0")
        self.assertIn("github-actions[bot]", self.git("cat-file", "-p", "v1.0.0"))

    def assert_not_tagged(self, ran: Ran, *parts: str) -> None:
        self.assert_refused(ran, *parts)
        self.assertEqual(self.git("tag", "--list", "v2*"), "")
        self.assertNotIn("tag", ran.outputs)

    def test_a_tag_that_is_there(self) -> None:
        self.tags("v1.0.0")
        before = self.git("rev-parse", "v1.0.0")
        self.commits("x")
        self.assert_refused(self.version("tag", "1.0.0"), "v1.0.0 is there already")
        self.assertEqual(self.git("rev-parse", "v1.0.0"), before)

    def test_a_version_that_is_not_after_the_last_one(self) -> None:
        self.tags("v3.0.0-rc.1")
        self.assert_not_tagged(self.version("tag", "2.9.9"), "would not come after 3.0.0-rc.1")

    def test_a_changed_work_tree(self) -> None:
        self.write("tracked.txt", "x")
        self.git("add", "--all")
        self.assert_not_tagged(self.version("tag", "2.0.0"), "tracked.txt")
        self.commits("x")
        self.write("tracked.txt", "y")
        self.assert_not_tagged(self.version("tag", "2.0.0"), "tracked.txt")

    def test_another_branch(self) -> None:
        self.git("checkout", "--quiet", "-b", "feature")
        self.commits("x")
        self.assert_not_tagged(self.version("tag", "2.0.0"), "not on the branch `main`")
        self.assert_not_tagged(self.version("tag", "2.0.0", "--branch", "release"), "no branch `release`")
        self.assert_not_tagged(self.version("tag", "2.0.0", "--branch=--all"), "name of a branch")
        self.assertEqual(self.version("tag", "2.0.0", "--branch", "feature").exit_code, 0)

    def test_what_others_see_of_the_branch_decides(self) -> None:
        self.origin()
        self.commits("not pushed")
        self.assert_not_tagged(self.version("tag", "2.0.0"), "not on the branch `main`")
        self.git("push", "--quiet", "origin", "main")
        # As a runner checks out: no branch at all.
        self.git("checkout", "--quiet", "--detach")
        self.git("branch", "--quiet", "--delete", "--force", "main")
        self.assertEqual(self.version("tag", "2.0.0").exit_code, 0)

    def origin(self) -> str:
        path = str(self.folder / "origin.git")
        subprocess.run(["git", "init", "--quiet", "--bare", path], check=True)
        self.git("remote", "add", "origin", path)
        self.git("push", "--quiet", "origin", "main")
        return path

    def test_pushed(self) -> None:
        origin = self.origin()
        self.assert_version(self.version("tag", "2.0.0", "--push"), "2.0.0", "v2.0.0")
        listed = self.git("ls-remote", "--tags", origin)
        self.assertIn("refs/tags/v2.0.0^{}", listed)
        self.assertEqual(len(listed.splitlines()), 2)

    def test_a_tag_that_only_the_remote_has_is_not_overwritten(self) -> None:
        origin = self.origin()
        self.tags("v2.0.0")
        self.git("push", "--quiet", "origin", "v2.0.0")
        self.git("tag", "--delete", "v2.0.0")
        before = self.git("ls-remote", origin, "v2.0.0")
        self.commits("x")
        self.git("push", "--quiet", "origin", "main")
        self.assert_not_tagged(self.version("tag", "2.0.0", "--push"), "was not pushed, and is removed here again")
        self.assertEqual(self.git("ls-remote", origin, "v2.0.0"), before)

    def test_dry_run(self) -> None:
        origin = self.origin()
        ran = self.version("tag", "2.0.0", "--push", "--dry-run")
        self.assert_version(ran, "2.0.0", "v2.0.0")
        self.assertIn("would tag commit", ran.log)
        self.assertIn("push the tag", ran.log)
        self.assertEqual((self.git("tag", "--list"), self.git("ls-remote", "--tags", origin)), ("", ""))
        self.write("new.txt")
        self.git("add", "--all")
        self.assert_not_tagged(self.version("tag", "2.0.0", "--dry-run"), "new.txt")

    def test_the_token_goes_to_the_server_and_nowhere_else(self) -> None:
        asked: List[Tuple[str, str]] = []

        class Server(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # pylint: disable=invalid-name
                asked.append((self.path, self.headers.get("Authorization", "")))
                self.send_response(403)
                self.end_headers()

            def log_message(self, *_) -> None:
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Server)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}"
        self.git("remote", "add", "origin", f"{url}/acme/orders")
        variables = {"GITHUB_SERVER_URL": url, "TOKEN": "the-token", "no_proxy": "127.0.0.1"}
        ran = self.version("tag", "2.0.0", "--push", **variables)
        self.assert_not_tagged(ran, "was not pushed")
        basic = base64.b64encode(b"x-access-token:the-token").decode()
        self.assertEqual(asked[0][1], f"basic {basic}")
        for secret in ("the-token", basic):
            self.assertNotIn(secret, ran.log)
            self.assertNotIn(secret, (self.repository / ".git/config").read_text(encoding="utf-8"))
        # Another server gets none.
        asked.clear()
        self.version("tag", "2.0.0", "--push", **{**variables, "GITHUB_SERVER_URL": "https://github.com"})
        self.assertEqual({authorization for _, authorization in asked}, {""})

    def test_without_a_version(self) -> None:
        self.assertEqual(self.version("tag").exit_code, 2)
        self.assertEqual(self.version("tag", "").exit_code, 2)
        self.assert_refused(self.version("tag", "two"), "no semantic version")

    def test_prefixes_that_are_none(self) -> None:
        for prefix in ("-", "v*", "a b", "../v", "v\n"):
            with self.subTest(prefix):
                self.assert_refused(self.version("current", f"--prefix={prefix}"), "the prefix is of letters")

    def test_in_a_shell_errors_are_plain(self) -> None:
        ran = self.version("tag", "two", GITHUB_ACTIONS="")
        self.assertEqual(
            (ran.exit_code, ran.log), (1, "error: `two` is no semantic version, such as 1.4.0 or 2.0.0-rc.1\n")
        )
        self.assertTrue(os.access(ACTIONS / VERSION_MANAGER, os.X_OK))
