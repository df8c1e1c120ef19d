#!/usr/bin/env bash
# Starts another workflow of this repository through GitHub's REST API.
set -euo pipefail
umask 077

readonly attempts=4

stop() {
  local message=${1//'%'/%25}
  message=${message//$'\r'/%0D}
  printf '::error title=Promotion::%s\n' "${message//$'\n'/%0A}" >&2
  exit 1
}

check_inputs() {
  [[ $WORKFLOW =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*\.ya?ml$ ]] || stop "workflow '$WORKFLOW' is no file name of a workflow"
  [[ -n $REF && ! $REF =~ [[:cntrl:][:space:]] ]] || stop "ref '$REF' is no branch or tag"
  [[ $COMMIT =~ ^[0-9a-f]{40}$ ]] || stop "commit '$COMMIT' is no full commit id (40 hexadecimal digits)"
  [[ $DIGEST =~ ^[0-9a-f]{64}$ ]] || stop "digest '$DIGEST' is no SHA-256 (64 hexadecimal digits)"
  [[ -n $TOKEN ]] || stop "there is no token"
  local tool
  for tool in curl jq; do
    command -v "$tool" > /dev/null || stop "$tool is not on PATH: install it on this runner"
  done
}

# The HTTP status; the body is left in $work/answer.
post() {
  curl --silent --show-error --fail-with-body --max-time 30 --output "$work/answer" --write-out '%{http_code}' \
    --header @<(printf 'Authorization: Bearer %s\n' "$TOKEN") \
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
    --data @"$work/request" \
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/actions/workflows/$WORKFLOW/dispatches" 2> "$work/problem"
}

explain() {
  local status=$1 said
  said=$(jq -r '.message // empty' "$work/answer" 2> /dev/null || head -c 500 "$work/answer")
  case $status in
    401) stop "GitHub does not accept the token: $said" ;;
    403) stop "GitHub forbids to start $WORKFLOW: $said. Give this job, and the calling workflow's job, 'permissions: actions: write'." ;;
    404) stop "there is no workflow $WORKFLOW on the default branch of $GITHUB_REPOSITORY: $said. A workflow can be started only when its file is on the default branch; the token needs access to the repository as well." ;;
    422) stop "GitHub refuses to start $WORKFLOW on '$REF': $said. The file on '$REF' needs 'on: workflow_dispatch' with the inputs commit, digest and run-id, and '$REF' has to exist." ;;
    5*) stop "GitHub answered $status to each of $attempts attempts: $said. Run the failed job again." ;;
    3*) stop "GitHub redirects to another repository: '$GITHUB_REPOSITORY' was renamed or moved. Run this again from its new name." ;;
    000) stop "GitHub cannot be reached: $(< "$work/problem")" ;;
    *) stop "GitHub answered $status: $said" ;;
  esac
}

work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/dispatch.XXXXXX")
trap 'rm -rf "$work"' EXIT
check_inputs
: > "$work/answer"
jq -n --arg ref "$REF" --arg commit "$COMMIT" --arg digest "$DIGEST" --arg run "$GITHUB_RUN_ID" \
  '{ref: $ref, inputs: {commit: $commit, digest: $digest, "run-id": $run}}' > "$work/request"

# A second start of the same bytes changes nothing, so an answer that got lost may be asked for again.
for ((attempt = 1; ; attempt++)); do
  # A redirect (a renamed repository) is no failure to curl, but it starts nothing.
  if status=$(post) && [[ $status == 200 || $status == 204 ]]; then
    break
  fi
  [[ $status == 5* && $attempt -lt $attempts ]] || explain "$status"
  printf 'GitHub answered %s; attempt %s of %s failed\n' "$status" "$attempt" "$attempts"
  sleep "$((attempt * ${RETRY_SECONDS:-5}))"
done

printf 'Started %s on %s with commit %s and digest %s\n' "$WORKFLOW" "$REF" "$COMMIT" "$DIGEST"
printf "Started [%s](%s/%s/actions/workflows/%s) with commit \`%s\`, digest \`%s\`.\n\n" \
  "$WORKFLOW" "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$WORKFLOW" "$COMMIT" "$DIGEST" >> "$GITHUB_STEP_SUMMARY"
