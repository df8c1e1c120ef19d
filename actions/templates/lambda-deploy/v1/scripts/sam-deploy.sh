#!/usr/bin/env bash
# Deploys the SAM application of a release by a change set: sam-deploy.sh --help
set -euo pipefail
exec python3 -EsB "$(dirname "${BASH_SOURCE[0]}")/sam_deploy.py" "$@"
