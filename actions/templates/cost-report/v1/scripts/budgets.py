"""The budgets that watch the service: what is spent of them this month, and what AWS expects."""

import money
from delivery.aws import AwsError


class Budget:
    def __init__(self, name, limit, spent, expected, currency):
        self.name, self.limit, self.spent, self.expected, self.currency = name, limit, spent, expected, currency

    def status(self):
        if self.spent > self.limit:
            return "exceeded"
        if self.expected is not None and self.expected > self.limit:
            return "expected to be exceeded"
        return "within"


def read(aws, account, tag, service):
    """(budgets, note): the note says why they could not be read."""
    try:
        answer = aws.call("budgets", "describe-budgets", AccountId=account)
    except AwsError as error:
        return [], f"The budgets could not be read ({error.code or error.message}): the role needs budgets:ViewBudget."
    return [_budget(entry) for entry in answer.get("Budgets", []) if _concerns(entry, tag, service)], ""


def _concerns(entry, tag, service):
    """A budget of cost that filters by the service's tag, or is named after the service."""
    if entry.get("BudgetType") != "COST" or "BudgetLimit" not in entry:
        return False
    name, wanted = entry["BudgetName"], f"user:{tag}${service}"
    values = (entry.get("CostFilters") or {}).get("TagKeyValue", [])
    tags = (entry.get("FilterExpression") or {}).get("Tags") or {}
    filtered = wanted in values or (tags.get("Key") == tag and service in tags.get("Values", []))
    return filtered or name == service or name.startswith(f"{service}-")


def _budget(entry):
    spend = entry.get("CalculatedSpend") or {}
    spent, expected = spend.get("ActualSpend") or {}, spend.get("ForecastedSpend")
    return Budget(
        entry["BudgetName"], money.amount(entry["BudgetLimit"]["Amount"]), money.amount(spent.get("Amount", "0")),
        money.amount(expected["Amount"]) if expected else None, entry["BudgetLimit"]["Unit"],
    )
