"""What must hold whatever program holds the infrastructure, under real OpenTofu: the same tests as of Terraform."""

import test_apply
import test_drift
import test_restore
import test_unlock


class OpenTofu:
    tool = "tofu"

    def setUp(self):
        super().setUp()
        self.stub("terraform", "#!/bin/sh\necho OpenTofu was asked for\nexit 9\n")


class StateTest(OpenTofu, test_apply.StateTest):
    pass


class SignalTest(OpenTofu, test_apply.SignalTest):
    pass


class RestoreTest(OpenTofu, test_restore.RestoreTest):
    pass


class UnlockTest(OpenTofu, test_unlock.UnlockTest):
    pass


class DriftTest(OpenTofu, test_drift.DriftingTest):
    """One with a provider, which OpenTofu has from a registry of its own; its starts take long."""

    test_a_change_behind_its_back_is_found = test_drift.AwsTest.test_a_change_behind_terraforms_back_is_found_and_its_correction_too
