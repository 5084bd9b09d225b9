#!/usr/bin/env bash
# The binaries of Postgres, from which Apex starts its private server. A cluster of the system's is not needed.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/debian-package.sh

candidates() {
  command -v postgres || true
  compgen -G '/usr/lib/postgresql/*/bin/postgres' || true
}

check() {
  local binary major
  while read -r binary; do
    major=$("$binary" --version | grep -oE '[0-9]+' | head -n 1)
    if ((major >= POSTGRES_MAJOR)); then return 0; fi
  done < <(candidates)
  return 1
}
install() { install_debian_packages postgresql; }

"${1:-install}"
