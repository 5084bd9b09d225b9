#!/usr/bin/env bash
# Judges every script of the project, so that they stay safe to change.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

find scripts .ci -type f \( -name '*.sh' -o -path '.ci/run' \) -print0 | xargs -0 shellcheck
