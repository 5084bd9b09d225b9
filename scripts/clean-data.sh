#!/usr/bin/env bash
# Deletes the private database, its key file and everything else under the data directory. Asks first.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

data=${APEX_DATA_DIR:-.apex}
[[ -d $data ]] || { say "$data is not there: nothing to delete"; exit 0; }

if [[ ${YES:-} != 1 ]]; then
  [[ -t 0 ]] || fail "this deletes every workflow, run and key in $data. To say so without a terminal: YES=1 make clean-data"
  read -r -p "Delete every workflow, run and key in $data? Type its name to go on: " answer
  [[ $answer == "$data" ]] || fail "nothing was deleted"
fi
rm -rf -- "$data"
say "✓ $data is gone; the next start makes a new one"
