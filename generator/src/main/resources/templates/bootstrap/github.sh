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

# rules NAME FILTER: what a protection rule of the environment says; nothing where there is none, or no such environment.
# To GitHub, Prod and prod are one environment.
rules() {
  gh api --paginate "repos/$repository/environments?per_page=100" \
    --jq '.environments[] | select((.name | ascii_downcase) == ("'"$1"'" | ascii_downcase)) | .protection_rules[] | '"$2" ||
    stop "GitHub does not tell how $1 is protected"
}

# present_reviewers NAME: those that the environment has, as GitHub's API takes them.
present_reviewers() {
  local found list='' one
  if [[ $apply != true ]]; then
    printf '"as they are"'
    return
  fi
  found=$(rules "$1" 'select(.type == "required_reviewers") | .reviewers[] | {type, id: .reviewer.id} | tojson') || exit 1
  while IFS= read -r one; do
    list+=${list:+${one:+,}}$one
  done <<< "$found"
  printf '%s' "$list"
}

# number_of NAME: of `team:<slug>` or `user:<login>`.
number_of() {
  local id
  if [[ $1 == team:* ]]; then
    id=$(gh api "orgs/$owner/teams/${1#team:}" --jq .id) || id=''
  else
    id=$(gh api "users/${1#user:}" --jq .id) || id=''
  fi
  [[ $id =~ ^[0-9]+$ ]] || stop "GitHub knows no '$1'"
  printf '%s' "$id"
}

# check_reviewers NAME required|optional VARIABLE VALUE: that the value names who approves, before anything is asked or changed.
check_reviewers() {
  local word
  local -a words=()
  if [[ $2 == optional && $4 == present ]]; then
    return
  fi
  # Over all lines, where a plain `read` would end with the first.
  IFS=$' \t\n' read -r -d '' -a words < <(printf '%s\0' "$4")
  if ((${#words[@]} == 0)); then
    [[ $2 == optional ]] || stop "say who approves deployments to $1: $3=\"team:<slug> user:<login>\""
    [[ -z $4 ]] || stop "$3 is blank: leave it out for those who approve $1 already, or empty for nobody"
    return
  fi
  ((${#words[@]} <= 6)) || stop "an environment has six reviewers at most, and $3 names ${#words[@]}"
  for word in "${words[@]}"; do
    [[ $word =~ ^(team|user):[A-Za-z0-9][A-Za-z0-9_-]*$ ]] ||
      stop "a reviewer is team:<slug> or user:<login>, and $3 has '$word'"
  done
}

# reviewers_of NAME VALUE: what has been checked, as GitHub's API takes it. Without --apply nobody is looked up.
reviewers_of() {
  local list='' word id kind
  local -a words=()
  if [[ $2 == present ]]; then
    present_reviewers "$1"
    return
  fi
  IFS=$' \t\n' read -r -d '' -a words < <(printf '%s\0' "$2")
  if ((${#words[@]} == 0)); then
    return
  fi
  for word in "${words[@]}"; do
    kind=Team
    id=0
    if [[ $word == user:* ]]; then
      kind=User
    fi
    if [[ $apply == true ]]; then
      id=$(number_of "$word") || exit 1
    fi
    list+=${list:+,}'{"type":"'$kind'","id":'$id'}'
  done
  printf '%s' "$list"
}

# waiting NAME: the minutes that jobs of the environment wait, as they are: a change that does not name them would end them.
waiting() {
  local minutes=''
  if [[ $apply == true ]]; then
    minutes=$(rules "$1" 'select(.type == "wait_timer") | .wait_timer') || exit 1
    [[ $minutes =~ ^[0-9]*$ ]] || stop "GitHub does not tell how long jobs of $1 wait"
  fi
  if [[ -n $minutes ]]; then
    printf '"wait_timer":%s,' "$minutes"
  fi
}

# environment NAME REVIEWERS WAITING BRANCH...: jobs that name it run from these branches alone.
environment() {
  local name=$1 reviewers=$2 wait=$3 present branch
  shift 3
  call PUT "repos/$repository/environments/$name" \
    '{'"$wait"'"prevent_self_review":true,"can_admins_bypass":false,"reviewers":['"$reviewers"'],"deployment_branch_policy":{"protected_branches":false,"custom_branch_policies":true}}'
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

# variables set|check: those of GitHub Actions that VARIABLES has, each on a line of its own as NAME=value.
variables() {
  local line name
  while IFS= read -r line; do
    if [[ -z $line ]]; then
      continue
    fi
    name=${line%%=*}
    if [[ $1 == check ]]; then
      [[ $line =~ ^[A-Za-z_][A-Za-z0-9_]*=. && ! $name =~ ^[Gg][Ii][Tt][Hh][Uu][Bb]_ ]] ||
        stop "VARIABLES has NAME=value on each line, no name of which starts with GITHUB_, and not '$line'"
      continue
    fi
    printf 'variable %s\n    %s\n' "$name" "${line#*=}"
    if [[ $apply == true ]]; then
      gh variable set "$name" --repo "$repository" --body "${line#*=}" < /dev/null
    fi
  done <<< "${VARIABLES-}"
}
