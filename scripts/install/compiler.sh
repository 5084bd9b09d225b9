#!/usr/bin/env bash
# A C compiler and linker: Rust links with it, and the TLS library is partly C.
. "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
. scripts/install/debian-package.sh

check() { command -v cc && command -v c++; }
install() { install_debian_packages build-essential; }

"${1:-install}"
