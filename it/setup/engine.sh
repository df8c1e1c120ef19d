# shellcheck shell=bash
# A container engine: a running one is used as it is; otherwise root gets Debian's.

ensure_engine() {
  if docker info > /dev/null 2>&1; then
    printf '  engine %s is running\n' "$(docker info --format '{{.ServerVersion}}')"
    return
  fi
  [[ $EUID -eq 0 ]] || stop "no container engine answers to $(id -un)" \
    "start one (systemctl start docker), join its group (usermod -aG docker $(id -un)), or run this as root"
  ensure_packages dockerd=docker.io iptables=iptables
  # Debian 13 packs the client on its own.
  ensure_packages docker=docker-cli
  start_engine "$CACHE/dockerd.log"
}

start_engine() { # log file
  printf '  starting dockerd, log in %s\n' "$1"
  setsid nohup dockerd > "$1" 2>&1 < /dev/null 9>&- &
  local engine=$! start=$SECONDS
  while ((SECONDS - start < 300)); do
    if docker info > /dev/null 2>&1; then
      printf '  engine %s answered after %d s\n' "$(docker info --format '{{.ServerVersion}}')" $((SECONDS - start))
      return
    fi
    kill -0 "$engine" 2> /dev/null || break
    sleep 1
  done
  tail -n 5 "$1" >&2
  stop "dockerd did not start; its last lines are above" \
    "inside a container, start that container with --privileged or hand in an engine's socket"
}
