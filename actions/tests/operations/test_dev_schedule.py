"""dev-schedule: what is stopped and started, what is left alone, and that nothing but development ever is."""

import json
import sys
import unittest

from support import TEMPLATES, OperationsTest


class DevelopmentTest(OperationsTest):
    """What there is, and how it is."""

    action = "dev-schedule"

    def setUp(self):
        super().setUp()
        self.ec2, self.rds, self.ecs = map(self.aws.client, ("ec2", "rds", "ecs"))

    # What there is

    def tags(self, key="Key", value="Value", **more):
        found = {"environment": "dev", "slipway:schedule": "office-hours", **more}
        return [{key: name, value: text} for name, text in found.items() if text is not None]

    def instance(self, **tags):
        image = self.ec2.describe_images()["Images"][0]["ImageId"]
        made = self.ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=1,
            TagSpecifications=[{"ResourceType": "instance", "Tags": self.tags(**tags)}],
        )
        return made["Instances"][0]["InstanceId"]

    def database(self, name, **tags):
        self.rds.create_db_instance(
            DBInstanceIdentifier=name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
            MasterUsername="root", MasterUserPassword="not-a-secret", Tags=self.tags(**tags),
        )

    def cluster(self, name, engine="aurora-postgresql"):
        self.rds.create_db_cluster(
            DBClusterIdentifier=name, Engine=engine, MasterUsername="root", MasterUserPassword="not-a-secret", Tags=self.tags(),
        )

    def service(self, name, count=2, strategy="REPLICA", **tags):
        self.ecs.create_cluster(clusterName="main")
        self.ecs.register_task_definition(family="task", containerDefinitions=[{"name": "c", "image": "i", "memory": 8}])
        more = {} if strategy == "DAEMON" else {"desiredCount": count}
        self.ecs.create_service(
            cluster="main", serviceName=name, taskDefinition="task", schedulingStrategy=strategy, tags=self.tags("key", "value", **tags),
            **more,
        )

    # How it is

    def state(self, instance):
        return self.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["State"]["Name"]

    def status(self, name):
        return self.rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]["DBInstanceStatus"]

    def cluster_status(self, name):
        return self.rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]["Status"]

    def count(self, name):
        found = self.ecs.describe_services(cluster="main", services=[name], include=["TAGS"])["services"][0]
        tags = {tag["key"]: tag["value"] for tag in found.get("tags", [])}
        return found["desiredCount"], tags.get("slipway:desired-count")

    def schedule(self, command, *more, environment="dev"):
        return self.run_script(f"--command={command}", f"--environment={environment}", *more)

    def results(self, ran):
        return {entry["name"].split(" ")[0]: entry["result"] for entry in json.loads(ran.outputs["resources"])}


class ChangeTest(DevelopmentTest):
    def test_all_kinds_stop_and_start_again(self):
        instance = self.instance()
        self.database("orders")
        self.cluster("events")
        self.service("api", 3)
        ran = self.succeeded(self.schedule("stop"))
        self.assertEqual(("4", "0"), (ran.outputs["changed"], ran.outputs["failed"]))
        self.assertEqual(("stopped", "stopped", "stopped"), (self.state(instance), self.status("orders"), self.cluster_status("events")))
        self.assertEqual((0, "3"), self.count("api"))
        self.assertIn("| ECS service | <code>main&#47;api</code> |", ran.summary)
        ran = self.succeeded(self.schedule("start"))
        self.assertEqual(("4", "0"), (ran.outputs["changed"], ran.outputs["failed"]))
        self.assertEqual(("running", "available", "available"), (self.state(instance), self.status("orders"), self.cluster_status("events")))
        self.assertEqual((3, None), self.count("api"))

    def test_doing_it_twice_changes_nothing_more(self):
        self.instance()
        self.database("orders")
        self.cluster("events")
        self.service("api", 3)
        for command in ("stop", "start"):
            self.succeeded(self.schedule(command))
            again = self.succeeded(self.schedule(command))
            self.assertEqual(("0", "0"), (again.outputs["changed"], again.outputs["failed"]), again.log)
        self.assertEqual((3, None), self.count("api"))

    def test_stopping_twice_does_not_forget_the_count(self):
        self.service("api", 3)
        self.succeeded(self.schedule("stop"))
        self.succeeded(self.schedule("stop"))
        self.assertEqual((0, "3"), self.count("api"))

    def test_a_dry_run_and_status_change_nothing(self):
        instance = self.instance()
        self.database("orders")
        self.service("api", 3)
        ran = self.succeeded(self.schedule("stop", "--dry-run"))
        self.assertEqual({"would change"}, set(self.results(ran).values()))
        self.assertIn("would be stopped", ran.log)
        ran = self.succeeded(self.schedule("status", "--dry-run=false"))
        self.assertEqual({"shown"}, set(self.results(ran).values()))
        self.assertEqual(("running", "available", (3, None)), (self.state(instance), self.status("orders"), self.count("api")))

    def test_dry_run_false_is_no_dry_run(self):
        self.database("orders")
        self.succeeded(self.schedule("stop", "--dry-run=false"))
        self.assertEqual("stopped", self.status("orders"))


class ChoiceTest(DevelopmentTest):
    def test_every_other_environment_is_refused_before_aws_is_asked(self):
        names = ("prod", "prod-eu", "production", "sit", "staging", "devprod", "dev-prod", "dev-prod2", "dev-eu-live", "Dev", "DEV", "dev-",
                 "development-2", "sandbox-1", "dev-test", "dev-sit-1", "dev-uat", "prod-dev", "dev_1", "dev--x")
        for name in names:
            with self.subTest(name):
                self.refused(self.schedule("stop", environment=name), "is no environment of development", "Nothing was changed")
        for name in ("dev\nprod", "", "dev prod", "--help"):
            with self.subTest(name):
                self.assertEqual(2, self.schedule("stop", environment=name).code)
        self.assertEqual([], self.aws.calls)

    def test_development_is_accepted(self):
        for name in ("dev", "development", "sandbox", "dev-eu", "dev-team-2", "dev-product"):
            with self.subTest(name):
                self.succeeded(self.schedule("status", environment=name))

    def test_what_is_not_tagged_so_is_not_touched(self):
        others = [
            self.instance(environment="prod"), self.instance(environment=None), self.instance(**{"slipway:schedule": None}),
            self.instance(**{"slipway:schedule": "off"}), self.instance(**{"slipway:schedule": "No"}),
        ]
        self.database("production", environment="prod")
        self.database("unscheduled", **{"slipway:schedule": None})
        self.service("paid", 2, environment="prod")
        ran = self.succeeded(self.schedule("stop"))
        self.assertEqual([], json.loads(ran.outputs["resources"]))
        self.assert_annotated(ran, "warning", "no resource has the tags environment = dev and slipway:schedule")
        self.assertEqual({"running"}, {self.state(other) for other in others})
        self.assertEqual(("available", "available", (2, None)), (self.status("production"), self.status("unscheduled"), self.count("paid")))

    def test_tags_that_contradict_each_other_leave_a_resource_alone(self):
        instance = self.instance(Environment="prod")
        self.database("orders", ENV="production")
        ran = self.succeeded(self.schedule("stop"))
        self.assertEqual({instance: "left alone", "orders": "left alone"}, self.results(ran))
        self.assertIn("contradict each other: Environment = prod", ran.log)
        self.assertEqual(("running", "available"), (self.state(instance), self.status("orders")))

    def test_one_schedule_and_one_service_only(self):
        ours, nights, theirs = self.instance(service="orders"), self.instance(**{"slipway:schedule": "nights"}), self.instance(service="pay")
        self.succeeded(self.schedule("stop", "--service=orders"))
        self.assertEqual(["stopped", "running", "running"], [self.state(one) for one in (ours, nights, theirs)])
        self.succeeded(self.schedule("stop", "--schedule=nights"))
        self.assertEqual(["stopped", "stopped", "running"], [self.state(one) for one in (ours, nights, theirs)])

    def test_kinds(self):
        instance = self.instance()
        self.database("orders")
        self.succeeded(self.schedule("stop", "--kinds=rds, ecs"))
        self.assertEqual(("running", "stopped"), (self.state(instance), self.status("orders")))
        self.refused(self.schedule("stop", "--kinds=lambda"), "is no list of ec2, rds, ecs", code=2)

    def test_a_service_that_had_none_is_not_started(self):
        self.service("idle", 0)
        self.service("scaled-down", 0, **{"slipway:desired-count": "many"})
        ran = self.succeeded(self.schedule("start"))
        self.assertEqual({"main/idle": "left alone", "main/scaled-down": "left alone"}, self.results(ran))
        self.assertEqual(0, self.count("idle")[0])

    def test_daemons_replicas_and_other_engines_are_left_alone(self):
        self.service("agent", strategy="DAEMON")
        self.database("orders")
        self.rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="orders", Tags=self.tags())
        self.cluster("graph", engine="neptune")
        ran = self.succeeded(self.schedule("stop"))
        self.assertEqual({"left alone"}, set(self.results(ran).values()), ran.log)
        self.assertEqual({"main/agent", "orders", "copy", "graph"}, set(self.results(ran)))
        self.assertEqual("available", self.status("orders"))

    def test_instances_of_a_cluster_go_with_it(self):
        self.cluster("events")
        self.rds.create_db_instance(
            DBInstanceIdentifier="events-1", DBClusterIdentifier="events", Engine="aurora-postgresql", DBInstanceClass="db.t3.medium",
            Tags=self.tags(),
        )
        self.assertEqual({"events": "changed"}, self.results(self.succeeded(self.schedule("stop"))))


class FailureTest(DevelopmentTest):
    def test_one_that_fails_does_not_keep_the_others(self):
        first, second = self.instance(), self.instance()
        self.refuse_ec2("StopInstances", first)
        self.database("orders")
        ran = self.refused(self.schedule("stop"), "1 failed", first, "UnauthorizedOperation")
        self.assertEqual(("2", "1"), (ran.outputs["changed"], ran.outputs["failed"]))
        self.assertEqual(("running", "stopped", "stopped"), (self.state(first), self.state(second), self.status("orders")))
        self.aws.faults.clear()
        self.assertEqual("1", self.succeeded(self.schedule("stop")).outputs["changed"])

    def test_a_kind_that_may_not_be_listed_is_a_failure_of_its_own(self):
        self.database("orders")
        self.refuse_ec2("DescribeInstances")
        ran = self.refused(self.schedule("stop"), "EC2 instance: not found out which there are", "UnauthorizedOperation")
        self.assertEqual("stopped", self.status("orders"))
        self.assertEqual(("1", "1"), (ran.outputs["changed"], ran.outputs["failed"]))

    def test_a_service_whose_count_cannot_be_kept_is_not_stopped(self):
        self.service("api", 3)
        self.aws.fail("POST", "TagResource", code="InvalidParameterException")
        self.refused(self.schedule("stop"), "main/api", "InvalidParameterException")
        self.assertEqual((3, None), self.count("api"))

    def test_names_of_others_are_inert(self):
        self.instance(Name="::error::forged`|<b>@all\u202e")
        ran = self.succeeded(self.schedule("status"))
        self.assertNotIn("\n::error", ran.log)
        for part in ("<b>", "@all", "`|"):
            self.assertNotIn(part, ran.summary)

    def test_usage(self):
        for arguments in ((), ("--command=restart", "--environment=dev"), ("--command=stop",), ("--command=stop", "--environment=dev", "--dry-run=yes")):
            with self.subTest(arguments):
                self.assertEqual(2, self.run_script(*arguments).code)


class StandingTest(unittest.TestCase):
    """States that the stand-in never takes."""

    def setUp(self):
        folder = str(TEMPLATES / "dev-schedule" / "v1" / "scripts")
        before = set(sys.modules)
        sys.path.insert(0, folder)
        import dev_schedule  # pylint: disable=import-outside-toplevel

        self.script = dev_schedule
        self.standing = sys.modules["standing"]
        self.addCleanup(sys.path.remove, folder)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - before])

    def act(self, command, state):
        standing = self.standing.standing_of(state, ("available", "running"), ("stopped", "stopping"))
        resource = self.standing.Resource("RDS instance", "orders", "orders", state, standing)
        asked, found = [], self.script.Outcome()

        class Kind:
            @staticmethod
            def start(_aws, one):
                asked.append(one)

            stop = start

        arguments = type("Arguments", (), {"command": command, "dry_run": "false"})
        self.script.act(found, Kind, resource, arguments, None)
        return found.rows[0]["result"], len(asked)

    def test_between_two_states(self):
        cases = {
            ("stop", "stopping"): ("unchanged", 0), ("start", "starting"): ("unchanged", 0), ("start", "pending"): ("unchanged", 0),
            ("start", "stopping"): ("failed", 0), ("stop", "backing-up"): ("failed", 0), ("stop", "pending"): ("failed", 0),
            ("stop", "available"): ("changed", 1), ("start", "stopped"): ("changed", 1), ("stop", "stopped"): ("unchanged", 0),
        }
        for (command, state), expected in cases.items():
            with self.subTest(command=command, state=state):
                self.assertEqual(expected, self.act(command, state))

    def test_instances_that_cannot_be_stopped(self):
        unfit = sys.modules["instances"]._unfit  # pylint: disable=protected-access
        self.assertEqual("", unfit({"RootDeviceType": "ebs"}, {}))
        self.assertIn("Auto Scaling", unfit({}, {"aws:autoscaling:groupName": "web"}))
        self.assertIn("spot", unfit({"InstanceLifecycle": "spot"}, {}))
        self.assertIn("disk", unfit({"RootDeviceType": "instance-store"}, {}))
