"""Moving the alias of each function to its new version, and back."""

from delivery import alias as aliases
from delivery.problem import Problem, annotate, say
from delivery.state import PUT_BACK


def check(aws, state):
    """Where each alias is now; refuses when anybody but this deployment moved one."""
    found = {}
    for name, function in state["functions"].items():
        if not function.get("version"):
            raise Problem(f"{name} has no new version yet: run deploy-lambdas first")
        pointer = aliases.read(aws, function["name"], state["alias"])
        there = pointer.version if pointer else None
        if there not in (function["previous"], function["version"]):
            raise Problem(
                f"the alias {state['alias']} of {function['name']} points to {there}, and this deployment found "
                f"{function['previous']}: somebody else moved it, so nothing was changed. Start again"
            )
        found[name] = pointer
    return found


def forward(aws, state, name, pointer):
    """One alias to its new version, all traffic at once. False when it is there already."""
    function = state["functions"][name]
    in_aws, version, alias = function["name"], function["version"], state["alias"]
    if pointer is None:
        aliases.create(aws, in_aws, alias, version)
    elif pointer.version != version or pointer.weights:
        aliases.move(aws, in_aws, alias, version, pointer.revision)
    else:
        say(f"{name}: the alias {alias} of {in_aws} points to {version} already")
        return False
    say(f"{name}: the alias {alias} of {in_aws} points to {version} now")
    return True


def back(aws, state, name, dry_run=False):
    """One alias to where this deployment found it, without weights. True when that needed a change.

    An alias that points to a version of somebody else's is theirs and stays.
    """
    function = state["functions"][name]
    in_aws, alias = function["name"], state["alias"]
    new, previous = function.get("version"), function.get("previous")
    pointer = aliases.read(aws, in_aws, alias)
    if pointer is None:
        return False
    ours = bool(new) and new != previous and pointer.version == new
    weighed = bool(pointer.weights) and pointer.version == previous
    if ours and previous is None:
        return _do(dry_run, f"{name}: delete the alias {alias} of {in_aws}, which did not exist before",
                   lambda: aliases.delete(aws, in_aws, alias))
    if ours:
        return _do(dry_run, f"{name}: put the alias {alias} of {in_aws} back to {previous}",
                   lambda: aliases.move(aws, in_aws, alias, previous, pointer.revision))
    if weighed:
        return _do(dry_run, f"{name}: clear the weights of the alias {alias} of {in_aws}, which stays at {previous}",
                   lambda: aliases.clear_weights(aws, in_aws, alias, pointer.revision))
    if new and pointer.version not in (previous, new):
        annotate("warning", "Alias left", f"the alias {alias} of {in_aws} points to {pointer.version}, which is not of this deployment")
    return False


def back_all(aws, state, dry_run=False):
    """All of them, the last one first; one that fails does not keep the others. Returns what went wrong."""
    wrong = []
    for name in reversed(list(state["functions"])):
        try:
            if back(aws, state, name, dry_run):
                state["functions"][name].update({"shifted": False, PUT_BACK: True})
        except Problem as problem:
            wrong.append(f"{name}: {problem}")
    return wrong


def _do(dry_run, what, change):
    say(f"would {what}" if dry_run else what)
    if not dry_run:
        change()
    return True

