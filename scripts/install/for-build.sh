# Sourced, never run: what a build needs, in the order from cheap to dear.
# shellcheck shell=bash

need "a C compiler" scripts/install/compiler.sh
need "parts of the Rust toolchain" scripts/install/rust.sh
need "Postgres" scripts/install/postgres.sh
need "node packages of style/" scripts/install/style.sh
need "wasm-bindgen $WASM_BINDGEN_VERSION" scripts/install/wasm-bindgen.sh
need "cargo-leptos $CARGO_LEPTOS_VERSION" scripts/install/cargo-leptos.sh
