"""Deploying: preflight, code, version, alias, record."""

import json

from support import BUCKETS, SERVICE, LambdaTest, code_of


class DeployTest(LambdaTest):
    def test_a_release_goes_live_and_is_recorded(self):
        self.create_functions()
        release = self.delivered(api="api = 1\n", worker="worker = 1\n")
        self.assertEqual((("2", {}), ("2", {})), (self.alias("api"), self.alias("worker")))
        self.assertEqual([("deploy", "succeeded")], self.outcomes())
        self.assertIsNone(self.lock())
        entry = self.entries()[0]
        self.assertEqual((release.commit, release.digest, "101", "octocat"), (entry["commit"], entry["release"], entry["run-id"], entry["actor"]))
        functions = json.loads(entry["functions"])
        self.assertEqual(("2", "1"), (functions["api"]["version"], functions["api"]["previous"]))
        receipt = json.loads(self.object(f"{SERVICE}/deployments/dev/{release.digest}.json"))
        self.assertEqual(code_of(release.files["api"]), receipt["functions"]["api"]["code-sha256"])
        current = json.loads(self.ssm.get_parameter(Name="/cicd/orders/dev/api/current")["Parameter"]["Value"])
        self.assertEqual(("2", release.digest, "101"), (current["version"], current["release"], current["run-id"]))
        published = self.lambda_.get_function_configuration(FunctionName="orders-api-dev", Qualifier="2")
        self.assertIn(release.commit, published["Description"])


if __name__ == "__main__":
    import unittest

    unittest.main()
