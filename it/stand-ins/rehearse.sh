#!/usr/bin/env bash
# Runs one workflow under act, inside the rehearsal's container. Arguments: act's own, after the event's name.
# /srv/given holds the repository's Git folder; /srv/catalog the published catalog, if there is one.
set -euo pipefail

# The folder belongs to whoever runs the tests.
git config --global safe.directory "*"
export REHEARSAL_ORIGIN=/srv/origin.git
git clone --quiet --bare /srv/given "$REHEARSAL_ORIGIN"
git -C "$REHEARSAL_ORIGIN" config uploadpack.allowAnySHA1InWant true

git clone --quiet --branch "$REHEARSAL_BRANCH" "$REHEARSAL_ORIGIN" /srv/work
cd /srv/work
# act reads the repository's name from here.
git remote set-url origin "https://github.com/$REHEARSAL_REPOSITORY.git"

# GitHub's runners have the SAM CLI on the PATH; here it is the one that a build has installed, of several the newest.
cat > /usr/local/bin/sam << 'SAM'
#!/bin/sh
complete=$(ls -t /root/.cache/act/tool_cache/slipway/sam-*/complete | head -n 1)
exec "${complete%/complete}/bin/sam" "$@"
SAM
chmod +x /usr/local/bin/sam

stand_ins=()
while IFS= read -r reference; do
  stand_ins+=(--local-repository "$reference=/srv/stand-ins/${reference%@*}")
done < /srv/pins

timeout "$REHEARSAL_TIMEOUT" act "$@" --json "${stand_ins[@]}" \
  -P ubuntu-24.04=-self-hosted --no-cache-server --artifact-server-path /artifacts \
  --eventpath /srv/event.json
