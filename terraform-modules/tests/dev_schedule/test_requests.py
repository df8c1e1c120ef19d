"""What is found by its tags, and what the clock's role may do with it."""

import io
import json
import unittest
import zipfile

import applied
import boto3
import iam

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "schedule" {
  source                  = "./module"
  environment             = "dev"
  timezone                = "Europe/Berlin"
  discover                = ["db_instances", "db_clusters", "instances"]
  discover_tags           = { schedule = "office-hours" }
  db_instances            = ["named"]
  ecs_services            = { api = { cluster = "dev", service = "orders", tasks = 2 } }
  provisioned_concurrency = { api = { function = "orders-api", alias = "live", executions = 5 } }
  volume_key_arns         = ["arn:aws:kms:eu-west-1:123456789012:key/0f0f"]
}
"""
ACCOUNT, OTHER = "123456789012", "815856636111"
REGION = {"region_name": "eu-west-1"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/dev-schedule-dev"


def tags(environment="dev", schedule="office-hours"):
    return [{"Key": "environment", "Value": environment}, {"Key": "schedule", "Value": schedule}]


def given():
    """What an account has, of development and of production; the id of the machine that rests at night."""
    rds, ec2 = boto3.client("rds", **REGION), boto3.client("ec2", **REGION)
    common = {"DBInstanceClass": "db.t4g.micro"}
    for name, tagged in (("found", tags()), ("at-night", tags(schedule="always")), ("of-production", tags("prod")), ("untagged", [])):
        rds.create_db_instance(DBInstanceIdentifier=name, Engine="postgres", Tags=tagged, **common)
    rds.create_db_cluster(
        DBClusterIdentifier="reports", Engine="aurora-postgresql", MasterUsername="root", MasterUserPassword="not-a-secret-1", Tags=tags(),
    )
    rds.create_db_instance(DBInstanceIdentifier="reports-1", Engine="aurora-postgresql", DBClusterIdentifier="reports", Tags=tags(), **common)
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ids = []
    for tagged in (tags(), tags("prod")):
        made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=[{"ResourceType": "instance", "Tags": tagged}])
        ids.append(made["Instances"][0]["InstanceId"])
    role = boto3.client("iam").create_role(RoleName="orders", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "")
    boto3.client("lambda", **REGION).create_function(
        FunctionName="orders-api", Runtime="python3.12", Handler="main.x", Role=role["Role"]["Arn"],
        Code={"ZipFile": code.getvalue()}, Tags={"environment": "dev"},
    )
    return ids[0]


class RequestsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = given()
        cls.state = applied.state(cls, CONFIGURATION)
        cls.role = cls.state["module.schedule.aws_iam_role.this"]
        cls.policy = cls.state["module.schedule.aws_iam_role_policy.this"]["policy"]

    def decide(self, action, resource, **context):
        return iam.decide(self.policy, {"action": action, "resource": resource, "principal": {"AWS": ROLE}, "context": context})

    def schedules(self):
        return {values["name"] for address, values in self.state.items() if address.startswith("module.schedule.aws_scheduler_schedule.this[")}

    def test_found_is_what_has_all_tags_and_can_be_stopped_alone(self):
        things = {"db-found", "db-named", "cluster-reports", self.machine, "ecs-api", "lambda-api"}
        self.assertEqual({f"{direction}-{thing}" for direction in ("stop", "start") for thing in things}, self.schedules())

    def test_every_call_of_a_schedule_is_allowed_to_the_role(self):
        arns = {
            "DbInstanceIdentifier": "arn:aws:rds:eu-west-1:123456789012:db:{}", "DbClusterIdentifier": "arn:aws:rds:eu-west-1:123456789012:cluster:{}",
            "InstanceIds": "arn:aws:ec2:eu-west-1:123456789012:instance/{}",
        }
        seen = 0
        for address, values in self.state.items():
            if not address.startswith("module.schedule.aws_scheduler_schedule.this["):
                continue
            target = values["target"][0]
            service, call = target["arn"].split(":")[-2:]
            given_to = json.loads(target["input"])
            if service == "ecs":
                resource = f"arn:aws:ecs:eu-west-1:123456789012:service/{given_to['Cluster']}/{given_to['Service']}"
            elif service == "lambda":
                resource = f"arn:aws:lambda:eu-west-1:123456789012:function:{given_to['FunctionName']}:{given_to['Qualifier']}"
            else:
                (key, value), = given_to.items()
                resource = arns[key].format(value[0] if isinstance(value, list) else value)
            action = f"{service}:{call[0].upper()}{call[1:]}"
            self.assertEqual(iam.ALLOWED, self.decide(action, resource, **{"aws:ResourceTag/environment": "dev"}), (action, resource))
            seen += 1
        self.assertEqual(12, seen)

    def test_a_resource_that_is_no_development_any_more_is_not_touched(self):
        for action, resource in (
            ("rds:StopDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:named"), ("rds:StopDBCluster", "arn:aws:rds:eu-west-1:123456789012:cluster:reports"),
            ("ec2:StopInstances", f"arn:aws:ec2:eu-west-1:123456789012:instance/{self.machine}"),
            ("ecs:UpdateService", "arn:aws:ecs:eu-west-1:123456789012:service/dev/orders"),
        ):
            self.assertEqual(iam.ALLOWED, self.decide(action, resource, **{"aws:ResourceTag/environment": "dev"}))
            self.assertEqual(iam.NOTHING, self.decide(action, resource, **{"aws:ResourceTag/environment": "prod"}))
            self.assertEqual(iam.NOTHING, self.decide(action, resource))

    def test_others_are_not_touched_even_in_development(self):
        dev = {"aws:ResourceTag/environment": "dev"}
        for action, resource in (
            ("rds:StopDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:at-night"), ("rds:StopDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:named-2"),
            ("rds:StopDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:reports-1"), ("rds:StopDBInstance", "arn:aws:rds:us-east-1:123456789012:db:named"),
            ("rds:StopDBCluster", "arn:aws:rds:eu-west-1:815856636111:cluster:reports"), ("ecs:UpdateService", "arn:aws:ecs:eu-west-1:123456789012:service/dev/billing"),
            ("lambda:PutProvisionedConcurrencyConfig", "arn:aws:lambda:eu-west-1:123456789012:function:orders-api:other"),
            ("lambda:PutProvisionedConcurrencyConfig", "arn:aws:lambda:eu-west-1:123456789012:function:billing:live"),
        ):
            self.assertEqual(iam.NOTHING, self.decide(action, resource, **dev), resource)

    def test_nothing_is_deleted_or_changed(self):
        dev = {"aws:ResourceTag/environment": "dev"}
        for action, resource in (
            ("rds:DeleteDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:named"), ("rds:ModifyDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:named"),
            ("ec2:TerminateInstances", f"arn:aws:ec2:eu-west-1:123456789012:instance/{self.machine}"),
            ("ecs:DeleteService", "arn:aws:ecs:eu-west-1:123456789012:service/dev/orders"),
            ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:123456789012:function:orders-api"), ("iam:PassRole", ROLE),
        ):
            self.assertEqual(iam.NOTHING, self.decide(action, resource, **dev), action)

    def test_what_failed_goes_to_its_queue_alone(self):
        queue = self.state["module.schedule.aws_sqs_queue.failed"]["arn"]
        self.assertEqual(iam.ALLOWED, self.decide("sqs:SendMessage", queue))
        self.assertEqual(iam.NOTHING, self.decide("sqs:SendMessage", f"{queue}-2"))
        self.assertEqual(iam.NOTHING, self.decide("sqs:ReceiveMessage", queue))

    def test_the_key_of_volumes_is_granted_to_ec2_alone(self):
        key = "arn:aws:kms:eu-west-1:123456789012:key/0f0f"
        by_ec2 = {"kms:ViaService": "ec2.eu-west-1.amazonaws.com", "kms:GrantIsForAWSResource": "true"}
        self.assertEqual(iam.ALLOWED, self.decide("kms:CreateGrant", key, **by_ec2))
        for context in ({}, {**by_ec2, "kms:GrantIsForAWSResource": "false"}, {**by_ec2, "kms:ViaService": "rds.eu-west-1.amazonaws.com"}):
            self.assertEqual(iam.NOTHING, self.decide("kms:CreateGrant", key, **context), context)
        self.assertEqual(iam.NOTHING, self.decide("kms:Decrypt", key, **by_ec2))

    def test_only_schedules_of_the_group_take_the_role(self):
        def take(service="scheduler.amazonaws.com", account=ACCOUNT, group="dev-schedule-dev"):
            context = {"aws:SourceAccount": account, "aws:SourceArn": f"arn:aws:scheduler:eu-west-1:{account}:schedule-group/{group}"}
            return iam.decide(self.role["assume_role_policy"], {"action": "sts:AssumeRole", "principal": {"Service": service}, "context": context})

        self.assertEqual(iam.ALLOWED, take())
        for refused in (take(account=OTHER), take(group="default"), take(group="dev-schedule-dev-2"), take(service="events.amazonaws.com")):
            self.assertEqual(iam.NOTHING, refused)
        bare = {"action": "sts:AssumeRole", "principal": {"Service": "scheduler.amazonaws.com"}, "context": {}}
        self.assertEqual(iam.NOTHING, iam.decide(self.role["assume_role_policy"], bare))
