# shellcheck shell=bash
# What every part of the set-up says, and how it stops.

part() { # what it is about to do; then the command
  local what=$1 start=$SECONDS
  shift
  printf '%s ...\n' "$what"
  "$@"
  printf '%s: done in %d s\n' "$what" $((SECONDS - start))
}

stop() { # what is wrong, then the cure
  printf 'set-up: %s\n  cure: %s\n' "$1" "$2" >&2
  exit 1
}
