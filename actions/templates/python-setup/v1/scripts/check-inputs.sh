#!/usr/bin/env bash
# Refuses a version that is none, and decides whether there is anything to name a cache after.
set -euo pipefail

refuse() {
  local message="$*"
  # One line: what follows a line break would be read as a workflow command of its own.
  echo "::error title=python-setup::${message//[$'\r\n']/ }"
  exit 1
}

if ! [[ $INPUT_PYTHON_VERSION =~ ^3\.[0-9]+(\.[0-9]+)?$ ]]; then
  refuse "\`$INPUT_PYTHON_VERSION\` is no Python version: write it as \"3.12\", in quotes"
fi
minor=${INPUT_PYTHON_VERSION#3.}
minor=${minor%%.*}
if ((10#$minor < 9)); then
  refuse "Python $INPUT_PYTHON_VERSION is too old. If \"3.10\" was meant, put it in quotes:" \
    "without them YAML reads the number 3.1"
fi

case $INPUT_CACHE in
  true)
    # setup-python fails when it is to cache and finds no file to compute the key from.
    found=$(find . -name node_modules -prune -o -name 'requirements*.txt' -print -quit)
    echo "cache=${found:+pip}" >> "$GITHUB_OUTPUT"
    ;;
  false)
    echo "cache=" >> "$GITHUB_OUTPUT"
    ;;
  *)
    refuse "\`cache\` is true or false, not \`$INPUT_CACHE\`"
    ;;
esac
