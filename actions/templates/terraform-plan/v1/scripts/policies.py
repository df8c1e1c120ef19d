"""IAM documents of a plan that give too much, except where the configuration allows it until a day."""

import iam
import protection
import runner


def judged(details, allow):
    """(refused, allowed) as lines, of a plan (`terraform show -json`, parsed); `allow` as protection has it, by address."""
    today = protection.this_day()
    granted = protection.allowances(allow)
    refused, allowed = [], []
    for finding in iam.findings(details):
        allowance, why = protection.judge([allowance for allowance in granted if allowance.address == finding.address], today)
        if allowance:
            allowed.append(f"{finding.address}, {finding.text}, until {allowance.until}: {allowance.reason}")
        else:
            refused.append(f"{finding.address}, {finding.text}{why}")
    return refused, allowed


def check(details, allow):
    """Refuses such a plan. The pull request was told the same; what was pushed past it is told here."""
    refused, allowed = judged(details, allow)
    for line in allowed:
        runner.annotate("warning", f"allowed: {line}")
    if refused:
        raise runner.Refused(
            "policy",
            f"IAM documents of the plan give too much, so it is refused: {'; '.join(refused)}. Narrow them, or add the address to `allow` "
            "(infrastructure.allow in slipway.yaml) with the last day it holds (until) and the reason, and run this again",
            "\n".join(refused),
        )
