//! What was measured on.

use super::table::Table;

pub(super) fn table() -> Table {
    let mut table = Table::new("Machine", &["what", "value"]);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    table.row(["cores".to_owned(), cores.to_string()]);
    table.row(["apex".to_owned(), env!("CARGO_PKG_VERSION").to_owned()]);
    let profile = if cfg!(debug_assertions) {
        "debug (figures mean little)"
    } else {
        "release"
    };
    table.row(["build".to_owned(), profile.to_owned()]);
    table
}
