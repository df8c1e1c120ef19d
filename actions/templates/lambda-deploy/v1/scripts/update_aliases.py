#!/usr/bin/env python3
"""Moves the aliases of a deployment: all to the new versions, or all back to where they were."""

from delivery import shift as shifts
from delivery import state as states
from delivery.aws import Aws
from delivery.options import Parser
from delivery.problem import Problem, annotate, inert, main, output, say, summary


def arguments():
    parser = Parser(
        "update-aliases",
        "shift moves the alias of each function to its new version; when one fails, those before it go back.\n"
        "abort clears weights and puts every alias back; it may run twice, and without a deployment.",
        "update-aliases.sh shift --state s.json\n  update-aliases.sh abort --state s.json",
    )
    parser.add_argument("action", choices=("shift", "abort"))
    parser.add_state()
    parser.add_dry_run()
    return parser.parse_args()


def run():
    given = arguments()
    return shift(given) if given.action == "shift" else abort(given)


def shift(given):
    aws = Aws()
    state = states.read(given.state)
    if state.get("outcome"):
        raise Problem(f"the deployment {state.get('id')} has ended ({state['outcome']}): start another one")
    found = shifts.check(aws, state)
    if given.dry_run:
        for name, function in state["functions"].items():
            say(f"{name}: would point the alias {state['alias']} of {function['name']} to {function['version']}")
        return
    try:
        for name, function in state["functions"].items():
            # Written before the change: whatever kills this step, abort knows what it may have done.
            function["shifted"] = True
            states.write(given.state, state)
            shifts.forward(aws, state, name, found[name])
    except Problem as problem:
        wrong = shifts.back_all(aws, state)
        states.write(given.state, state)
        rest = f"; and these could not be put back: {'; '.join(wrong)}" if wrong else "; all aliases are where they were"
        raise Problem(f"{problem}{rest}") from problem
    summary(f"🔀 All traffic of {inert(state['service'])} in {inert(state['environment'])} goes to the new versions")


def abort(given):
    aws = Aws()
    state = states.optional(given.state)
    if state is None or state.get("outcome") == "refused":
        say("no deployment was started: there is nothing to put back")
        output("put-back", "false")
        return 0
    if state.get("outcome") == "succeeded":
        say(f"the deployment {state['id']} has succeeded: nothing is put back; use rollback-service for that")
        output("put-back", "false")
        return 0
    before = {name: dict(function) for name, function in state["functions"].items()}
    wrong = shifts.back_all(aws, state, given.dry_run)
    if not given.dry_run and before != state["functions"]:
        states.write(given.state, state)
    output("put-back", "false" if wrong else "true")
    if wrong:
        raise Problem(f"not all aliases are where they were: {'; '.join(wrong)}. Run the rollback for this service")
    if not given.dry_run:
        annotate("notice", "Aliases", f"all aliases of {state['service']} in {state['environment']} are where they were before")
    return 0


if __name__ == "__main__":
    main(run, "Aliases")
