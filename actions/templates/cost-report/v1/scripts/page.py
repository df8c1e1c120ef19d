"""The report as Markdown for the summary. Every name in it comes from others, and is shown as inert text."""

import money
from delivery.problem import inert

# So many are shown; the rest is one row.
ROWS = 15


def page(report):
    costs, month = report.costs, report.month
    lines = [f"### Cost of {inert(report.service)} in {inert(report.environment)}, {month}", ""]
    if costs.groups:
        total, before = money.shown(costs.total, costs.currency), money.shown(costs.before, costs.currency)
        compared = money.shown_change(costs.total, costs.before)
        lines.append(f"**{total}**, in {month.before()} {before}" + (f" ({compared})" if compared else "") + ".")
    else:
        lines.append(f"No cost in {month} and {month.before()}.")
    lines.append("")
    lines += [f"- **{inert(reason)}**" for reason in report.reasons]
    lines += [f"- {inert(note)}" for note in report.notes]
    lines.append("")
    lines += table("AWS service", costs, month)
    if report.tagged:
        lines += table(f"Tag {inert(report.group_tag)}", report.tagged, month)
    lines += budgets(report.budgets)
    if report.suggestions:
        lines += ["#### Suggestions", "", *(f"- {inert(text, 600)}" for text in report.suggestions), ""]
    return "\n".join(lines)


def table(title, costs, month):
    rows = costs.ordered()
    if not rows:
        return []
    shown, rest = rows[:ROWS], rows[ROWS:]
    lines = [f"| {title} | {month} | {month.before()} | Change |", "|---|---:|---:|---:|"]
    lines += [row(inert(name), now, before, costs.currency) for name, (now, before) in shown]
    if rest:
        now, before = (sum(amounts[index] for _, amounts in rest) for index in (0, 1))
        lines.append(row(f"{len(rest)} more", now, before, costs.currency))
    return [*lines, ""]


def row(name, now, before, currency):
    return f"| {name} | {money.shown(now, currency)} | {money.shown(before, currency)} | {money.shown_change(now, before)} |"


def budgets(found):
    if not found:
        return []
    lines = ["| Budget of this month | Limit | Spent | Expected | Status |", "|---|---:|---:|---:|---|"]
    for budget in found:
        expected = "" if budget.expected is None else money.shown(budget.expected, budget.currency)
        limit, spent = money.shown(budget.limit, budget.currency), money.shown(budget.spent, budget.currency)
        lines.append(f"| {inert(budget.name)} | {limit} | {spent} | {expected} | {budget.status()} |")
    return [*lines, ""]
