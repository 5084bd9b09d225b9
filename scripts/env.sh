# Sourced by every script, never run: strict mode, the folders, PATH, and the way a step is told and timed.
# shellcheck shell=bash disable=SC2034

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
# shellcheck source=scripts/versions.sh
. scripts/versions.sh

# Outside the clone, so that the next clone finds it: tools by name and version, and on CI what was compiled.
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/apex
TOOLS=$CACHE/tools
if [[ ${CI:-} == true ]]; then
  export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
  # a clean clone compiles each room once: incremental data would only fill the cache
  export CARGO_INCREMENTAL=0
fi
COMPILED=${CARGO_TARGET_DIR:-$ROOT/target}
LOGS=$ROOT/target/logs
RELEASE_BINARY=$ROOT/target/release/apex

# A folder that is not there does no harm, and a tool of the right version beats one of a wrong version.
PATH=$TOOLS/cargo-leptos-$CARGO_LEPTOS_VERSION/bin:$TOOLS/wasm-bindgen-cli-$WASM_BINDGEN_VERSION/bin:$PATH
PATH=$PATH:$TOOLS/cargo-nextest-$NEXTEST_VERSION/bin:$TOOLS/cargo-deny-$CARGO_DENY_VERSION/bin
PATH=$ROOT/style/node_modules/.bin:$PATH
# where rustup puts cargo, for shells that nobody has logged in to
PATH=$PATH:$HOME/.cargo/bin
export PATH

# shellcheck source=scripts/step.sh
. scripts/step.sh
