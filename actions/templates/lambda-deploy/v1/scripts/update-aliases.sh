#!/usr/bin/env bash
set -euo pipefail
exec python3 -EsB "$(dirname "${BASH_SOURCE[0]}")/update_aliases.py" "$@"
