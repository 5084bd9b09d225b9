# Sourced, never run: the product in Chromium, as a person uses it. Needs the release.
# shellcheck shell=bash

step "Size of the browser bundle" node scripts/bundle-size.mjs
cat "$LOGS/Size-of-the-browser-bundle.log"
step "Types of the browser tests" env -C end2end node_modules/.bin/tsc --noEmit
step "Browser tests" env -C end2end node_modules/.bin/playwright test
