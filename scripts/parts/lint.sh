# Sourced, never run: everything that is judged without running the product, cheapest first.
# shellcheck shell=bash

step "Formatting" cargo fmt --all --check

if command -v shellcheck >/dev/null; then
  step "Shell scripts" scripts/lint-shell.sh
else
  say "- Shell scripts: not judged, shellcheck is not on this machine"
fi

if scripts/install/cargo-deny.sh check >/dev/null 2>&1; then
  step "Dependencies (bans, licences, sources)" cargo-deny --locked check bans licenses sources
else
  say "- Dependencies: not judged, cargo-deny is not on this machine (make test and make deny install it)"
fi

# `frontend` exists for WebAssembly only: beside the server its features would switch on both sides of Leptos
step "Clippy, server" cargo clippy --locked --workspace --exclude frontend --all-targets -- -D warnings
step "Clippy, browser" cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings
