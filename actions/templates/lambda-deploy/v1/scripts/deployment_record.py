#!/usr/bin/env python3
"""Records a deployment: the lock and the entry before it, the outcome, the receipt and the quick read after it."""

import json

from delivery import live, options, parameters, plan, receipt, withdrawal
from delivery import manifest as manifests
from delivery import state as states
from delivery.aws import Aws
from delivery.bucket import Bucket, receipt_key
from delivery.manifest import Manifest
from delivery.options import Parser
from delivery.problem import Problem, annotate, inert, main, output, say, summary
from delivery.run import Run, now
from delivery.table import CANCELLED, FAILED, ROLLED_BACK, STARTED, SUCCEEDED, Deployments, Locked, key_of

OUTCOMES = {"success": SUCCEEDED, "failure": FAILED, "cancelled": CANCELLED}
# A little longer than the job may take.
LEASE = 3900


def arguments():
    parser = Parser(
        "deployment-record",
        "start takes the lock and writes that a deployment began; finish writes how it ended and gives the lock back.\n"
        "A deployment has succeeded only when AWS itself says that every alias runs the release.",
        "deployment-record.sh start --state s.json --table deployments --environment dev --release release.json\n"
        '    --functions \'{"api":{"name":"orders-api-dev"}}\' --alias live\n'
        "  deployment-record.sh finish --state s.json --table deployments --bucket orders-releases-dev --outcome success",
    )
    parser.add_argument("action", choices=("start", "finish"))
    parser.add_state()
    parser.add_argument("--table", required=True, type=options.table)
    parser.add_argument("--environment", type=options.environment, help="start: the environment")
    parser.add_argument("--release", metavar="FILE", help="start: the verified release.json")
    parser.add_argument("--functions", type=options.functions, metavar="JSON", help="start: the functions of the environment")
    parser.add_argument("--alias", type=options.alias, default="live")
    parser.add_argument("--lease-seconds", type=int, default=LEASE, help="start: after this time the lock is anybody's")
    parser.add_argument("--bucket", type=options.bucket, help="finish: the release bucket, for the receipt")
    parser.add_argument("--outcome", choices=sorted(OUTCOMES), help="finish: how the job fares")
    parser.add_argument("--reason", default="", help="finish: why it failed")
    parser.add_dry_run()
    given = parser.parse_args()
    needed = ("environment", "release", "functions") if given.action == "start" else ("bucket", "outcome")
    for name in needed:
        if not getattr(given, name):
            parser.error(f"{given.action} needs --{name}")
    if given.lease_seconds < 60:
        parser.error("--lease-seconds is 60 at least")
    return given


def run():
    given = arguments()
    return start(given) if given.action == "start" else finish(given)


def start(given):
    aws, me, time = Aws(), Run(), now()
    manifest = Manifest.load(given.release)
    sk = key_of(time, me)
    state = plan.state_of(manifest, given.environment, given.functions, given.alias, sk)
    for name, function in state["functions"].items():
        if function["kind"] == "image":
            function["image"] = live.image_uri(aws, _repository(name, given.functions[name]), function["digest"])
    table = Deployments(aws, given.table, manifest.service, given.environment)
    if given.dry_run:
        held = table.lock()
        say(f"would take the lock of {table.of}" + (f", which {held['owner']} has" if held else ""))
        say(f"would record {sk}: release {manifest.digest} of commit {manifest.commit}")
        return
    # Written first: finish gives the lock back even when this step is killed in between.
    states.write(given.state, state)
    try:
        expired = table.acquire(sk, me, given.lease_seconds)
    except Locked:
        states.write(given.state, {**state, "outcome": "refused"})
        raise
    states.write(given.state, {**state, "lock-was-free": expired is None})
    if expired:
        annotate("warning", "Lock taken over", f"the lock of {expired['owner']} had expired: its run was killed")
    for dead in table.fail_unfinished(sk, f"never finished; found by {me.url()}"):
        annotate("warning", "Unfinished deployment", f"{dead} never finished and is recorded as failed now")
    table.start(sk, {
        "kind": state["kind"], "commit": manifest.commit, "tree": manifest.tree, "release": manifest.digest,
        "functions": _described(state), "started": time, **me.described(),
    })
    output("id", sk)
    say(f"started: {sk} of {table.of}, release {manifest.digest}")


def finish(given):
    aws, me = Aws(), Run()
    state = states.optional(given.state)
    if state is None or state.get("outcome") == "refused":
        if given.outcome == "success":
            raise Problem("the job says success, but no deployment was started: run deployment-record start first")
        say("no deployment was started, so there is nothing to record")
        output("outcome", "refused" if state else "none")
        return 0
    table = Deployments(aws, given.table, state["service"], state["environment"])
    outcome, reasons = _judged(aws, given, state)
    if given.dry_run:
        say(f"would record {state['id']} as {outcome}{': ' + '; '.join(reasons) if reasons else ''}")
        say(f"would give back the lock of {table.of}")
        return 0
    try:
        if outcome == SUCCEEDED:
            _succeed(aws, me, given, state, table)
        else:
            reason = "; ".join(filter(None, [*reasons, given.reason])) or "the job did not succeed"
            if not table.finish(state["id"], outcome, reason, functions=state["functions"]):
                annotate("warning", "Not recorded", f"{state['id']} was not at `{STARTED}` any more; its outcome was left as it is")
            states.write(given.state, {**state, "outcome": outcome})
    finally:
        if not table.release(state["id"]):
            annotate("warning", "Lock", f"the lock of {table.of} was not this deployment's any more")
    output("outcome", outcome)
    output("reason", "; ".join(reasons))
    _tell(state, outcome, reasons)
    if SUCCEEDED not in (outcome, state.get("outcome")) and _taken_back(state):
        # It may have run here with success before.
        withdrawal.withdraw(Bucket(aws, given.bucket), state["service"], state["environment"], state["release"], state["id"])
    if given.outcome == "success" and outcome != SUCCEEDED:
        raise Problem(f"the deployment is recorded as {outcome}: {'; '.join(reasons)}")
    return 0


def _judged(aws, given, state):
    """AWS decides what success is, not the job."""
    outcome = OUTCOMES[given.outcome]
    if outcome != SUCCEEDED:
        back = [function[states.PUT_BACK] for function in state["functions"].values() if function["kind"] == "sam" and function.get(states.PUT_BACK)]
        return (ROLLED_BACK, [f"the stack was put back to release {back[0]}"]) if back else (outcome, [])
    # All are asked, so that the record says all of it.
    wrong = [live.mismatch(aws, part, state["alias"]) for part in live.parts(state)]
    reasons = [reason for reason in wrong if reason]
    return (FAILED, reasons) if reasons else (SUCCEEDED, [])


def _succeed(aws, me, given, state, table):
    time = now()
    _keep_receipt(Bucket(aws, given.bucket), receipt.of(state, me, time), state)
    if not table.finish(state["id"], SUCCEEDED, functions=state["functions"]):
        raise Problem(
            f"the code is live, but {state['id']} is not at `{STARTED}` any more, so its success is not recorded: "
            "another deployment took it for dead. Deploy the same release again"
        )
    states.write(given.state, {**state, "outcome": SUCCEEDED})
    withdrawal.reinstate(Bucket(aws, given.bucket), state["service"], state["environment"], state["release"], state["id"])
    functions = state["functions"]
    current = {name: parameters.value(function, state, me, time) for name, function in functions.items()}
    parameters.remember(aws, state["service"], state["environment"], current, parameters.before(table, state))


def _taken_back(state):
    """Its traffic, or the stack, had begun to change."""
    return any(function.get(states.PUT_BACK) or function.get("shifted") for function in state["functions"].values())


def _keep_receipt(bucket, written, state):
    """Written once. A second deployment of the same release finds one: it proves the same."""
    service, environment, digest = state["service"], state["environment"], state["release"]
    found = receipt.read(bucket, service, environment, digest)
    if found is None:
        bucket.put_bytes(manifests.canonical(written), receipt_key(service, environment, digest))
        return
    for key in ("service", "environment", "commit", "tree", "release"):
        if found.get(key) != written[key]:
            raise Problem(f"the receipt of {environment} for release {digest} exists with another {key}: somebody changed it")
    for name, function in written["functions"].items():
        entry = found["functions"].get(name)
        if not isinstance(entry, dict) or any(entry.get(key) != function[key] for key in ("digest", "code-sha256")):
            raise Problem(f"the receipt of {environment} for release {digest} exists with other code for {name}")


def _repository(name, function):
    if not function.get("repository"):
        raise Problem(f"function {name} is an image, and its ECR repository is not named: add `repository` to it")
    return function["repository"]


def _described(state):
    return json.dumps(state["functions"], sort_keys=True)


def _tell(state, outcome, reasons):
    say(f"{outcome}: {state['id']} of {state['service']} in {state['environment']}")
    lines = [
        f"{'✅' if outcome == SUCCEEDED else '❌'} {inert(state['service'])} in {inert(state['environment'])}: **{outcome}**",
        "",
        "| function | in AWS | version | before |",
        "|---|---|---|---|",
    ]
    for name, function in state["functions"].items():
        cells = (name, function["name"], function.get("version") or "none", function.get("previous") or "none")
        lines.append("| " + " | ".join(inert(cell) for cell in cells) + " |")
    lines += ["", *(f"- {inert(reason)}" for reason in reasons)]
    summary("\n".join(lines))


if __name__ == "__main__":
    main(run, "Deployment record")
