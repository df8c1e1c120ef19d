#!/usr/bin/env bash
# A runner with a Python of its own ahead on the path would run every later step with the wrong one.
set -euo pipefail

actual=$(python3 -I -c 'import platform; print(platform.python_version())')
if [[ $actual != "$INPUT_PYTHON_VERSION" && $actual != "$INPUT_PYTHON_VERSION".* ]]; then
  echo "::error title=python-setup::python3 is $actual ($(command -v python3)), not $INPUT_PYTHON_VERSION:" \
    "another Python comes first on the path of this runner"
  exit 1
fi
echo "python-version=$actual" >> "$GITHUB_OUTPUT"
echo "Python $actual"
