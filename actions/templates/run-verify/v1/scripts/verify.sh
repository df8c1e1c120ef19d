#!/usr/bin/env bash
# Asks GitHub about a run, and leaves the judgement of the answer to judge.py.
set -euo pipefail

refuse() {
  local message="$*"
  # One line: what follows a line break would be read as a workflow command of its own.
  echo "::error title=run-verify::${message//[$'\r\n']/ }"
  exit 1
}

[[ $INPUT_RUN_ID =~ ^[1-9][0-9]{0,19}$ ]] || refuse "\`run-id\` is the number of a run, not \`$INPUT_RUN_ID\`"
[[ -n $INPUT_BRANCH ]] || refuse "\`branch\` is empty: name the branch that the run must be of"
[[ -n $INPUT_TOKEN ]] || refuse "there is no token: the job needs the permission \`actions: read\`"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In a file, since the arguments of a process can be read by others.
printf 'header = "Authorization: Bearer %s"\n' "$INPUT_TOKEN" > "$folder/authorization"

url="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/actions/runs/$INPUT_RUN_ID"
if ! status=$(curl --silent --show-error --retry 3 --retry-delay "${RETRY_DELAY:-2}" --max-time 60 \
  --config "$folder/authorization" --header 'Accept: application/vnd.github+json' \
  --header 'X-GitHub-Api-Version: 2022-11-28' \
  --output "$folder/run.json" --write-out '%{http_code}' "$url"); then
  refuse "GitHub's API cannot be reached at $GITHUB_API_URL: run the job again"
fi
case $status in
  200) ;;
  401 | 403) refuse "GitHub does not show run $INPUT_RUN_ID (HTTP $status): the job needs the permission \`actions: read\`" ;;
  404) refuse "there is no run $INPUT_RUN_ID in $GITHUB_REPOSITORY, or it was deleted: promote from a run that exists" ;;
  *) refuse "GitHub answered HTTP $status for run $INPUT_RUN_ID: run the job again" ;;
esac

python3 -EsB "$(dirname "${BASH_SOURCE[0]}")/judge.py" "$folder/run.json"
