#!/usr/bin/env bash
# Installs the hash-locked Checkov.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec bash "$here/install-tool.sh" 'Terraform checks' checkov Checkov 11 "$here/checkov.txt"
