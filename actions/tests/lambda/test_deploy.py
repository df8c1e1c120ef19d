"""Deploying: preflight, code, version, and the whole way of a release."""

import json

from stand_in import OVERRIDES
from support import ALIAS, BUCKETS, SERVICE, LambdaTest, code_of, zipped


class DeployTest(LambdaTest):
    def prepared(self, release=None, **codes):
        """Stored and started; the functions are as Terraform left them."""
        release = release or self.release(**codes)
        self.succeeded(self.store(release))
        self.succeeded(self.start(release))
        self.before = self.snapshot()
        return release

    def unchanged(self):
        self.assertEqual(self.before, self.snapshot())

    def test_a_release_goes_live_and_is_recorded(self):
        self.create_functions()
        release = self.delivered(api="api = 1\n", worker="worker = 1\n")
        self.assertEqual((("2", {}), ("2", {})), (self.alias("api"), self.alias("worker")))
        self.assertEqual([("deploy", "succeeded")], self.outcomes())
        self.assertIsNone(self.lock())
        entry = self.entries()[0]
        self.assertEqual(
            (release.commit, release.digest, release.manifest["tree"], "101", "1", "octocat"),
            tuple(entry[key] for key in ("commit", "release", "tree", "run-id", "attempt", "actor")),
        )
        functions = json.loads(entry["functions"])
        self.assertEqual(("2", "1"), (functions["api"]["version"], functions["api"]["previous"]))
        receipt = json.loads(self.object(f"{SERVICE}/deployments/dev/{release.digest}.json"))
        self.assertEqual(code_of(release.files["api"]), receipt["functions"]["api"]["code-sha256"])
        self.assertEqual(("orders", "dev", release.commit), (receipt["service"], receipt["environment"], receipt["commit"]))
        current = json.loads(self.ssm.get_parameter(Name="/cicd/orders/dev/api/current")["Parameter"]["Value"])
        self.assertEqual(("2", release.digest, "101"), (current["version"], current["release"], current["run-id"]))
        published = self.lambda_.get_function_configuration(FunctionName="orders-api-dev", Qualifier="2")
        self.assertEqual(f"orders {release.commit}", published["Description"])

    def test_only_what_changed_is_deployed_and_the_previous_version_is_remembered(self):
        self.create_functions()
        self.delivered(api="api = 1\n", worker="worker = 1\n")
        second = self.delivered(api="api = 2\n", worker="worker = 1\n")
        self.assertEqual((("3", {}), ("2", {})), (self.alias("api"), self.alias("worker")))
        functions = json.loads(self.entries()[1]["functions"])
        self.assertEqual((True, False), (functions["api"]["changed"], functions["worker"]["changed"]))
        previous = json.loads(self.ssm.get_parameter(Name="/cicd/orders/dev/api/previous")["Parameter"]["Value"])
        self.assertEqual(("2", "101"), (previous["version"], previous["run-id"]))
        self.assertEqual(second.digest, self.entries()[1]["release"])

    def test_the_same_release_again_changes_no_function(self):
        self.create_functions()
        release = self.delivered()
        functions = self.snapshot()[0]
        self.state_file.unlink()
        for step in (self.store, self.start):
            self.succeeded(step(release, GITHUB_RUN_ID="200"))
        ran = self.succeeded(self.deploy(release))
        self.assertEqual(("false", '{"api": "2", "worker": "2"}'), (ran.outputs["changed"], ran.outputs["versions"]))
        self.succeeded(self.shift())
        self.succeeded(self.record())
        self.assertEqual(functions, self.snapshot()[0])
        self.assertEqual([("deploy", "succeeded")] * 2, self.outcomes())

    def test_changed_settings_are_published_even_with_the_same_code(self):
        self.create_functions()
        release = self.delivered()
        self.lambda_.update_function_configuration(FunctionName="orders-api-dev", MemorySize=512)
        self.delivered(release)
        self.assertEqual((("3", {}), ("2", {})), (self.alias("api"), self.alias("worker")))

    def test_a_missing_alias_is_created_at_the_end(self):
        self.create_functions(alias=False)
        release = self.prepared()
        self.succeeded(self.deploy(release))
        self.assertIsNone(self.alias("api"))
        self.succeeded(self.shift())
        self.succeeded(self.record())
        self.assertEqual(("1", {}), self.alias("api"))

    def test_a_missing_function_is_refused_with_the_cure_before_anything_changes(self):
        self.create_functions("api")
        release = self.prepared()
        self.refused(self.deploy(release), "nothing was changed", "orders-worker-dev does not exist", "Terraform creates it")
        self.unchanged()

    def test_all_misfits_are_named_at_once(self):
        self.create_functions("api", runtime="python3.11")
        self.create_functions("worker", architecture="arm64")
        release = self.prepared()
        self.refused(self.deploy(release), "python3.11", "python3.12", "arm64", "x86_64")
        self.unchanged()

    def test_functions_that_are_not_ready_are_refused(self):
        for override, part in (
            ({"State": "Pending"}, "is Pending"),
            ({"State": "Failed", "StateReason": "::error::x\n"}, "is Failed"),
            ({"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "no such key"}, "not Successful"),
            ({"PackageType": "Image"}, "takes Image packages"),
        ):
            with self.subTest(part):
                self.aws.reset()
                super().setUp()
                self.create_functions()
                release = self.prepared()
                OVERRIDES["orders-worker-dev"] = override
                self.refused(self.deploy(release), "orders-worker-dev", part)
                OVERRIDES.clear()
                self.unchanged()

    def test_bytes_that_are_missing_in_the_bucket_are_refused(self):
        self.create_functions()
        release = self.prepared()
        digest = release.manifest["functions"]["api"]["digest"]
        self.s3.delete_object(Bucket=BUCKETS["dev"], Key=f"orders/artifacts/{digest}.zip")
        self.refused(self.deploy(release), digest, "run release-store first")

    def test_other_code_in_aws_is_refused_and_the_alias_stays(self):
        self.create_functions()
        release = self.prepared()
        OVERRIDES["orders-api-dev"] = {"ForeignCode": True}
        self.refused(self.deploy(release), "AWS has other code", "The alias live was not touched")
        self.assertEqual((("1", {}), ("1", {})), (self.alias("api"), self.alias("worker")))
        self.refused(self.record("success"), "recorded as failed")
        self.assertEqual([("deploy", "failed")], self.outcomes())

    def test_a_change_by_somebody_else_in_between_is_refused(self):
        self.create_functions()
        release = self.prepared()

        def meanwhile():
            self.lambda_.update_function_code(FunctionName="orders-api-dev", ZipFile=zipped(handler="other = 1\n"))

        # After the dry runs, before the first real update.
        self.aws.fail("PUT", "orders-api-dev/code", code=None, times=1, after=1, before=meanwhile)
        self.refused(self.deploy(release), "was changed by somebody else")
        self.assertEqual(("1", {}), self.alias("api"))

    def test_a_refused_update_of_one_function_is_found_before_the_first_is_changed(self):
        self.create_functions()
        release = self.prepared()
        self.aws.fail("PUT", "orders-worker-dev/code", code="AccessDeniedException", status=403, message="not allowed")
        self.refused(self.deploy(release), "AccessDeniedException", "not allowed")
        self.unchanged()

    def test_throttling_is_sat_out(self):
        self.create_functions()
        release = self.prepared()
        self.aws.fail("PUT", "orders-api-dev/code", code="TooManyRequestsException", status=429, times=1)
        self.succeeded(self.deploy(release))
        self.assertEqual("2", self.state()["functions"]["api"]["version"])

    def test_half_a_deployment_is_continued_by_the_next_one(self):
        self.create_functions()
        release = self.prepared()
        self.aws.fail("POST", "orders-worker-dev/versions", code="ServiceException", status=500)
        self.refused(self.deploy(release), "ServiceException")
        self.succeeded(self.abort())
        self.succeeded(self.record("failure"))
        self.assertEqual((("1", {}), ("1", {})), (self.alias("api"), self.alias("worker")))
        self.aws.faults.clear()
        self.delivered(release)
        self.assertEqual((("2", {}), ("2", {})), (self.alias("api"), self.alias("worker")))

    def test_stale_weights_are_cleared_when_no_deployment_runs(self):
        self.create_functions()
        self.deployed_before({"api": "api = 5\n"})
        self.weigh("api", "1", 0.1, "2")
        release = self.prepared()
        ran = self.succeeded(self.deploy(release))
        self.assertIn("sent 10%25 to version 2", ran.log)
        self.assertEqual(("1", {}), self.alias("api"))

    def test_weights_are_refused_when_the_lock_was_taken_over(self):
        self.create_functions()
        self.deployed_before({"api": "api = 5\n"})
        self.weigh("api", "1", 0.1, "2")
        self.take_lock(seconds=-1)
        release = self.prepared()
        self.refused(self.deploy(release), "may still be watching its canary", "--take-over")
        self.unchanged()

    def test_an_alias_on_latest_is_refused(self):
        self.create_functions()
        self.lambda_.update_alias(FunctionName="orders-api-dev", Name=ALIAS, FunctionVersion="$LATEST")
        release = self.prepared()
        self.refused(self.deploy(release), "points to $LATEST")
        self.unchanged()

    def test_a_dry_run_says_what_it_would_do_and_changes_nothing(self):
        self.create_functions()
        self.deployed_before({"api": "api = 1\n"})
        release = self.prepared()
        ran = self.succeeded(self.deploy(release, "--dry-run"))
        self.assertIn("api: orders-api-dev runs the release already (version 2)", ran.log)
        self.assertIn("worker: would update orders-worker-dev", ran.log)
        self.unchanged()
        # On its own, without a deployment.
        ran = self.succeeded(self.script(
            "deploy-lambdas.sh", "--dry-run", "--environment", "dev", "--functions", self.functions(), "--bucket", BUCKETS["dev"],
            "--release", release.folder / "release.json",
        ))
        self.assertIn("worker: would update orders-worker-dev", ran.log)
        self.unchanged()

    def test_it_does_not_deploy_without_a_deployment_that_holds_the_lock(self):
        self.create_functions()
        release = self.release()
        self.succeeded(self.store(release))
        self.refused(self.deploy(release), "run deployment-record start first")
        self.succeeded(self.start(release))
        other = self.release(api="api = 9\n", worker="worker = 9\n")
        self.refused(self.deploy(other), "was started for release", other.digest)
        self.succeeded(self.record("failure"))
        self.refused(self.deploy(release), "has ended (failed)")

    def test_a_release_of_other_functions_than_configured_is_refused(self):
        self.create_functions()
        release = self.release()
        self.succeeded(self.store(release))
        self.refused(self.start(release, functions=self.functions("api")), "worker differ")
        self.assertEqual([], self.entries())

    def test_expired_credentials_are_named_and_leave_no_lock_mistake(self):
        self.create_functions()
        release = self.prepared()
        self.aws.fail("GET", "orders-api-dev/configuration", code="ExpiredTokenException", status=403, message="The security token is expired")
        self.refused(self.deploy(release), "ExpiredTokenException", "expired")
        self.unchanged()
