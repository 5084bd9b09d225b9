//! Creates Apex's roles and database as the superuser, through `psql`. Doing it again changes nothing.

use std::process::{Output, Stdio};

use tokio::io::AsyncWriteExt as _;

use crate::binaries::Binaries;
use crate::command::psql;
use crate::error::LocalDbError;
use crate::place::Place;
use crate::role::Role;

/// Roles belong to the whole server, so whoever makes them holds this advisory lock.
const LOCK: &str = "SELECT pg_advisory_lock(hashtextextended('apex:roles', 0)) IS NULL;\n";

/// Makes sure of the roles and the database. Also proves that the server answers.
pub(crate) async fn bootstrap(binaries: &Binaries, place: &Place, database: &str) -> Result<(), LocalDbError> {
    require_name(database)?;
    let mut script = String::from("SET client_min_messages = warning;\n");
    script.push_str(LOCK);
    for role in Role::ALL {
        script.push_str(&role_script(role));
    }
    script.push_str(&database_script(database));
    run(binaries, place, &script).await
}

/// Creates a database that belongs to the migrator, as a copy of `template` when one is given.
pub(crate) async fn create_database(
    binaries: &Binaries,
    place: &Place,
    name: &str,
    template: Option<&str>,
) -> Result<(), LocalDbError> {
    require_name(name)?;
    let owner = Role::Migrator.name();
    let mut script = format!("CREATE DATABASE {name} OWNER {owner}");
    if let Some(template) = template {
        require_name(template)?;
        // writing a small database through the log beats copying files, which waits for a checkpoint
        script.push_str(&format!(" TEMPLATE {template} STRATEGY wal_log"));
    }
    script.push_str(";\n");
    script.push_str(&access_script(name));
    run(binaries, place, &script).await
}

/// Drops a database, with whoever is connected to it.
pub(crate) async fn drop_database(binaries: &Binaries, place: &Place, name: &str) -> Result<(), LocalDbError> {
    require_name(name)?;
    let script = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE);\n");
    run(binaries, place, &script).await
}

fn role_script(role: Role) -> String {
    let name = role.name();
    format!(
        "SELECT 'CREATE ROLE {name}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \\gexec\n\
         ALTER ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;\n"
    )
}

fn database_script(name: &str) -> String {
    let owner = Role::Migrator.name();
    let create = format!(
        "SELECT 'CREATE DATABASE {name} OWNER {owner}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec\n\
         ALTER DATABASE {name} OWNER TO {owner};\n"
    );
    create + &access_script(name)
}

fn access_script(database: &str) -> String {
    let users = [Role::App.name(), Role::Engine.name()].join(", ");
    format!(
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC;\n\
         GRANT CONNECT ON DATABASE {database} TO {users};\n"
    )
}

/// Names go into SQL as they are, so only harmless ones pass.
fn require_name(name: &str) -> Result<(), LocalDbError> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    let mut letters = name.bytes();
    let is_harmless = letters.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if starts_well && is_harmless && name.len() <= 63 {
        return Ok(());
    }
    Err(LocalDbError::InvalidName { name: name.to_owned() })
}

async fn run(binaries: &Binaries, place: &Place, script: &str) -> Result<(), LocalDbError> {
    let output = feed(binaries, place, script)
        .await
        .map_err(|source| LocalDbError::io("run", &binaries.psql, source))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let meaning = LocalDbError::from_output(&said, &place.data);
    Err(meaning.unwrap_or(LocalDbError::BootstrapFailed { output: said }))
}

async fn feed(binaries: &Binaries, place: &Place, script: &str) -> std::io::Result<Output> {
    let mut child = psql(binaries, place)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // psql that ends early says why on its standard error
        let _ = input.write_all(script.as_bytes()).await;
    }
    child.wait_with_output().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_need_quoting_are_refused() {
        for name in ["", "Apex", "1apex", "a-b", "a b", "a\"b", "a;b", "é", &"a".repeat(64)] {
            assert!(require_name(name).is_err(), "{name}");
        }
        for name in ["apex", "_x", "test_019a", &"a".repeat(63)] {
            assert!(require_name(name).is_ok(), "{name}");
        }
    }
}
