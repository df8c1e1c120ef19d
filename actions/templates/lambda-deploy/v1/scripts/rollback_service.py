#!/usr/bin/env python3
"""Takes one function or a whole service back to the last good deployment, or to a given version."""

import json

from delivery import alias as aliases
from delivery import history, lease, live, options, parameters, withdrawal
from delivery import state as states
from delivery.aws import Aws
from delivery.bucket import Bucket
from delivery.options import Parser
from delivery.problem import Cancelled, Problem, annotate, inert, main, output, say, summary, timed
from delivery.run import Run, now
from delivery.table import CANCELLED, FAILED, ROLLED_BACK, STARTED, SUCCEEDED, Deployments, key_of

LEASE = 900


def arguments():
    parser = Parser(
        "rollback-service",
        "Points the aliases back to the last good deployment, whose versions AWS still has with the recorded code,\n"
        "or one function to a given version. Doing it twice changes nothing more.",
        "rollback-service.sh --service orders --environment prod --table deployments\n"
        '    --bucket orders-releases-prod --functions \'{"api":{"name":"orders-api-prod"}}\' --reason "errors since 14:05"',
    )
    parser.add_argument("--service", required=True, type=options.service)
    parser.add_argument("--environment", required=True, type=options.environment)
    parser.add_argument("--table", required=True, type=options.table)
    parser.add_argument("--bucket", required=True, type=options.bucket, help="its release bucket, where the release left is marked")
    parser.add_argument("--functions", required=True, type=options.functions, metavar="JSON", help="all functions of the environment")
    parser.add_argument("--alias", type=options.alias, default="live")
    parser.add_argument("--function", type=options.function, default="all", help="one function, or all (default)")
    parser.add_argument("--version", type=options.version_or_none, default="", help="of one function; empty for the last good one")
    parser.add_argument("--reason", default="", help="goes into the record")
    parser.add_argument("--take-over", action="store_true", help="end the running deployment, its weights included")
    parser.add_argument("--state", metavar="FILE", help="where the outcome is left for later steps")
    parser.add_dry_run()
    given = parser.parse_args()
    if given.function != "all" and given.function not in given.functions:
        parser.error(f"{given.function} is none of the functions: {', '.join(given.functions)}")
    if given.version and given.function == "all":
        parser.error("--version is of one function: name it with --function")
    return given


class Rollback:
    def __init__(self, given):
        self.given = given
        self.aws, self.run = Aws(), Run()
        self.table = Deployments(self.aws, given.table, given.service, given.environment)
        self.time = now()
        self.sk = key_of(self.time, self.run)
        self.leaving = withdrawal.Leaving(Bucket(self.aws, given.bucket), given.service, given.environment)
        self.interrupted = None
        self.names = list(given.functions) if given.function == "all" else [given.function]

    def go(self):
        if self.given.dry_run:
            held = self.table.lock()
            if held:
                say(f"the lock is that of {held.get('owner')} ({held.get('run-url')})")
            return self._decide_and_move()
        with lease.of(self.table, self.sk, self.run, LEASE, self.given.take_over) as taken:
            self.interrupted = taken.interrupted
            if taken.held:
                self._clear_weights()
            return self._decide_and_move()

    def _clear_weights(self):
        for name, function in self.given.functions.items():
            pointer = aliases.read(self.aws, function["name"], self.given.alias)
            if pointer and pointer.weights:
                aliases.clear_weights(self.aws, function["name"], self.given.alias, pointer.revision)
                say(f"{name}: weights of the alias {self.given.alias} cleared")

    def _decide_and_move(self):
        entries = self.table.entries()
        current = {}
        for name in self.names:
            in_aws = self.given.functions[name]["name"]
            current[name] = aliases.read(self.aws, in_aws, self.given.alias)
        if not self.given.version:
            done = history.done_already(entries, current)
            if done:
                return self._nothing_to_do(done)
        targets, target, bad = self._targets(entries, current)
        for name, function in targets.items():
            pointer = current[name]
            say(
                f"{name}: {'would go' if self.given.dry_run else 'goes'} from {pointer.version if pointer else 'no version'} "
                f"to {function['version']}"
            )
        for name in self.names:
            if name not in targets:
                annotate("warning", "No earlier version", f"{name} was not part of the deployment that is gone back to; it stays as it is")
        left = withdrawal.releases(history.left(entries, target, bad, current, self.interrupted), target)
        if self.given.dry_run:
            for release in left:
                say(f"would withdraw release {release}: it could not be promoted from {self.given.environment} any more")
            return 0
        return self._move(targets, target, bad, current, left)

    def _targets(self, entries, current):
        given = self.given
        if given.version:
            name = given.function
            in_aws = given.functions[name]["name"]
            code = live.code_of(self.aws, in_aws, given.version)
            if code is None:
                raise Problem(f"version {given.version} of {in_aws} does not exist (any more): nothing was changed")
            entry, known = history.recorded(entries, name, given.version)
            if known and known.get("code-sha256") != code:
                raise Problem(
                    f"version {given.version} of {in_aws} has CodeSha256 {code}, and {known.get('code-sha256')} was recorded "
                    f"for it: nothing was changed"
                )
            if not known:
                annotate("warning", "Unknown version", f"no deployment of version {given.version} of {in_aws} is recorded as a success")
            running = history.running(entries, current)
            leaves = running and current[name] and current[name].version != given.version
            function = {**known, "name": in_aws, "version": given.version, "code-sha256": code}
            return {name: function}, entry or {}, [running] if leaves else []
        entry, bad = history.last_good(self.aws, entries, current, given.functions, bool(self.interrupted))
        targets = {name: entry["functions"][name] for name in self.names if history.version_of(entry, name)}
        return targets, entry, bad

    def _move(self, targets, target, bad, current, left):
        functions = {
            name: {
                **function, "name": self.given.functions[name]["name"], "changed": True,
                "previous": current[name].version if current[name] else None,
            }
            for name, function in targets.items()
        }
        state = {
            "service": self.given.service, "environment": self.given.environment, "id": self.sk, "kind": history.ROLLBACK,
            "alias": self.given.alias, "commit": target.get("commit"), "tree": target.get("tree"),
            "release": target.get("release"), "functions": functions,
        }
        self.table.start(self.sk, {
            "kind": history.ROLLBACK, "commit": target.get("commit"), "tree": target.get("tree"),
            "release": target.get("release"), "functions": json.dumps(functions, sort_keys=True), "started": self.time,
            "reason": self.given.reason[:1000] or None, "left": json.dumps(left), **self.run.described(),
        })
        # Before the first alias moves: a rollback that is cut short must never take the bad one for good.
        for entry in bad:
            self.table.finish(entry["sk"], ROLLED_BACK, self.given.reason or f"rolled back by {self.run.url()}", before=SUCCEEDED)
        unmarked = self.leaving.mark(left, self.sk)
        moved, wrong = {}, {}
        try:
            for name, function in functions.items():
                try:
                    self._point(function, current[name])
                    moved[name] = function
                    say(f"{name}: the alias {self.given.alias} of {function['name']} points to {function['version']}")
                except Problem as problem:
                    wrong[name] = str(problem)
                    annotate("error", "Not rolled back", f"{name}: {problem}")
        except Cancelled:
            self.table.finish(self.sk, CANCELLED, f"cancelled; moved: {', '.join(moved) or 'none'}")
            raise
        outcome = FAILED if wrong else SUCCEEDED
        reason = "; ".join(f"{name}: {text}" for name, text in wrong.items()) or self.given.reason
        if not self.table.finish(self.sk, outcome, reason):
            annotate("warning", "Not recorded", f"{self.sk} was not at `{STARTED}` any more")
        if self.given.state:
            states.write(self.given.state, {**state, "outcome": outcome})
        self._remember(state, moved, current)
        output("outcome", outcome)
        output("versions", json.dumps({name: function["version"] for name, function in moved.items()}))
        self._tell(functions, wrong)
        if wrong:
            self.leaving.mark(unmarked, self.sk)
            raise Problem(
                f"{len(wrong)} of {len(functions)} functions did not go back ({', '.join(wrong)}); the others did. "
                "Start the rollback again when the cause is gone"
            )
        self.leaving.mark_or_refuse(unmarked, self.sk)
        return 0

    def _point(self, function, pointer):
        if pointer is None:
            aliases.create(self.aws, function["name"], self.given.alias, function["version"])
        else:
            # Weights go too, so this is done even where the version is right already.
            if pointer.version != function["version"] or pointer.weights:
                aliases.move(self.aws, function["name"], self.given.alias, function["version"], pointer.revision)
        reason = live.mismatch(self.aws, function, self.given.alias)
        if reason:
            raise Problem(reason)

    def _remember(self, state, moved, current):
        time_of_all = now()
        values = {name: parameters.value(function, state, self.run, time_of_all) for name, function in moved.items()}
        before = parameters.before(self.table, {**state, "functions": moved})
        parameters.remember(self.aws, self.given.service, self.given.environment, values, before)

    def _nothing_to_do(self, done):
        say(f"nothing to do: the rollback of {done.get('started')} (run {done.get('run-id')}) put the aliases where they are")
        summary(f"↩️ {inert(self.given.service)} in {inert(self.given.environment)} was rolled back already: nothing to do")
        output("outcome", "unchanged")
        output("versions", json.dumps({name: done["functions"][name]["version"] for name in self.names}))
        if not self.given.dry_run:
            # In case that rollback could not mark what it left.
            self.leaving.mark_or_refuse(history.left_releases(done), done["sk"])
        return 0

    def _tell(self, functions, wrong):
        lines = [
            f"↩️ Rollback of {inert(self.given.service)} in {inert(self.given.environment)}: "
            + ("**failed in part**" if wrong else "**done**"),
            "", "| function | from | to | |", "|---|---|---|---|",
        ]
        for name, function in functions.items():
            cells = (name, function["previous"] or "none", function["version"])
            lines.append("| " + " | ".join(inert(cell) for cell in cells) + f" | {'❌' if name in wrong else '✅'} |")
        if self.given.reason:
            lines += ["", f"Reason: {inert(self.given.reason)}"]
        summary("\n".join(lines))


if __name__ == "__main__":
    main(lambda: timed("rollback", Rollback(arguments()).go), "Not rolled back")
