"""Which environments may be stopped: those of development, by their name. Every other one is refused, whatever tags say."""

import re

from delivery.problem import Problem

NAMES = re.compile(r"(dev|development|sandbox|dev-[a-z0-9]+(-[a-z0-9]+)*)", re.A)
# A name that says two things, such as dev-prod, is not believed.
TRUSTED_BY_OTHERS = re.compile(r"(^|-)(prod|prd|production|live)[0-9]*(-|$)", re.A)


def check(environment):
    if not NAMES.fullmatch(environment) or TRUSTED_BY_OTHERS.search(environment):
        raise Problem(
            f"{environment} is no environment of development, so nothing of it is stopped or started here: only dev, "
            "development, sandbox and dev-<name> may be (lower case). Nothing was changed"
        )
