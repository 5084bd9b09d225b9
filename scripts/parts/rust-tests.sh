# Sourced, never run: unit, integration and architecture tests, then the examples in the documentation.
# shellcheck shell=bash

step "Rust tests" cargo nextest run --locked --workspace --exclude frontend --profile ci

# rustdoc has to look at every room: minutes for nothing as long as no room has an example that compiles
if grep -rqE '^\s*//[/!] ```(rust|no_run|should_panic)?$' app server migration --include '*.rs'; then
  step "Documentation examples" cargo test --locked --workspace --exclude frontend --doc
fi
