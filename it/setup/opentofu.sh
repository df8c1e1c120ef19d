# shellcheck shell=bash
# OpenTofu, built by the Go module proxy: its releases are on GitHub, which may be out of reach.

OPENTOFU_VERSION=v1.10.6

# Leaves tofu in $CACHE/bin.
ensure_opentofu() {
  ensure_packages python3=python3 jq=jq
  python3 -c 'import venv, ensurepip' 2> /dev/null || install_packages python3-venv
  local key folder
  key=$(cat "$HERE/image/go-requirements.txt" "$HERE/opentofu.sh" | sha256sum | cut -c1-12)
  folder=$CACHE/opentofu-$key
  # Written last: a set-up that was interrupted starts anew.
  if [[ -e $folder/complete ]]; then
    printf '  OpenTofu is there\n'
  else
    rm -rf "$folder"
    build_opentofu "$folder"
    touch "$folder/complete"
  fi
  mkdir -p "$CACHE/bin"
  ln -sfn "$folder/tofu" "$CACHE/bin/tofu"
}

build_opentofu() { # folder
  local folder=$1
  mkdir -p "$folder"
  python3 -m venv "$folder/go"
  "$folder/go/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    -r "$HERE/image/go-requirements.txt"
  printf '  building OpenTofu %s: some minutes, log in %s\n' "$OPENTOFU_VERSION" "$CACHE/opentofu.log"
  go_build "$folder" > "$CACHE/opentofu.log" 2>&1 || {
    tail -n 5 "$CACHE/opentofu.log" >&2
    stop "OpenTofu could not be built; the last lines of its log are above" "see $CACHE/opentofu.log"
  }
  rm -rf "$folder/path" "$folder/go"
}

go_build() ( # folder
  PATH=$(dirname "$(find "$1/go" -path '*/bin/go' -type f -print -quit)"):$PATH
  export PATH GOTOOLCHAIN=local GOFLAGS=-modcacherw GOPATH=$1/path GOCACHE=$1/path/cache CGO_ENABLED=0
  # Not by `go install`, which refuses a module that replaces others.
  sources=$(go mod download -json "github.com/opentofu/opentofu@$OPENTOFU_VERSION" | jq -er .Dir) &&
    go build -C "$sources" -trimpath -ldflags '-s -X github.com/opentofu/opentofu/version.dev=no' -o "$1/tofu" ./cmd/tofu &&
    [[ $("$1/tofu" version) == "OpenTofu $OPENTOFU_VERSION"$'\n'* ]]
)
