# shellcheck shell=bash
# OpenTofu, built by the Go module proxy: its releases are on GitHub, which may be out of reach.

OPENTOFU_VERSION=v1.10.6

# Leaves tofu in $CACHE/bin.
ensure_opentofu() {
  ensure_packages python3=python3 jq=jq
  make_once opentofu build_opentofu "$HERE/image/go-requirements.txt" "$HERE/opentofu.sh"
  mkdir -p "$CACHE/bin"
  ln -sfn "$TOOLS/tofu" "$CACHE/bin/tofu"
}

build_opentofu() { # folder
  local folder=$1
  install_locked "$folder/go" "$HERE/image/go-requirements.txt"
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
  again go mod download "github.com/opentofu/opentofu@$OPENTOFU_VERSION" &&
    sources=$(go mod download -json "github.com/opentofu/opentofu@$OPENTOFU_VERSION" | jq -er .Dir) &&
    again go build -C "$sources" -trimpath -ldflags '-s -X github.com/opentofu/opentofu/version.dev=no' -o "$1/tofu" ./cmd/tofu &&
    [[ $("$1/tofu" version) == "OpenTofu $OPENTOFU_VERSION"$'\n'* ]]
)
