# shellcheck shell=bash
# The image in which rehearsals run. Its tag is the hash of its recipe: built once, rebuilt when the recipe changes.

SUITE=trixie

# Sets IMAGE, and tags it as the current one for the container library's own trials.
ensure_image() {
  find_or_build_image
  docker tag "$IMAGE" slipway-rehearsal:current
}

find_or_build_image() {
  local context=$HERE/image bundle key
  bundle=$(ca_bundle)
  key=$(cat "$context"/* "$bundle" | sha256sum | cut -c1-12)
  IMAGE=slipway-rehearsal:$key
  if docker image inspect "$IMAGE" > /dev/null 2>&1; then
    printf '  %s is there\n' "$IMAGE"
    return
  fi
  ensure_base_image
  build_image "$context" "$bundle"
}

ca_bundle() {
  local candidate
  for candidate in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [[ -n $candidate && -s $candidate ]]; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  stop "no bundle of certificate authorities" "install ca-certificates, or name the bundle in SSL_CERT_FILE"
}

# Sets nothing; leaves the image slipway-rehearsal-base:$SUITE.
ensure_base_image() {
  local base=slipway-rehearsal-base:$SUITE folder
  ! docker image inspect "$base" > /dev/null 2>&1 || return 0
  if timeout 120 docker pull -q "debian:$SUITE-slim" 2> "$CACHE/pull.log"; then
    docker tag "debian:$SUITE-slim" "$base"
    return
  fi
  printf '  no image registry within reach (%s); importing Debian itself\n' "$(tail -n 1 "$CACHE/pull.log")"
  [[ $EUID -eq 0 ]] || stop "debian:$SUITE-slim cannot be pulled" \
    "load it (docker load), or run this as root, which builds it with debootstrap"
  ensure_packages debootstrap=debootstrap
  folder=$(mktemp -d)
  debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$folder" > "$CACHE/debootstrap.log" 2>&1 || {
    tail -n 5 "$CACHE/debootstrap.log" >&2
    rm -rf "$folder"
    stop "debootstrap failed; its last lines are above" "see $CACHE/debootstrap.log"
  }
  tar -C "$folder" --exclude=./dev --exclude=./var/cache/apt/archives -c . | docker import - "$base" > /dev/null
  rm -rf "$folder"
}

build_image() { # context, CA bundle
  local folder arguments=() name
  folder=$(mktemp -d)
  cp "$1"/* "$folder"
  cp "$2" "$folder/ca-bundle.crt"
  for name in http_proxy https_proxy no_proxy PIP_INDEX_URL NPM_CONFIG_REGISTRY GOPROXY; do
    [[ -z ${!name:-} ]] || arguments+=(--build-arg "$name=${!name}")
  done
  # A client whose builder plug-in is missing must be told to use the builder it has.
  docker buildx version > /dev/null 2>&1 || export DOCKER_BUILDKIT=0
  printf '  building %s, log in %s\n' "$IMAGE" "$CACHE/image.log"
  again docker build --build-arg "BASE=slipway-rehearsal-base:$SUITE" "${arguments[@]}" --tag "$IMAGE" "$folder" \
    > "$CACHE/image.log" 2>&1 || {
    tail -n 20 "$CACHE/image.log" >&2
    rm -rf "$folder"
    stop "the image could not be built; the last lines of its log are above" "see $CACHE/image.log"
  }
  rm -rf "$folder"
}
