import unittest

import iam


def decides(conditions, **context):
    return iam.holds(conditions, context)


class ConditionsTest(unittest.TestCase):
    def test_operators(self):
        for operator, wanted, actual, expected in (
            ("StringEquals", "a", "a", True), ("StringEquals", "a", "A", False), ("StringEquals", "a*", "ab", False),
            ("StringEquals", ["a", "b"], "b", True), ("StringEqualsIgnoreCase", "a", "A", True),
            ("StringLike", "a*c?", "a/b:cd", True), ("StringLike", "a.c", "abc", False), ("StringLike", "a", "A", False),
            ("StringNotEquals", ["a", "b"], "b", False), ("StringNotEquals", ["a", "b"], "c", True),
            ("StringNotLike", "a*", "ab", False), ("StringNotLike", "a*", "b", True),
            ("ArnEquals", "arn:aws:iam::1:role/a*", "arn:aws:iam::1:role/ab", True),
            ("ArnLike", "arn:aws:iam::*", "arn:aws:iam::1:role/ab", False),
            ("ArnNotEquals", "arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b", True),
            ("Bool", "true", "true", True), ("Bool", "true", "false", False),
            ("NumericLessThan", "1.2", "1.1", True), ("NumericLessThan", "1.2", "1.2", False),
        ):
            self.assertEqual(expected, decides({operator: {"k": wanted}}, k=actual), (operator, wanted, actual))

    def test_an_absent_key(self):
        for operator, expected in (
            ("StringEquals", False), ("StringLike", False), ("Bool", False), ("StringNotEquals", True), ("StringNotLike", True),
            ("StringEqualsIfExists", True), ("StringNotEqualsIfExists", True), ("ForAnyValue:StringEquals", False),
            ("ForAnyValue:StringNotEquals", False),
        ):
            self.assertEqual(expected, bool(decides({operator: {"k": "true"}})), operator)

    def test_null_tells_absent_from_there(self):
        self.assertTrue(decides({"Null": {"k": "true"}}))
        self.assertFalse(decides({"Null": {"k": "false"}}))
        self.assertTrue(decides({"Null": {"k": "false"}}, k=""))

    def test_any_of_several_values(self):
        condition = {"ForAnyValue:StringEquals": {"k": ["a", "b"]}}
        self.assertTrue(decides(condition, k=["c", "b"]))
        self.assertFalse(decides(condition, k=["c"]))
        self.assertFalse(decides(condition, k=[]))

    def test_all_keys_and_operators_have_to_hold(self):
        conditions = {"StringEquals": {"k": "a", "l": "b"}, "StringLike": {"m": "c*"}}
        self.assertTrue(decides(conditions, k="a", l="b", m="cd"))
        for broken in ({"k": "x"}, {"l": "x"}, {"m": "x"}):
            self.assertFalse(decides(conditions, **{"k": "a", "l": "b", "m": "cd", **broken}))

    def test_keys_know_no_case(self):
        self.assertTrue(decides({"StringEquals": {"aws:PrincipalArn": "a"}}, **{"AWS:principalarn": "a"}))

    def test_what_is_not_known_is_an_error(self):
        for conditions in (
            {"ForAllValues:StringEquals": {"k": "a"}}, {"StringEqual": {"k": "a"}}, {"DateLessThan": {"k": "a"}},
            {"Null": {"k": "yes"}}, {"ForAnyValue:Null": {"k": "true"}},
        ):
            with self.assertRaises(iam.Unknown, msg=conditions):
                # A condition before it that fails already must not hide it.
                decides({"StringEquals": {"other": "x"}, **conditions}, k="a")
        with self.assertRaises(iam.Unknown):
            decides({"StringEquals": {"k": "a"}}, k=["a"])


class DecisionTest(unittest.TestCase):
    REQUEST = {
        "action": "s3:PutObject", "resource": "arn:aws:s3:::b/k", "principal": {"AWS": "arn:aws:iam::111122223333:role/r"},
    }

    def decide(self, *statements):
        return iam.decide({"Version": "2012-10-17", "Statement": list(statements)}, self.REQUEST)

    def statement(self, **more):
        return {"Effect": "Allow", "Principal": "*", "Action": "s3:Put*", "Resource": "arn:aws:s3:::b/*", **more}

    def test_a_denial_wins(self):
        self.assertEqual(iam.ALLOWED, self.decide(self.statement()))
        self.assertEqual(iam.DENIED, self.decide(self.statement(), self.statement(Effect="Deny")))
        self.assertEqual(iam.NOTHING, self.decide(self.statement(Action="s3:GetObject")))

    def test_all_but_these(self):
        but = self.statement()
        del but["Resource"]
        self.assertEqual(iam.ALLOWED, self.decide({**but, "NotResource": "arn:aws:s3:::b/x"}))
        self.assertEqual(iam.NOTHING, self.decide({**but, "NotResource": ["arn:aws:s3:::b/x", "arn:aws:s3:::b/k"]}))

    def test_principals(self):
        for principal, expected in (
            ({"AWS": "*"}, iam.ALLOWED), ({"AWS": "arn:aws:iam::111122223333:root"}, iam.ALLOWED),
            ({"AWS": ["arn:aws:iam::111122223333:role/r"]}, iam.ALLOWED), ({"AWS": "arn:aws:iam::444455556666:root"}, iam.NOTHING),
            ({"AWS": "arn:aws:iam::111122223333:role/other"}, iam.NOTHING), ({"Service": "s3.amazonaws.com"}, iam.NOTHING),
        ):
            self.assertEqual(expected, self.decide(self.statement(Principal=principal)), principal)

    def test_what_is_not_known_is_an_error(self):
        for statement in (
            self.statement(NotPrincipal="*"), self.statement(Effect="Maybe"), self.statement(NotAction="s3:*"),
            self.statement(Principal={"CanonicalUser": "x"}),
        ):
            with self.assertRaises(iam.Unknown, msg=statement):
                self.decide(statement)
        with self.assertRaises(iam.Unknown):
            iam.decide({"Version": "2008-10-17", "Statement": []}, self.REQUEST)
