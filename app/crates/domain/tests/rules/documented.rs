//! Every code that a document can be answered with has a page.

use std::collections::BTreeSet;
use std::path::Path;

/// The codes that stand in the source: the literal after a call of `Problem::error` or `Problem::warning`, and those
/// handed to helpers.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            collect(&std::fs::read_to_string(&path).unwrap(), found);
        }
    }
}

fn collect(source: &str, found: &mut BTreeSet<String>) {
    let product = source.split("#[cfg(test)]").next().unwrap();
    for marker in ["Problem::error(", "Problem::warning(", "self.push(field", "list(object"] {
        for call in product.split(marker).skip(1) {
            // the first literal that looks like a code, before the message begins
            let head: String = call.chars().take(160).collect();
            let literal = head.split('"').skip(1).step_by(2).find(|text| is_code(text));
            found.extend(literal.map(ToOwned::to_owned));
        }
    }
}

fn is_code(text: &str) -> bool {
    text.contains('_') && text.len() > 5 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') || text == "cycle"
}

#[test]
fn every_code_has_a_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for room in ["src/graph", "src/catalogue", "src/inputs", "src/plan"] {
        codes(&root.join(room), &mut found);
    }
    let expressions = std::fs::read_to_string(root.join("src/expr/error.rs")).unwrap();
    found.extend(
        expressions
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|text| text.starts_with("expression_"))
            .map(ToOwned::to_owned),
    );
    assert!(found.len() > 45, "{found:?}");
    let pages = root.join("../../../docs/errors");
    let missing: Vec<&String> = found
        .iter()
        .filter(|code| !pages.join(format!("{code}.md")).exists())
        .collect();
    assert!(missing.is_empty(), "no page under docs/errors for {missing:?}");
}

macro_rules! limits {
    ($($name:ident),+ $(,)?) => { [$((stringify!($name), domain::limits::$name as u64)),+] };
}

#[test]
fn the_page_of_limits_says_what_holds() {
    let limits = limits![
        MAX_NODES,
        MAX_EDGES,
        MAX_BODY_DEPTH,
        MAX_JSON_DEPTH,
        MAX_DOCUMENT_BYTES,
        MAX_NAME_CHARS,
        MAX_DESCRIPTION_CHARS,
        MAX_PROBLEMS,
        MAX_ATTEMPTS,
        MAX_TIMEOUT_MS,
        MAX_BACKOFF_MS,
        MAX_WAIT_MS,
        MAX_ITEMS,
        MAX_CONCURRENCY,
        MAX_TURNS,
        MAX_ASSIGNEES,
        MAX_CHILD_DEPTH,
        MAX_SIGNAL_NAME_CHARS,
        MAX_SIGNAL_BYTES,
        MAX_SIGNALS,
        MAX_COMMENT_CHARS,
        MAX_OUTPUT_BYTES,
        INLINE_BYTES,
        MAX_RESPONSE_BYTES,
        MAX_INPUT_BYTES,
        MAX_RUN_BYTES,
        MAX_LOG_CHARS,
        MAX_LOGS,
        MAX_HOOK_BYTES,
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(root.join("src/limits.rs")).unwrap();
    assert_eq!(
        source.matches("pub const ").count(),
        limits.len(),
        "a limit is missing in this test"
    );
    let page = std::fs::read_to_string(root.join("../../../docs/limits.md")).unwrap();
    let rows: Vec<(&str, u64)> = page.lines().filter_map(row).collect();
    assert_eq!(rows, limits);
}

/// `` | `NAME` | 1,000 | … `` as name and number.
fn row(line: &str) -> Option<(&str, u64)> {
    let mut cells = line.strip_prefix("| `")?.split(" | ");
    let name = cells.next()?.trim_end_matches('`');
    Some((name, cells.next()?.replace(',', "").parse().ok()?))
}
