# Sourced, never run: the address that Apex will listen on, and whether it is free.
# shellcheck shell=bash

address() {
  local from_file=
  [[ ! -f .env ]] || from_file=$(sed -n 's/^APEX_ADDR=//p' .env | tail -n 1 | tr -d "\"'")
  printf '%s' "${APEX_ADDR:-${from_file:-127.0.0.1:3000}}"
}

require_free_address() {
  local taken
  taken=$(address)
  if (exec 3<>"/dev/tcp/${taken%:*}/${taken##*:}") 2>/dev/null; then
    fail "$taken is taken by another program. Stop that one, or take another address: APEX_ADDR=127.0.0.1:3100 make $1"
  fi
}
