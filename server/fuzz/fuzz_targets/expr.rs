//! Any source, over a small scope: nothing panics, and what passes the check is what renders.

#![no_main]

use std::sync::LazyLock;

use domain::expr::full::{self, Purse};
use domain::expr::{self, Class, ExprError, Scope};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::{Value, json};

/// Longest source: the caps themselves have tests of their own.
const MAX_SOURCE: usize = 2048;
const PURSE: Purse = Purse {
    steps: 200_000,
    bytes: 8 * 1024 * 1024,
};

static SCOPE: LazyLock<Scope> = LazyLock::new(|| {
    Scope::new()
        .with(
            "inputs",
            json!({"n": 3, "f": 0.5, "t": "text", "l": [3, 1, 2], "e": "", "z": null}),
        )
        .with("secrets", json!({"k": "v"}))
        .with_part(
            "steps",
            "fetch",
            json!({"status": 200, "body": {"items": [{"t": "a"}, {"t": "b"}]}}),
        )
        .with_item(json!({"id": 1}), 0)
});

fuzz_target!(|source: &str| -> Corpus {
    if source.len() > MAX_SOURCE {
        return Corpus::Reject;
    }
    template(source);
    bare(source);
    Corpus::Keep
});

fn template(source: &str) {
    let class = expr::classify_template(source);
    let _ = expr::references_template(source);
    let rendered = expr::render_template(source, &SCOPE);
    match &class {
        Ok(Class::Bounded) => assert_ne!(rendered, Err(ExprError::NeedsSandbox)),
        Ok(Class::NeedsSandbox) => assert_eq!(rendered, Err(ExprError::NeedsSandbox)),
        Err(_) => assert!(rendered.is_err()),
    }
    if !source.contains('{') {
        assert_eq!(rendered, Ok(json!(source)));
    }
    let full = full::render_unbounded(&json!(source), &SCOPE, PURSE);
    if let (Ok(Class::Bounded), Ok(value)) = (&class, full) {
        assert_eq!(rendered, Ok(value));
    }
}

fn bare(source: &str) {
    let checked = expr::check_expression(source);
    let _ = expr::references_expression(source);
    let value = expr::eval_expression(source, &SCOPE);
    if checked.is_err() {
        assert!(value.is_err());
    }
    if let Ok(value) = value {
        // whatever comes out can be written and read again
        assert!(serde_json::from_str::<Value>(&value.to_string()).is_ok());
    }
}
