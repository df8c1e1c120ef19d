"""How a step of these actions ends: what AWS or the record refuses is a refusal with a reason, as everything else is."""

import re
import signal

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import runner
from delivery.aws import AwsError
from delivery.problem import Cancelled, Problem, cancel
from delivery.table import Locked

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def main(step):
    """Runs the step. A signal that comes while Terraform runs is handed on by terraform.run, and no other way."""
    signal.signal(signal.SIGINT, cancel)
    signal.signal(signal.SIGTERM, cancel)
    runner.main(lambda: _refusing(step))


def undisturbed():
    """What follows is short and puts things right: a second signal must not stop it. The runner ends the rest by force."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _refusing(step):
    try:
        step()
    except Locked as locked:
        raise runner.Refused("apply-running", f"{locked}. If that run is certainly gone, use the unlock workflow") from locked
    except AwsError as error:
        raise runner.Refused("aws-refused", f"{error}. Look at the policy of the role that this job has") from error
    except Problem as problem:
        raise runner.Refused("record", str(problem)) from problem
    except Cancelled:
        raise runner.Refused("interrupted", "the job was cancelled before this step was through") from None


def checked(what, value):
    """A value that becomes part of keys."""
    if not NAME.fullmatch(value):
        raise runner.Refused("input-invalid", f"{what} {value!r} is no name: letters, digits, . - and _ only")
    return value
