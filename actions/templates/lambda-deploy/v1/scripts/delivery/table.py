"""The deployments table, which is the truth: deployments, and the lock of the one that runs. Every write is conditional."""

import json

from delivery.aws import AwsError
from delivery.problem import Problem
from delivery.run import epoch, now

REFUSED = "ConditionalCheckFailedException"
LOCK = "lock"
PREFIX = "deployment#"
STARTED, SUCCEEDED, FAILED, CANCELLED, ROLLED_BACK = "started", "succeeded", "failed", "cancelled", "rolled-back"


class Locked(Problem):
    """Another deployment runs."""


class Deployments:
    """One service in one environment."""

    def __init__(self, aws, table, service, environment):
        self.aws = aws
        self.table = table
        self.of = f"{service} in {environment}"
        self.pk = f"{service}#{environment}"

    # The lock

    def lock(self):
        """The lease of the running deployment, or None."""
        answer = self.aws.call(
            "dynamodb", "get-item", TableName=self.table, Key=_typed({"pk": self.pk, "sk": LOCK}), ConsistentRead=True
        )
        return _plain(answer["Item"]) if answer.get("Item") else None

    def running(self):
        """The lease of a deployment that is under way, or None; one that has expired is nobody's."""
        held = self.lock()
        return held if held and held["expires"] > epoch() else None

    def acquire(self, sk, run, seconds):
        """Takes the lock; returns the expired lease that was in the way, or None where it was free."""
        held = self.lock()
        if held and held["expires"] > epoch():
            raise _locked(self.of, held)
        item = self._lease(sk, run, seconds)
        # Exactly what was read: nothing, or that very lease. Of two at once, AWS lets one through.
        condition, names, values = "attribute_not_exists(pk)", None, None
        if held:
            condition, names = "#deployment = :held", {"#deployment": "deployment"}
            values = {":held": held["deployment"]}
        if not self._put(item, condition, names, values):
            raise _locked(self.of, self.lock())
        return held

    def _lease(self, sk, run, seconds):
        return {
            "pk": self.pk, "sk": LOCK, "owner": run.owner, "run-url": run.url(), "deployment": sk,
            "expires": epoch() + seconds,
        }

    def break_lock(self, held, sk, run, seconds):
        """Takes the lock from the deployment that has it: from exactly that one."""
        if not self._put(
            self._lease(sk, run, seconds), "#deployment = :held", {"#deployment": "deployment"}, {":held": held["deployment"]}
        ):
            raise Problem(f"the lock of {self.of} went to another deployment in this moment: look who runs, then start again")

    def release(self, sk):
        """Gives up the lock of the deployment `sk`; another one's stays. False when it was not there."""
        try:
            self.aws.call(
                "dynamodb", "delete-item", TableName=self.table, Key=_typed({"pk": self.pk, "sk": LOCK}),
                ConditionExpression="#deployment = :mine", ExpressionAttributeNames={"#deployment": "deployment"},
                ExpressionAttributeValues=_typed({":mine": sk}),
            )
            return True
        except AwsError as error:
            if error.code == REFUSED:
                return False
            raise

    # The deployments

    def start(self, sk, entry):
        if not self._put({"pk": self.pk, "sk": sk, "outcome": STARTED, **entry}, "attribute_not_exists(pk)"):
            raise Problem(f"the deployment {sk} of {self.of} is recorded already")

    def finish(self, sk, outcome, reason="", before=STARTED, functions=None, more=None):
        """From `before` to `outcome`; False when it is not at `before` any more. `more`: further texts of the entry."""
        changes = {**(more or {}), "outcome": outcome, "finished": now(), "reason": reason[:1000]}
        if functions is not None:
            changes["functions"] = json.dumps(functions, sort_keys=True)
        marks = {name.replace("-", "_"): name for name in changes}
        try:
            self.aws.call(
                "dynamodb", "update-item", TableName=self.table, Key=_typed({"pk": self.pk, "sk": sk}),
                UpdateExpression="SET " + ", ".join(f"#{mark} = :{mark}" for mark in marks),
                ConditionExpression="#outcome = :before",
                # Names by reference: several of them are words of DynamoDB's own.
                ExpressionAttributeNames={f"#{mark}": name for mark, name in marks.items()},
                ExpressionAttributeValues=_typed({":before": before, **{f":{mark}": changes[name] for mark, name in marks.items()}}),
            )
            return True
        except AwsError as error:
            if error.code == REFUSED:
                return False
            raise

    def entries(self):
        """All deployments, the newest first; the command line reads all pages itself."""
        answer = self.aws.call(
            "dynamodb", "query", TableName=self.table, KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=_typed({":pk": self.pk, ":prefix": PREFIX}), ScanIndexForward=False,
            ConsistentRead=True,
        )
        return [_entry(_plain(item)) for item in answer.get("Items") or []]

    def fail_unfinished(self, own, reason, outcome=FAILED):
        """With the lock in hand, whatever else says `started` was killed. Returns their keys."""
        dead = [entry["sk"] for entry in self.entries() if entry.get("outcome") == STARTED and entry["sk"] != own]
        for sk in dead:
            self.finish(sk, outcome, reason)
        return dead

    def _put(self, item, condition, names=None, values=None):
        try:
            self.aws.call(
                "dynamodb", "put-item", TableName=self.table, Item=_typed(item), ConditionExpression=condition,
                ExpressionAttributeNames=names, ExpressionAttributeValues=_typed(values) if values else None,
            )
            return True
        except AwsError as error:
            if error.code == REFUSED:
                return False
            raise


def key_of(time, run):
    return f"{PREFIX}{time}#{run.owner}"


def _locked(what, held):
    if not held:
        return Locked(f"another deployment of {what} started in this very moment: start this one again when it is through")
    return Locked(
        f"the deployment {held.get('owner')} of {what} is running ({held.get('run-url')}): wait until it is through, "
        f"or cancel it. Its lock ends by itself in {max(0, held['expires'] - epoch())} seconds; a rollback can take "
        "over with --take-over"
    )


def _typed(item):
    return {
        key: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for key, value in item.items()
        if value is not None
    }


def _plain(item):
    return {key: int(value["N"]) if "N" in value else value.get("S", "") for key, value in item.items()}


def _entry(item):
    """A deployment that cannot be read is one that cannot be gone back to."""
    try:
        functions = json.loads(item.get("functions") or "{}")
    except ValueError:
        functions = {}
    return {**item, "functions": functions if isinstance(functions, dict) else {}}
