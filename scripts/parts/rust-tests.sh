# Sourced, never run: unit, integration and architecture tests, then the examples in the documentation.
# shellcheck shell=bash

# a minute of schedules of the engine's core, with a crash at every commit; half of it on each of two cores
export APEX_SIM_SECONDS=${APEX_SIM_SECONDS:-60}
step "Rust tests" cargo nextest run --locked --workspace --exclude frontend --profile ci

# rustdoc compiles each room that it looks at: only those that have an example
examples=()
while read -r manifest; do
  examples+=(-p "$(sed -n 's/^name = "\(.*\)"/\1/p' "$manifest" | head -n 1)")
done < <(grep -rlE '^\s*//[/!] ```(rust|no_run|should_panic)?$' app server migration --include '*.rs' |
  sed 's|/src/.*|/Cargo.toml|' | sort -u)
if ((${#examples[@]})); then
  step "Documentation examples" cargo test --locked --doc "${examples[@]}"
fi
