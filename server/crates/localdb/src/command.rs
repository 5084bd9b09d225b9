//! Builds the commands that run as the server's user, free of what the environment would tell Postgres.

use std::path::Path;

use tokio::process::Command;

use crate::PORT;
use crate::SUPERUSER;
use crate::account::Account;
use crate::binaries::Binaries;
use crate::place::Place;

/// Where programs that Postgres starts are looked for.
const SEARCH_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A command that runs as the server's user.
pub(crate) fn as_server_user(program: &Path, account: &Account) -> Command {
    let mut command = Command::new(program);
    // nothing of ours goes along: the master key and secrets are in the environment, and other variables are meant for
    // somebody else's server. The folder that Apex was started in may be closed to that user
    command
        .env_clear()
        .env("PATH", SEARCH_PATH)
        .env("LC_ALL", "C")
        .current_dir("/");
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
