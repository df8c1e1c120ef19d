#!/usr/bin/env bash
# Letter by letter: no blanks cut off, no upper case made lower.
set -euo pipefail

[[ -n $EXPECTED ]] || { printf '::error title=Not confirmed::there is nothing to confirm\n'; exit 1; }
if [[ $TYPED != "$EXPECTED" ]]; then
  # What was typed is not repeated: it could hold a command to the runner.
  message=${EXPECTED//'%'/%25}
  message=${message//$'\r'/%0D}
  printf '::error title=Not confirmed::what was typed is not %s: start the workflow again and type exactly that\n' "${message//$'\n'/%0A}"
  exit 1
fi
printf 'Confirmed\n'
