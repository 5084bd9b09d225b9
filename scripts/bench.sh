#!/usr/bin/env bash
# The figures that Apex is measured by, on this machine, with the release: sizes first, then the engine.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

. scripts/install/for-build.sh
. scripts/parts/release.sh

node scripts/bundle-size.mjs
exec "$RELEASE_BINARY" bench "$@"
