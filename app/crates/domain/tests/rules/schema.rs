//! The published JSON Schema, judged by a validator that is not ours.

use boon::{Compiler, SchemaIndex, Schemas};
use domain::graph::schema::json_schema;
use serde_json::{Value, json};

use crate::graphs::{document, log, started};
use crate::starters::starters;

struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("urn:apex:workflow:v1", json_schema()).unwrap();
        let index = compiler.compile("urn:apex:workflow:v1", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn faults(&self, document: &Value) -> Option<String> {
        self.schemas
            .validate(document, self.index)
            .err()
            .map(|error| error.to_string())
    }
}

#[test]
fn the_schema_is_reviewed() {
    insta::assert_json_snapshot!(json_schema());
}

#[test]
fn every_starter_fits_the_schema() {
    let validator = Validator::new();
    for (name, text) in starters() {
        assert_eq!(validator.faults(&serde_json::from_str(&text).unwrap()), None, "{name}");
    }
}

#[test]
fn the_schema_refuses_what_apex_refuses() {
    let validator = Validator::new();
    let node = |node: Value| started(&json!([node]), &["start > a"]);
    let wrong = [
        json!({ "nodes": [], "edges": [], "extra": 1 }),
        json!({ "nodes": [] }),
        json!({ "schema": "apex.workflow/v2", "nodes": [], "edges": [] }),
        document(&json!([{ "id": "Bad", "type": "log" }]), &json!([])),
        document(&json!([]), &json!([{ "from": "a" }])),
        node(json!({ "id": "a", "type": "nope" })),
        node(json!({ "id": "a", "type": "log", "config": {} })),
        node(json!({ "id": "a", "type": "log", "config": { "message": "x", "extra": 1 } })),
        node(json!({ "id": "a", "type": "log", "config": { "message": "x", "level": "loud" } })),
        node(json!({ "id": "a", "type": "wait", "config": { "ms": "soon" } })),
        node(json!({ "id": "a", "type": "wait", "config": { "ms": -1 } })),
        node(json!({ "id": "a", "type": "log", "config": { "message": "x" }, "retry": { "maxAttempts": 0 } })),
        node(
            json!({ "id": "a", "type": "for_each", "config": { "items": "x", "body": { "nodes": [3], "edges": [] } } }),
        ),
    ];
    for document in wrong {
        assert!(validator.faults(&document).is_some(), "{document}");
    }
    assert_eq!(validator.faults(&started(&json!([log("a")]), &["start > a"])), None);
}
