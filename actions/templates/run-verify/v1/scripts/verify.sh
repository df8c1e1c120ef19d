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
[[ $INPUT_BRANCH =~ ^[A-Za-z0-9._/-]+$ ]] || refuse "\`branch\` is a name of letters, digits and ._-/, not \`$INPUT_BRANCH\`"
[[ -n $INPUT_TOKEN ]] || refuse "there is no token: the job needs the permission \`actions: read\`"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In a file, since the arguments of a process can be read by others.
printf 'header = "Authorization: Bearer %s"\n' "$INPUT_TOKEN" > "$folder/authorization"

ask() { # path below the repository, file for the answer, what it is, what its absence means
  local url="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" status
  if ! status=$(curl --silent --show-error --retry 3 --retry-delay "${RETRY_DELAY:-2}" --max-time 60 \
    --config "$folder/authorization" --header 'Accept: application/vnd.github+json' \
    --header 'X-GitHub-Api-Version: 2022-11-28' \
    --output "$folder/$2" --write-out '%{http_code}' "$url"); then
    refuse "GitHub's API cannot be reached at $GITHUB_API_URL: run the job again"
  fi
  case $status in
    200) ;;
    401 | 403) refuse "GitHub does not show $3 (HTTP $status): the job needs the permissions \`actions: read\` and \`contents: read\`" ;;
    404) refuse "$4" ;;
    *) refuse "GitHub answered HTTP $status for $3: run the job again" ;;
  esac
}

judge() {
  python3 -EsB "$(dirname "${BASH_SOURCE[0]}")/judge.py" "$@"
}

ask "actions/runs/$INPUT_RUN_ID" run.json "run $INPUT_RUN_ID" \
  "there is no run $INPUT_RUN_ID in $GITHUB_REPOSITORY, or it was deleted: promote from a run that exists"
head=$(judge "$folder/run.json") || {
  printf '%s\n' "$head"
  exit 1
}
# A run of a tag has the tag's name where that of a branch has the branch's. Anybody who can push can name a tag like
# the branch, so the run counts only if its commit, and with it the workflow that ran, is really on the branch.
ask "git/ref/heads/$INPUT_BRANCH" ref.json "the branch $INPUT_BRANCH" "there is no branch $INPUT_BRANCH in $GITHUB_REPOSITORY"
tip=$(judge "$folder/run.json" "$folder/ref.json") || {
  printf '%s\n' "$tip"
  exit 1
}
ask "compare/$head...$tip?per_page=1" comparison.json "the commits between $head and $INPUT_BRANCH" \
  "run $INPUT_RUN_ID is refused: its commit $head is not on the branch $INPUT_BRANCH"
judge "$folder/run.json" "$folder/ref.json" "$folder/comparison.json"
