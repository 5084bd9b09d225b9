#!/usr/bin/env bash
# Builds the release: the browser bundle with hashed and pre-compressed files first, then the server around it.
# Skipped when neither a source nor the binary has changed since the last time.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

STAMP=target/release/apex.built-from

# What the binary is made of, by content: a touched or checked out file costs nothing.
sources() {
  find Cargo.toml Cargo.lock Leptos.toml .cargo app frontend server migration style public docs/errors scripts/wasm -type f \
    -not -path '*/node_modules/*' -not -path '*/tests/*' -not -path 'style/.built/*' -not -name '*.snap*' -print0 |
    sort -z | xargs -0 sha256sum
  rustc --version
}

built_from() { printf '%s %s\n' "$1" "$(stat -c '%s %Y' "$RELEASE_BINARY" 2>/dev/null)"; }

before=$(sources | sha256sum | cut -d ' ' -f 1)
if [[ -x $RELEASE_BINARY && -f $STAMP && $(<"$STAMP") == "$(built_from "$before")" ]]; then
  say "the release is up to date"
  exit 0
fi
[[ ${1:-} != check ]] || exit 1

mkdir -p "$COMPILED" target/release
# two clones may share the compiled dependencies: one of them at a time builds and takes its binary away
exec 9>"$COMPILED/.release-lock"
flock 9
PATH=$ROOT/scripts/wasm:$PATH cargo-leptos leptos build --release --precompress --cargo-locked
if [[ $COMPILED != "$ROOT/target" ]]; then
  cp "$COMPILED/release/apex" "$RELEASE_BINARY.new"
  mv "$RELEASE_BINARY.new" "$RELEASE_BINARY"
  [[ ! -f $COMPILED/release/hash.txt ]] || cp "$COMPILED/release/hash.txt" target/release/hash.txt
fi
built_from "$before" >"$STAMP"
