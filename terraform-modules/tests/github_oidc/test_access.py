"""Tokens against the trust policies, and requests against what the roles may do, as AWS was given them."""

import json
import unittest

import applied
import iam

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

locals {
  key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-1111-4111-8111-111111111111"
}

# Of a caller who is too generous.
data "aws_iam_policy_document" "everything" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

module "roles" {
  source     = "./module"
  service    = "orders"
  repository = { owner = "acme", name = "orders", owner_id = "1111111", id = "2222222" }
  catalog    = { repository = "acme/actions", refs = ["refs/tags/v1.2.3", "0123456789abcdef0123456789abcdef01234567"] }

  workflows = {
    plan    = ["terraform-plan", "terraform-apply", "terraform-restore"]
    deploy  = ["lambda-deploy", "sam-deploy", "terraform-apply"]
    destroy = ["terraform-destroy"]
  }

  environments = {
    dev = {
      branches = ["release/*", "develop"], tags = ["v*"], plan_branches = ["main"], deletes_data = true
      policies = { plan = [data.aws_iam_policy_document.everything.json] }
    }
    prod = {
      branches      = ["main"]
      state         = { bucket = "states", keys = ["orders/prod.tfstate"], kms_key_arn = local.key }
      table         = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-deployments", kms_key_arn = local.key }
      releases      = { bucket = "releases-prod", kms_key_arn = local.key, from_bucket = "releases-sit", from_kms_key_arn = local.key }
      functions     = ["orders-prod"]
      policies      = {
        plan    = [data.aws_iam_policy_document.everything.json]
        deploy  = [data.aws_iam_policy_document.everything.json]
        destroy = [data.aws_iam_policy_document.everything.json]
      }
    }
    lean = {
      branches  = ["main"]
      state     = { bucket = "states", keys = ["orders/lean.tfstate"], kms_key_arn = local.key, plan_bucket = "plans" }
      table     = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-deployments", kms_key_arn = local.key }
      releases  = { bucket = "releases-lean", from_bucket = "releases-sit" }
      functions = ["orders-lean"]
    }
    far = {
      branches = ["main"]
      state    = { bucket = "far", keys = ["orders/far.tfstate"], kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/33333333-3333-4333-8333-333333333333" }
    }
  }
}
"""
ACCOUNT = "arn:aws:iam::123456789012"
ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"{ACCOUNT}:oidc-provider/{ISSUER}"
CATALOG = "acme/actions/.github/workflows"
TAG = "refs/tags/v1.2.3"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
OLD, NEW = "repo:acme/orders", "repo:acme@1111111/orders@2222222"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-1111-4111-8111-111111111111"
OTHER_KEY = "arn:aws:kms:eu-west-1:123456789012:key/22222222-2222-4222-8222-222222222222"
FAR_KEY = "arn:aws:kms:eu-central-1:123456789012:key/33333333-3333-4333-8333-333333333333"
TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-deployments"
STATE, LEAN = "arn:aws:s3:::states/orders/prod.tfstate", "arn:aws:s3:::states/orders/lean.tfstate"
BOUNDARY = f"{ACCOUNT}:policy/github-actions-orders-boundary"
FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function"


class Module:
    """What applied.py cleans up after: everything in this file."""

    addClassCleanup = staticmethod(unittest.addModuleCleanup)


def setUpModule():
    # An account has one provider of GitHub's tokens, and other tests may have made it.
    applied.forget()
    Module.state = applied.state(Module, CONFIGURATION)


def role(name):
    return Module.state[f'module.roles.aws_iam_role.github["{name}"]']


class TrustTest(unittest.TestCase):
    """A token is a table of claims; one that is left out is None."""

    PROD = {
        "aud": "sts.amazonaws.com", "sub": f"{NEW}:environment:prod", "repository": "acme/orders", "repository_id": "2222222",
        "environment": "prod", "ref": "refs/heads/main", "job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@{TAG}",
    }
    PLAN = {
        "aud": "sts.amazonaws.com", "sub": f"{NEW}:pull_request", "repository": "acme/orders", "repository_id": "2222222",
        "ref": "refs/pull/7/merge", "job_workflow_ref": f"{CATALOG}/terraform-plan.yml@{TAG}",
    }

    def decide(self, name, token, **claims):
        given = {**token, **claims}
        request = {
            "action": "sts:AssumeRoleWithWebIdentity", "principal": {"Federated": given.pop("provider", PROVIDER)},
            "context": {f"{ISSUER}:{claim}": value for claim, value in given.items() if value is not None},
        }
        return iam.decide(role(name)["assume_role_policy"], request)

    def table(self, name, token, expected, *rows):
        for row in rows:
            with self.subTest(role=name, **row):
                self.assertEqual(expected, self.decide(name, token, **row))

    def test_a_deployment_gets_in(self):
        self.table(
            "prod/deploy", self.PROD, iam.ALLOWED,
            {}, {"sub": f"{OLD}:environment:prod"}, {"job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@{COMMIT}"},
            {"job_workflow_ref": f"{CATALOG}/sam-deploy.yml@{TAG}"}, {"job_workflow_ref": f"{CATALOG}/terraform-apply.yml@{COMMIT}"},
            {"actor": "somebody"}, {"repository": "acme/renamed", "sub": f"{OLD}:environment:prod"},
        )

    def test_nobody_else_gets_in(self):
        self.table(
            "prod/deploy", self.PROD, iam.NOTHING,
            # Another repository, also one that took over the name, and one whose name only begins alike.
            {"sub": "repo:acme/billing:environment:prod"}, {"sub": "repo:acme@1111111/orders@3333333:environment:prod"},
            {"sub": f"{OLD}:environment:prod", "repository_id": "3333333"}, {"repository_id": "3333333"},
            {"sub": "repo:acme@9999999/orders@2222222:environment:prod"}, {"sub": "repo:evil/orders:environment:prod"},
            {"sub": "repo:acme/orders-2:environment:prod"}, {"sub": "repo:ACME/orders:environment:prod"}, {"repository_id": "22222222"},
            # Another environment, or none.
            {"sub": f"{NEW}:environment:dev", "environment": "dev"}, {"environment": "dev"}, {"sub": f"{NEW}:environment:dev"},
            {"sub": f"{NEW}:environment:prod:ref:refs/heads/x"}, {"sub": f"{NEW}:pull_request", "environment": None},
            {"sub": f"{NEW}:ref:refs/heads/main", "environment": None},
            # Another branch, a tag or a pull request.
            {"ref": "refs/heads/develop"}, {"ref": "refs/heads/main-2"}, {"ref": "refs/tags/main"}, {"ref": "refs/pull/7/merge"},
            {"ref": "main"},
            # Another workflow: of the repository itself, of the catalog for others, of a branch, of another release or catalog.
            {"job_workflow_ref": "acme/orders/.github/workflows/lambda-deploy.yml@refs/heads/main"},
            {"job_workflow_ref": f"{CATALOG}/terraform-destroy.yml@{TAG}"}, {"job_workflow_ref": f"{CATALOG}/terraform-plan.yml@{TAG}"},
            {"job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@refs/heads/main"}, {"job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@{TAG}4"},
            {"job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@refs/heads/v1.2.3"},
            {"job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@{COMMIT[::-1]}"},
            {"job_workflow_ref": f"evil/actions/.github/workflows/lambda-deploy.yml@{TAG}"},
            # Meant for somebody else, or told by somebody else.
            {"aud": "https://github.com/acme"}, {"provider": f"{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com/acme"},
            {"provider": "arn:aws:iam::210987654321:oidc-provider/token.actions.githubusercontent.com"},
        )

    def test_a_claim_that_is_absent_lets_nobody_in(self):
        for name, token, claims in (
            ("prod/deploy", self.PROD, ("aud", "sub", "repository_id", "environment", "ref", "job_workflow_ref")),
            ("dev/deploy", self.dev(), ("aud", "sub", "repository_id", "environment", "ref", "job_workflow_ref")),
            ("prod/plan", self.PLAN, ("aud", "sub", "repository_id", "job_workflow_ref")),
            ("prod/destroy", self.destruction(), ("aud", "sub", "repository_id", "environment", "ref", "job_workflow_ref")),
        ):
            self.assertEqual(iam.ALLOWED, self.decide(name, token))
            self.table(name, token, iam.NOTHING, *({claim: None} for claim in claims))

    def test_a_token_without_claims_lets_nobody_in(self):
        for name in ("prod/plan", "prod/deploy", "prod/destroy", "dev/plan", "dev/deploy", "dev/destroy"):
            self.assertEqual(iam.NOTHING, self.decide(name, {}), name)

    def dev(self):
        return {**self.PROD, "sub": f"{NEW}:environment:dev", "environment": "dev", "ref": "refs/heads/develop"}

    def destruction(self):
        return {**self.PROD, "job_workflow_ref": f"{CATALOG}/terraform-destroy.yml@{TAG}"}

    def test_branches_and_tags_by_pattern(self):
        refs = ("refs/heads/develop", "refs/heads/release/1.2", "refs/tags/v1.2.3")
        self.table("dev/deploy", self.dev(), iam.ALLOWED, *({"ref": ref} for ref in refs))
        others = ("refs/heads/main", "refs/heads/develop2", "refs/heads/release", "refs/heads/x/release/1", "refs/tags/w1", "refs/heads/v1", "release/1.2")
        self.table("dev/deploy", self.dev(), iam.NOTHING, *({"ref": ref} for ref in others))

    def test_a_plan_gets_in(self):
        self.table(
            "prod/plan", self.PLAN, iam.ALLOWED,
            {}, {"sub": f"{OLD}:pull_request"}, {"sub": f"{NEW}:ref:refs/heads/main", "ref": "refs/heads/main"},
            {"sub": f"{OLD}:ref:refs/heads/main", "job_workflow_ref": f"{CATALOG}/terraform-apply.yml@{COMMIT}"},
        )
        self.table(
            "dev/plan", self.PLAN, iam.ALLOWED,
            *({"sub": f"{prefix}:{rest}"} for prefix in (OLD, NEW) for rest in (
                "pull_request", "ref:refs/heads/main", "ref:refs/heads/develop", "ref:refs/heads/release/1.2", "ref:refs/tags/v7",
            )),
        )

    def test_nobody_else_plans(self):
        for name in ("prod/plan", "dev/plan"):
            self.table(
                name, self.PLAN, iam.NOTHING,
                {"sub": "repo:acme/billing:pull_request"}, {"repository_id": "3333333"}, {"sub": f"{NEW}:ref:refs/heads/feature"},
                {"sub": f"{NEW}:environment:prod", "environment": "prod"}, {"sub": f"{NEW}:environment:release/x"},
                {"sub": f"{NEW}:ref:refs/pull/7/merge"}, {"job_workflow_ref": f"{CATALOG}/lambda-deploy.yml@{TAG}"},
                {"job_workflow_ref": "acme/orders/.github/workflows/terraform-plan.yml@refs/heads/main"}, {"aud": "acme"},
            )

    def test_only_a_destruction_destroys(self):
        self.table("prod/destroy", self.destruction(), iam.ALLOWED, {}, {"sub": f"{OLD}:environment:prod"})
        self.table(
            "prod/destroy", self.destruction(), iam.NOTHING,
            {"job_workflow_ref": f"{CATALOG}/terraform-apply.yml@{TAG}"}, {"sub": f"{NEW}:pull_request"}, {"ref": "refs/heads/develop"},
            {"environment": "dev", "sub": f"{NEW}:environment:dev"}, {"repository_id": "3333333"},
        )

    def test_no_other_way_to_take_a_role(self):
        for name in ("prod/plan", "prod/deploy", "prod/destroy"):
            for action, principal in (("sts:AssumeRole", {"AWS": f"{ACCOUNT}:root"}), ("sts:AssumeRole", {"Service": "lambda.amazonaws.com"})):
                request = {"action": action, "principal": principal, "context": {}}
                self.assertEqual(iam.NOTHING, iam.decide(role(name)["assume_role_policy"], request))


class PermissionsTest(unittest.TestCase):
    def may(self, name, action, resource="*", **context):
        """By its policy and within its boundary."""
        request = {"action": action, "resource": resource, "principal": {}, "context": context}
        own = iam.decide(Module.state[f'module.roles.aws_iam_role_policy.github["{name}"]']["policy"], request)
        boundary = iam.decide(Module.state["module.roles.aws_iam_policy.boundary[0]"]["policy"], request)
        return own == boundary == iam.ALLOWED

    def allowed(self, name, *requests):
        for action, resource, *context in requests:
            with self.subTest(role=name, action=action, resource=resource):
                self.assertTrue(self.may(name, action, resource, **(context[0] if context else {})))

    def refused(self, name, *requests):
        for action, resource, *context in requests:
            with self.subTest(role=name, action=action, resource=resource):
                self.assertFalse(self.may(name, action, resource, **(context[0] if context else {})))

    def test_every_role_has_the_boundary(self):
        for name in ("plan", "deploy", "destroy"):
            self.assertEqual(BOUNDARY, role(f"prod/{name}")["permissions_boundary"])

    def test_a_plan_sees_and_saves(self):
        via = {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
        self.allowed(
            "lean/plan", ("lambda:GetFunction", f"{FUNCTION}:x"), ("s3:GetBucketPolicy", "arn:aws:s3:::any"), ("s3:GetObject", LEAN),
            ("s3:ListBucket", "arn:aws:s3:::states"), ("s3:PutObject", "arn:aws:s3:::plans/slipway-plans/orders/lean/iac/7-1/plan"),
            ("kms:Decrypt", KEY, via), ("dynamodb:Query", TABLE, {"dynamodb:LeadingKeys": ["orders/iac#prod"]}),
            ("dynamodb:GetItem", TABLE, {"dynamodb:LeadingKeys": ["orders#lean"]}), ("kms:Decrypt", KEY, {"kms:ViaService": "dynamodb.eu-west-1.amazonaws.com"}),
        )
        # Within the bucket of the state, by its key.
        self.allowed("prod/plan", ("s3:PutObject", "arn:aws:s3:::states/slipway-plans/orders/prod/iac/7-1/plan"), ("kms:GenerateDataKey", KEY, via))

    NEVER_BY_A_PLAN = (
        ("s3:PutObject", STATE), ("s3:PutObject", f"{STATE}.tflock"), ("s3:DeleteObject", STATE), ("s3:DeleteObject", f"{STATE}.tflock"),
        ("s3:PutObject", "arn:aws:s3:::states/slipway-plans/billing/prod/x"), ("s3:PutObject", "arn:aws:s3:::states/slipway-plans/orders/dev/x"),
        ("s3:DeleteObject", "arn:aws:s3:::plans-of-others/x"), ("s3:GetObject", "arn:aws:s3:::customers/list.csv"),
        ("s3:GetObject", "arn:aws:s3:::states/billing/prod.tfstate"), ("s3:GetObjectVersion", "arn:aws:s3:::customers/list.csv"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x"),
        ("kms:Decrypt", OTHER_KEY), ("kms:Decrypt", KEY), ("kms:Decrypt", OTHER_KEY, {"kms:ViaService": "ssm.eu-west-1.amazonaws.com"}),
        ("kms:Decrypt", KEY, {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}), ("dynamodb:Scan", f"{TABLE}-other"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/customers"), ("lambda:InvokeFunction", f"{FUNCTION}:orders-prod"),
        ("sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:123456789012:q"), ("logs:GetLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:x:*"),
        ("sts:AssumeRole", f"{ACCOUNT}:role/admin"), ("iam:CreateUser", f"{ACCOUNT}:user/x"),
        # What answers with data though its name says that it describes or lists.
        ("states:DescribeExecution", "*"), ("states:GetExecutionHistory", "*"), ("cognito-idp:ListUsersInGroup", "*"),
        ("cognito-idp:ListUsers", "*"), ("wafv2:GetSampledRequests", "*"), ("ssm:ListCommandInvocations", "*"),
        ("ssm:GetCommandInvocation", "*"), ("cloudtrail:GetQueryResults", "*"), ("cloudtrail:LookupEvents", "*"),
    )

    def test_a_plan_sees_no_data_and_changes_nothing_even_where_the_caller_allows_all(self):
        self.refused("prod/plan", *self.NEVER_BY_A_PLAN)
        self.refused("lean/plan", *self.NEVER_BY_A_PLAN)
        # Without a state and a table there is nothing to read at all.
        self.refused(
            "dev/plan", *self.NEVER_BY_A_PLAN, ("s3:GetObject", STATE), ("s3:PutObject", "arn:aws:s3:::states/slipway-plans/orders/dev/x"),
            ("dynamodb:Query", TABLE, {"dynamodb:LeadingKeys": ["orders#dev"]}),
        )

    def test_a_plan_changes_no_infrastructure(self):
        self.refused(
            "lean/plan", ("lambda:UpdateFunctionCode", f"{FUNCTION}:orders-lean"), ("iam:PutRolePolicy", f"{ACCOUNT}:role/x"),
            ("dynamodb:PutItem", TABLE, {"dynamodb:LeadingKeys": ["orders#lean"]}), ("s3:PutBucketPolicy", "arn:aws:s3:::states"),
            ("dynamodb:Query", TABLE, {"dynamodb:LeadingKeys": ["billing#prod"]}), ("dynamodb:Query", TABLE), ("dynamodb:Scan", TABLE),
            ("kms:GenerateDataKey", OTHER_KEY),
        )

    # S3 says that an object is not there only to who may list the bucket, and that question has no prefix. Without it the
    # first apply, a lock that nobody holds and a release that has no signature yet would all be refused.
    def test_what_is_not_there_is_no_refusal(self):
        for name in ("lean/plan", "lean/deploy", "lean/destroy"):
            self.allowed(name, ("s3:ListBucket", "arn:aws:s3:::states"))
        self.allowed("lean/deploy", *(("s3:ListBucket", f"arn:aws:s3:::{name}") for name in ("plans", "releases-lean", "releases-sit")))
        self.refused("lean/deploy", ("s3:ListBucket", "arn:aws:s3:::states", {"s3:prefix": "billing/prod.tfstate"}))
        self.refused("lean/deploy", ("s3:ListBucket", "arn:aws:s3:::releases-sit", {"s3:prefix": "billing/"}), ("s3:ListBucket", "arn:aws:s3:::customers"))

    # terraform-restore lists and compares with the plan role, and puts back with the deploy role.
    def test_versions_of_the_state(self):
        seen = (
            ("s3:GetObjectVersion", LEAN), ("s3:GetObject", f"{LEAN}.tflock"), ("s3:GetBucketVersioning", "arn:aws:s3:::states"),
            ("s3:ListBucketVersions", "arn:aws:s3:::states", {"s3:prefix": "orders/lean.tfstate"}),
        )
        for name in ("lean/plan", "lean/deploy"):
            self.allowed(name, *seen)
            self.refused(name, ("s3:GetObjectVersion", STATE), ("s3:GetObject", f"{STATE}.tflock"))
            self.refused(name, ("s3:ListBucketVersions", "arn:aws:s3:::states", {"s3:prefix": "orders/prod.tfstate"}))

    def test_state_and_lock(self):
        for name in ("lean/deploy", "lean/destroy"):
            self.allowed(
                name, ("s3:GetObject", LEAN), ("s3:PutObject", LEAN), ("s3:GetObjectVersion", LEAN), ("s3:GetObject", f"{LEAN}.tflock"),
                ("s3:PutObject", f"{LEAN}.tflock"), ("s3:DeleteObject", f"{LEAN}.tflock"),
                ("s3:GetObject", "arn:aws:s3:::plans/slipway-plans/orders/lean/iac/7-1/plan"),
                ("s3:DeleteObject", "arn:aws:s3:::plans/slipway-plans/orders/lean/iac/7-1/plan"),
                ("s3:ListBucket", "arn:aws:s3:::states", {"s3:prefix": "orders/lean.tfstate"}),
                ("s3:ListBucketVersions", "arn:aws:s3:::states", {"s3:prefix": "orders/lean.tfstate"}),
                ("kms:GenerateDataKey", KEY, {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}),
            )
            self.refused(
                name, ("s3:DeleteObject", LEAN), ("s3:DeleteObjectVersion", LEAN), ("s3:GetObject", STATE), ("s3:PutObject", STATE),
                ("s3:GetObject", "arn:aws:s3:::plans/slipway-plans/orders/prod/iac/7-1/plan"),
                ("s3:PutObject", "arn:aws:s3:::plans/slipway-plans/orders/lean/iac/7-1/plan"), ("kms:Decrypt", KEY),
                ("s3:DeleteObject", "arn:aws:s3:::releases-lean/orders/artifacts/x"),
            )
        for name in ("prod/deploy", "prod/destroy"):
            self.refused(name, ("s3:DeleteObject", STATE), ("s3:DeleteObjectVersion", STATE))

    # One bucket holds the states of all regions: S3 asks for its key where the bucket is.
    def test_the_key_of_a_state_in_another_region(self):
        there, here = {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}, {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
        for name in ("far/plan", "far/deploy", "far/destroy"):
            self.allowed(name, ("kms:Decrypt", FAR_KEY, there), ("kms:GenerateDataKey", FAR_KEY, there))
            self.refused(name, ("kms:Decrypt", FAR_KEY), ("kms:Decrypt", KEY, there), ("kms:Decrypt", OTHER_KEY, there))
        for name in ("far/deploy", "far/destroy"):
            self.refused(name, ("kms:Decrypt", FAR_KEY, here))
        for name in ("prod/plan", "lean/plan", "lean/deploy"):
            self.refused(name, ("kms:Decrypt", KEY, there))

    def test_records_of_deployments(self):
        for name in ("lean/deploy", "lean/destroy"):
            for key, writes, reads in (
                ("orders#lean", True, True), ("orders/iac/terraform#lean", True, True), ("orders#prod", False, True),
                ("orders/iac#prod", False, True), ("billing#lean", False, False), ("orders2#lean", False, False),
            ):
                context = {"dynamodb:LeadingKeys": [key]}
                self.assertEqual(writes, self.may(name, "dynamodb:PutItem", TABLE, **context), (name, key))
                self.assertEqual(writes, self.may(name, "dynamodb:DeleteItem", TABLE, **context), (name, key))
                self.assertEqual(reads, self.may(name, "dynamodb:Query", TABLE, **context), (name, key))
            self.refused(name, ("dynamodb:Scan", TABLE), ("dynamodb:PutItem", TABLE), ("dynamodb:DeleteTable", TABLE))
            # A transaction that writes one of its own and one of another service.
            for action in ("PutItem", "UpdateItem", "DeleteItem"):
                self.refused(name, (f"dynamodb:{action}", TABLE, {"dynamodb:LeadingKeys": ["orders#lean", "billing#lean"]}))

    def test_releases_and_functions_are_for_deployments(self):
        requests = (
            ("s3:PutObject", "arn:aws:s3:::releases-lean/orders/artifacts/x.zip"), ("s3:GetObject", "arn:aws:s3:::releases-sit/orders/releases/x.json"),
            ("s3:ListBucket", "arn:aws:s3:::releases-sit", {"s3:prefix": "orders/deployments/x/withdrawn/"}),
            ("lambda:UpdateFunctionCode", f"{FUNCTION}:orders-lean"), ("lambda:UpdateAlias", f"{FUNCTION}:orders-lean:live"),
            ("ssm:PutParameter", "arn:aws:ssm:eu-west-1:123456789012:parameter/cicd/orders/lean/orders-lean/current"),
        )
        self.allowed("lean/deploy", *requests)
        self.refused("lean/destroy", *requests)
        self.refused(
            "lean/deploy", ("s3:PutObject", "arn:aws:s3:::releases-lean/billing/artifacts/x.zip"),
            ("s3:PutObject", "arn:aws:s3:::releases-sit/orders/artifacts/x.zip"), ("lambda:UpdateFunctionCode", f"{FUNCTION}:billing"),
            ("lambda:UpdateFunctionConfiguration", f"{FUNCTION}:orders-lean"), ("lambda:DeleteFunction", f"{FUNCTION}:orders-lean"),
            ("ssm:PutParameter", "arn:aws:ssm:eu-west-1:123456789012:parameter/cicd/orders/prod/orders-prod/current"),
        )

    def test_data_outlives_a_deployment_and_not_a_destruction(self):
        deletions = (
            ("dynamodb:DeleteTable", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"), ("s3:DeleteBucket", "arn:aws:s3:::orders"),
            ("kms:ScheduleKeyDeletion", KEY), ("rds:DeleteDBCluster", "*"), ("logs:DeleteLogGroup", "*"), ("cognito-idp:DeleteUserPool", "*"),
        )
        self.refused("prod/deploy", *deletions)
        self.allowed("prod/destroy", *deletions)
        self.allowed("prod/deploy", ("lambda:DeleteFunction", f"{FUNCTION}:old"))

    def test_no_role_changes_what_holds_it(self):
        new = f"{ACCOUNT}:role/orders-prod"
        for name in ("prod/plan", "prod/deploy", "prod/destroy"):
            for pipeline in ("github-actions-prod", "github-actions-prod-plan", "github-actions-prod-destroy", "github-actions-billing"):
                arn = f"{ACCOUNT}:role/{pipeline}"
                self.refused(
                    name, *((f"iam:{action}", arn, {"iam:PermissionsBoundary": BOUNDARY}) for action in (
                        "PutRolePolicy", "AttachRolePolicy", "DetachRolePolicy", "DeleteRolePolicy", "UpdateAssumeRolePolicy", "DeleteRole",
                        "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", "PassRole", "UpdateRole", "TagRole", "CreateRole",
                    )), ("sts:AssumeRole", arn),
                )
            self.refused(
                name, *((f"iam:{action}", BOUNDARY) for action in ("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicy", "DeletePolicyVersion")),
                *((f"iam:{action}", PROVIDER) for action in ("DeleteOpenIDConnectProvider", "AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider")),
                *((f"cloudtrail:{action}", "*") for action in ("StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors")),
                ("iam:CreateRole", new), ("iam:CreateRole", new, {"iam:PermissionsBoundary": f"{ACCOUNT}:policy/wide"}),
                ("iam:PutRolePolicy", f"{ACCOUNT}:role/admin"), ("iam:AttachRolePolicy", f"{ACCOUNT}:role/admin"),
                ("iam:DeleteRolePermissionsBoundary", new), ("iam:CreateAccessKey", f"{ACCOUNT}:user/x"), ("iam:CreateUser", f"{ACCOUNT}:user/x"),
                ("organizations:LeaveOrganization", "*"),
            )

    def test_roles_with_the_boundary_can_be_made(self):
        new = f"{ACCOUNT}:role/orders-prod"
        within = {"iam:PermissionsBoundary": BOUNDARY}
        self.allowed(
            "prod/deploy", ("iam:CreateRole", new, within), ("iam:PutRolePolicy", new, within), ("iam:AttachRolePolicy", new, within),
            ("iam:PassRole", new), ("iam:DeleteRole", new), ("iam:GetRole", f"{ACCOUNT}:role/github-actions-prod"), ("cloudtrail:DescribeTrails", "*"),
        )


class SizeTest(unittest.TestCase):
    def test_what_AWS_takes(self):
        for name in ("plan", "deploy", "destroy"):
            self.assertLessEqual(len(role(f"prod/{name}")["assume_role_policy"]), 2048)
        boundary = json.loads(Module.state["module.roles.aws_iam_policy.boundary[0]"]["policy"])
        self.assertLessEqual(len(json.dumps(boundary, separators=(",", ":"))), 6144)
