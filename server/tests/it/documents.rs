//! What the documents promise is what the code says.

use std::fs;
use std::path::{Path, PathBuf};

use domain::limits;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

#[test]
fn docs_limits_lists_every_limit_with_its_value() {
    let listed: Vec<(&str, u64)> = vec![
        ("MAX_NODES", limits::MAX_NODES as u64),
        ("MAX_EDGES", limits::MAX_EDGES as u64),
        ("MAX_BODY_DEPTH", limits::MAX_BODY_DEPTH as u64),
        ("MAX_JSON_DEPTH", limits::MAX_JSON_DEPTH as u64),
        ("MAX_DOCUMENT_BYTES", limits::MAX_DOCUMENT_BYTES as u64),
        ("MAX_NAME_CHARS", limits::MAX_NAME_CHARS as u64),
        ("MAX_PROBLEMS", limits::MAX_PROBLEMS as u64),
        ("MAX_ATTEMPTS", u64::from(limits::MAX_ATTEMPTS)),
        ("MAX_TIMEOUT_MS", limits::MAX_TIMEOUT_MS),
        ("MAX_BACKOFF_MS", limits::MAX_BACKOFF_MS),
        ("MAX_WAIT_MS", limits::MAX_WAIT_MS),
        ("MAX_ITEMS", limits::MAX_ITEMS as u64),
        ("MAX_CONCURRENCY", u64::from(limits::MAX_CONCURRENCY)),
        ("MAX_OUTPUT_BYTES", limits::MAX_OUTPUT_BYTES as u64),
        ("MAX_RESPONSE_BYTES", limits::MAX_RESPONSE_BYTES as u64),
        ("MAX_INPUT_BYTES", limits::MAX_INPUT_BYTES as u64),
        ("MAX_LOG_CHARS", limits::MAX_LOG_CHARS as u64),
        ("MAX_LOGS", limits::MAX_LOGS as u64),
    ];
    let source = fs::read_to_string(root().join("app/crates/domain/src/limits.rs")).unwrap();
    let declared = source.matches("pub const ").count();
    assert_eq!(declared, listed.len(), "a limit is missing in this test");
    let document = fs::read_to_string(root().join("docs/limits.md")).unwrap();
    for (name, value) in listed {
        let row = document.lines().find(|line| line.contains(&format!("`{name}`")));
        let row = row.unwrap_or_else(|| panic!("docs/limits.md has no row for {name}"));
        assert!(
            row.contains(&format!("| {} |", grouped(value))),
            "docs/limits.md: {name} is {}",
            grouped(value)
        );
    }
}

/// 1234567 as 1,234,567.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let parts: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|chunk| std::str::from_utf8(chunk).unwrap())
        .collect();
    parts.join(",")
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
