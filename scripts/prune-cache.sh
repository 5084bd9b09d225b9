#!/usr/bin/env bash
# Keeps the shared folder of compiled dependencies small. A room's compiled form belongs to one clone (its path is
# part of its name) and is of no use to the next clone; what comes from the registry is.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

LIMIT_GIB=${APEX_CACHE_LIMIT_GIB:-15}

gibibytes() { du -s --block-size=1G "$COMPILED" | cut -f 1; }

rooms() {
  cargo metadata --locked --no-deps --format-version 1 |
    grep -oE '"name":"[a-z_]+","version":"[^"]*","id":"path' | cut -d '"' -f 4
}

[[ $COMPILED != "$ROOT/target" && -d $COMPILED ]] || exit 0
exec 9>"$COMPILED/.release-lock"
flock 9
if (($(gibibytes) > LIMIT_GIB)); then
  find "$COMPILED" -type d -name incremental -prune -exec rm -rf {} +
  for room in $(rooms) apex; do
    find "$COMPILED" \( -path "*/deps/$room-*" -o -path "*/deps/lib$room-*" -o -path "*/.fingerprint/$room-*" -o -path "*/build/$room-*" \) \
      -prune -exec rm -rf {} +
  done
fi
if (($(gibibytes) > LIMIT_GIB)); then
  find "$COMPILED" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
fi
say "$COMPILED: $(gibibytes) GiB of $LIMIT_GIB"
