#!/usr/bin/env bash
# Reads what the server prints, and when it is ready tells a person where it is and how to get in.
# Usage: SERVER | announce.sh BINARY. Ends with the server: Ctrl-C is the server's to answer.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
trap '' INT TERM

binary=$1
began=${EPOCHREALTIME/[.,]/}
told=no

# Only a fresh private database is sure to have the demo owner: on another one the link is asked for by hand.
sign_in_link() {
  "$binary" admin login-link --email owner@demo.apex 2>/dev/null ||
    printf '%s admin login-link --email YOU' "${binary#"$ROOT"/}"
}

while IFS= read -r line; do
  say "$line"
  [[ $told == no && $line == *"listening on http"* ]] || continue
  told=yes
  say ""
  say "  Apex           ${line##*listening on }   (ready in $(seconds_since "$began") s)"
  say "  Sign in once   $(sign_in_link)"
  say "  Data           ${APEX_DATA_DIR:-.apex}"
  say "  Workflows may call ${APEX_EGRESS_ALLOW:-public addresses only}: loopback is open for the starters"
  say "  Ctrl-C stops it"
  say ""
done
