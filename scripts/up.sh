#!/usr/bin/env bash
# Apex on this machine: installs what is missing, builds the release, serves it until Ctrl-C.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
. scripts/address.sh

require_free_address up
. scripts/install/for-build.sh
. scripts/parts/release.sh

# the starters call Apex's own endpoints; a production server keeps its own network closed
export APEX_EGRESS_ALLOW=${APEX_EGRESS_ALLOW:-127.0.0.0/8,::1/128}
exec "$RELEASE_BINARY" serve > >(exec scripts/announce.sh "$RELEASE_BINARY")
