#!/usr/bin/env bash
# Everything that must hold before a change is merged, cheap checks first. Installs what it needs.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# logs, pictures and results have one place a clone, so a second run of the same clone waits for the first
mkdir -p target
exec 8>target/.test-lock
flock --nonblock 8 || { say "· another make test is running in this clone, waiting for it …"; flock 8; }

. scripts/install/for-build.sh
. scripts/install/for-tests.sh
. scripts/parts/lint.sh
. scripts/parts/rust-tests.sh
. scripts/parts/release.sh
. scripts/parts/browser-tests.sh
[[ ${CI:-} != true ]] || step "Prune the cache" scripts/prune-cache.sh

steps_table
