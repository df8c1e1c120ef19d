"""The canary: a share of the traffic by a weight of the alias, then all of it, or none."""

import time
from datetime import datetime, timezone

from delivery import alarms, canary, traffic
from delivery.invocations import Counts, counts
from delivery.problem import Problem, say
from delivery.shifting import SHIFTED, Ended, all_of, aside, clock, ended, pause, report, undisturbed

HEADS = ("Function", "From", "To", "Invocations", "Failed", "Verdict")


class Canary:
    def __init__(self, aws, alias, functions, wanted, pace, note):
        self._aws, self._alias, self._wanted, self._pace, self._note = aws, alias, wanted, pace, note
        self._functions = functions
        self._divided = [function for function in functions if function.previous is not None]
        self._counts, self._verdicts = {}, {}

    def check(self):
        all_of(
            lambda: alarms.check_before(self._aws, self._wanted.alarms),
            lambda: traffic.check(self._aws, self._alias, self._functions),
        )

    def plan(self):
        """What a real run would do."""
        for function in self._functions:
            if function.previous is None:
                say(f"would create the alias {self._alias} of {function.name} at version {function.version}")
            else:
                say(
                    f"would give version {function.version} of {function.name} {self._wanted.percent:g} percent of the "
                    f"alias {self._alias}, now at version {function.previous}"
                )
        say(
            f"would watch {', '.join(self._wanted.alarms) or 'no alarm'} for {self._wanted.minutes:g} minutes, then give them "
            f"all traffic if each was invoked at least {self._wanted.invocations:g} times"
        )

    def run(self):
        rolling = traffic.Traffic(self._aws, self._alias, self._functions, self._note)
        try:
            since = datetime.now(timezone.utc)
            rolling.weigh(self._wanted.percent)
            self._began()
            if self._divided:
                self._bake(since)
            rolling.move()
        except BaseException as stop:
            undisturbed()
            end = ended(stop, rolling.back())
            if isinstance(end, Ended):
                report("Canary", HEADS, self._rows(), end.outcome, str(end))
            raise end from stop
        for function in self._functions:
            say(f"{function.name}: the alias {self._alias} is at version {function.version}")
        report("Canary", HEADS, self._rows(), SHIFTED)

    def _began(self):
        if not self._wanted.alarms:
            say("note: no alarm is named, so only failed invocations of the new version can stop this canary")
        for function in self._functions:
            if function.previous is None:
                say(f"{function.name}: had no version before, so version {function.version} has all its traffic at once")
            else:
                say(
                    f"{function.name}: {self._wanted.percent:g} percent to version {function.version}, "
                    f"the rest stays at {function.previous}"
                )

    def _bake(self, since):
        start = time.monotonic()
        end = start + self._wanted.minutes * 60
        last = end + self._pace.grace
        while True:
            now = time.monotonic()
            # At the end exactly, then in steps while metrics lag behind.
            pause(min(self._pace.interval, end - now) if now < end else self._pace.interval)
            states = aside(lambda: self._look(since))
            over = time.monotonic() >= end
            say(f"{clock(time.monotonic() - start)} of {clock(end - start)}: {self._progress(states)}")
            self._stop_if_failing(states)
            if not over:
                continue
            found = [(function, canary.verdict(self._wanted, states, self._of(function))) for function in self._divided]
            self._verdicts = {function.key: verdict for function, verdict in found}
            unsure = [(function, verdict) for function, verdict in found if verdict.verdict != "pass"]
            unsure.sort(key=lambda item: item[1].verdict != "fail")
            if not unsure:
                return
            if time.monotonic() >= last or unsure[0][1].verdict == "fail":
                raise _no_pass(*unsure[0])
            say(f"{unsure[0][0].name}: {unsure[0][1].reason}; metrics may lag, looking again")

    def _look(self, since):
        versions = {function.name: function.version for function in self._divided}
        self._counts = counts(self._aws, versions, self._alias, since)
        return alarms.states(self._aws, self._wanted.alarms)

    def _stop_if_failing(self, states):
        for function in self._divided:
            reason = canary.failing(self._wanted, states, self._of(function))
            if reason:
                found = canary.Verdict("fail", reason)
                self._verdicts[function.key] = found
                raise _no_pass(function, found)

    def _of(self, function):
        return self._counts.get(function.name, Counts(0, 0, False))

    def _progress(self, states):
        parts = [
            f"{function.name} {self._of(function).invocations} invocations, {self._of(function).errors} failed"
            for function in self._divided
        ]
        parts += [f"{name} {state}" for name, state in sorted(states.items())]
        return "; ".join(parts)

    def _rows(self):
        for function in self._functions:
            if function.previous is None:
                yield function.key, "none", function.version, "", "", "new, all at once"
            else:
                found, verdict = self._of(function), self._verdicts.get(function.key)
                yield (
                    function.key,
                    function.previous,
                    function.version,
                    found.invocations,
                    found.errors,
                    verdict.verdict if verdict else "none",
                )


def _no_pass(function, found):
    return Problem(f"the canary of {function.name} (version {function.version}) did not pass: {found.reason}")
