"""What a rollout that died left behind: the one of this job (reset), or of any job (reconcile)."""

from collections import namedtuple

from delivery import alias as aliases, codedeploy, traffic
from delivery.problem import Problem, say
from delivery.run import epoch

# Of one function: its name in AWS, what was found, and whether a share was taken back.
Found = namedtuple("Found", "name text cleared")


def reset(aws, alias, functions, note, dry_run, ours=True):
    """Takes back what was shifted. Again and again, if need be: what is back already stays as it is.

    `ours`: we change the aliases ourselves, and of a run that was killed a change may still be under way.
    """
    for function in functions:
        if traffic.is_back(aws, alias, function):
            if ours and not dry_run:
                traffic.renew(aws, alias, function)
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
    """Clears weights that no running deployment answers for. Returns what was found, and what went wrong.

    The order matters: alias, then lock, then the change by the alias's revision. A deployment that starts in between
    changes the revision, and AWS refuses.
    """
    found, problems = [], []
    for function in functions.values():
        name = function["name"]
        try:
            one = _reconcile(aws, alias, name, deployments, dry_run, handed_over)
        except Problem as problem:
            problems.append(f"{name}: {problem}")
            one = Found(name, str(problem), False)
        else:
            say(f"{name}: {one.text}")
        found.append(one)
    return found, problems


def _reconcile(aws, alias, name, deployments, dry_run, handed_over):
    found = aliases.read(aws, name, alias)
    if found is None or not found.weights:
        return Found(name, f"the alias {alias} gives no share to another version", False)
    shares = ", ".join(f"{share:.0%} to version {version}" for version, share in sorted(found.weights.items()))
    lock = deployments.lock()
    if lock and lock.get("expires", epoch() + 1) > epoch():
        return Found(name, f"{shares}, by the deployment {lock.get('owner')} that is running: left as it is", False)
    if handed_over and codedeploy.under_way(aws, handed_over):
        return Found(name, f"{shares}, by CodeDeploy, which is at work: left as it is", False)
    if dry_run:
        return Found(name, f"{shares}, and no deployment is running: would give all traffic to version {found.version}", False)
    aliases.clear_weights(aws, name, alias, found.revision)
    return Found(name, f"{shares}, and no deployment is running: all traffic is at version {found.version} again", True)
