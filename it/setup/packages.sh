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
  again apt-get -qq update 9>&-
  # Whatever else installs just now comes to its end first.
  DEBIAN_FRONTEND=noninteractive again apt-get -qq -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@" > /dev/null 9>&-
}
