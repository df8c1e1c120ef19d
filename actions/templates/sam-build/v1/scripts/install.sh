#!/usr/bin/env bash
# Installs the hash-locked SAM CLI by the script that installs Checkov too: a release of the catalog is one tree.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# A release holds <action>/scripts; the sources hold <action>/<major version>/scripts.
for neighbour in "$here/../../terraform-checks/scripts" "$here/../../../terraform-checks/$(basename "${here%/*}")/scripts"; do
  if [[ -f $neighbour/install-tool.sh ]]; then
    exec bash "$neighbour/install-tool.sh" sam-build sam 'the SAM CLI' 10 "$here/sam.txt"
  fi
done
printf '::error title=sam-build::%s\n' 'the scripts of the action terraform-checks are missing: this release is not complete' >&2
exit 1
