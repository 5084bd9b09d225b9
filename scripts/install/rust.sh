#!/usr/bin/env bash
# A compiler that is new enough, and the parts that a minimal toolchain lacks: rustfmt, clippy, and the standard library
# for WebAssembly.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

OLDEST=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)

is_new_enough() { [[ $(printf '%s\n' "$OLDEST" "$(rustc --version | cut -d ' ' -f 2)" | sort -V | head -n 1) == "$OLDEST" ]]; }
has_wasm_target() { [[ -d $(rustc --print target-libdir --target wasm32-unknown-unknown) ]]; }
has_component() { cargo "$1" --version; }

check() { is_new_enough && has_wasm_target && has_component fmt && has_component clippy; }

install() {
  command -v cargo >/dev/null || fail "cargo is missing: https://rustup.rs installs it"
  is_new_enough || fail "Rust $OLDEST or newer is needed, this is $(rustc --version). With rustup: rustup update stable"
  command -v rustup >/dev/null || fail "rustup is missing, and is needed to add what this toolchain lacks: https://rustup.rs"
  has_wasm_target || rustup target add wasm32-unknown-unknown
  has_component fmt || rustup component add rustfmt
  has_component clippy || rustup component add clippy
}

"${1:-install}"
