#!/usr/bin/env bash
set -euo pipefail

fail() {
  echo "::error::setup-python (stand-in): $1"
  exit 1
}

[[ -z $REFUSED && $PRERELEASES == false && $FREETHREADED == false ]] ||
  fail "an input was set that the rehearsal cannot honour"
[[ -z $ARCHITECTURE || $ARCHITECTURE == x64 ]] || fail "architecture $ARCHITECTURE is not there, only x64"
[[ -z $CACHE || $CACHE == pip ]] || fail "only pip can be cached, not $CACHE"
[[ $WANTED =~ ^([0-9]+\.[0-9]+)(\.[0-9]+)?$ ]] || fail "expected one version such as 3.13, got '$WANTED'"

home=/opt/rehearsal/python/${BASH_REMATCH[1]}
[[ -x $home/bin/python ]] ||
  fail "version $WANTED was not found; the image has $(basename -a /opt/rehearsal/python/* | paste -sd' ')"
found=$("$home/bin/python" -c 'import platform; print(platform.python_version())')
[[ -z ${BASH_REMATCH[2]:-} || $found == "$WANTED" ]] || fail "version $WANTED was not found; the image has $found"

if [[ $UPDATE_ENVIRONMENT == true ]]; then
  echo "$home/bin" >> "$GITHUB_PATH"
  echo "pythonLocation=$home" >> "$GITHUB_ENV"
fi
# The tool cache outlives the run, as GitHub's cache does.
[[ -z $CACHE ]] || echo "PIP_CACHE_DIR=$RUNNER_TOOL_CACHE/pip" >> "$GITHUB_ENV"
echo "Python $found"
printf 'python-version=%s\npython-path=%s\n' "$found" "$home/bin/python" >> "$GITHUB_OUTPUT"
