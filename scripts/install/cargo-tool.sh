# Sourced, never run: builds one pinned command-line tool from crates.io into the user's cache.
# The flags trade a little speed of the tool for half of its build time.
# shellcheck shell=bash

# install_cargo_tool CRATE VERSION
install_cargo_tool() {
  local crate=$1 version=$2 home=$TOOLS/$1-$2
  mkdir -p "$home"
  # two clones may find the tool missing at the same moment: the second one waits and finds it built
  exec 9>"$home/.lock"
  flock 9
  export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64
  unset CARGO_TARGET_DIR RUSTFLAGS
  cargo install "$crate" --version "$version" --locked --root "$home" && return
  # A mirror may lack one dependency in the very version that the tool was locked to. The tool itself stays pinned.
  say "its lock file does not resolve here: once more with the newest dependencies that this compiler takes"
  CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback cargo install "$crate" --version "$version" --root "$home"
}
