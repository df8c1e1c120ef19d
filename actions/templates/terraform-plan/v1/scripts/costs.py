"""Step 2, where a key is given: what the plan costs, as Infracost estimates it. Whatever goes wrong here stops nothing."""

import json
import os
import subprocess
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "terraform-checks")

# pylint: disable=wrong-import-position
import plan_report
import releases
import runner

SECONDS = 180
# Of this step's variables it gets only these: no credentials of AWS, no way into later steps.
KEPT = ("PATH", "LANG", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")


class NoEstimate(Exception):
    """The text says why."""


def main():
    file = Path(runner.required("REPORT"))
    report = json.loads(file.read_text(encoding="utf-8"))
    details = Path(runner.required("PLAN_JSON"))
    try:
        report["cost"] = estimate(details)
    except (NoEstimate, releases.Unusable, OSError) as problem:
        key = os.environ.get("INFRACOST_KEY", "")
        text = str(problem).replace(key, "***") if key else str(problem)
        runner.annotate("warning", f"there is no estimate of the cost: {text}")
        report["cost"] = {"problem": plan_report.visible(text)[:300]}
    finally:
        # It holds the state, secrets included.
        details.unlink(missing_ok=True)
    file.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


def estimate(details):
    # A runner without a way to GitHub's releases can name its own.
    program = os.environ.get("INFRACOST") or releases.install("infracost")
    # In a folder of its own: settings and usage files of the repository are not read.
    with tempfile.TemporaryDirectory(dir=runner.required("RUNNER_TEMP")) as folder:
        answer = Path(folder, "cost.json")
        variables = {name: os.environ[name] for name in KEPT if name in os.environ}
        variables.update(
            HOME=folder,
            INFRACOST_API_KEY=runner.required("INFRACOST_KEY"),
            INFRACOST_ENABLE_CLOUD="false",
            INFRACOST_SKIP_UPDATE_CHECK="true",
            INFRACOST_DISABLE_TELEMETRY="true",
        )
        command = [str(program), "breakdown", f"--path={details}", "--format=json", f"--out-file={answer}", "--no-color", "--log-level=error"]
        try:
            result = subprocess.run(
                command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                encoding="utf-8", errors="replace", timeout=SECONDS, check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NoEstimate(f"Infracost did not answer within {SECONDS} seconds") from error
        except OSError as error:
            raise NoEstimate(f"Infracost cannot be run: {error.strerror}") from error
        if result.returncode != 0:
            raise NoEstimate(f"Infracost failed with exit code {result.returncode}: {result.stdout.strip()[-200:]}")
        return amounts(answer)


def amounts(answer):
    try:
        found = json.loads(answer.read_text(encoding="utf-8"))
        after, before = (Decimal(found[name] or "0") for name in ("totalMonthlyCost", "pastTotalMonthlyCost"))
        cost = {"currency": str(found.get("currency") or "USD"), "before": f"{before:.2f}", "after": f"{after:.2f}"}
    except (OSError, ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise NoEstimate("Infracost's answer is of an unknown shape") from error
    if len(cost["currency"]) != 3 or not cost["currency"].isalpha() or not (before.is_finite() and after.is_finite()):
        raise NoEstimate("Infracost's answer is of an unknown shape")
    return {**cost, "currency": cost["currency"].upper()}


if __name__ == "__main__":
    runner.main(main)
