#!/usr/bin/env bash
# The loop: builds, serves on the private Postgres, rebuilds at every change and reloads the page.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. scripts/address.sh

require_free_address dev
. scripts/install/for-build.sh

export APEX_EGRESS_ALLOW=${APEX_EGRESS_ALLOW:-127.0.0.0/8,::1/128}
exec cargo-leptos leptos watch -- serve > >(exec scripts/announce.sh "$COMPILED/debug/apex")
