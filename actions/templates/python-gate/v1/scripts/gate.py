"""Runs one gate over the repository in the working directory and reports the result.

The result is shown three times: in the log, as an annotation and as a row of the step summary. An advisory gate
shows its failure and does not stop; what only proves that a gate could not be set up always stops.
"""

import os
import sys

import gates
import report
from environments import SetupError


def main() -> int:
    name = os.environ["INPUT_GATE"]
    title = f"{os.environ.get('INPUT_SUITE', '')} tests" if name == "suite" else name
    try:
        advisory = _boolean("INPUT_ADVISORY")
        if name not in gates.GATES:
            raise SetupError(f"there is no gate `{name}`; the gates are {', '.join(sorted(gates.GATES))}")
        if advisory and name in gates.NEVER_ADVISORY:
            raise SetupError(f"the gate `{name}` always blocks: take it out of `advisory`")
        outcome = gates.GATES[name](gates.Repository.from_environment())
    except SetupError as error:
        report.annotate("error", title, str(error))
        report.row(title, "error", "", str(error))
        report.output("result", "error")
        return 1

    result = outcome.status
    if advisory and result != "passed":
        report.annotate("warning", f"{title} (advisory)", outcome.note)
        result = "advisory"
    elif result != "passed":
        report.annotate("error", title, outcome.note)
    elif outcome.warning:
        report.annotate("warning", title, outcome.warning)
    report.row(title, result, outcome.exit_code, outcome.note or outcome.warning, outcome.lines)
    report.output("result", result)
    return 0 if result in ("passed", "advisory") else 1


def _boolean(variable: str) -> bool:
    value = os.environ.get(variable, "false")
    if value not in ("true", "false"):
        raise SetupError(f"`advisory` is `true` or `false`, not `{value}`")
    return value == "true"


if __name__ == "__main__":
    sys.exit(main())
