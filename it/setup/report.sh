# shellcheck shell=bash
# What every part of the set-up says, and how it stops.

part() { # what it is about to do; then the command
  local start=$SECONDS
  DOING=$1
  shift
  printf '%s ...\n' "$DOING"
  alone "$@"
  printf '%s: done in %d s\n' "$DOING" $((SECONDS - start))
  DOING=
}

# For the end of the script: a tool that fails may have said nothing that helps.
last_word() { # exit code
  [[ $1 -eq 0 || -z ${DOING:-} ]] || stop "$DOING: not there, see above (exit code $1)" \
    "run this again: what is done already stays, and what was begun begins anew"
}

# What one set-up is making, another must neither use nor remove: they take turns. Descriptor 9 holds the lock, so
# what stays when this has ended must not have it.
alone() { # command
  mkdir -p "$CACHE"
  exec 9> "$CACHE/setup.lock"
  if ! flock --nonblock 9; then
    printf '  waiting for another set-up\n'
    flock 9
  fi
  "$@"
  exec 9>&-
}

# A registry that does not answer now may answer in a moment.
again() { # program, arguments
  local attempt
  for attempt in 1 2; do
    if "$@"; then
      return
    fi
    printf '  trying again: %s\n' "$*" >&2
    sleep "${RETRY_SECONDS:-$((attempt * 10))}"
  done
  "$@"
}

stop() { # what is wrong, then the cure
  DOING=
  printf 'set-up: %s\n  cure: %s\n' "$1" "$2" >&2
  exit 1
}
