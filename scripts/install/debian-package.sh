# Sourced, never run: what only the system can give. As root it is installed, else the one command is said.
# shellcheck shell=bash

install_debian_packages() {
  local command="apt-get install -y --no-install-recommends $*"
  command -v apt-get >/dev/null || fail "missing on this machine: $*. Install it with the system's package manager, then try again."
  ((EUID == 0)) || fail "missing on this machine: $*. Install it once with: sudo $command"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  $command
}
