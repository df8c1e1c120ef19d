#!/usr/bin/env bash
# Sets up what the tests need, on a machine where only package registries are certain to be within reach.
# Everything that it makes lies in the cache folder or in the container engine; a second call finds it and is fast.
#   it/setup/setup.sh [linters] [terraform] [opentofu] [engine] [rehearsal]      linters and rehearsal without arguments
# Afterwards: linters and OpenTofu in $SLIPWAY_CACHE/bin, and $SLIPWAY_CACHE/rehearsal.properties for the integration tests.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${SLIPWAY_CACHE:-$HOME/.cache/slipway}
for file in report packages tools engine image terraform opentofu linters; do
  # shellcheck source=/dev/null
  source "$HERE/$file.sh"
done

rehearsal() {
  part 'container engine' ensure_engine
  part 'rehearsal image' ensure_image
  part 'Terraform and its AWS provider' ensure_terraform
  # In one move: rehearsals of another run may begin just now.
  printf 'image=%s\nterraform=%s\nproviders=%s\n' "$IMAGE" "$TERRAFORM" "$PROVIDERS" > "$CACHE/rehearsal.properties.$$"
  mv "$CACHE/rehearsal.properties.$$" "$CACHE/rehearsal.properties"
}

trap 'last_word $?' EXIT

mkdir -p "$CACHE"
[[ $# -gt 0 ]] || set -- linters rehearsal
for wanted in "$@"; do
  case $wanted in
    linters) part 'linters' ensure_linters ;;
    terraform) part 'Terraform and its AWS provider' ensure_terraform ;;
    opentofu) part 'OpenTofu' ensure_opentofu ;;
    engine) part 'container engine' ensure_engine ;;
    rehearsal) rehearsal ;;
    *) stop "unknown part '$wanted'" 'name linters, terraform, opentofu, engine, rehearsal or nothing' ;;
  esac
done
