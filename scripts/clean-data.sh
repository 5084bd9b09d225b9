#!/usr/bin/env bash
# Deletes the private database, its key file and everything else under the data directory. Asks first.
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

data=${APEX_DATA_DIR:-.apex}
[[ -d $data ]] || { say "$data is not there: nothing to delete"; exit 0; }

# as root, a database whose folder its own user may not pass lives in /var/lib/apex; a file in the data directory says so
database=$data/postgres
if [[ -f $data/postgres/elsewhere ]]; then
  database=$(<"$data/postgres/elsewhere")
  [[ $database == /var/lib/apex/?* && $database != *..* ]] || fail "$data/postgres/elsewhere names a strange place: $database"
fi

if [[ -f $database/data/postmaster.pid ]] && kill -0 "$(head -n 1 "$database/data/postmaster.pid")" 2>/dev/null; then
  fail "the database in $database is running: stop Apex first"
fi
if [[ ${YES:-} != 1 ]]; then
  [[ -t 0 ]] || fail "this deletes every workflow, run and key in $data. To say so without a terminal: YES=1 make clean-data"
  read -r -p "Delete every workflow, run and key in $data? Type its name to go on: " answer
  [[ $answer == "$data" ]] || fail "nothing was deleted"
fi
rm -rf -- "$database" "$data"
say "✓ $data is gone; the next start makes a new one"
