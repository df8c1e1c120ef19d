"""Hands each function to CodeDeploy, one after the other, and makes sure of the alias afterwards."""

import time

from delivery import alias as aliases, codedeploy, traffic
from delivery.canary import LONGEST_MINUTES
from delivery.problem import Cancelled, Problem, say
from delivery.shifting import SHIFTED, Ended, all_of, ended, pause, report, undisturbed

HEADS = ("Function", "From", "To", "Deployment", "Status")
# A cancelled run is killed ten seconds after its first signal.
SECONDS_TO_STOP = 5
LOOKS_FOR_ROLLBACK = 10


class Handover:
    def __init__(self, aws, alias, functions, wanted, pace, note, label):
        self._aws, self._alias, self._functions, self._wanted, self._pace = aws, alias, functions, wanted, pace
        self._note, self._label = note, label
        self._deployments, self._statuses = {}, {}
        self._shifted = []

    def check(self):
        all_of(
            lambda: codedeploy.check(self._aws, self._wanted),
            lambda: traffic.check(self._aws, self._alias, self._functions),
        )

    def plan(self):
        for function in self._functions:
            if function.previous is None:
                say(f"would create the alias {self._alias} of {function.name} at version {function.version}")
            else:
                say(
                    f"would have CodeDeploy ({self._wanted.application}, {self._wanted.group}) move the alias {self._alias} of "
                    f"{function.name} from version {function.previous} to {function.version}"
                )

    def run(self):
        end = time.monotonic() + LONGEST_MINUTES * 60
        try:
            # Together they would be refused: a group takes one deployment at a time.
            # New functions first: the others may call them already.
            for function in sorted(self._functions, key=lambda function: function.previous is not None):
                self._hand_over(function, end)
        except BaseException as stop:
            undisturbed()
            end = ended(stop, self._back(isinstance(stop, Cancelled)))
            if isinstance(end, Ended):
                report("CodeDeploy", HEADS, self._rows(), end.outcome, str(end))
            raise end from stop
        report("CodeDeploy", HEADS, self._rows(), SHIFTED)

    def _hand_over(self, function, end):
        self._note(function, True)
        self._shifted.append(function)
        if function.previous is None:
            aliases.create(self._aws, function.name, self._alias, function.version)
            say(f"{function.name}: had no version before, so version {function.version} has all its traffic at once")
            self._statuses[function.key] = "new, all at once"
            return
        deployment = codedeploy.create(self._aws, self._wanted, function, self._alias, self._label)
        self._deployments[function.key] = deployment
        say(f"{function.name}: CodeDeploy moves the alias {self._alias} to version {function.version} ({deployment})")
        status, message = codedeploy.follow(self._aws, deployment, self._pace.interval, end)
        self._statuses[function.key] = status
        if status != "Succeeded":
            raise Problem(
                f"the CodeDeploy deployment {deployment} of {function.name} ended as {status}: {message or 'it says no more'}"
            )
        if not codedeploy.settled(self._aws, function, self._alias, function.version):
            raise Problem(
                f"CodeDeploy says {deployment} succeeded, but the alias {self._alias} of {function.name} is not at version {function.version}"
            )

    def _back(self, hurried):
        """Stops what is under way, lets CodeDeploy go back, and puts back by hand what it does not."""
        end = time.monotonic() + (SECONDS_TO_STOP if hurried else self._pace.grace)
        try:
            # First of all, because time may be short.
            for key, deployment in self._deployments.items():
                if key not in self._statuses:
                    codedeploy.stop(self._aws, deployment)
            take_back(self._aws, self._wanted, self._alias, self._shifted, self._label, end, self._pace.interval)
        except Problem as problem:
            return str(problem)
        for function in self._shifted:
            self._note(function, False)
        return ""

    def _rows(self):
        for function in self._functions:
            yield (
                function.key,
                function.previous or "none",
                function.version,
                self._deployments.get(function.key, ""),
                self._statuses.get(function.key, "not reached"),
            )


def take_back(aws, wanted, alias, functions, label, end, interval):
    """Stops our deployments. CodeDeploy takes back what it was shifting, up to `end`; the rest is set by hand."""
    for deployment in codedeploy.under_way(aws, wanted):
        if codedeploy.look(aws, deployment).get("description") == label:
            say(f"stopping the CodeDeploy deployment {deployment}")
            codedeploy.stop(aws, deployment)
    idle = 0
    while True:
        active = codedeploy.under_way(aws, wanted)
        left = [function for function in functions if not traffic.is_back(aws, alias, function)]
        divided = [function for function in left if traffic.is_divided(aws, alias, function)]
        # Its rollback is a deployment of its own, which begins a moment after the first one ended.
        idle = 0 if active else idle + 1
        if not divided and not active or idle > LOOKS_FOR_ROLLBACK or time.monotonic() >= end:
            break
        pause(min(interval, 1, max(0, end - time.monotonic())))
    if active:
        # A hand in between would only be overwritten.
        raise Problem(f"CodeDeploy is still taking traffic back by itself ({', '.join(active)})")
    traffic.together(lambda function: traffic.put_back(aws, alias, function), left)
