#!/usr/bin/env bash
# Holds deny.toml: licences, sources, bans, and, where the advisory database can be fetched, known faults.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

need "cargo-deny $CARGO_DENY_VERSION" scripts/install/cargo-deny.sh
step "Dependencies (bans, licences, sources)" cargo-deny --locked check bans licenses sources
exec cargo-deny --locked check advisories
