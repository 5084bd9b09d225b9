//! One private Postgres for all tests of this machine, under `target/testdb`.
//!
//! nextest gives each test a process of its own: the first one starts the server, the others join it. It keeps running
//! between tests and between test runs, because starting it costs more than a test; the next run adopts it.

use std::fs::File;
use std::path::{Path, PathBuf};

use localdb::{LocalDb, Options, Role};

/// The template that every test's database is a copy of.
const TEMPLATE: &str = "apex_template";

/// Starts or joins the server, and sees to it that the template is of the present schema.
pub(crate) async fn start() -> LocalDb {
    let folder = folder();
    std::fs::create_dir_all(&folder).expect("the folder of the test server can be made");
    let options = Options {
        max_connections: 300,
        ..Options::new(&folder)
    };
    let server = LocalDb::start_or_join(options)
        .await
        .expect("a private Postgres for tests");
    let _alone = alone(&folder).await;
    make_template(&server, &folder).await;
    server
}

/// Copies the template. Nobody may be connected to it meanwhile, so this holds the lock that making it does.
pub(crate) async fn copy_template(server: &LocalDb, name: &str) {
    let _alone = alone(&folder()).await;
    server
        .create_database(name, Some(TEMPLATE))
        .await
        .expect("a database for the test");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/testdb")
}

async fn make_template(server: &LocalDb, folder: &Path) {
    let marker = folder
        .join("postgres")
        .join(format!("template-{:016x}", migration::fingerprint()));
    if marker.exists() {
        return;
    }
    server
        .drop_database(TEMPLATE)
        .await
        .expect("an old template can be dropped");
    server
        .create_database(TEMPLATE, None)
        .await
        .expect("a template database");
    migration::migrate_up(&server.url_of(Role::Migrator, TEMPLATE))
        .await
        .expect("the schema of the template");
    std::fs::write(&marker, "").expect("the template's marker can be written");
}

/// The lock of all test processes; the file's lock ends with the file.
async fn alone(folder: &Path) -> File {
    let path = folder.join("template.lock");
    let waiting = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    });
    waiting
        .await
        .expect("the waiting thread lives")
        .expect("the lock of the test server")
}
