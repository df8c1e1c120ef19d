"""What a rollout that died left behind: the one of this job (reset), or of any job (reconcile)."""

from delivery import alias as aliases, codedeploy, traffic
from delivery.problem import Problem, say
from delivery.run import epoch


def reset(aws, alias, functions, note, dry_run):
    """Takes back what was shifted. Again and again, if need be: what is back already stays as it is."""
    for function in functions:
        if traffic.is_back(aws, alias, function):
            say(f"{function.name}: the alias {alias} is as it was before")
            if not dry_run:
                note(function, False)
        elif dry_run:
            say(f"{function.name}: would put the alias {alias} back to {function.previous or 'not being there'}")
        else:
            traffic.put_back(aws, alias, function)
            note(function, False)
            say(f"{function.name}: the alias {alias} is back at {function.previous or 'not being there'}")


def reconcile(aws, alias, functions, deployments, dry_run, handed_over=None):
    """Clears weights that no running deployment answers for. Returns how many there were.

    The order matters: alias, then lock, then the change by the alias's revision. A deployment that starts in between
    changes the revision, and AWS refuses.
    """
    cleared, problems = 0, []
    for function in functions.values():
        name = function["name"]
        try:
            cleared += _reconcile(aws, alias, name, deployments, dry_run, handed_over)
        except Problem as problem:
            problems.append(f"{name}: {problem}")
    if problems:
        raise Problem("; ".join(problems))
    return cleared


def _reconcile(aws, alias, name, deployments, dry_run, handed_over):
    found = aliases.read(aws, name, alias)
    if found is None or not found.weights:
        say(f"{name}: the alias {alias} gives no share to another version")
        return 0
    shares = ", ".join(f"{share:.0%} to version {version}" for version, share in sorted(found.weights.items()))
    lock = deployments.lock()
    if lock and lock.get("expires", epoch() + 1) > epoch():
        say(f"{name}: {shares}, by the deployment {lock.get('owner')} that is running: left as it is")
        return 0
    if handed_over and codedeploy.under_way(aws, handed_over):
        say(f"{name}: {shares}, by CodeDeploy, which is at work: left as it is")
        return 0
    if dry_run:
        say(f"{name}: {shares}, and no deployment is running: would give all traffic to version {found.version}")
        return 1
    aliases.clear_weights(aws, name, alias, found.revision)
    say(f"{name}: {shares}, and no deployment is running: all traffic is at version {found.version} again")
    return 1
