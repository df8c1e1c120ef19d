"""Which IAM documents of a plan are refused: a table of statements, and where documents are found in a plan."""

import importlib
import json
import sys
import unittest

from support import scripts

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
GITHUB = "token.actions.githubusercontent.com"


def trust(**condition):
    return {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"},
        "Condition": condition,
    }


def subject(*values, operator="StringLike", audience="sts.amazonaws.com"):
    return trust(**{operator: {f"{GITHUB}:sub": list(values)}, "StringEqualsIgnoreCase": {f"{GITHUB}:aud": audience}})


class IamTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sys.path.insert(0, str(scripts("terraform-plan")))
        cls.addClassCleanup(sys.path.remove, str(scripts("terraform-plan")))
        cls.iam = importlib.import_module("iam")

    def found(self, statement, attribute="policy", kind="aws_iam_role"):
        text = json.dumps({"Version": "2012-10-17", "Statement": statement})
        return self.of(kind, {attribute: text})

    def of(self, kind, values, written=None):
        """What is found in one resource; `written` are the names that its configuration holds, where the plan has it."""
        plan = {"planned_values": {"root_module": {"resources": [{"address": f"{kind}.x[0]", "mode": "managed", "type": kind, "values": values}]}}}
        if written is not None:
            plan["configuration"] = {"root_module": {"resources": [{"address": f"{kind}.x", "expressions": dict.fromkeys(written, {})}]}}
        return [finding.text for finding in self.iam.findings(plan)]

    def test_these_are_refused(self):
        bucket = "arn:aws:s3:::orders/*"
        for statement, part in (
            (EVERYTHING, "* on every resource"),
            ({**EVERYTHING, "Action": ["s3:GetObject", "dynamodb:*"]}, "dynamodb:* on every resource"),
            ({**EVERYTHING, "Action": "*:*"}, "on every resource"),
            ({**EVERYTHING, "Action": "s3:**"}, "on every resource"),
            ({**EVERYTHING, "Resource": [bucket, "*"]}, "on every resource"),
            ({**EVERYTHING, "Action": "s3:*", "Resource": "arn:aws:s3:::*"}, "on every resource"),
            ({**EVERYTHING, "Action": "logs:*", "Resource": "arn:aws:logs:*:*:*"}, "on every resource"),
            ({**EVERYTHING, "Resource": "arn:aws:*"}, "on every resource"),
            ({**EVERYTHING, "Condition": {}}, "on every resource"),
            ({**EVERYTHING, "Condition": {"StringLike": {"aws:PrincipalArn": ["*"]}}}, "on every resource"),
            ({**EVERYTHING, "Condition": {"StringLikeIfExists": {"aws:PrincipalArn": ["*"]}}}, "on every resource"),
            ({**EVERYTHING, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, "on every resource"),
            ({**EVERYTHING, "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}}, "on every resource"),
            ({**EVERYTHING, "Resource": "arn:aws:iam::111122223333:role/*"}, "iam:PassRole, iam:AttachRolePolicy"),
            ({**EVERYTHING, "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/??*"}, "iam:PassRole on every role"),
            ({"effect": "Allow", "action": "*", "resource": "*"}, "on every resource"),
            ({"Effect": "Allow", "Action": "s3:GetObject", "action": "*", "Resource": "*"}, "on every resource"),
            ({**EVERYTHING, "Action": "iam:PassRole"}, "iam:PassRole on every role"),
            ({**EVERYTHING, "Action": "iam:pass*"}, "iam:PassRole on every role"),
            ({**EVERYTHING, "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/*"}, "iam:PassRole on every role"),
            ({**EVERYTHING, "Action": "iam:PassRole", "Condition": {"StringEquals": {"iam:PassedToService": "x"}}}, "iam:PassRole on every role"),
            ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "NotAction in an Allow"),
            ({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": bucket}, "NotResource in an Allow"),
            ({"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "111122223333"}}, "NotPrincipal in an Allow"),
            ({**EVERYTHING, "Action": "s3:GetObject", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": "x"}}}, "ForAllValues"),
            ({**EVERYTHING, "Principal": "*"}, "for everybody"),
            ({**EVERYTHING, "Action": "s3:*", "Principal": {"AWS": ["1", "*"]}}, "for everybody"),
        ):
            with self.subTest(statement):
                found = self.found(statement)
                self.assertEqual(1, len(found), found)
                self.assertIn(part, found[0])

    def test_these_are_fine(self):
        for statement in (
            {**EVERYTHING, "Effect": "Deny"},
            {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"a": "b"}}},
            {**EVERYTHING, "Action": "s3:List*"},
            {**EVERYTHING, "Action": "s3:*", "Resource": "arn:aws:s3:::orders/*"},
            {**EVERYTHING, "Action": "s3:*", "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders-*"]},
            {**EVERYTHING, "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/*"},
            {**EVERYTHING, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}},
            {**EVERYTHING, "Condition": {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:RequestedRegion": "eu-west-1"}}},
            {**EVERYTHING, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
            {**EVERYTHING, "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/orders-*"},
            {**EVERYTHING, "Action": "iam:GetRole"},
            # The usual key policy: its Resource means the key itself.
            {**EVERYTHING, "Action": "kms:*", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
        ):
            with self.subTest(statement):
                self.assertEqual([], self.found(statement))

    def test_taking_more_rights_is_refused(self):
        account = "arn:aws:iam::111122223333:"
        for actions, resource, part in (
            ("iam:AttachRolePolicy", "*", "iam:AttachRolePolicy on every role"),
            (["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:GetRole"], "*", "iam:AttachRolePolicy, iam:PutRolePolicy on every role"),
            ("iam:UpdateAssumeRolePolicy", f"{account}role/*", "iam:UpdateAssumeRolePolicy on every role"),
            ("iam:DeleteRolePermissionsBoundary", "*", "on every role"),
            ("iam:*", f"{account}role/*", "and 3 more on every role"),
            ("iam:Put*", "*", "iam:PutRolePolicy, iam:PutRolePermissionsBoundary on every role and iam:PutUserPolicy"),
            ("IAM:putuserpolicy", f"{account}user/*", "iam:PutUserPolicy on every user"),
            (["iam:CreateAccessKey", "iam:CreateLoginProfile"], "*", "name the users"),
            ("iam:AddUserToGroup", f"{account}group/*", "iam:AddUserToGroup on every group"),
            ("iam:*Version", f"{account}policy/*", "iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion on every policy"),
            ("iam:CreatePolicyVersion", "*", "name the policies"),
            ("sts:AssumeRole", "*", "sts:AssumeRole on every role"),
            ("sts:AssumeRole", "arn:aws:iam::*:role/*", "sts:AssumeRole on every role"),
            ("sts:Assume*", "arn:*:*:*:*:*", "sts:AssumeRole on every role"),
            (["lambda:CreateFunction", "lambda:InvokeFunction", "iam:PassRole"], "*", "iam:PassRole on every role"),
            ("lambda:UpdateFunctionCode", "arn:aws:lambda:*:111122223333:function:*", "on every function"),
            ("ssm:SendCommand", ["arn:aws:ssm:*::document/x", "arn:aws:ec2:*:*:instance/*"], "ssm:SendCommand on every instance"),
        ):
            with self.subTest(actions=actions, resource=resource):
                found = self.found({"Effect": "Allow", "Action": actions, "Resource": resource})
                self.assertEqual(1, len(found), found)
                self.assertIn(part, found[0])

    def test_conditions_on_taking_more_rights(self):
        for actions, condition, refused in (
            ("iam:AttachRolePolicy", {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::111122223333:policy/orders"}}, False),
            ("iam:AttachRolePolicy", {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::111122223333:policy/orders-*"}}, False),
            ("iam:AttachRolePolicy", {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}}, True),
            ("iam:AttachRolePolicy", {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}}, True),
            ("iam:AttachRolePolicy", {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/Admin*"}}, True),
            ("iam:AttachRolePolicy", {"ArnNotEquals": {"iam:PolicyARN": "arn:aws:iam::111122223333:policy/orders"}}, True),
            ("iam:AttachRolePolicy", {"ArnEqualsIfExists": {"iam:PolicyARN": "arn:aws:iam::111122223333:policy/orders"}}, True),
            ("iam:PutRolePolicy", {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary"}}, False),
            ("iam:DeleteRolePermissionsBoundary", {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary"}}, True),
            ("iam:*", {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary"}}, True),
            ("iam:DeleteUserPermissionsBoundary", {"StringEquals": {"aws:ResourceTag/service": "orders"}}, False),
            ("iam:PutRolePolicy", {"StringEquals": {"aws:ResourceTag/service": "orders"}}, False),
            ("iam:PutRolePolicy", {"StringLike": {"aws:ResourceTag/service": "*"}}, True),
            ("iam:PutRolePolicy", {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
            ("sts:AssumeRole", {"StringEquals": {"iam:ResourceTag/service": "orders"}}, False),
            ("sts:AssumeRole", {"StringEquals": {"sts:ExternalId": "x"}}, True),
            ("iam:*", {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
        ):
            with self.subTest(actions=actions, condition=condition):
                self.assertEqual(refused, bool(self.found({"Effect": "Allow", "Action": actions, "Resource": "*", "Condition": condition})))

    def test_named_ones_may_be_changed(self):
        account = "arn:aws:iam::111122223333:"
        for actions, resource in (
            (["iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:PassRole"], f"{account}role/orders-*"),
            ("iam:*", f"{account}role/orders"),
            ("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),
            ("sts:AssumeRole", "arn:aws:iam::*:role/deploy"),
            ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111122223333:function:orders-*"),
            (["lambda:*", "iam:PassRole"], ["arn:aws:lambda:eu-west-1:111122223333:function:orders-*", f"{account}role/orders-*"]),
            (["iam:Get*", "iam:List*", "iam:CreateRole", "iam:TagRole", "sts:GetCallerIdentity"], "*"),
            ("iam:PutRolePolicy", None),
        ):
            with self.subTest(actions=actions, resource=resource):
                self.assertEqual([], self.found({"Effect": "Allow", "Action": actions, "Resource": resource}))

    def test_what_everybody_may_do_is_refused(self):
        for principal in ("*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}, {"*": "*"}):
            for action in (
                "s3:GetObject", "s3:PutObject", "s3:List*", "sqs:SendMessage", "sns:Publish", "kms:Decrypt", "lambda:InvokeFunction",
                "secretsmanager:GetSecretValue", "ecr:BatchGetImage", "events:PutEvents", "es:ESHttpGet",
            ):
                with self.subTest(principal=principal, action=action):
                    found = self.found({"Effect": "Allow", "Action": action, "Principal": principal, "Resource": "*"}, kind="aws_x_policy")
                    self.assertEqual(1, len(found), found)
                    self.assertIn(f"{action} for everybody (Principal *)", found[0])
        many = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:a", "s3:b"], "Principal": "*", "Resource": "*"}
        self.assertIn("s3:GetObject, s3:PutObject, s3:a and 1 more for everybody", self.found(many)[0])

    def test_conditions_that_narrow_who(self):
        public = {"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": {"AWS": "*"}, "Resource": "*"}
        for condition in (
            {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"}},
            {"ArnLike": {"AWS:SourceARN": "arn:aws:events:*:111122223333:rule/*"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::orders"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:orders"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:execute-api:eu-west-1:*:a1b2c3/*"}},
            {"StringEquals": {"aws:SourceAccount": "111122223333"}},
            {"StringEquals": {"AWS:SourceOwner": "111122223333"}},
            {"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}},
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/r-1/*"}},
            {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
            {"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
            {"StringEquals": {"aws:SourceVpce": "vpce-1"}, "Bool": {"aws:SecureTransport": "true"}},
            {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
            {"Bool": {"elasticfilesystem:AccessedViaMountTarget": True}},
        ):
            with self.subTest(condition):
                self.assertEqual([], self.found({**public, "Condition": condition}))

    def test_conditions_that_leave_it_to_everybody(self):
        public = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Resource": "*"}
        for condition in (
            {"Bool": {"aws:SecureTransport": "true"}},
            {"StringLike": {"aws:PrincipalOrgID": "*"}},
            {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
            {"StringEquals": {"aws:PrincipalOrgID": []}},
            {"StringLike": {"aws:SourceVpce": "vpce-*"}},
            {"StringEquals": {"aws:SourceAccount": ["111122223333", "*"]}},
            {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}},
            {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
            {"Null": {"aws:PrincipalOrgID": "false"}},
            {"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::orders*"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:execute-api:*:*:a*/prod"}},
            {"ArnLike": {"aws:SourceArn": "arn:aws:execute-api:*:*:*/prod"}},
            {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}},
            {"StringLike": {"aws:PrincipalArn": "*"}},
            {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
            {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}},
            {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "::/0"]}},
            {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
            {"StringLike": {"aws:Referer": "https://example.com/*"}},
            {"StringEquals": {"aws:PrincipalTag/team": "orders"}},
        ):
            for action in ("sqs:SendMessage", "s3:*"):
                with self.subTest(condition, action=action):
                    self.assertIn("for everybody", " ".join(self.found({**public, "Action": action, "Condition": condition})))

    def test_what_is_usual_for_everybody(self):
        everybody = {"Effect": "Allow", "Principal": "*", "Resource": "*"}
        for kind, statement in (
            ("aws_s3_bucket_policy", {**everybody, "Effect": "Deny", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            ("aws_s3_bucket_policy", {**everybody, "Action": "s3:GetObject", "Principal": {"Service": "cloudfront.amazonaws.com"}}),
            ("aws_sns_topic_policy", {**everybody, "Action": "sns:Publish", "Principal": {"Service": ["events.amazonaws.com"]}}),
            ("aws_api_gateway_rest_api", {**everybody, "Action": "execute-api:Invoke"}),
            ("aws_vpc_endpoint", {**everybody, "Action": ["s3:GetObject", "s3:PutObject"]}),
            ("aws_vpc_endpoint_policy", {**everybody, "Action": "s3:*", "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]}),
        ):
            with self.subTest(kind):
                self.assertEqual([], self.found(statement, kind=kind))
        self.assertIn("for everybody", self.found({**everybody, "Action": "*"}, kind="aws_vpc_endpoint")[0])
        self.assertIn("for everybody", self.found({**everybody, "Action": "s3:*"}, kind="aws_vpc_endpoint")[0])
        self.assertIn("s3:PutObject for everybody", self.found({**everybody, "Action": ["execute-api:Invoke", "s3:PutObject"]})[0])

    def test_a_domain_inside_a_network_is_open_to_that_alone(self):
        statement = {"Effect": "Allow", "Principal": "*", "Action": "es:*", "Resource": "arn:aws:es:eu-west-1:111122223333:domain/orders/*"}
        values = {"access_policies": json.dumps({"Statement": statement})}
        for kind in ("aws_opensearch_domain", "aws_elasticsearch_domain"):
            self.assertEqual([], self.of(kind, {**values, "vpc_options": [{"subnet_ids": ["subnet-1"]}]}))
            self.assertIn("es:* for everybody", self.of(kind, {**values, "vpc_options": []})[0])

    def test_broad_policies_of_aws_are_not_attached(self):
        for name in ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess"):
            arn = f"arn:aws:iam::aws:policy/{name}"
            for kind, attribute, value in (
                ("aws_iam_role_policy_attachment", "policy_arn", arn),
                ("aws_iam_user_policy_attachment", "policy_arn", arn),
                ("aws_iam_group_policy_attachment", "policy_arn", arn),
                ("aws_iam_policy_attachment", "policy_arn", arn.replace(":aws:", ":aws-cn:", 1)),
                ("aws_iam_role", "managed_policy_arns", ["arn:aws:iam::aws:policy/ReadOnlyAccess", arn]),
                ("aws_iam_role_policy_attachments_exclusive", "policy_arns", [arn]),
                ("aws_ssoadmin_managed_policy_attachment", "managed_policy_arn", arn),
            ):
                with self.subTest(kind, name=name):
                    found = self.of(kind, {attribute: value})
                    self.assertEqual(1, len(found), found)
                    self.assertTrue(found[0].startswith(f"{attribute}: {name} gives far more"), found[0])
        for arn in (
            "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::111122223333:policy/AdministratorAccess",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", None,
        ):
            self.assertEqual([], self.of("aws_iam_role_policy_attachment", {"policy_arn": arn}))
        admin = "arn:aws:iam::aws:policy/AdministratorAccess"
        self.assertEqual([], self.of("aws_iam_role", {"permissions_boundary": admin}))

    def test_what_aws_filled_in_is_judged_where_it_is_written(self):
        admin = "arn:aws:iam::aws:policy/AdministratorAccess"
        self.assertEqual([], self.of("aws_iam_role", {"managed_policy_arns": [admin]}, written=["name"]))
        self.assertEqual(1, len(self.of("aws_iam_role", {"managed_policy_arns": [admin]}, written=["managed_policy_arns"])))
        text = json.dumps({"Statement": {**EVERYTHING, "Principal": "*"}})
        self.assertEqual([], self.of("aws_vpc_endpoint", {"policy": text}, written=["vpc_id"]))
        self.assertEqual(1, len(self.of("aws_vpc_endpoint", {"policy": text}, written=["policy"])))
        # A `dynamic` block is in no plan's configuration.
        self.assertEqual(1, len(self.of("aws_iam_role", {"inline_policy": [{"policy": json.dumps({"Statement": EVERYTHING})}]}, written=["name"])))

    def test_permissions_for_everybody(self):
        for kind, values, refused in (
            ("aws_lambda_permission", {"principal": "*", "action": "lambda:InvokeFunction"}, True),
            ("aws_lambda_permission", {"principal": "*", "action": "lambda:InvokeFunction", "source_arn": "*"}, True),
            ("aws_lambda_permission", {"principal": "*", "action": "lambda:InvokeFunction", "source_account": "111122223333"}, False),
            ("aws_lambda_permission", {"principal": "*", "action": "lambda:InvokeFunction", "principal_org_id": "o-1"}, False),
            ("aws_lambda_permission", {"principal": "*", "action": "lambda:InvokeFunction", "source_arn": "arn:aws:s3:::o*"}, True),
            ("awscc_lambda_permission", {"principal": "*", "action": "lambda:InvokeFunction", "source_arn": None}, True),
            ("aws_lambda_permission", {"principal": "apigateway.amazonaws.com", "action": "lambda:InvokeFunction"}, False),
            ("aws_lambda_layer_version_permission", {"principal": "*", "action": "lambda:GetLayerVersion"}, True),
            ("aws_lambda_layer_version_permission", {"principal": "*", "action": "lambda:GetLayerVersion", "organization_id": "o-1"}, False),
            ("aws_cloudwatch_event_permission", {"principal": "*", "action": "events:PutEvents"}, True),
            ("aws_cloudwatch_event_permission", {"principal": "*", "condition": [{"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-1"}]}, False),
            ("aws_lambda_function_url", {"authorization_type": "NONE"}, True),
            ("aws_lambda_function_url", {"authorization_type": "AWS_IAM"}, False),
            ("awscc_lambda_url", {"auth_type": "NONE"}, True),
        ):
            with self.subTest(kind, values=values):
                self.assertEqual(1 if refused else 0, len(self.of(kind, values)))
        # What is written, but known only when it is applied.
        self.assertEqual([], self.of("aws_lambda_permission", {"principal": "*"}, written=["principal", "source_arn"]))
        # A variable that nobody gave is written too, and is null.
        self.assertEqual(1, len(self.of("aws_lambda_permission", {"principal": "*", "source_arn": None}, written=["principal", "source_arn"])))

    def test_trust_in_everybody(self):
        for principal in ("*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::111122223333:root", "*"]}, {"Federated": "*"}):
            statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
            for attribute in ("assume_role_policy", "policy"):
                self.assertIn("lets everybody in", " ".join(self.found(statement, attribute)))
        fine = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        self.assertEqual([], self.found(fine, "assume_role_policy"))

    def test_trust_in_githubs_tokens(self):
        right = "repo:acme/orders:environment:prod"
        for statement in (
            subject(right),
            subject("repo:acme/orders:*"),
            subject("repo:acme@12/orders@34:ref:refs/heads/main", right, operator="StringEquals"),
            subject("repository_id:34:environment:prod"),
            subject(right, operator="ForAnyValue:StringLike"),
            trust(StringEquals={f"{GITHUB}/acme:sub": right, f"{GITHUB}/acme:aud": "https://github.com/acme"}),
        ):
            with self.subTest(statement):
                self.assertEqual([], self.found(statement, "assume_role_policy"))
        for statement, part in (
            (trust(), "does not test"),
            (trust(StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}), f"does not test {GITHUB}:sub"),
            (trust(StringEquals={f"{GITHUB}:sub": right}), f"does not test {GITHUB}:aud"),
            (trust(StringEqualsIfExists={f"{GITHUB}:sub": right}, StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}), f"does not test {GITHUB}:sub"),
            (trust(StringNotEquals={f"{GITHUB}:sub": right}, StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}), f"does not test {GITHUB}:sub"),
            (subject("*"), "accepts sub of others"),
            (subject("repo:*"), "accepts sub of others"),
            (subject("repo:acme/*"), "accepts sub of others"),
            (subject("repo:acme/orders*"), "accepts sub of others"),
            (subject("repo:acme@*/orders@*:*"), "accepts sub of others"),
            (subject("repo:*/orders:environment:prod"), "accepts sub of others"),
            (subject("repo:acme/order?:environment:prod"), "accepts sub of others"),
            (subject(right, "repo:acme/*:environment:prod"), "accepts sub of others"),
            (subject("*:environment:prod"), "accepts sub of others"),
            (subject(right, audience="*"), "accepts aud of others"),
        ):
            with self.subTest(statement):
                self.assertIn(part, " ".join(self.found(statement, "assume_role_policy")))

    def test_documents_are_found_in_modules_and_blocks(self):
        text = json.dumps({"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}, EVERYTHING]})
        role = {"address": "module.a.aws_iam_role.x", "mode": "managed", "type": "aws_iam_role", "values": {"inline_policy": [{"name": "x", "policy": text}]}}
        plan = {"planned_values": {"root_module": {"child_modules": [{"child_modules": [{"resources": [role]}]}]}}}
        self.assertEqual([("module.a.aws_iam_role.x", "policy, statement 2: * on every resource without a condition: name the actions and the resources")],
                         [tuple(finding) for finding in self.iam.findings(plan)])

    def test_the_provider_awscc_is_judged_like_aws(self):
        text = json.dumps({"Statement": EVERYTHING})
        self.assertIn("on every resource", self.of("awscc_iam_role", {"policies": [{"policy_name": "x", "policy_document": text}]})[0])
        anybody = json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}})
        self.assertIn("lets everybody in", self.of("awscc_iam_role", {"assume_role_policy_document": anybody})[0])
        admin = "arn:aws:iam::aws:policy/AdministratorAccess"
        self.assertEqual(1, len(self.of("awscc_iam_role", {"managed_policy_arns": [admin]}, written=["managed_policy_arns"])))
        self.assertEqual([], self.of("example_iam_role", {"policy": text}))

    def test_documents_that_another_takes_over_are_judged_where_that_is_not_known_yet(self):
        def read(name, after, unknown):
            return {"address": f"data.aws_iam_policy_document.{name}", "mode": "data", "type": "aws_iam_policy_document",
                    "change": {"actions": ["read"], "after": {"statement": [], **after}, "after_unknown": {"json": True, "statement": [], **unknown}}}

        own = {"statement": [{"actions": ["sqs:SendMessage"], "resources": [None]}]}
        text = json.dumps({"Statement": EVERYTHING})
        plan = {
            "resource_changes": [
                read("known", {**own, "source_policy_documents": [text]}, {"source_policy_documents": [False]}),
                read("over", {**own, "override_policy_documents": [text, None]}, {"override_policy_documents": [False, True]}),
                read("another", {**own, "source_policy_documents": [None]}, {"source_policy_documents": [True]}),
            ],
            "configuration": {"root_module": {"resources": [
                {"address": "data.aws_iam_policy_document.known", "expressions": {"source_policy_documents": {}}},
                {"address": "data.aws_iam_policy_document.over", "expressions": {"override_policy_documents": {"references": ["aws_sqs_queue.x.arn"]}}},
                {"address": "data.aws_iam_policy_document.another", "expressions": {
                    "source_policy_documents": {"references": ["data.aws_iam_policy_document.known.json", "data.aws_iam_policy_document.known"]}}},
            ]}},
        }
        self.assertEqual(
            [("data.aws_iam_policy_document.known", "source_policy_documents"), ("data.aws_iam_policy_document.over", "override_policy_documents")],
            [(finding.address, finding.text.split(",")[0]) for finding in self.iam.findings(plan)],
        )
        self.assertEqual(["data.aws_iam_policy_document.over"], self.iam.unknown(plan))

    def test_what_is_no_document_is_left_alone(self):
        for text in ("", "{", "[]", '{"Statement": "x"}', '{"Statement": null}', '{"a": [1]}', '{"Statement": [1, null, {}]}', "  { not json"):
            resource = {"address": "a", "mode": "managed", "type": "aws_x", "values": {"policy": text, "n": 1, "m": None}}
            self.assertEqual([], self.iam.findings({"planned_values": {"root_module": {"resources": [resource]}}}))
        self.assertEqual([], self.iam.findings({}))
        self.assertEqual([], self.iam.unknown({}))

    def test_what_cannot_be_known_yet_is_named_where_somebody_wrote_it(self):
        def change(name, after):
            return {"address": f'module.m["a]b"].aws_sqs_queue_policy.{name}[0]', "mode": "managed", "type": "aws_sqs_queue_policy",
                    "change": {"actions": ["create"], "after": {}, "after_unknown": after}}

        def resource(name, expressions):
            return {"address": f"aws_sqs_queue_policy.{name}", "expressions": expressions}

        plan = {
            "resource_changes": [change("written", {"policy": True}), change("computed", {"policy": True}), change("known", {}), change("judged", {"policy": True})],
            "configuration": {"root_module": {"module_calls": {"m": {"module": {"resources": [
                resource("written", {"policy": {"references": ["aws_sqs_queue.x.arn"]}}),
                resource("computed", {}),
                resource("known", {"policy": {"references": ["var.x"]}}),
                resource("judged", {"policy": {"references": ["data.aws_iam_policy_document.x.json", "data.aws_iam_policy_document.x"]}}),
            ]}}}}},
        }
        self.assertEqual(['module.m["a]b"].aws_sqs_queue_policy.written[0]'], self.iam.unknown(plan))
