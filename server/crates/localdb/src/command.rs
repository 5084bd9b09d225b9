//! Builds the commands that run as the server's user, free of what the environment would tell Postgres.

use std::path::Path;

use tokio::process::Command;

use crate::PORT;
use crate::SUPERUSER;
use crate::account::Account;
use crate::binaries::Binaries;
use crate::place::Place;

/// Variables that Postgres programs read. They are meant for somebody else's server.
const POSTGRES_VARIABLES: [&str; 24] = [
    "PGAPPNAME",
    "PGCHANNELBINDING",
    "PGCLIENTENCODING",
    "PGCONNECT_TIMEOUT",
    "PGDATA",
    "PGDATABASE",
    "PGDATESTYLE",
    "PGGSSENCMODE",
    "PGHOST",
    "PGHOSTADDR",
    "PGLOADBALANCEHOSTS",
    "PGOPTIONS",
    "PGPASSFILE",
    "PGPASSWORD",
    "PGPORT",
    "PGREQUIREAUTH",
    "PGREQUIRESSL",
    "PGSERVICE",
    "PGSERVICEFILE",
    "PGSSLMODE",
    "PGTARGETSESSIONATTRS",
    "PGTZ",
    "PGUSER",
    "PSQLRC",
];

/// A command that runs as the server's user.
pub(crate) fn as_server_user(program: &Path, account: &Account) -> Command {
    let mut command = Command::new(program);
    for variable in POSTGRES_VARIABLES {
        command.env_remove(variable);
    }
    // the folder that Apex was started in may be closed to that user
    command.current_dir("/").env("LC_ALL", "C");
    if account.differs {
        // without groups given, the standard library also drops root's supplementary ones
        command.uid(account.uid.as_raw()).gid(account.gid.as_raw());
    }
    command
}

/// `psql` as the superuser, reading from standard input and stopping at the first error.
pub(crate) fn psql(binaries: &Binaries, place: &Place) -> Command {
    let mut command = as_server_user(&binaries.psql, &place.account);
    command
        .args(["--no-psqlrc", "--quiet", "--no-password", "--tuples-only"])
        .args(["--set", "ON_ERROR_STOP=1"])
        .arg("--host")
        .arg(&place.sockets)
        .args(["--port", &PORT.to_string()])
        .args(["--username", SUPERUSER, "--dbname", "postgres"])
        .args(["--file", "-"]);
    command
}
