#!/usr/bin/env bash
# Formatting, shell scripts, dependencies, and clippy on both sides with warnings denied.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

need "a C compiler" scripts/install/compiler.sh
need "parts of the Rust toolchain" scripts/install/rust.sh
. scripts/parts/lint.sh

steps_table
