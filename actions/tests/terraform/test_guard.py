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
