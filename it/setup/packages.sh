# shellcheck shell=bash
# Debian packages that are missing, installed where that is allowed.

ensure_packages() { # command=package ... (a package whose command is there counts as installed)
  local missing=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" > /dev/null || missing+=("${pair#*=}")
  done
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

install_packages() {
  if [[ $EUID -ne 0 ]] || ! command -v apt-get > /dev/null; then
    stop "missing: $*" "install them (on Debian: apt-get install -y $*), or run this as root on Debian"
  fi
  printf '  installing %s\n' "$*"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" > /dev/null
}
