"""A CloudFormation stack and its change sets: may it be changed, what would change, and how the change went."""

import hashlib
import itertools
import json
import time

from delivery.aws import AwsError
from delivery.problem import Cancelled, Problem, annotate, inert, say, summary

# What is gone with the resource. Code, roles and routes can be made again; these cannot.
STATEFUL = frozenset(
    "AWS::" + kind
    for kind in (
        "Backup::BackupVault",
        "Cognito::IdentityPool",
        "Cognito::UserPool",
        "DocDB::DBCluster",
        "DocDB::DBInstance",
        "DynamoDB::GlobalTable",
        "DynamoDB::Table",
        "EC2::Volume",
        "ECR::Repository",
        "EFS::FileSystem",
        "ElastiCache::CacheCluster",
        "ElastiCache::ReplicationGroup",
        "ElastiCache::ServerlessCache",
        "Events::Archive",
        "FSx::FileSystem",
        "KMS::Key",
        "KMS::ReplicaKey",
        "Kinesis::Stream",
        "Logs::LogGroup",
        "MSK::Cluster",
        "MSK::ServerlessCluster",
        "MemoryDB::Cluster",
        "Neptune::DBCluster",
        "Neptune::DBInstance",
        "OpenSearchServerless::Collection",
        "OpenSearchService::Domain",
        "Elasticsearch::Domain",
        "QLDB::Ledger",
        "RDS::DBCluster",
        "RDS::DBInstance",
        "RDS::GlobalCluster",
        "Redshift::Cluster",
        "RedshiftServerless::Namespace",
        "S3::Bucket",
        "S3Express::DirectoryBucket",
        "S3Tables::TableBucket",
        "SQS::Queue",
        "SSM::Parameter",
        "SecretsManager::Secret",
        "Timestream::Database",
        "Timestream::Table",
        "CloudFormation::Stack",
    )
)
USABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
# A change set made this stack and was never executed: it holds nothing yet.
NEW = "REVIEW_IN_PROGRESS"
CURES = {
    "ROLLBACK_COMPLETE": "its creation failed and it holds nothing any more: delete it (aws cloudformation delete-stack), then deploy again",
    "ROLLBACK_FAILED": "its creation failed and could not be undone: delete it, with --retain-resources for what will not go, then deploy again",
    "CREATE_FAILED": "its creation failed: delete it (aws cloudformation delete-stack), then deploy again",
    "UPDATE_FAILED": "its last update stopped half-way: roll it back (aws cloudformation rollback-stack), then deploy again",
    "UPDATE_ROLLBACK_FAILED": "its last update could not be undone: aws cloudformation continue-update-rollback, then deploy again",
    "IMPORT_ROLLBACK_FAILED": "its last import could not be undone: aws cloudformation continue-update-rollback, then deploy again",
    "DELETE_FAILED": "somebody began to delete it: finish that (aws cloudformation delete-stack), then deploy again",
}
# Seconds between two questions: a small change is done at once, a large one is not asked after too often.
PAUSES = (0.5, 1, 2)
PAUSE = 5


class Stack:
    def __init__(self, aws, name):
        self.aws = aws
        self.name = name

    def _described(self):
        """None where there is no such stack."""
        try:
            return self.aws.call("cloudformation", "describe-stacks", StackName=self.name)["Stacks"][0]
        except AwsError as error:
            if error.code == "ValidationError" and "does not exist" in error.message:
                return None
            raise

    def status(self):
        """None where there is no such stack."""
        found = self._described()
        return found["StackStatus"] if found else None

    def fingerprint(self):
        """Of the template and the parameters that are in effect: what it is now, in one word."""
        template = self.aws.call("cloudformation", "get-template", StackName=self.name, TemplateStage="Original")["TemplateBody"]
        found = self._described() or {}
        parameters = sorted((entry["ParameterKey"], entry.get("ParameterValue", "")) for entry in found.get("Parameters") or [])
        return hashlib.sha256(json.dumps([template, parameters], sort_keys=True).encode("utf-8")).hexdigest()

    def settle(self, interrupt=False):
        """Waits for what CloudFormation is doing; an update can be interrupted, and goes back then."""
        status = self.status()
        if interrupt and status == "UPDATE_IN_PROGRESS":
            self._cancel(True)
        if status and status != NEW and status.endswith("_IN_PROGRESS"):
            say(f"the stack {self.name} is in {status}: waiting until it is through")
            self._wait()

    def check(self):
        """Refuses a stack that CloudFormation would not update. True when it exists."""
        status = self.status()
        if status in (None, NEW):
            return False
        if status in USABLE:
            return True
        if status in CURES:
            raise Problem(f"the stack {self.name} is in {status}: {CURES[status]}")
        if status.endswith("_IN_PROGRESS"):
            raise Problem(
                f"the stack {self.name} is in {status}: somebody is changing it. Wait until that is over, then deploy again"
            )
        raise Problem(
            f"the stack {self.name} is in {status}, which is not known here: bring it into UPDATE_COMPLETE, then deploy again"
        )

    def resources(self):
        answer = self.aws.call("cloudformation", "list-stack-resources", StackName=self.name)
        return answer["StackResourceSummaries"]

    def execute(self, change_set, existed):
        """That very change set, and nothing that came after it."""
        try:
            self._begin(change_set)
            status = self._wait()
        except Cancelled:
            # The call that begins the update may have been through all the same.
            self._cancel(existed)
            raise
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise Problem(
                f"the stack {self.name} ended in {status}{self._reason(change_set)}. {CURES.get(status, 'It runs what it ran before')}"
            )

    def _begin(self, change_set):
        try:
            self.aws.call("cloudformation", "execute-change-set", ChangeSetName=change_set.arn, StackName=self.name)
        except AwsError as error:
            if error.code == "InvalidChangeSetStatus":
                raise Problem(
                    f"the change set that was shown cannot be executed any more ({error.message}): somebody changed the "
                    "stack. Deploy again"
                ) from None
            raise

    def _wait(self):
        for pause in itertools.chain(PAUSES, itertools.repeat(PAUSE)):
            status = self.status()
            if status is None:
                raise Problem(f"the stack {self.name} was deleted while it was being changed")
            # In the clean-up after an update, old resources go; the code that will run is decided.
            if not status.endswith("_IN_PROGRESS"):
                return status
            time.sleep(pause)

    def _cancel(self, existed):
        if not existed:
            annotate(
                "warning",
                "sam-deploy",
                f"CloudFormation goes on creating the stack {self.name}: look at it before the next deployment",
            )
            return
        try:
            self.aws.call("cloudformation", "cancel-update-stack", StackName=self.name)
            annotate("warning", "sam-deploy", f"CloudFormation takes the stack {self.name} back to what it was before")
        except AwsError as error:
            annotate("warning", "sam-deploy", f"the update of the stack {self.name} could not be cancelled: {error}")

    def _reason(self, change_set):
        """The first failure is the cause; those after it follow from it."""
        try:
            events = self.aws.call("cloudformation", "describe-stack-events", StackName=self.name)["StackEvents"]
        except AwsError:
            return ""
        failed = []
        for event in events:
            if event.get("Timestamp", "") < change_set.created:
                break
            if event.get("ResourceStatus", "").endswith("_FAILED"):
                failed.append(event)
        if not failed:
            return ""
        first = failed[-1]
        return f": {first.get('LogicalResourceId')} ({first.get('ResourceType')}): {first.get('ResourceStatusReason', 'no reason given')}"


class ChangeSet:
    """What CloudFormation says that it would do."""

    def __init__(self, aws, arn, stack):
        answer = aws.call("cloudformation", "describe-change-set", ChangeSetName=arn, StackName=stack)
        if answer.get("StackName") != stack:
            raise Problem(f"the change set {arn} is of the stack {answer.get('StackName')}, not of {stack}")
        if answer.get("Status") != "CREATE_COMPLETE" or answer.get("ExecutionStatus") != "AVAILABLE":
            raise Problem(
                f"the change set of {stack} is {answer.get('Status')}/{answer.get('ExecutionStatus')} and cannot be "
                f"executed: {answer.get('StatusReason') or 'CloudFormation gives no reason'}"
            )
        self.aws = aws
        self.arn = arn
        self.stack = stack
        self.created = answer.get("CreationTime", "")
        self.parameters = {entry["ParameterKey"]: entry.get("ParameterValue", "") for entry in answer.get("Parameters") or []}
        self.changes = [change["ResourceChange"] for change in answer.get("Changes") or [] if change.get("ResourceChange")]

    def added(self):
        """Logical ids of the resources that it makes."""
        return sorted(change["LogicalResourceId"] for change in self.changes if change.get("Action") == "Add")

    def show(self):
        say(f"Change set {self.arn}")
        rows = []
        for change in self.changes:
            cells = (change.get("Action"), change.get("LogicalResourceId"), change.get("ResourceType"), _replaced(change))
            say("  " + "  ".join(str(cell) for cell in cells if cell))
            rows.append("| " + " | ".join(inert(cell) if cell else "" for cell in cells) + " |")
        shown = rows[:200] + ([f"| … | {len(rows) - 200} more, in the log | | |"] if len(rows) > 200 else [])
        table = "| Action | Resource | Type | Replaced |\n| --- | --- | --- | --- |\n" + "\n".join(shown)
        summary(f"### Changes to the stack {inert(self.stack)}\n\n{table if rows else 'No resource changes.'}")

    def check(self, allowed):
        """Refuses to lose data: a stateful resource goes or is made anew only where it was named."""
        bad = [change for change in self.changes if change.get("ResourceType") in STATEFUL and _lost(change)]
        refused = [change for change in bad if change.get("LogicalResourceId") not in allowed]
        for name in sorted(set(allowed) - {change.get("LogicalResourceId") for change in bad}):
            annotate(
                "warning",
                "sam-deploy",
                f"allow-replacement names {name}, which this change does not touch that way: take it out again",
            )
        if refused:
            self.discard()
            told = "; ".join(
                f"{change.get('LogicalResourceId')} ({change.get('ResourceType')}) would be {_lost(change)}" for change in refused
            )
            names = ", ".join(f'"{change.get("LogicalResourceId")}"' for change in refused)
            raise Problem(
                f"the change would lose data: {told}. Nothing was changed. Keep what identifies the resource as it was; "
                f"if its data may go, name it: allow-replacement: [{names}]"
            )

    def discard(self):
        try:
            self.aws.call("cloudformation", "delete-change-set", ChangeSetName=self.arn, StackName=self.stack)
        except AwsError as error:
            annotate("warning", "sam-deploy", f"the change set that was refused could not be deleted: {error}")


def _lost(change):
    """How a resource would go; nothing where it stays. What CloudFormation does not say is no promise."""
    action = change.get("Action")
    if action == "Remove":
        kept = {"Retain": ", though its policy keeps the data", "Snapshot": " after a snapshot"}.get(
            change.get("PolicyAction"), ""
        )
        return f"removed{kept}"
    if action == "Dynamic":
        return "changed in a way that is known only while it happens"
    if action == "Modify" and change.get("Replacement") != "False":
        return "replaced" if change.get("Replacement") == "True" else "replaced, depending on the rest of the change"
    return ""


def _replaced(change):
    return {"True": "yes", "Conditional": "perhaps"}.get(change.get("Replacement"), "")
