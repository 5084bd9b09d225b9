# Sourced, never run: an up-to-date target/release/apex.
# shellcheck shell=bash

if scripts/build-release.sh check >/dev/null 2>&1; then
  say "✓ The release is up to date"
else
  step "Build the release" scripts/build-release.sh
fi
