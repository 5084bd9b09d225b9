//! What the documents promise is what the code says.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// How a code stands in the source: behind one of these, as the first text literal.
const MAKERS: &[&str] = &[
    "AppError::new(",
    "AppError::bad_request(",
    "AppError::conflict(",
    "AppError::invalid(",
    "Self::new(",
];

#[test]
fn every_error_code_of_the_api_has_a_page() {
    let mut codes = Vec::new();
    for folder in [
        "app/crates/rpc/src",
        "server/crates/rest/src",
        "server/crates/services/src",
        "server/src",
    ] {
        collect(&root().join(folder), &mut codes);
    }
    codes.sort();
    codes.dedup();
    assert!(codes.len() > 15, "the scan finds codes: {codes:?}");
    let missing: Vec<&String> = codes
        .iter()
        .filter(|code| !root().join(format!("docs/errors/{code}.md")).is_file())
        .collect();
    assert!(missing.is_empty(), "no page for {missing:?}");
}

fn collect(folder: &Path, codes: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, codes);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            MAKERS.iter().for_each(|maker| scan(&text, maker, codes));
        }
    }
}

fn scan(text: &str, maker: &str, codes: &mut Vec<String>) {
    for (place, _) in text.match_indices(maker) {
        let arguments = &text[place + maker.len()..];
        let Some((before, rest)) = arguments.split_once('"') else {
            continue;
        };
        // only a status number may stand before the code
        let plain = before
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || c == ',');
        let Some((code, _)) = rest.split_once('"') else {
            continue;
        };
        let is_code = !code.is_empty()
            && code
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
        if plain && is_code {
            codes.push(code.to_owned());
        }
    }
}
