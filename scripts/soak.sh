#!/usr/bin/env bash
# Half of what this machine can do, for some minutes, with the release: memory, dead rows, and every run's history.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

. scripts/install/for-build.sh
. scripts/install/for-tests.sh
. scripts/parts/release.sh

export APEX_BINARY=$RELEASE_BINARY APEX_SOAK_MINUTES=${1:-10}
exec cargo nextest run --locked -p server --profile soak --no-capture -E 'test(=faults::soak::half_the_peak_leaves_nothing_behind)'
