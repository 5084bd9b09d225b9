#!/usr/bin/env bash
# The browser of the tests: Debian's Chromium, or the one that APEX_CHROMIUM names.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/debian-package.sh

check() { [[ -x ${APEX_CHROMIUM:-/usr/bin/chromium} ]]; }
install() {
  [[ -z ${APEX_CHROMIUM:-} ]] || fail "APEX_CHROMIUM names no program: $APEX_CHROMIUM"
  install_debian_packages chromium fonts-liberation
}

"${1:-install}"
