# Sourced, never run: one folder's node packages, exactly as its lock file says. A stamp of the lock makes the
# second time cost nothing.
# shellcheck shell=bash

lock_hash() { cat "$1/package.json" "$1/package-lock.json" | sha256sum | cut -d ' ' -f 1; }

node_packages_match() {
  [[ -f $1/node_modules/.apex-lock && $(<"$1/node_modules/.apex-lock") == $(lock_hash "$1") ]]
}

install_node_packages() {
  local folder=$1 major
  command -v node >/dev/null || fail "node is missing: version $NODE_MAJOR or newer is needed, with npm"
  major=$(node --version | tr -d v | cut -d . -f 1)
  ((major >= NODE_MAJOR)) || fail "node $NODE_MAJOR or newer is needed, this is $(node --version)"
  mkdir -p target
  exec 9>"target/.npm-$folder.lock"
  flock 9
  node_packages_match "$folder" && return
  # no install scripts: nothing here needs one, and the browser is the system's own
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund)
  lock_hash "$folder" >"$folder/node_modules/.apex-lock"
}
