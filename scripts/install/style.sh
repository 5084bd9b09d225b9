#!/usr/bin/env bash
# Tailwind and wasm-opt, which cargo-leptos finds on PATH.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/node-packages.sh

check() { node_packages_match style; }
install() { install_node_packages style; }

"${1:-install}"
