#!/usr/bin/env bash
# Sets up acme/orders at GitHub for the pipeline of access-management: environments, rulesets. Says what it would do;
# with --apply it does that, by the GitHub CLI of an administrator. It may run any number of times.
# Who approves is told by variables, such as REVIEWERS_PROD="team:platform user:octocat".
# Where nobody has to approve, an empty variable stands for nobody, and none for those who do already.
set -euo pipefail

owner='acme'
repository='acme/orders'

apply=false
case ${1-} in
  '' | --dry-run) ;;
  --apply) apply=true ;;
  *)
    printf 'usage: %s [--dry-run | --apply]\n' "$0" >&2
    exit 2
    ;;
esac
if (($# > 1)); then
  printf 'usage: %s [--dry-run | --apply]\n' "$0" >&2
  exit 2
fi

stop() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

# call METHOD PATH [BODY]: asks GitHub for a change, or says that it would.
call() {
  local body=${3-}
  printf '%s %s\n' "$1" "$2"
  if [[ -n $body ]]; then
    printf '    %s\n' "$body"
  fi
  if [[ $apply == true ]]; then
    if [[ -n $body ]]; then
      gh api --silent --method "$1" "$2" --input - <<< "$body"
    else
      gh api --silent --method "$1" "$2"
    fi
  fi
}

# present_reviewers NAME: those that the environment has, as GitHub's API takes them; none where there is no such environment.
present_reviewers() {
  local found list='' one
  if [[ $apply != true ]]; then
    printf '"as they are"'
    return
  fi
  found=$(gh api --paginate "repos/$repository/environments?per_page=100" \
    --jq '.environments[] | select(.name == "'"$1"'") | .protection_rules[] | select(.type == "required_reviewers") | .reviewers[] | {type, id: .reviewer.id} | tojson') ||
    stop "GitHub does not tell who approves deployments to $1"
  while IFS= read -r one; do
    list+=${list:+${one:+,}}$one
  done <<< "$found"
  printf '%s' "$list"
}

# reviewers_of SPEC NAME: `team:platform user:octocat` as GitHub's API takes it, or `present`. Without --apply nobody is looked up.
reviewers_of() {
  local spec=$1 list='' word id kind
  local -a words
  if [[ $spec == present ]]; then
    present_reviewers "$2"
    return
  fi
  read -ra words <<< "$spec"
  for word in "${words[@]}"; do
    [[ $word =~ ^(team|user):[A-Za-z0-9][A-Za-z0-9_-]*$ ]] ||
      stop "a reviewer is team:<slug> or user:<login>, not '$word'"
    kind=Team
    id=0
    if [[ $word == user:* ]]; then
      kind=User
    fi
    if [[ $apply == true ]]; then
      if [[ $kind == Team ]]; then
        id=$(gh api "orgs/$owner/teams/${word#team:}" --jq .id)
      else
        id=$(gh api "users/${word#user:}" --jq .id)
      fi
      [[ $id =~ ^[0-9]+$ ]] || stop "GitHub tells no number of '$word'"
    fi
    list+=${list:+,}'{"type":"'$kind'","id":'$id'}'
  done
  ((${#words[@]} <= 6)) || stop 'an environment has six reviewers at most'
  printf '%s' "$list"
}

# environment NAME REVIEWERS BRANCH...: jobs that name it run from these branches alone.
environment() {
  local name=$1 reviewers present branch
  reviewers=$(reviewers_of "$2" "$name")
  shift 2
  call PUT "repos/$repository/environments/$name" \
    '{"prevent_self_review":true,"can_admins_bypass":false,"reviewers":['"$reviewers"'],"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}'
  present=''
  if [[ $apply == true ]]; then
    present=$(gh api --paginate "repos/$repository/environments/$name/deployment-branch-policies" --jq '.branch_policies[].name')
  fi
  for branch in "$@"; do
    if ! grep -qxF -- "$branch" <<< "$present"; then
      call POST "repos/$repository/environments/$name/deployment-branch-policies" '{"name":"'"$branch"'","type":"branch"}'
    fi
  done
  while IFS= read -r branch; do
    if [[ -n $branch && ! " $* " == *" $branch "* ]]; then
      printf 'warning: %s may also be deployed to from %s, which the pipeline does not use: take that away\n' "$name" "$branch" >&2
    fi
  done <<< "$present"
}

# ruleset NAME BODY: made, or brought up to date where there is one of that name.
ruleset() {
  local id=''
  if [[ $apply == true ]]; then
    id=$(gh api --paginate "repos/$repository/rulesets?includes_parents=false" --jq '.[] | select(.name == "'"$1"'") | .id')
  fi
  if [[ -z $id ]]; then
    call POST "repos/$repository/rulesets" "$2"
  else
    [[ $id =~ ^[0-9]+$ ]] || stop "there is more than one ruleset '$1'"
    call PUT "repos/$repository/rulesets/$id" "$2"
  fi
}

# the_repository NUMBER: that the name still stands for the repository that is meant.
the_repository() {
  local id
  if [[ $apply == true ]]; then
    id=$(gh api "repos/$repository" --jq .id)
    [[ $id == "$1" ]] || stop "$repository has the number $id, and not $1"
  fi
}

# needs_reviewers NAME VARIABLE VALUE
needs_reviewers() {
  [[ -n $3 ]] || stop "say who approves deployments to $1: $2=\"team:<slug> user:<login>\""
}

needs_reviewers 'prod' REVIEWERS_PROD "${REVIEWERS_PROD-}"
the_repository '2222222'

environment 'dev' "${REVIEWERS_DEV-present}" 'develop'
environment 'sit' "${REVIEWERS_SIT-present}" 'release/*' 'develop'
environment 'prod' "${REVIEWERS_PROD-}" 'main' 'release/*'
environment 'prod-reconcile' '' 'main'
ruleset 'slipway: deployed branches' '{"name":"slipway: deployed branches","target":"branch","enforcement":"active","conditions":{"ref_name":{"include":["refs/heads/develop","refs/heads/main","refs/heads/release/*"],"exclude":[]}},"rules":[{"type":"deletion"},{"type":"non_fast_forward"},{"type":"pull_request","parameters":{"required_approving_review_count":1,"dismiss_stale_reviews_on_push":true,"require_last_push_approval":true,"require_code_owner_review":false,"required_review_thread_resolution":false}},{"type":"required_status_checks","parameters":{"strict_required_status_checks_policy":false,"do_not_enforce_on_create":true,"required_status_checks":[{"context":"gate / gate","integration_id":15368}]}}]}'
ruleset 'slipway: who begins a branch that is deployed' '{"name":"slipway: who begins a branch that is deployed","target":"branch","enforcement":"active","conditions":{"ref_name":{"include":["refs/heads/release/*"],"exclude":[]}},"rules":[{"type":"creation"}],"bypass_actors":[{"actor_id":2,"actor_type":"RepositoryRole","bypass_mode":"always"},{"actor_id":5,"actor_type":"RepositoryRole","bypass_mode":"always"}]}'
ruleset 'slipway: no tag is named like a deployed branch' '{"name":"slipway: no tag is named like a deployed branch","target":"tag","enforcement":"active","conditions":{"ref_name":{"include":["refs/tags/develop","refs/tags/main","refs/tags/release/*"],"exclude":[]}},"rules":[{"type":"creation"},{"type":"update"}]}'

if [[ $apply != true ]]; then
  printf 'nothing was changed; --apply does it\n'
fi
