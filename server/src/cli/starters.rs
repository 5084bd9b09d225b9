//! The starter workflows, inside the binary.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "content/starters"]
#[include = "*.json"]
struct Starters;

/// (file name, text) in order of their names.
pub(crate) fn starters() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Starters::iter()
        .filter_map(|name| {
            let file = Starters::get(&name)?;
            Some((name.into_owned(), String::from_utf8(file.data.into_owned()).ok()?))
        })
        .collect();
    all.sort();
    all
}
