#!/usr/bin/env bash
# The compiler's parts that a minimal toolchain lacks: rustfmt, clippy, and the standard library for WebAssembly.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

has_wasm_target() { [[ -d $(rustc --print target-libdir --target wasm32-unknown-unknown) ]]; }
has_component() { cargo "$1" --version; }

check() { has_wasm_target && has_component fmt && has_component clippy; }

install() {
  command -v rustup >/dev/null || fail "rustup is missing, and it is needed to add what this toolchain lacks: https://rustup.rs"
  has_wasm_target || rustup target add wasm32-unknown-unknown
  has_component fmt || rustup component add rustfmt
  has_component clippy || rustup component add clippy
}

"${1:-install}"
