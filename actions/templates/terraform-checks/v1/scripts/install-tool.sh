#!/usr/bin/env bash
# Installs a hash-locked Python tool once for each lock file and Python version, where a lasting runner finds it again:
# install-tool.sh TITLE PROGRAM 'ITS NAME' MINOR LOCK, for Python 3.MINOR or later. The output PROGRAM says where it is.
set -euo pipefail

title=$1 program=$2 name=$3 minor=$4 lock=$5

stop() {
  printf '::error title=%s::%s\n' "$title" "$1" >&2
  exit 1
}

command -v python3 > /dev/null || stop "python3 is not on PATH: install Python 3.$minor or later on this runner"
version=$(python3 -c 'import platform; print(platform.python_version())')
python3 -c 'import sys; sys.exit(sys.version_info < (3, int(sys.argv[1])))' "$minor" || stop "$name's lock file needs Python 3.$minor or later, this is $version"

root=${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:?}}
if ! mkdir -p "$root/slipway" 2> /dev/null || [[ ! -w $root/slipway ]]; then
  root=$RUNNER_TEMP
  mkdir -p "$root/slipway"
fi
sha256=$(sha256sum "$lock")
folder=$root/slipway/$program-${sha256%% *}-py$version

# Two jobs of one runner must not install into the same folder at once. The marker is written last: without it, the
# folder is what an interrupted install left; and the interpreter that it was made with may be gone.
exec 9> "$folder.lock"
flock --timeout 600 9 || stop "another job has been installing $name for ten minutes: $folder.lock"
if [[ ! -f $folder/complete ]] || ! "$folder/bin/python" -c ''; then
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
    --require-hashes --no-deps --only-binary=:all: -r "$lock"
  touch "$folder/complete"
fi
printf '%s=%s\n' "$program" "$folder/bin/$program" >> "$GITHUB_OUTPUT"
