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

download_terraform() {
  local architecture archive
  architecture=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
  archive=terraform_${TERRAFORM_VERSION}_linux_$architecture.zip
  mkdir -p "$CACHE/terraform"
  (
    cd "$CACHE/terraform"
    site=https://releases.hashicorp.com/terraform/$TERRAFORM_VERSION
    curl -fsSL --max-time 120 -O "$site/$archive" -O "$site/terraform_${TERRAFORM_VERSION}_SHA256SUMS"
    grep " $archive\$" "terraform_${TERRAFORM_VERSION}_SHA256SUMS" | sha256sum --check --quiet
    unzip -qo "$archive" terraform
  ) || stop "Terraform is not on the PATH and cannot be downloaded" "put terraform $TERRAFORM_VERSION on the PATH"
}

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
  PROVIDERS=$CACHE/terraform/providers
  local folder
  folder=$(mktemp -d)
  printf 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "%s" }\n  }\n}\n' \
    "$PROVIDER_VERSION" > "$folder/versions.tf"
  mkdir -p "$PROVIDERS"
  (cd "$folder" && timeout 300 "$TERRAFORM" providers mirror "$PROVIDERS" > "$CACHE/provider.log" 2>&1) || {
    tail -n 5 "$CACHE/provider.log" >&2
    rm -rf "$folder" "$PROVIDERS"
    stop "no AWS provider on this machine, and Terraform's registry is out of reach" \
      "put hashicorp/aws $PROVIDER_VERSION into ~/.terraform.d/plugins/registry.terraform.io/hashicorp/aws"
  }
  rm -rf "$folder"
}
