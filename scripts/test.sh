#!/usr/bin/env bash
# Everything that must hold before a change is merged, cheap checks first. Installs what it needs.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

. scripts/install/for-build.sh
. scripts/install/for-tests.sh
. scripts/parts/lint.sh
. scripts/parts/rust-tests.sh
. scripts/parts/release.sh
. scripts/parts/browser-tests.sh
[[ ${CI:-} != true ]] || step "Prune the cache" scripts/prune-cache.sh

steps_table
