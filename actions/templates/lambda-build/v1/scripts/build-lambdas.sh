#!/usr/bin/env bash
set -euo pipefail
exec python3 -EsB "$(dirname "${BASH_SOURCE[0]}")/build_lambdas.py" "$@"
