"""Which environments may be stopped: those of development, by their name. Every other one is refused, whatever tags say."""

import re

from delivery.problem import Problem

NAMES = re.compile(r"(dev|development|sandbox|dev-[a-z0-9]+(-[a-z0-9]+)*)", re.A)
# A name that says two things, such as dev-prod, is not believed. The Terraform module dev-schedule has the same words.
OF_OTHERS = {
    "prod", "prd", "production", "preprod", "live", "staging", "stage", "stg", "uat", "qa", "sit", "test", "acceptance",
}


def check(environment):
    words = {word.rstrip("0123456789") for word in environment.split("-")}
    if not NAMES.fullmatch(environment) or words & OF_OTHERS:
        raise Problem(
            f"{environment} is no environment of development, so nothing of it is stopped or started here: only dev, "
            "development, sandbox and dev-<name> may be (lower case). Nothing was changed"
        )
