#!/usr/bin/env python3
"""Deploys the SAM application of a release by a change set that is shown, judged and then executed as it is."""

import time

from delivery import options, sam, samhistory, samoptions, samstack
from delivery import state as states
from delivery.aws import Aws
from delivery.bucket import Bucket
from delivery.changeset import Stack
from delivery.options import Parser
from delivery.problem import Problem, annotate, inert, main, output, say, summary
from delivery.table import Deployments


def arguments():
    parser = Parser(
        "sam-deploy",
        "Deploys the SAM package of a release, which release-store has put into the bucket: sam package, a change set by\n"
        "sam deploy, its execution, and the comparison of the code that AWS then runs with the package.\n"
        "--put-back takes that back when something later speaks against it: the stack gets the release that ran before.",
        "sam-deploy.sh --state state.json --bucket orders-releases-dev --stack orders-dev\n"
        '    --parameters \'{"TableName":"orders-dev"}\' --capabilities \'["CAPABILITY_IAM"]\'\n'
        "  sam-deploy.sh --put-back --table deployments --state state.json --bucket orders-releases-dev --stack orders-dev",
    )
    parser.add_state()
    parser.add_argument("--put-back", action="store_true", help="the release that ran before, with its own parameters")
    parser.add_argument("--table", type=options.table, help="put-back: the deployments table")
    samoptions.add(parser)
    parser.add_dry_run()
    given = parser.parse_args()
    if given.put_back and not given.table:
        parser.error("--put-back needs --table")
    return given


def run():
    given = arguments()
    aws = Aws()
    bucket, stack = Bucket(aws, given.bucket), Stack(aws, given.stack)
    return put_back(given, aws, bucket, stack) if given.put_back else deploy(given, aws, bucket, stack)


def deploy(given, aws, bucket, stack):
    state = states.read(given.state)
    service, entry = _entry(state)
    if given.dry_run:
        _foretell(given, bucket, stack, service, entry)
        return

    def about_to(change_set):
        # Written before the change: whatever kills this step, put-back knows what it may have done.
        if change_set:
            before = stack.fingerprint() if stack.check() else None
            entry.update({"name": given.stack, "shifted": True, "before": before, "added": change_set.added()})
            states.write(given.state, state)

    brought = samstack.bring(aws, bucket, stack, service, entry["digest"], samoptions.settings(given), about_to)
    entry.update({
        "name": given.stack, "changed": brought.changed, "deployed": brought.deployed, "settings": brought.settings,
        "stack": stack.fingerprint(),
    })
    states.write(given.state, state)
    output("changes", "true" if brought.changed else "false")
    _tell(given.stack, state, brought)


def put_back(given, aws, bucket, stack):
    """Again and again, if need be: a stack that is as it was before stays as it is."""
    started = time.monotonic()
    output("put-back", "false")
    state = states.optional(given.state)
    if state is None or state.get("outcome"):
        say("no deployment is under way: there is nothing to put back")
        return
    service, entry = _entry(state)
    if not entry.get("shifted"):
        say(f"this deployment did not change the stack {given.stack}: there is nothing to put back")
        return
    table = Deployments(aws, given.table, service, state["environment"])
    if (table.lock() or {}).get("deployment") != state["id"]:
        raise Problem(f"another deployment or rollback has taken over the stack {given.stack}, so it was left to that one")
    if not given.dry_run:
        stack.settle(interrupt=True)
    existed = stack.check()
    if existed and entry["before"] and stack.fingerprint() == entry["before"]:
        say(f"the stack {given.stack} is as it was before this deployment")
        return
    if not entry["before"]:
        raise Problem(
            f"this deployment created the stack {given.stack}, so there is no earlier release to go back to: it keeps "
            "the new one. Deploy a good commit, or delete the stack"
        )
    target, _ = samhistory.last_good(bucket, service, state["environment"], table.entries(), None)
    release, part = target["release"], samhistory.part_of(target)
    say(f"the stack {given.stack} {'would go' if given.dry_run else 'goes'} back to {samhistory.name(target)}")
    if given.dry_run:
        return
    # What this very deployment has added goes again, as CloudFormation itself does it when an update fails.
    settings = samoptions.settings(given)
    settings = settings._replace(allowed=sorted({*settings.allowed, *entry["added"]}))
    brought = samstack.bring(
        aws, bucket, stack, service, part["digest"], settings, lambda change_set: None, part.get("settings"), again=True
    )
    entry[states.PUT_BACK] = release
    states.write(given.state, state)
    output("put-back", "true")
    took = f"{time.monotonic() - started:.1f} seconds"
    annotate("notice", "Put back", f"the stack {given.stack} runs release {release} again, as before this deployment")
    say(f"put back: {took}")
    summary(
        f"↩️ Stack {inert(given.stack)} put back to release {inert(release)}, which ran before; it took {took}\n\n"
        + samstack.table_of(brought.deployed)
    )


def _entry(state):
    """A release of a SAM application has one entry, named like the service."""
    found = [(name, entry) for name, entry in state["functions"].items() if entry.get("kind") == "sam"]
    if len(found) != 1 or len(state["functions"]) != 1:
        raise Problem("the release is no SAM application: build it with sam-build, or deploy it with lambda-deploy")
    return found[0]


def _foretell(given, bucket, stack, service, entry):
    with sam.fetched(bucket, service, entry["digest"]) as package:
        package.parameters(given.parameters)
        samstack.command_line()
        existed = stack.check()
        for name, (path, digest) in sorted(package.parts.items()):
            place = f"s3://{given.bucket}/{samstack.prefix_of(service)}/"
            say(f"would upload {path} ({digest}) of {name} to {place}, unless it is there")
    say(
        f"would make a change set for the stack {given.stack}, which {'exists' if existed else 'would be created'}, show it, and execute it unless it loses data"
    )


def _tell(stack, state, brought):
    how = "deployed" if brought.changed else "unchanged"
    table = samstack.table_of(brought.deployed)
    summary(f"✅ Stack {inert(stack)} {how}: release `{state['release']}` of commit `{state['commit']}`\n\n{table}")
    say(f"{how}: {stack}, {len(brought.deployed)} function(s) and alias(es) run the code of release {state['release']}")


if __name__ == "__main__":
    main(run)
