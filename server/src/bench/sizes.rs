//! What a browser downloads for the studio.

use std::fs;

use super::table::Table;
use crate::web::assets::Site;

/// Everything that the studio needs, gzipped, may take this much.
const BUDGET_KB: f64 = 700.0;

pub(super) fn table() -> Table {
    let mut table = Table::new(
        &format!("Download (budget {BUDGET_KB} kB gzip)"),
        &["file", "raw", "gzip", "brotli"],
    );
    let site = Site::find();
    let mut total = [0_u64; 3];
    let entries = fs::read_dir(site.root.join("pkg")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    for name in names
        .iter()
        .filter(|name| [".wasm", ".js", ".css"].iter().any(|end| name.ends_with(end)))
    {
        let size =
            |end: &str| fs::metadata(site.root.join("pkg").join(format!("{name}{end}"))).map_or(0, |file| file.len());
        let sizes = [size(""), size(".gz"), size(".br")];
        total.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size);
        table.row([name.clone()].into_iter().chain(sizes.map(kb)));
    }
    table.row(["together".to_owned()].into_iter().chain(total.map(kb)));
    table
}

fn kb(bytes: u64) -> String {
    if bytes == 0 {
        "-".to_owned()
    } else {
        format!("{:.1} kB", bytes as f64 / 1000.0)
    }
}
