#!/usr/bin/env bash
# Playwright and axe for the browser tests; the browser itself comes from the system.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/node-packages.sh

check() { node_packages_match end2end; }
install() { install_node_packages end2end; }

"${1:-install}"
