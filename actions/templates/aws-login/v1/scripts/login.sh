#!/usr/bin/env bash
# Assumes the role with the job's OIDC token. Credentials are exported only after the account was checked.
set -euo pipefail
umask 077

here=$(dirname "${BASH_SOURCE[0]}")

stop() {
  local message=${1//'%'/%25}
  message=${message//$'\r'/%0D}
  # On stderr, so that it is seen when a value is being captured; the runner reads commands from both.
  printf '::error title=AWS login::%s\n' "${message//$'\n'/%0A}" >&2
  exit 1
}

role_arn() {
  if [[ $ROLE == arn:* ]]; then
    [[ $ROLE =~ ^arn:aws[a-z-]*:iam::([0-9]{12}):role/[A-Za-z0-9+=,.@_/-]+$ ]] || stop "role '$ROLE' is no ARN of a role"
    [[ ${BASH_REMATCH[1]} == "$ACCOUNT" ]] ||
      stop "role '$ROLE' belongs to account ${BASH_REMATCH[1]}, but this environment is account $ACCOUNT"
    printf '%s' "$ROLE"
  else
    [[ $ROLE =~ ^[A-Za-z0-9+=,.@_/-]+$ ]] || stop "role '$ROLE' is no name of a role"
    local partition=aws
    [[ $REGION == cn-* ]] && partition=aws-cn
    [[ $REGION == us-gov-* ]] && partition=aws-us-gov
    printf 'arn:%s:iam::%s:role/%s' "$partition" "$ACCOUNT" "$ROLE"
  fi
}

check_inputs() {
  [[ $ACCOUNT =~ ^[0-9]{12}$ ]] || stop "account '$ACCOUNT' is no AWS account id: 12 digits, in quotes, leading zeros included"
  [[ $REGION =~ ^[a-z]{2}(-[a-z]+)+-[0-9]+$ ]] || stop "region '$REGION' is no AWS region"
  [[ $DURATION =~ ^[0-9]+$ ]] || stop "role-duration-seconds '$DURATION' is no number"
  [[ -n ${ACTIONS_ID_TOKEN_REQUEST_URL:-} && -n ${ACTIONS_ID_TOKEN_REQUEST_TOKEN:-} ]] ||
    stop "this job may not ask for an OIDC token: give it 'permissions: id-token: write', in the calling workflow's job as well. Pull requests from forks never get one."
  local tool
  for tool in aws curl jq python3; do
    command -v "$tool" > /dev/null || stop "$tool is not on PATH: install it on this runner"
  done
}

# The token goes into a file, never on a command line, where every process could read it.
request_token() {
  local separator='?'
  [[ $ACTIONS_ID_TOKEN_REQUEST_URL == *\?* ]] && separator='&'
  local encoded
  encoded=$(jq -rn --arg value "$AUDIENCE" '$value | @uri')
  curl --silent --show-error --fail --retry 3 --retry-connrefused --max-time 30 \
    --header @<(printf 'Authorization: bearer %s\n' "$ACTIONS_ID_TOKEN_REQUEST_TOKEN") \
    "${ACTIONS_ID_TOKEN_REQUEST_URL}${separator}audience=${encoded}" > "$work/answer" 2> "$work/problem" ||
    stop "GitHub gave no OIDC token: $(< "$work/problem")"
  jq -ej '.value | strings' "$work/answer" > "$work/token" || stop "GitHub's answer holds no OIDC token"
  printf '::add-mask::%s\n' "$(< "$work/token")"
}

assume() {
  aws sts assume-role-with-web-identity --output json --duration-seconds "$DURATION" \
    --role-arn "$arn" --role-session-name "slipway-$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT" \
    --web-identity-token "file://$work/token" > "$work/session" 2> "$work/problem"
}

work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/aws-login.XXXXXX")
trap 'rm -rf "$work"' EXIT

check_inputs
arn=$(role_arn)
request_token

# Credentials left from an earlier login or on the runner must not take part in this one.
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE
export AWS_REGION=$REGION AWS_DEFAULT_REGION=$REGION AWS_PAGER='' AWS_STS_REGIONAL_ENDPOINTS=regional
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5

if ! assume; then
  python3 -B "$here/explain_refusal.py" "$work/token" "$work/problem" "$arn"
  exit 1
fi

read_session() { jq -er ".Credentials.$1 | strings" "$work/session" || stop "AWS's answer holds no $1"; }
AWS_ACCESS_KEY_ID=$(read_session AccessKeyId)
AWS_SECRET_ACCESS_KEY=$(read_session SecretAccessKey)
AWS_SESSION_TOKEN=$(read_session SessionToken)
printf '::add-mask::%s\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN"
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN

actual=$(aws sts get-caller-identity --query Account --output text 2> "$work/problem") ||
  stop "the new credentials do not work: $(< "$work/problem")"
[[ $actual == "$ACCOUNT" ]] || stop "the credentials belong to account $actual, but this environment is account $ACCOUNT"

{
  printf 'AWS_ACCESS_KEY_ID=%s\n' "$AWS_ACCESS_KEY_ID"
  printf 'AWS_SECRET_ACCESS_KEY=%s\n' "$AWS_SECRET_ACCESS_KEY"
  printf 'AWS_SESSION_TOKEN=%s\n' "$AWS_SESSION_TOKEN"
  printf 'AWS_REGION=%s\nAWS_DEFAULT_REGION=%s\n' "$REGION" "$REGION"
} >> "$GITHUB_ENV"
printf 'role=%s\n' "$arn" >> "$GITHUB_OUTPUT"
printf 'Logged in to account %s as %s for %s seconds\n' "$actual" "$arn" "$DURATION"
