#!/usr/bin/env bash
# An environment's own branch policy sees the branch that the run was started from, never the commit that it was given.
set -euo pipefail

stop() {
  local message=${1//'%'/%25}
  message=${message//$'\r'/%0D}
  printf '::error title=Not deployed::%s\n' "${message//$'\n'/%0A}"
  exit 1
}

[[ $ENVIRONMENT =~ ^[A-Za-z0-9][A-Za-z0-9_-]*$ ]] || stop "environment '$ENVIRONMENT' is no name: letters, digits, - and _ only"
[[ -n ${BRANCH// /} ]] || stop "no branch is named for $ENVIRONMENT, so nothing may be deployed to it"
[[ $COMMIT =~ ^[0-9a-f]{40}$ ]] || stop "commit '$COMMIT' is no full commit id (40 hexadecimal digits)"
if [[ -n $ARTIFACT ]]; then
  [[ $DIGEST =~ ^[0-9a-f]{64}$ ]] || stop "artifact '$ARTIFACT' needs its digest (64 hexadecimal digits), but '$DIGEST' was given"
elif [[ -n $DIGEST ]]; then
  stop "a digest was given, but no artifact to find the package in"
fi

# As GitHub's own branch filters: * stays within one part of the name, ** goes over all of them.
matches() {
  local pattern=$1 name=$2
  [[ $pattern == *'*'* ]] || { [[ $name == "$pattern" ]]; return; }
  [[ $pattern =~ ^[A-Za-z0-9._/*-]+$ ]] ||
    stop "branch pattern '$pattern' is not understood: letters, digits, . _ - / and the wildcards * and ** only"
  local expression=${pattern//./[.]}
  expression=${expression//'**'/$'\001'}
  expression=${expression//'*'/'[^/]*'}
  expression=${expression//$'\001'/.*}
  [[ $name =~ ^$expression$ ]]
}

# No name of a branch holds a blank.
matches_any() {
  local patterns pattern
  read -ra patterns <<< "$BRANCH"
  for pattern in "${patterns[@]}"; do
    if matches "$pattern" "$1"; then return; fi
  done
  return 1
}

branch=${GITHUB_REF#refs/heads/}
{ [[ $GITHUB_REF == refs/heads/* ]] && matches_any "$branch"; } ||
  stop "$ENVIRONMENT is deployed from the branch '${BRANCH// /\' or \'}', but this run is of '$GITHUB_REF'. Start the workflow on '${BRANCH// /\' or \'}' (or merge into it)."

# A commit of a fork, or of a branch that nobody reviewed, can be fetched by its id just as well.
if [[ $COMMIT != "$GITHUB_SHA" ]]; then
  for known in "$GITHUB_SHA" "$COMMIT"; do
    git cat-file -e "$known^{commit}" 2> /dev/null ||
      stop "commit $known is not in the history that was checked out (fetch-depth: 0 is needed), so it cannot be on '$branch'"
  done
  git merge-base --is-ancestor "$COMMIT" "$GITHUB_SHA" ||
    stop "commit $COMMIT is not on the branch '$branch'. Deploy a commit that was merged into it."
# A re-run keeps the commit of its first attempt, so it would put an old commit over what was deployed since.
elif [[ $GITHUB_RUN_ATTEMPT != 1 ]]; then
  newest=$(git rev-parse --verify --quiet "refs/remotes/origin/$branch^{commit}") ||
    stop "the head of '$branch' was not checked out (fetch-depth: 0 is needed), so a re-run cannot tell whether its commit is still the newest"
  [[ $COMMIT == "$newest" ]] ||
    stop "this is a re-run (attempt $GITHUB_RUN_ATTEMPT) of commit $COMMIT, but '$branch' is at $newest by now. Start the workflow again on '$branch', which takes the newest commit. To go back to an older commit on purpose, revert to it or promote it."
fi
printf 'Commit %s of branch %s may be deployed to %s\n' "$COMMIT" "$branch" "$ENVIRONMENT"
