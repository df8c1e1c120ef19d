"""Which limits the month went beyond."""

import money


def exceeded(costs, budgets, threshold, growth, least):
    """In words, each one reason. `threshold` and `growth` none: not asked for. `least`: a smaller rise is no growth."""
    found = []
    if threshold is not None and costs.total > threshold:
        found.append(f"{money.shown(costs.total, costs.currency)} is more than the threshold of {money.shown(threshold, costs.currency)}")
    percent, rise = money.change(costs.total, costs.before), costs.total - costs.before
    if growth is not None and percent is not None and percent > growth and rise >= least:
        found.append(
            f"it is {percent:.0f} % more than the month before ({money.shown(costs.before, costs.currency)}), {growth:f} % are allowed"
        )
    for budget in budgets:
        if budget.status() == "exceeded":
            limit = money.shown(budget.limit, budget.currency)
            found.append(f"the budget {budget.name} is exceeded: {money.shown(budget.spent, budget.currency)} of {limit} this month")
    return found
