#!/usr/bin/env bash
# cargo-leptos builds the browser bundle and the server in the right order.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/cargo-tool.sh

check() { [[ $(cargo-leptos --version) == "cargo-leptos $CARGO_LEPTOS_VERSION" ]]; }
install() { install_cargo_tool cargo-leptos "$CARGO_LEPTOS_VERSION"; }

"${1:-install}"
