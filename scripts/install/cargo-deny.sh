#!/usr/bin/env bash
# cargo-deny holds deny.toml. It takes a minute or two to build, so `make lint` goes without where it is missing.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/cargo-tool.sh

check() { [[ $(cargo-deny --version) == "cargo-deny $CARGO_DENY_VERSION" ]]; }
install() { install_cargo_tool cargo-deny "$CARGO_DENY_VERSION"; }

"${1:-install}"
