# Sourced, never run: what the tests need beyond a build.
# shellcheck shell=bash

need "Chromium" scripts/install/chromium.sh
need "NATS" scripts/install/nats.sh
need "node packages of end2end/" scripts/install/end2end.sh
need "cargo-nextest $NEXTEST_VERSION" scripts/install/nextest.sh
need "cargo-deny $CARGO_DENY_VERSION" scripts/install/cargo-deny.sh
