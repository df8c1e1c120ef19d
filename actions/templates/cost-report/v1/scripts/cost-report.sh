#!/usr/bin/env bash
set -euo pipefail
exec python3 -EsB "$(dirname "${BASH_SOURCE[0]}")/cost_report.py" "$@"
