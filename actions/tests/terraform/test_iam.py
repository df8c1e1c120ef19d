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

    def found(self, statement, attribute="policy"):
        text = json.dumps({"Version": "2012-10-17", "Statement": statement})
        resource = {"address": "aws_iam_role.x", "mode": "managed", "type": "aws_iam_role", "values": {attribute: text}}
        return [finding.text for finding in self.iam.findings({"planned_values": {"root_module": {"resources": [resource]}}})]

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
            {**EVERYTHING, "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/orders-*"},
            {**EVERYTHING, "Action": "iam:GetRole"},
            # The usual key policy: its Resource means the key itself.
            {**EVERYTHING, "Action": "kms:*", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
            {"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*", "Resource": "arn:aws:s3:::site/*"},
        ):
            with self.subTest(statement):
                self.assertEqual([], self.found(statement))

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
