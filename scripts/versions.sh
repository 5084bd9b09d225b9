# Sourced, never run. The one list of what is pinned outside the lock files.
# wasm-bindgen's command line must equal the library's version, so it is read from Cargo.lock.
# shellcheck shell=bash disable=SC2034

# 0.3.11 asks for a newer compiler than the workspace does
CARGO_LEPTOS_VERSION=0.3.10
# any newer one serves as well; this one is installed when there is none
NEXTEST_VERSION=0.9.143
CARGO_DENY_VERSION=0.20.2
NODE_MAJOR=20
POSTGRES_MAJOR=15

WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock)
