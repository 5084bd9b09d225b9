#!/usr/bin/env bash
# A NATS server for the tests of several nodes. Debian's is old: good for tests, not for production.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/debian-package.sh

# Debian puts it into sbin, which a user's PATH may lack
check() { command -v nats-server || [[ -x /usr/sbin/nats-server ]]; }
install() { install_debian_packages nats-server; }

"${1:-install}"
