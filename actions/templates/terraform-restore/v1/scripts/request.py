"""What is asked for, and that it is meant: no state is put back by a slip of the hand."""

import os
import re

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import places
import runner
import steps


class Request:
    def __init__(self):
        self.environment = steps.checked("environment", runner.required("ENVIRONMENT"))
        self.service = steps.checked("service", runner.required("SERVICE"))
        self.directory = places.normal(runner.required("DIRECTORY"))
        self.version = os.environ.get("VERSION_ID", "").strip()
        self.reason = os.environ.get("REASON", "").strip()
        if self.version:
            self._check(os.environ.get("CONFIRMATION", ""))

    def _check(self, confirmation):
        if not re.fullmatch(r"[A-Za-z0-9._+/=-]{1,1024}", self.version) or self.version == "null":
            raise runner.Refused("input-invalid", "version-id is no version of an S3 object: run this without one, and take it from the list")
        wanted = f"{self.service}/{self.environment}"
        if confirmation != wanted:
            raise runner.Refused(
                "not-confirmed", f"confirmation is {confirmation!r}: type {wanted} to put back the state of {self.service} in {self.environment}"
            )
        if not self.reason:
            raise runner.Refused("not-confirmed", "reason is empty: write why the state is put back; the record keeps it")
