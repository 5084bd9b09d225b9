#!/usr/bin/env bash
# cargo-nextest runs the tests. The pinned version or any newer one of the same line will do.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/cargo-tool.sh

check() {
  local found
  found=$(cargo-nextest nextest --version | awk 'NR == 1 { print $2 }')
  [[ $(printf '%s\n' "$NEXTEST_VERSION" "$found" | sort -V | head -n 1) == "$NEXTEST_VERSION" ]]
}
install() { install_cargo_tool cargo-nextest "$NEXTEST_VERSION"; }

"${1:-install}"
