#!/usr/bin/env bash
set -euo pipefail

fail() {
  echo "::error::setup-terraform (stand-in): $1"
  exit 1
}

[[ -z $TOKEN ]] || fail "the rehearsal has no Terraform Cloud"
[[ $WRAPPER == false ]] || fail "terraform_wrapper must be false: the wrapper turns exit code 2 of a plan into 0"
[[ $WANTED =~ ^(~\ ?|~\>\ ?)?([0-9]+\.[0-9]+)(\.([0-9]+|x))?$ ]] ||
  fail "expected a pinned version such as 1.11.4, got '$WANTED'"
minor=${BASH_REMATCH[2]}
found=$(terraform version -json | jq -r .terraform_version)
[[ $found == "$minor".* ]] || fail "version $WANTED is wanted, this machine has $found"
echo "Terraform $found"
