#!/usr/bin/env python3
"""Takes the stack of a SAM application back to the last good release, or to a given one."""

import json

from delivery import history, lease, options, parameters, samhistory, samoptions, samstack, withdrawal
from delivery import state as states
from delivery.aws import Aws
from delivery.bucket import Bucket
from delivery.changeset import Stack
from delivery.options import Parser
from delivery.problem import Cancelled, Problem, annotate, inert, main, output, say, summary, timed
from delivery.run import Run, now
from delivery.table import CANCELLED, FAILED, ROLLED_BACK, STARTED, SUCCEEDED, Deployments, key_of

# A little longer than the job may take: CloudFormation sets the pace.
LEASE = 3900


def arguments():
    parser = Parser(
        "sam-rollback",
        "Deploys the last good release of a SAM application again, from the release bucket and with the parameters that\n"
        "it was deployed with. Doing it twice changes nothing more.",
        "sam-rollback.sh --service orders --environment prod --table deployments --bucket orders-releases-prod\n"
        '    --stack orders-prod --reason "errors since 14:05"',
    )
    parser.add_argument("--service", required=True, type=options.service)
    parser.add_argument("--environment", required=True, type=options.environment)
    parser.add_argument("--table", required=True, type=options.table)
    samoptions.add(parser)
    parser.add_argument("--digest", type=options.digest_or_none, default="", help="a release that ran there; empty for the last good one")
    parser.add_argument("--reason", default="", help="goes into the record")
    parser.add_argument("--take-over", action="store_true", help="end the running deployment")
    parser.add_argument("--state", metavar="FILE", help="where the outcome is left for later steps")
    parser.add_dry_run()
    return parser.parse_args()


class Rollback:
    def __init__(self, given):
        self.given = given
        self.aws, self.run = Aws(), Run()
        self.bucket, self.stack = Bucket(self.aws, given.bucket), Stack(self.aws, given.stack)
        self.table = Deployments(self.aws, given.table, given.service, given.environment)
        self.leaving = withdrawal.Leaving(self.bucket, given.service, given.environment)
        self.time = now()
        self.sk = key_of(self.time, self.run)

    def go(self):
        if self.given.dry_run:
            held = self.table.lock()
            if held:
                say(f"the lock is that of {held.get('owner')} ({held.get('run-url')})")
            return self._decide_and_move(None)
        with lease.of(self.table, self.sk, self.run, LEASE, self.given.take_over) as taken:
            if taken.held:
                self.stack.settle(interrupt=True)
            return self._decide_and_move(taken.interrupted)

    def _decide_and_move(self, interrupted):
        given = self.given
        if not self.stack.check():
            raise Problem(f"the stack {given.stack} does not exist: there is nothing to go back from. Deploy a good commit")
        entries, live = self.table.entries(), self.stack.fingerprint()
        place = (self.bucket, given.service, given.environment, entries)
        if given.digest:
            target, bad = samhistory.named(*place, given.digest, live)
        else:
            done = samhistory.done_already(entries, live)
            if done:
                return self._nothing_to_do(done, f"the rollback of {done.get('started')} (run {done.get('run-id')}) did it")
            target, bad = samhistory.last_good(*place, live)
        part = samhistory.part_of(target)
        if given.digest and part.get("stack") == live and not bad:
            return self._nothing_to_do(target, "it runs already")
        left = withdrawal.releases(samhistory.left(entries, target, bad, interrupted, live), target)
        say(f"the stack {given.stack} {'would go' if given.dry_run else 'goes'} back to {samhistory.name(target)}")
        if given.dry_run:
            for release in left:
                say(f"would withdraw release {release}: it could not be promoted from {given.environment} any more")
            return 0
        return self._move(target, part, bad, left)

    def _move(self, target, part, bad, left):
        given = self.given
        kept = {key: part[key] for key in ("kind", "digest", "code-sha256") if key in part}
        function = {**kept, "name": given.stack, "version": None, "previous": None}
        release = {key: target.get(key) for key in ("commit", "tree", "release")}
        self.table.start(self.sk, {
            "kind": history.ROLLBACK, **release, "functions": json.dumps({given.service: function}, sort_keys=True),
            "started": self.time, "reason": given.reason[:1000] or None, "left": json.dumps(left), **self.run.described(),
        })
        unmarked = left

        def about_to(change_set):
            # Before the change: a rollback that is cut short must never take the bad one for good.
            nonlocal unmarked
            for entry in bad:
                self.table.finish(entry["sk"], ROLLED_BACK, given.reason or f"rolled back by {self.run.url()}", before=SUCCEEDED)
            unmarked = self.leaving.mark(left, self.sk)

        try:
            brought = samstack.bring(
                self.aws, self.bucket, self.stack, given.service, part["digest"], samoptions.settings(given), about_to,
                part.get("settings"), again=True,
            )
        except Cancelled:
            self.table.finish(self.sk, CANCELLED, "cancelled")
            raise
        except Problem as problem:
            self.table.finish(self.sk, FAILED, str(problem))
            raise
        function.update({
            "changed": brought.changed, "deployed": brought.deployed, "settings": brought.settings,
            "stack": self.stack.fingerprint(),
        })
        functions = {given.service: function}
        if not self.table.finish(self.sk, SUCCEEDED, given.reason, functions=functions):
            annotate("warning", "Not recorded", f"{self.sk} was not at `{STARTED}` any more")
        state = {
            "service": given.service, "environment": given.environment, "id": self.sk, "kind": history.ROLLBACK,
            **release, "functions": functions, "outcome": SUCCEEDED,
        }
        if given.state:
            states.write(given.state, state)
        value = parameters.value(function, state, self.run, now())
        parameters.remember(self.aws, given.service, given.environment, {given.service: value}, {})
        self._answer(SUCCEEDED, target)
        self._tell(target, brought)
        self.leaving.mark_or_refuse(unmarked, self.sk)
        return 0

    def _nothing_to_do(self, entry, why):
        say(f"nothing to do: the stack {self.given.stack} is at release {entry.get('release')}; {why}")
        summary(
            f"↩️ Stack {inert(self.given.stack)} of {inert(self.given.service)} in {inert(self.given.environment)} is at "
            f"release {inert(entry.get('release'))} already: nothing to do"
        )
        self._answer("unchanged", entry)
        if entry.get("kind") == history.ROLLBACK and not self.given.dry_run:
            # In case that rollback could not mark what it left.
            self.leaving.mark_or_refuse(history.left_releases(entry), entry["sk"])
        return 0

    @staticmethod
    def _answer(outcome, entry):
        output("outcome", outcome)
        output("digest", entry.get("release") or "")
        output("commit", entry.get("commit") or "")

    def _tell(self, target, brought):
        text = (
            f"↩️ Rollback of {inert(self.given.service)} in {inert(self.given.environment)}: **done**. The stack "
            f"{inert(self.given.stack)} is at release {inert(target.get('release'))} of commit {inert(target.get('commit'))}"
            f"\n\n{samstack.table_of(brought.deployed)}"
        )
        if self.given.reason:
            text += f"\n\nReason: {inert(self.given.reason)}"
        summary(text)


if __name__ == "__main__":
    main(lambda: timed("rollback", Rollback(arguments()).go), "Not rolled back")
