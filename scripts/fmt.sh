#!/usr/bin/env bash
# Formats every room.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

exec cargo fmt --all
