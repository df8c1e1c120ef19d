# shellcheck shell=bash
# Programs that are made once, in a folder of the cache that is named after their recipe.

# Sets TOOLS to the folder, which the function has filled now or before.
make_once() { # what it holds, function, the files of its recipe ...
  local what=$1 make=$2 key
  shift 2
  key=$(cat "$HERE/tools.sh" "$@" | sha256sum | cut -c1-12)
  TOOLS=$CACHE/$what-$key
  # Written last: a set-up that was interrupted starts anew.
  if [[ -e $TOOLS/complete ]]; then
    printf '  %s: there\n' "$what"
    return
  fi
  rm -rf "$TOOLS"
  mkdir -p "$TOOLS"
  "$make" "$TOOLS"
  touch "$TOOLS/complete"
}

# Programs of Python's registry in their locked versions, among them the compilers of those that are not Python.
install_locked() { # folder of the virtual environment, requirements
  python3 -c 'import venv, ensurepip' 2> /dev/null || install_packages python3-venv
  python3 -m venv "$1"
  again "$1/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$2"
}
