#!/usr/bin/env bash
# wasm-bindgen's command line must be exactly as old as the library in Cargo.lock.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/cargo-tool.sh

check() { [[ $(wasm-bindgen --version) == "wasm-bindgen $WASM_BINDGEN_VERSION" ]]; }
install() { install_cargo_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION"; }

"${1:-install}"
