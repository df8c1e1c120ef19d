"""The aliases that one rollout changes: checked before, shifted together, and put back together."""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from delivery import alias as aliases
from delivery.problem import Problem, say

AT_ONCE = 8

# `previous` is None for a function that had no version behind the alias; `code` None where it is not known.
Function = namedtuple("Function", "key name previous version code")


def of_state(state):
    """The functions of a deployment that got a new version."""
    found = []
    for key, function in sorted(state["functions"].items()):
        if function.get("changed") and function.get("version") != function.get("previous"):
            if not function.get("version"):
                raise Problem(f"{key} has no published version yet: run deploy-lambdas before traffic is shifted")
            found.append(
                Function(key, function["name"], function.get("previous"), function["version"], function.get("code-sha256"))
            )
    return found


def together(work, items):
    """`work` on all items at once. Everything is done, or given up, before it returns or raises."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        tasks = [pool.submit(work, item) for item in items]
        results, problems = [], []
        for task in tasks:
            try:
                results.append(task.result())
            except Problem as problem:
                problems.append(problem)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    if problems:
        raise problems[0] if len(problems) == 1 else Problem("; ".join(map(str, problems)))
    return results


def check(aws, alias, functions, weighted=True):
    """Every condition for shifting traffic, for all functions, before anything is changed."""
    together(lambda function: _check(aws, alias, function, weighted), functions)


def _check(aws, alias, function, weighted):
    name, current = function.name, aliases.read(aws, function.name, alias)
    new = _configuration(aws, function, function.version)
    if function.code and new.get("CodeSha256") != function.code:
        raise Problem(
            f"version {function.version} of {name} has other code ({new.get('CodeSha256')}) than this deployment ({function.code})"
        )
    if new.get("State", "Active") != "Active":
        raise Problem(f"version {function.version} of {name} is not ready yet, it is {new['State']}")
    if function.previous is None:
        if current is not None:
            raise Problem(f"{name} has got an alias {alias} since this deployment began: start it again")
        return
    if current is None:
        raise Problem(f"the alias {alias} of {name} is gone since this deployment began: start it again")
    if current.weights:
        raise Problem(
            f"the alias {alias} of {name} still gives a share of its traffic to version {', '.join(sorted(current.weights))}: "
            "another rollout is under way, or one died. If none is, run canary-deploy.sh --reconcile"
        )
    if current.version != function.previous:
        raise Problem(
            f"the alias {alias} of {name} is at version {current.version}, no longer at {function.previous}: start the deployment again"
        )
    if weighted:
        _check_pair(aws, alias, function, new)


def _check_pair(aws, alias, function, new):
    """AWS divides an alias only between published versions with the same role and the same dead-letter queue."""
    name = function.name
    for version in (function.previous, function.version):
        if not version.isdigit():
            raise Problem(
                f"the alias {alias} of {name} cannot be divided, because {version} is no published version: use the strategy all-at-once"
            )
    old = _configuration(aws, function, function.previous)
    for what, key in (("execution role", _role), ("dead-letter queue", _queue)):
        if key(old) != key(new):
            raise Problem(
                f"versions {function.previous} and {function.version} of {name} have another {what} "
                f"({key(old) or 'none'}, {key(new) or 'none'}), and AWS divides traffic only where it is the same: "
                "use the strategy all-at-once for this deployment"
            )


def _role(configuration):
    return configuration.get("Role")


def _queue(configuration):
    return (configuration.get("DeadLetterConfig") or {}).get("TargetArn")


def _configuration(aws, function, version):
    return aws.call("lambda", "get-function-configuration", FunctionName=function.name, Qualifier=version)


class Traffic:
    """Shifts, and remembers what to take back.

    `note(function, shifted)` is called before a function is touched for the first time and after it was put back, so that
    a later step knows even if this one is killed.
    """

    def __init__(self, aws, alias, functions, note):
        self._aws = aws
        self._alias = alias
        self._functions = functions
        self._note = note
        self._noting = Lock()
        self._touched = []
        # Revision of each alias as our last change left it. Without it, the alias is read first.
        self._revisions = {}

    def weigh(self, percent):
        """A share for the new versions; a function that had no version before gets its alias, and with it all traffic."""
        self._touch()
        together(lambda function: self._begin(function, percent), self._functions)

    def move(self):
        """All traffic to the new versions."""
        self._touch()
        together(self._move, self._functions)

    def _touch(self):
        for function in self._functions:
            if function not in self._touched:
                self._note(function, True)
                self._touched.append(function)

    def _begin(self, function, percent):
        if function.previous is None:
            found = aliases.create(self._aws, function.name, self._alias, function.version)
        else:
            # The alias's revision, and a last look at it.
            before = aliases.read(self._aws, function.name, self._alias)
            _same(self._alias, function, before, function.previous)
            found = aliases.weigh(self._aws, function.name, self._alias, function.version, percent, before.revision)
        self._revisions[function.key] = found.revision

    def _move(self, function):
        if function.previous is None:
            return
        revision = self._revisions.pop(function.key, None)
        if revision is None:
            before = aliases.read(self._aws, function.name, self._alias)
            _same(self._alias, function, before, function.previous)
            revision = before.revision
        found = aliases.move(self._aws, function.name, self._alias, function.version, revision)
        self._revisions[function.key] = found.revision
        if found.version != function.version or found.weights:
            raise Problem(f"AWS says the alias {self._alias} of {function.name} is {found} after it was moved")

    def back(self):
        """All traffic to the versions of before. Returns what could not be put back, in words."""
        touched, self._touched = self._touched, []
        try:
            together(self._back, touched)
        except Problem as problem:
            return str(problem)
        return ""

    def _back(self, function):
        put_back(self._aws, self._alias, function, self._revisions.pop(function.key, None))
        with self._noting:
            self._note(function, False)


def _same(alias, function, found, version):
    if found is None or found.version != version or found.weights:
        raise Problem(f"the alias {alias} of {function.name} was changed by somebody else: start the deployment again")


def is_back(aws, alias, function):
    found = aliases.read(aws, function.name, alias)
    if function.previous is None:
        return found is None
    return found is not None and found.version == function.previous and not found.weights


def is_divided(aws, alias, function):
    found = aliases.read(aws, function.name, alias)
    return found is not None and bool(found.weights)


def put_back(aws, alias, function, revision=None):
    """The alias as it was before. True if it had to be changed. With its revision this is one call, in case time is short."""
    if revision and function.previous is not None:
        try:
            aliases.move(aws, function.name, alias, function.previous, revision)
            return True
        except Problem as problem:
            # Perhaps it went through and only the answer is lost: reading tells.
            say(f"{function.name}: {problem}; looking again")
    found = aliases.read(aws, function.name, alias)
    if function.previous is None:
        return _remove(aws, alias, function, found)
    if found is None:
        raise Problem(f"the alias {alias} of {function.name} is gone")
    if found.version == function.previous and not found.weights:
        return False
    if {found.version, *found.weights} - {function.previous, function.version}:
        raise Problem(
            f"the alias {alias} of {function.name} was changed by somebody else ({found}), so it was left as it is"
        )
    aliases.move(aws, function.name, alias, function.previous, found.revision)
    return True


def renew(aws, alias, function):
    """The alias as it is, with a new revision: AWS then refuses a change that was sent before and names the old one."""
    if function.previous is None:
        return
    found = aliases.read(aws, function.name, alias)
    try:
        aliases.move(aws, function.name, alias, function.previous, found.revision if found else None)
    except Problem as problem:
        # That change was faster.
        say(f"{function.name}: {problem}; looking again")
        put_back(aws, alias, function)


def _remove(aws, alias, function, found):
    if found is None:
        return False
    if found.version != function.version or found.weights:
        raise Problem(f"the alias {alias} of {function.name} was changed by somebody else ({found}), so it was left as it is")
    aliases.delete(aws, function.name, alias)
    return True
