# shellcheck shell=bash
# Terraform and its AWS provider: the machine's own, else downloaded.

TERRAFORM_VERSION=1.11.4
PROVIDER_VERSION=5.100.0

# Sets TERRAFORM (the program) and PROVIDERS (a filesystem mirror that holds the AWS provider).
ensure_terraform() {
  TERRAFORM=$(command -v terraform || printf '%s' "$CACHE/terraform/terraform")
  [[ -x $TERRAFORM ]] || download_terraform
  TERRAFORM=$(readlink -f "$TERRAFORM")
  printf '  %s is version %s\n' "$TERRAFORM" "$(TF_CLI_CONFIG_FILE='' "$TERRAFORM" version -json | sed -n 's/.*"terraform_version": "\(.*\)".*/\1/p')"
  PROVIDERS=$(provider_mirror)
  [[ -n $PROVIDERS ]] || download_provider
  printf '  AWS provider in %s\n' "$PROVIDERS"
}

# A folder beside the place of what is downloaded: that gets there in one move, whole and checked, or not at all.
download_folder() {
  mkdir -p "$CACHE/terraform"
  rm -rf "$CACHE/terraform"/download-*
  mktemp -d "$CACHE/terraform/download-XXXXXX"
}

download_terraform() {
  local folder
  ensure_packages curl=curl unzip=unzip
  folder=$(download_folder)
  fetch_terraform "$folder" || {
    rm -rf "$folder"
    stop "Terraform is not on the PATH and cannot be downloaded" "put terraform $TERRAFORM_VERSION on the PATH"
  }
  mv "$folder/terraform" "$CACHE/terraform/terraform"
  rm -rf "$folder"
}

# Joined by &&: where a caller asks how it ends, no failure in the middle would stop it.
fetch_terraform() ( # folder
  site=https://releases.hashicorp.com/terraform/$TERRAFORM_VERSION
  archive=terraform_${TERRAFORM_VERSION}_linux_$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/').zip
  sums=terraform_${TERRAFORM_VERSION}_SHA256SUMS
  cd "$1" &&
    again curl -fsSL --max-time 600 -O "$site/$archive" -O "$site/$sums" &&
    grep " $archive\$" "$sums" | sha256sum --check --strict --quiet &&
    unzip -qo "$archive" terraform
)

# Terraform's implied mirrors, then any mirror below /opt.
provider_mirror() {
  local candidate found
  for candidate in "$HOME/.terraform.d/plugins" "${XDG_DATA_HOME:-$HOME/.local/share}/terraform/plugins" \
    /usr/local/share/terraform/plugins /usr/share/terraform/plugins "$CACHE/terraform/providers"; do
    if [[ -d $candidate/registry.terraform.io/hashicorp/aws ]]; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  found=$(find /opt -maxdepth 6 -type d -path '*/registry.terraform.io/hashicorp/aws' -print -quit 2> /dev/null)
  printf '%s\n' "${found%/registry.terraform.io/hashicorp/aws}"
}

download_provider() {
  local folder
  folder=$(download_folder)
  printf 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "%s" }\n  }\n}\n' \
    "$PROVIDER_VERSION" > "$folder/versions.tf"
  (cd "$folder" && again timeout 900 "$TERRAFORM" providers mirror providers > "$CACHE/provider.log" 2>&1) || {
    tail -n 5 "$CACHE/provider.log" >&2
    rm -rf "$folder"
    stop "no AWS provider on this machine, and Terraform's registry is out of reach" \
      "put hashicorp/aws $PROVIDER_VERSION into ~/.terraform.d/plugins/registry.terraform.io/hashicorp/aws"
  }
  PROVIDERS=$CACHE/terraform/providers
  rm -rf "$PROVIDERS"
  mv "$folder/providers" "$PROVIDERS"
  rm -rf "$folder"
}
