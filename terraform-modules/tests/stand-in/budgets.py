"""What the AWS provider asks of Budgets and moto does not know: without an answer it asks for minutes."""

import json

from moto.budgets.responses import BudgetsResponse

TAGS = {}


def describe_subscribers_for_notification(self):
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    wanted = self._get_param("Notification")
    found = [one.subscribers for one in budget.notifications if one.details == wanted]
    return json.dumps({"Subscribers": found[0] if found else []})


def list_tags_for_resource(self):
    return json.dumps({"ResourceTags": TAGS.get(self._get_param("ResourceARN"), [])})


def create_budget(self, known=BudgetsResponse.create_budget):
    account, name = self._get_param("AccountId"), self._get_param("Budget")["BudgetName"]
    TAGS[f"arn:aws:budgets::{account}:budget/{name}"] = self._get_param("ResourceTags") or []
    return known(self)


for method in (describe_subscribers_for_notification, list_tags_for_resource, create_budget):
    setattr(BudgetsResponse, method.__name__, method)
