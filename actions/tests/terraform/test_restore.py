"""A version of a state that is put back, against real Terraform with its state in a versioned bucket of a stand-in for AWS."""

import json

from applying import BACKEND, BUCKET, DIRECTORY, STATE_KEY
from test_drift import DriftingTest, state_with


class RestoringTest(DriftingTest):
    def setUp(self):
        super().setUp()
        self.call("s3api", "put-bucket-versioning", "--bucket", BUCKET, "--versioning-configuration", "Status=Enabled")

    def variables(self, **more):
        given = {"VERSION_ID": "", "CONFIRMATION": "orders/dev", "REASON": "it was overwritten", "COMMIT": "", "CURRENT": ""}
        return super().variables(**{**given, **more})

    def check(self, version="", **more):
        return self.step("terraform-restore", "check.py", VERSION_ID=version, **more)

    def restore(self, version, current, **more):
        return self.step("terraform-restore", "restore.py", **{"VERSION_ID": version, "CURRENT": current, "COMMIT": "ab" * 20, **more})

    def plan_after(self):
        return self.step("terraform-restore", "plan_after.py", COMMIT="ab" * 20)

    def version(self):
        return self.call("s3api", "head-object", "--bucket", BUCKET, "--key", STATE_KEY)["VersionId"]

    def versions(self):
        found = self.call("s3api", "list-object-versions", "--bucket", BUCKET, "--prefix", STATE_KEY).get("Versions", [])
        return [one["VersionId"] for one in found if one["Key"] == STATE_KEY]

    def two_versions(self):
        """(the version with the value one, that with the value two, which is current), as Terraform writes them."""
        self.commit("two")
        versions = []
        for serial, value in enumerate(("one", "two"), start=1):
            self.put_state(state_with(value, serial))
            versions.append(self.version())
        return tuple(versions)

    def restores(self):
        return [entry for entry in self.entries() if entry["sk"].startswith("restore#")]

    def refused_as(self, reason, ran, *parts):
        self.refused(ran, *parts)
        self.assertEqual(reason, ran.outputs["reason"], ran.log)


class RestoreTest(RestoringTest):
    def test_versions_are_listed_and_nothing_is_changed(self):
        first, second = self.two_versions()
        ran = self.succeeded(self.check(CONFIRMATION="", REASON=""))
        for part in (first, f"{second} (current)", self.state()["lineage"], "newest 20"):
            self.assertIn(part, ran.summary.replace("&#95;", "_"))
        self.assertNotIn("tflock", ran.summary)
        self.assertNotIn("current", ran.outputs)
        self.assertEqual(second, self.version())

    def test_a_version_is_compared_put_back_recorded_and_planned(self):
        self.really_applied("one")
        first = self.version()
        self.commit("two")
        self.terraform("apply", "-auto-approve", "-input=false", "-var-file=dev.tfvars")
        second, before = self.version(), self.state()
        self.assertEqual("two", self.value())
        ran = self.succeeded(self.check(first))
        self.assertEqual(second, ran.outputs["current"])
        for part in ("**1 known with other values**: terraform&#95;data.x", f"now {before['serial']}; it becomes a newer one", "nothing that exists"):
            self.assertIn(part, ran.summary)
        self.assertNotIn("the-secret", ran.log + ran.summary)
        self.assertEqual(second, self.version())

        ran = self.succeeded(self.restore(first, ran.outputs["current"]))
        after = self.state()
        self.assertEqual(("one", before["lineage"]), (self.value(), after["lineage"]))
        self.assertGreater(after["serial"], before["serial"])
        self.assertEqual(("true", str(after["serial"]), second), tuple(ran.outputs[name] for name in ("restored", "serial", "backup")))
        self.assertNotIn("the-secret", ran.log + ran.summary)
        (entry,) = self.restores()
        self.assertEqual(
            ("succeeded", "restore", first, second, str(before["serial"]), str(after["serial"]), "it was overwritten", "jo"),
            tuple(entry[key] for key in ("outcome", "operation", "version-id", "backup", "serial-before", "serial-after", "why", "actor")),
        )
        self.assertIsNone(self.items()[1])
        self.assertNotIn(f"{STATE_KEY}.tflock", self.objects())
        self.assertFalse([path for path in (self.folder / "temp").rglob("state") if path.is_file()])

        ran = self.succeeded(self.plan_after())
        self.assertEqual("true", ran.outputs["changes"])
        self.assertIn("1 to change", ran.summary)
        self.assertIn("::warning::", ran.log)
        self.assertEqual("one", self.value(), "nothing is applied")

        # What was there before can be put back in the same way.
        ran = self.succeeded(self.check(second))
        self.succeeded(self.restore(second, ran.outputs["current"]))
        self.assertEqual("two", self.value())
        self.assertGreater(self.state()["serial"], after["serial"])
        ran = self.succeeded(self.plan_after())
        self.assertEqual("false", ran.outputs["changes"])

    def test_it_is_no_deployment_to_what_reads_the_record(self):
        commit = self.commit("one")
        self.recorded(commit)
        first, second = self.two_versions()
        self.assertEqual("drift", self.succeeded(self.drift()).outputs["result"])
        self.succeeded(self.restore(first, second))
        ran = self.succeeded(self.drift())
        self.assertEqual(("none", commit), (ran.outputs["result"], ran.outputs["commit"]))


class RefusalTest(RestoringTest):
    def test_a_deleted_state_is_not_pushed_to_an_empty_place(self):
        first, _ = self.two_versions()
        self.call("s3api", "delete-object", "--bucket", BUCKET, "--key", STATE_KEY)
        self.refused_as("state-missing", self.check(first), "delete marker")
        self.refused_as("state-missing", self.restore(first, "none"))
        self.assertIsNone(self.items()[1])

    def test_a_deleted_state_is_back_without_its_delete_marker(self):
        self.two_versions()
        before = self.state()
        marker = self.call("s3api", "delete-object", "--bucket", BUCKET, "--key", STATE_KEY)["VersionId"]
        self.assertIsNone(self.state())
        found = self.call("s3api", "list-object-versions", "--bucket", BUCKET, "--prefix", STATE_KEY)["DeleteMarkers"]
        self.assertEqual([(STATE_KEY, marker, True)], [(one["Key"], one["VersionId"], one["IsLatest"]) for one in found])
        self.call("s3api", "delete-object", "--bucket", BUCKET, "--key", STATE_KEY, "--version-id", marker)
        self.assertEqual(before, self.state())

    def test_a_state_that_is_pushed_to_an_empty_place_is_another_one(self):
        """Why the README says not to: Terraform compares nothing there, and makes up a lineage."""
        self.really_applied("one")
        before = self.state()
        (self.folder / "state").write_text(json.dumps(before))
        self.call("s3api", "delete-object", "--bucket", BUCKET, "--key", STATE_KEY)
        self.terraform("state", "push", str(self.folder / "state"))
        self.assertEqual(before["resources"], self.state()["resources"])
        self.assertNotEqual(before["lineage"], self.state()["lineage"])

    def test_only_a_typed_confirmation_with_a_reason_counts(self):
        first, second = self.two_versions()
        for given, part in (
            ({"CONFIRMATION": ""}, "type orders/dev"), ({"CONFIRMATION": "orders/prod"}, "type orders/dev"),
            ({"CONFIRMATION": "yes"}, "type orders/dev"), ({"REASON": "  "}, "reason is empty"),
        ):
            with self.subTest(given):
                self.refused_as("not-confirmed", self.check(first, **given), part)
                self.refused_as("not-confirmed", self.restore(first, second, **given), part)
        for version in ("null", "a b", "--query=x", "x\ny"):
            with self.subTest(version):
                self.refused(self.check(version))
        self.assertEqual(second, self.version())
        self.assertEqual([], self.restores())

    def test_a_state_in_use_is_left_alone(self):
        first, second = self.two_versions()
        self.lease("42-1")
        self.refused_as("apply-running", self.check(first), "run 42-1")
        self.refused_as("apply-running", self.restore(first, second))
        self.lease("42-1", expires=1)
        lock = self.put_lock()
        self.refused_as("state-locked", self.check(first), lock, "runner@gone")
        self.refused_as("state-locked", self.restore(first, second), lock)
        self.assertEqual(second, self.version())
        # The list is there all the same.
        self.succeeded(self.check())

    def test_a_lock_that_comes_between_is_respected_by_terraform_itself(self):
        first, second = self.two_versions()
        file = self.folder / "lock.json"
        file.write_text(json.dumps({"ID": "late", "Who": "somebody", "Operation": "o", "Info": "", "Version": "1", "Created": "2026-01-01T00:00:00Z", "Path": "p"}))
        self.stub(
            "terraform",
            f'#!/bin/sh\n[ "$1" = state ] && [ "$2" = push ] && aws s3api put-object --bucket {BUCKET} --key {STATE_KEY}.tflock --body "{file}"\n'
            f'exec "{self.which("terraform")}" "$@"\n',
        )
        self.refused_as("state-locked", self.restore(first, second), "lock late", "terraform-unlock.yml")
        self.assertEqual((second, "two"), (self.version(), self.value()))
        (entry,) = self.restores()
        self.assertEqual("failed", entry["outcome"])
        self.assertIn("state-locked", entry["reason"])
        self.assertIsNone(self.items()[1], "the lock of the record is given back")

    def test_a_state_of_something_else_is_refused(self):
        first, second = self.two_versions()
        other = json.loads(self.get_object(STATE_KEY))
        self.put_object(STATE_KEY, json.dumps({**other, "lineage": "11111111-0000-0000-0000-000000000000"}, indent=2).encode())
        self.refused_as("lineage-differs", self.check(first), "state of something else")
        self.refused_as("lineage-differs", self.restore(first, self.version()))
        self.assertEqual([], self.restores())

    def test_what_is_no_state_is_refused(self):
        first, second = self.two_versions()
        good = self.get_object(STATE_KEY)
        twice = good.replace(b'"serial": 2', b'"serial": 1, "serial": 2')
        for content in (b"damaged", b"[]", twice, b'{"version": 3}', b'{"encrypted_data": "x", "encryption_version": "v0", "lineage": "l", "serial": 1}'):
            with self.subTest(content):
                self.put_object(STATE_KEY, content)
                bad = self.version()
                self.put_object(STATE_KEY, good)
                self.refused_as("state-unreadable", self.check(bad), "no plain state")

    def test_a_version_that_is_not_there_is_refused(self):
        _, second = self.two_versions()
        self.refused_as("version-missing", self.check("0123456789abcdef"), "no version")
        self.refused_as("version-current", self.check(second), "nothing to put back")

    def test_a_bucket_without_versions_is_refused(self):
        first, second = self.two_versions()
        self.call("s3api", "put-bucket-versioning", "--bucket", BUCKET, "--versioning-configuration", "Status=Suspended")
        self.refused_as("versioning-off", self.check(first), "Suspended", "enable it first")
        self.refused_as("versioning-off", self.restore(first, second))

    def test_what_was_not_approved_is_not_replaced(self):
        first, second = self.two_versions()
        self.put_state(state_with("three", 3))
        self.refused_as("state-changed", self.restore(first, second), "not what was approved")
        self.assertEqual("three", self.value())
        self.assertEqual([], self.restores())
        self.assertIsNone(self.items()[1])

    def test_a_push_that_fails_leaves_the_state(self):
        first, second = self.two_versions()
        self.stub(
            "terraform",
            f'#!/bin/sh\n[ "$1" = state ] && [ "$2" = push ] && {{ echo "Error: no"; exit 1; }}\nexec "{self.which("terraform")}" "$@"\n',
        )
        self.refused_as("push-refused", self.restore(first, second), "The state is as it was")
        self.assertEqual(second, self.version())
        self.assertEqual("failed", self.restores()[0]["outcome"])

    def test_a_push_that_does_nothing_is_found(self):
        first, second = self.two_versions()
        self.stub("terraform", f'#!/bin/sh\n[ "$1" = state ] && [ "$2" = push ] && exit 0\nexec "{self.which("terraform")}" "$@"\n')
        self.refused_as("state-differs", self.restore(first, second), "not what was put back")
        self.assertEqual("failed", self.restores()[0]["outcome"])

    def test_a_plan_that_fails_afterwards_is_red(self):
        first, second = self.two_versions()
        self.succeeded(self.restore(first, second))
        self.write(f"{DIRECTORY}/broken.tf", "broken {\n")
        self.refused_as("plan-failed", self.plan_after(), "the state is put back")

    def test_numbers_keep_their_digits(self):
        first, _ = self.two_versions()
        exact = self.get_object(STATE_KEY).decode().replace('"outputs": {', '"outputs": {\n    "n": {"value": 0.10000000000000000555, "type": "number"},', 1)
        self.put_object(STATE_KEY, exact.encode())
        version = self.version()
        self.put_state(state_with("three", 3))
        self.succeeded(self.restore(version, self.version()))
        self.assertIn("0.10000000000000000555", self.get_object(STATE_KEY).decode())

    def test_only_the_serial_of_the_state_is_written_anew(self):
        """In one line, as OpenTofu writes it, with what looks like a serial before and behind."""
        first, _ = self.two_versions()
        state = json.loads(self.get_object(STATE_KEY))
        odd = {"serial": 7, "text": '"serial": 8, } { \\" ü'}
        state["outputs"]["odd"] = {"value": odd, "type": ["object", {"serial": "number", "text": "string"}]}
        for order in (["outputs"], []):
            ordered = {name: state[name] for name in [*order, *state]}
            with self.subTest(list(ordered)):
                self.put_object(STATE_KEY, json.dumps(ordered, separators=(",", ":"), ensure_ascii=False).encode())
                version = self.version()
                self.put_state(state_with("three", 30))
                self.succeeded(self.restore(version, self.version()))
                after = self.state()
                self.assertEqual(odd, after["outputs"]["odd"]["value"])
                self.assertGreater(after["serial"], 30)

    def test_another_backend_is_refused(self):
        self.write(f"{DIRECTORY}/main.tf", BACKEND.replace('"s3"', '"local"'))
        self.write(f"{DIRECTORY}/backend/dev.hcl", "")
        self.commit("one")
        self.refused_as("backend", self.check(), "kind local")
