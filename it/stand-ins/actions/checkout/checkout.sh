#!/usr/bin/env bash
# Brings the workspace to the wanted commit, from the bare repository that stands for the git host.
set -euo pipefail

fail() {
  echo "::error::checkout (stand-in): $1"
  exit 1
}

[[ -z $REFUSED && $LFS == false && $SUBMODULES == false ]] || fail "an input was set that the rehearsal cannot honour"
[[ $REPOSITORY == "$GITHUB_REPOSITORY" ]] || fail "no repository $REPOSITORY in this rehearsal, only $GITHUB_REPOSITORY"

wanted=${REF:-$GITHUB_SHA}
folder=$GITHUB_WORKSPACE${TARGET:+/$TARGET}
mkdir -p "$folder"
cd "$folder"
# act copies its work tree into every job. A hosted job starts with an empty folder, so only what is checked out counts.
find . -mindepth 1 -delete

git init --quiet --initial-branch=workspace
git remote add origin "file://$REHEARSAL_ORIGIN"
fetch=(git fetch --quiet --no-tags)
[[ $TAGS == false ]] || fetch+=('--tags')
if [[ $DEPTH == 0 ]]; then
  "${fetch[@]}" --tags origin '+refs/heads/*:refs/remotes/origin/*'
else
  fetch+=("--depth=$DEPTH")
fi
"${fetch[@]}" origin "$wanted" || fail "the git host does not know '$wanted'"
git checkout --quiet --detach FETCH_HEAD
commit=$(git rev-parse HEAD)
if [[ $wanted =~ ^[0-9a-f]{40}$ && $wanted != "$commit" ]]; then
  fail "wanted $wanted, got $commit"
fi
echo "$folder is at $commit"
printf 'ref=%s\ncommit=%s\n' "$wanted" "$commit" >> "$GITHUB_OUTPUT"
