"""Step 3: show the plan in the summary, and fail where it must not be merged as it is."""

import sys
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import plan_report
import runner


def main():
    report = plan_report.whole(Path(runner.required("REPORT")))
    runner.summary(plan_report.markdown(report, plan_report.SUMMARY_BYTES, plan_report.run_url()))
    for entry in report["allowed"]:
        runner.annotate("warning", f"allowed: {entry}")
    for entry in report["protected"]:
        runner.annotate("error", f"{entry}: it holds data. If it is meant, add the address to `allow` with until and reason")
    for entry in report["policies"]:
        runner.annotate("error", f"{entry}. If it is meant, add the address to `allow` with until and reason")
    if plan_report.blocked(report):
        runner.output("reason", "protected" if report["protected"] else "policy")
        sys.exit(1)


if __name__ == "__main__":
    runner.main(main)
