# Sourced by env.sh, never run: says what is being done and how long it took.
# Steps are commands, not shell functions, so that `set -e` holds inside them and Ctrl-C reaches them.
# shellcheck shell=bash

STEP_NAMES=()
STEP_SECONDS=()

say() { printf '%s\n' "$*"; }

fail() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}

# seconds_since MICROSECONDS -> "12.3"
seconds_since() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - $1) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# step NAME COMMAND…: runs the command with its output in a log, and shows the log's end when it fails.
step() {
  local name=$1
  shift
  local log=$LOGS/${name//[^A-Za-z0-9.]/-}.log
  local began=${EPOCHREALTIME/[.,]/} status=0 ticker took
  mkdir -p "$LOGS"
  say "· $name …"
  tell_progress "$name" "$log" &
  ticker=$!
  # shellcheck disable=SC2064 # this ticker, not the next one
  trap "kill $ticker 2>/dev/null || true" EXIT
  # a process that outlives its step must not keep this run's locks
  "$@" >"$log" 2>&1 </dev/null 8>&- 9>&- || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  took=$(seconds_since "$began")
  if ((status != 0)); then
    tail -n "${APEX_LOG_LINES:-120}" "$log" >&2
    fail "$name failed after $took s (status $status; all of it: ${log#"$ROOT"/})"
  fi
  STEP_NAMES+=("$name")
  STEP_SECONDS+=("$took")
  printf '✓ %-44s %8s s\n' "$name" "$took"
}

# Long steps are quiet, so every half minute the log's last line shows that they are alive.
tell_progress() {
  local name=$1 log=$2 began=$SECONDS never
  # waits on a pipe that nobody writes to: a `sleep` would outlive an interrupted run
  exec {never}<> <(:)
  until read -r -t 30 -u "$never"; do
    kill -0 $$ 2>/dev/null || exit 0
    printf '  %s, %d s: %s\n' "$name" $((SECONDS - began)) "$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c 1-100)"
  done
}

# need NAME SCRIPT: installs what the script's own check does not find. Silent when all is there.
need() {
  local name=$1 script=$2
  "$script" check >/dev/null 2>&1 || step "Install $name" "$script" install
}

# The table at the end of a long command.
steps_table() {
  local i total=0
  say ""
  for i in "${!STEP_NAMES[@]}"; do
    printf '  %-44s %8s s\n' "${STEP_NAMES[$i]}" "${STEP_SECONDS[$i]}"
    # base 10 by name: "0.8" without its point would be read as octal
    total=$((total + 10#${STEP_SECONDS[$i]/./}))
  done
  printf '  %-44s %6d.%d s\n' "all together" $((total / 10)) $((total % 10))
}
