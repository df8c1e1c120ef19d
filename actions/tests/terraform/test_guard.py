"""What may be deployed: branch, commit and inputs."""

import subprocess

from support import ScriptTest

DIGEST = "ef" * 32


class GuardTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.git("init", "--quiet", "--initial-branch", "main")
        self.first = self.commit("first")
        self.git("switch", "--quiet", "--create", "feature")
        self.unmerged = self.commit("unmerged")
        self.git("switch", "--quiet", "main")
        self.head = self.commit("second")

    def git(self, *arguments):
        author = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *author, *arguments], cwd=self.workspace, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, message):
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def guard(self, **more):
        given = {"ENVIRONMENT": "prd", "BRANCH": "main", "COMMIT": self.head, "ARTIFACT": "", "DIGEST": ""}
        return self.step("deployment-guard", "guard.sh", **{**given, "GITHUB_SHA": self.head, **more})

    def test_the_branch_s_head_and_an_earlier_commit_may_be_deployed(self):
        self.succeeded(self.guard())
        self.succeeded(self.guard(COMMIT=self.first, ARTIFACT="lambda-package-prd", DIGEST=DIGEST))

    def test_another_branch_is_refused_with_the_cure(self):
        for ref in ("refs/heads/feature", "refs/tags/main", "refs/pull/1/merge", "refs/heads/main2"):
            with self.subTest(ref):
                self.refused(self.guard(GITHUB_REF=ref), "Start the workflow on 'main'")

    def test_one_of_several_branches_will_do(self):
        self.succeeded(self.guard(BRANCH="release/* main"))
        self.refused(self.guard(BRANCH="release/* develop"), "'release/*' or 'develop'")
        self.refused(self.guard(BRANCH=" "), "no branch is named")

    def test_a_commit_that_was_never_merged_is_refused(self):
        self.refused(self.guard(COMMIT=self.unmerged), "is not on the branch 'main'")

    def test_a_later_commit_than_the_run_s_is_refused(self):
        self.refused(self.guard(GITHUB_SHA=self.first), "is not on the branch")

    def test_a_re_run_of_a_commit_that_is_no_longer_the_newest_is_refused(self):
        self.git("update-ref", "refs/remotes/origin/main", self.head)
        self.succeeded(self.guard(GITHUB_RUN_ATTEMPT="2"))
        newest = self.commit("third")
        self.git("update-ref", "refs/remotes/origin/main", newest)
        self.succeeded(self.guard())
        self.refused(self.guard(GITHUB_RUN_ATTEMPT="2"), self.head, newest, "Start the workflow again on 'main'", "revert to it or promote it")
        # Named on purpose, as a promotion does.
        self.succeeded(self.guard(COMMIT=self.first, GITHUB_RUN_ATTEMPT="2"))

    def test_a_re_run_that_cannot_see_the_branch_is_refused(self):
        self.refused(self.guard(GITHUB_RUN_ATTEMPT="2"), "fetch-depth: 0")

    def test_a_pattern_takes_the_branches_that_github_s_filter_takes(self):
        for pattern, ref in (
            ("release/*", "release/v1.0"), ("release/**", "release/a/b"), ("**", "a/b"), ("*", "main"), ("release/v*.x", "release/v1.x"),
        ):
            with self.subTest(f"{pattern} {ref}"):
                self.succeeded(self.guard(BRANCH=pattern, GITHUB_REF=f"refs/heads/{ref}"))

    def test_a_pattern_takes_no_other_branch(self):
        for pattern, ref in (
            ("release/*", "refs/heads/release/a/b"), ("release/*", "refs/heads/release"), ("release/*", "refs/heads/my/release/1"),
            ("release/*", "refs/tags/release/1"), ("release/v*.x", "refs/heads/release/v1-x"), ("*", "refs/heads/a/b"),
            ("release/*", "refs/heads/main"), ("release/*", "refs/pull/1/merge"),
        ):
            with self.subTest(f"{pattern} {ref}"):
                self.refused(self.guard(BRANCH=pattern, GITHUB_REF=ref), "Start the workflow on")

    def test_a_pattern_that_is_not_understood_is_refused(self):
        for pattern in ("release/[0-9]*", "rel?/*", "release/*+", "!main*", "$(id)*"):
            with self.subTest(pattern):
                self.refused(self.guard(BRANCH=pattern, GITHUB_REF="refs/heads/release/1"), "is not understood")

    def test_under_a_pattern_the_commit_has_to_be_on_the_run_s_own_branch(self):
        on = {"BRANCH": "release/*", "GITHUB_REF": "refs/heads/release/1"}
        self.succeeded(self.guard(COMMIT=self.first, **on))
        self.refused(self.guard(COMMIT=self.unmerged, **on), "is not on the branch 'release/1'")
        self.git("update-ref", "refs/remotes/origin/release/1", self.head)
        self.git("update-ref", "refs/remotes/origin/release/2", self.commit("elsewhere"))
        self.succeeded(self.guard(GITHUB_RUN_ATTEMPT="2", **on))
        newest = self.commit("third")
        self.git("update-ref", "refs/remotes/origin/release/1", newest)
        self.refused(self.guard(GITHUB_RUN_ATTEMPT="2", **on), newest, "Start the workflow again on 'release/1'")

    def test_an_unknown_commit_is_refused(self):
        self.refused(self.guard(COMMIT="0" * 40), "fetch-depth: 0")

    def test_incomplete_inputs_are_refused(self):
        for more, part in (
            ({"BRANCH": ""}, "no branch is named"),
            ({"COMMIT": self.head[:7]}, "no full commit id"),
            ({"COMMIT": "main"}, "no full commit id"),
            ({"ARTIFACT": "lambda-package-prd"}, "needs its digest"),
            ({"ARTIFACT": "lambda-package-prd", "DIGEST": "sha256:" + DIGEST}, "needs its digest"),
            ({"DIGEST": DIGEST}, "no artifact"),
            ({"ENVIRONMENT": "prd; id"}, "is no name"),
        ):
            with self.subTest(part):
                self.refused(self.guard(**more), part)
