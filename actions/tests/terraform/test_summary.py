"""The deployment summary: what it says, and that hostile values stay text."""

import json

from support import COMMIT, ScriptTest

DIGEST = "cd" * 32


class SummaryTest(ScriptTest):
    def summarize(self, results, **more):
        text = results if isinstance(results, str) else json.dumps(results)
        given = {"ENVIRONMENT": "dev", "COMMIT": COMMIT, "DIGEST": DIGEST, "RESULTS": text}
        return self.step("summary", "summary.py", **{**given, **more})

    def test_a_deployment_is_shown(self):
        results = {"python": {"result": "success", "outputs": {}}, "terraform": {"result": "success", "outputs": {"changes": "true"}}}
        summary = self.succeeded(self.summarize(results)).summary
        self.assertIn("## Deployed: dev", summary)
        self.assertIn(f"| Commit | [`{COMMIT[:7]}`](https://github.example/acme/orders/commit/{COMMIT}) |", summary)
        self.assertIn(f"| Package (SHA-256) | `{DIGEST}` |", summary)
        self.assertLess(summary.index("| python | done |"), summary.index("| terraform | done |"))
        self.assertNotIn("- **", summary)

    def test_a_failure_is_reported_with_its_cure_and_does_not_fail(self):
        results = {"python": {"result": "failure"}, "terraform": {"result": "skipped"}}
        summary = self.succeeded(self.summarize(results, DIGEST="")).summary
        self.assertIn("## Stopped: dev", summary)
        self.assertIn("| python | **failed** |", summary)
        self.assertIn("| terraform | did not run |", summary)
        self.assertIn("- **python** failed, and nothing after it ran.", summary)
        self.assertIn("/actions/runs/4711", summary)
        self.assertIn("no package", summary)
        self.assertIn("then start the workflow again on the branch", summary)

    def test_cancelled_and_skipped_are_no_deployment(self):
        self.assertIn("## Stopped", self.succeeded(self.summarize({"terraform": {"result": "cancelled"}})).summary)
        skipped = self.succeeded(self.summarize({"python": {"result": "success"}, "terraform": {"result": "skipped"}}))
        self.assertIn("## Incomplete", skipped.summary)

    def test_hostile_names_stay_text(self):
        name = "x|y\n## Deployed\n<script>`[a](http://b)@acme</details>![](http://c)"
        ran = self.succeeded(self.summarize({name: {"result": "failure"}}, ENVIRONMENT="<b>|dev`"))
        for live in ("<script>", "<b>", "[a]", "@acme", "![]", "\n## Deployed\n", "</details>", "http://b"):
            self.assertNotIn(live, ran.summary)
        rows = [line for line in ran.summary.splitlines() if "script" in line and line.startswith("|")]
        self.assertEqual(1, len(rows))
        self.assertEqual(3, rows[0].count("|"))

    def test_a_release_can_be_promoted_with_the_command_that_is_shown(self):
        done = {"deploy": {"result": "success"}}
        command = f"gh workflow run promote-to-sit.yml --ref main -f commit={COMMIT} -f digest={DIGEST}"
        self.assertIn(command, self.succeeded(self.summarize(done, PROMOTION="promote-to-sit.yml")).summary)
        for results, more in (
            ({"deploy": {"result": "failure"}}, {}),
            ({"gates": {"result": "success"}, "deploy": {"result": "skipped"}}, {}),
            (done, {"DIGEST": ""}),
        ):
            with self.subTest(results=results, more=more):
                ran = self.succeeded(self.summarize(results, PROMOTION="promote-to-sit.yml", **more))
                self.assertNotIn("gh workflow run", ran.summary)
        odd = self.succeeded(self.summarize(done, PROMOTION="promote-to-sit.yml", GITHUB_REF="refs/heads/a;$(id)"))
        self.assertIn("--ref 'a;$(id)' -f", odd.summary)
        self.refused(self.summarize(done, PROMOTION="x.yml; id"), "promotion")

    def test_malformed_input_fails(self):
        good = {"python": {"result": "success"}}
        for results, more, part in (
            ("{", {}, "no JSON"),
            ("[]", {}, "toJSON(needs)"),
            ("{}", {}, "toJSON(needs)"),
            ({"python": "success"}, {}, "'python'"),
            ({"python": {"result": "green"}}, {}, "'green'"),
            (good, {"COMMIT": "main"}, "commit"),
            (good, {"DIGEST": "sha256:x\n::error::forged"}, "digest"),
        ):
            with self.subTest(part):
                ran = self.refused(self.summarize(results, **more), part)
                self.assertEqual("", ran.summary)
                self.assertFalse([line for line in ran.log.splitlines() if line.startswith("::error::forged")])
