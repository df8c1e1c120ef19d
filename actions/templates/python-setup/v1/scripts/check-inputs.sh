#!/usr/bin/env bash
# Refuses a version that is none, and decides whether there is anything to name a cache after.
set -euo pipefail

if ! [[ $INPUT_PYTHON_VERSION =~ ^3\.[0-9]+(\.[0-9]+)?$ ]]; then
  echo "::error title=python-setup::\`$INPUT_PYTHON_VERSION\` is no Python version: write it as \"3.12\", in quotes"
  exit 1
fi
minor=${INPUT_PYTHON_VERSION#3.}
minor=${minor%%.*}
if ((10#$minor < 9)); then
  echo "::error title=python-setup::Python $INPUT_PYTHON_VERSION is too old." \
    "If \"3.10\" was meant, put it in quotes: without them YAML reads the number 3.1"
  exit 1
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
    echo "::error title=python-setup::\`cache\` is true or false, not \`$INPUT_CACHE\`"
    exit 1
    ;;
esac
