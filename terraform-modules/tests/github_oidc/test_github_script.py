"""The script that `slipway bootstrap --github gh` writes, with a stand-in for the GitHub CLI that records its calls."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPT = HERE.parents[2] / "generator" / "src" / "test" / "resources" / "bootstrap" / "event-handler" / "github.sh"
RULES = "slipway: deployed branches"

# Answers from files of its folder, by path; notes everything that would change something.
GH = """#!/usr/bin/env python3
import json, pathlib, subprocess, sys
here = pathlib.Path(__file__).parent
words = sys.argv[1:]
method = words[words.index("--method") + 1] if "--method" in words else "GET"
path = next(word for word in words[1:] if "/" in word and not word.startswith("."))
if method != "GET":
    body = json.loads(sys.stdin.read()) if "--input" in words else None
    with open(here / "calls", "a") as calls:
        calls.write(json.dumps([method, path, body]) + "\\n")
else:
    answers = json.loads((here / "answers").read_text())
    if path not in answers:
        sys.exit(f"gh: 404 {path}")
    if isinstance(answers[path], dict):
        # As GitHub has it: what the script asks of that is asked by the same language.
        asked = words[words.index("--jq") + 1]
        sys.exit(subprocess.run(["jq", "-r", asked], input=json.dumps(answers[path]), text=True).returncode)
    # One page answers two questions about an environment: who approves, and how long its jobs wait.
    waits = "wait_timer" in words[words.index("--jq") + 1] if "--jq" in words else False
    print(answers.get("waits", "") if waits else answers[path])
"""


class GithubScriptTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="slipway-gh-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "gh").write_text(GH)
        (self.folder / "gh").chmod(0o755)
        environments = {
            f"repos/acme/orders/environments/{name}/deployment-branch-policies": "" for name in ("dev", "sit", "prod", "prod-reconcile")
        }
        self.answers = {
            "repos/acme/orders": "2222222", "orgs/acme/teams/platform": "41", "users/octocat": "42",
            "repos/acme/orders/rulesets?includes_parents=false": "", "repos/acme/orders/environments?per_page=100": "", **environments,
        }

    def run_script(self, *arguments, code=0, **variables):
        (self.folder / "answers").write_text(json.dumps(self.answers))
        environment = {"PATH": f"{self.folder}:{os.environ['PATH']}", "LANG": "C.UTF-8", **variables}
        ran = subprocess.run(
            ["bash", str(SCRIPT), *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        self.assertEqual(code, ran.returncode, ran.stdout + ran.stderr)
        return ran

    def calls(self):
        path = self.folder / "calls"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def test_it_is_clean_under_shellcheck(self):
        self.assertEqual("", subprocess.run(["shellcheck", str(SCRIPT)], capture_output=True, text=True, check=False).stdout)

    def test_without_apply_nothing_is_asked_of_github(self):
        (self.folder / "gh").write_text("#!/bin/sh\nexit 99\n")
        ran = self.run_script(REVIEWERS_PROD="team:platform")
        self.assertIn("PUT repos/acme/orders/environments/prod\n", ran.stdout)
        self.assertIn("nothing was changed", ran.stdout)

    def test_it_makes_environments_and_rulesets(self):
        self.run_script("--apply", REVIEWERS_PROD="team:platform user:octocat")
        calls = {(method, path): body for method, path, body in self.calls()}
        prod = calls["PUT", "repos/acme/orders/environments/prod"]
        self.assertEqual([{"type": "Team", "id": 41}, {"type": "User", "id": 42}], prod["reviewers"])
        self.assertTrue(prod["prevent_self_review"])
        self.assertFalse(prod["can_admins_bypass"])
        self.assertEqual([], calls["PUT", "repos/acme/orders/environments/prod-reconcile"]["reviewers"])
        self.assertEqual(
            {"name": "main", "type": "branch"}, calls["POST", "repos/acme/orders/environments/prod/deployment-branch-policies"]
        )
        rulesets = [body for method, path, body in self.calls() if path == "repos/acme/orders/rulesets"]
        self.assertEqual([RULES, "slipway: no tag is named like a deployed branch"], [ruleset["name"] for ruleset in rulesets])

    def test_a_second_run_updates_and_adds_nothing(self):
        for path in self.answers:
            if path.endswith("deployment-branch-policies"):
                self.answers[path] = "main"
        self.answers["repos/acme/orders/rulesets?includes_parents=false"] = "7"
        self.run_script("--apply", REVIEWERS_PROD="team:platform")
        self.assertEqual({"PUT"}, {method for method, _, _ in self.calls()})

    def test_who_approves_already_is_not_taken_away_by_a_run_that_does_not_name_him(self):
        self.answers["repos/acme/orders/environments?per_page=100"] = '{"id":41,"type":"Team"}\n{"id":43,"type":"User"}'
        self.run_script("--apply", REVIEWERS_PROD="user:octocat", REVIEWERS_SIT="")
        reviewers = {path.rsplit("/", 1)[1]: body["reviewers"] for method, path, body in self.calls() if body and "reviewers" in body}
        self.assertFalse(any("wait_timer" in body for _, _, body in self.calls() if body))
        there = [{"id": 41, "type": "Team"}, {"id": 43, "type": "User"}]
        self.assertEqual({"dev": there, "sit": [], "prod": [{"type": "User", "id": 42}], "prod-reconcile": []}, reviewers)

    def test_jobs_wait_as_long_as_before(self):
        self.answers["waits"] = "30"
        self.run_script("--apply", REVIEWERS_PROD="user:octocat")
        protected = [body for _, path, body in self.calls() if body and "reviewers" in body]
        self.assertEqual({30}, {body["wait_timer"] for body in protected})

    def test_to_github_a_name_is_the_same_whatever_its_case(self):
        def environment(name, login, minutes):
            return {"name": name, "protection_rules": [
                {"id": 1, "type": "wait_timer", "wait_timer": minutes},
                {"id": 2, "type": "required_reviewers", "reviewers": [{"type": "User", "reviewer": {"login": "x", "id": login}}]},
                {"id": 3, "type": "branch_policy"},
            ]}

        self.answers["repos/acme/orders/environments?per_page=100"] = {
            "total_count": 3, "environments": [environment("Dev", 51, 5), environment("sit", 52, 10), environment("site", 53, 15)],
        }
        self.run_script("--apply", REVIEWERS_PROD="user:octocat")
        bodies = {path.rsplit("/", 1)[1]: body for method, path, body in self.calls() if body and "reviewers" in body}
        self.assertEqual(([{"id": 51, "type": "User"}], 5), (bodies["dev"]["reviewers"], bodies["dev"]["wait_timer"]))
        self.assertEqual(([{"id": 52, "type": "User"}], 10), (bodies["sit"]["reviewers"], bodies["sit"]["wait_timer"]))
        self.assertNotIn("wait_timer", bodies["prod"])

    def test_it_stops_where_github_does_not_tell_who_approves(self):
        del self.answers["repos/acme/orders/environments?per_page=100"]
        ran = self.run_script("--apply", code=1, REVIEWERS_PROD="user:octocat")
        self.assertIn("GitHub does not tell how dev is protected", ran.stderr)
        self.assertEqual([], self.calls())

    def test_a_branch_that_the_pipeline_does_not_use_is_named(self):
        self.answers["repos/acme/orders/environments/prod/deployment-branch-policies"] = "main\nhotfix/*"
        ran = self.run_script("--apply", REVIEWERS_PROD="team:platform")
        self.assertIn("prod may also be deployed to from hotfix/*", ran.stderr)

    def test_it_stops_before_it_changes_anything(self):
        for variables, arguments, message, code in (
            ({}, ["--apply"], 'REVIEWERS_PROD="team:<slug> user:<login>"', 1),
            ({"REVIEWERS_PROD": "team:platform"}, ["--now"], "usage:", 2),
            ({"REVIEWERS_PROD": "team:platform"}, ["--apply", "x"], "usage:", 2),
        ):
            with self.subTest(arguments=arguments, **variables):
                self.assertIn(message, self.run_script(*arguments, code=code, **variables).stderr)
                self.assertEqual([], self.calls())
        self.answers["repos/acme/orders"] = "3333333"
        self.assertIn("has the number 3333333", self.run_script("--apply", code=1, REVIEWERS_PROD="user:octocat").stderr)
        self.assertEqual([], self.calls())

    def test_a_reviewer_is_a_team_or_a_user(self):
        for reviewer in ("platform", "team:$(id)", "user:a/b", "team:platform;id", "user:nobody", " ".join(["user:octocat"] * 7)):
            with self.subTest(reviewer=reviewer):
                self.run_script("--apply", code=1, REVIEWERS_PROD=reviewer)
                self.assertNotIn("repos/acme/orders/environments/prod", [path for _, path, _ in self.calls()])
