//! Reading documents: all faults at once, each with its place.

use domain::graph::{SCHEMA, check_text, parse_text, parse_value};
use domain::limits::{MAX_DOCUMENT_BYTES, MAX_EDGES, MAX_JSON_DEPTH, MAX_NODES, MAX_PROBLEMS};
use serde_json::{Value, json};

use crate::graphs::{document, found, line, log, told};

fn refused(text: &str) -> Vec<String> {
    parse_text(text).unwrap_err().iter().map(line).collect()
}

#[test]
fn schema_and_name_may_be_missing() {
    let workflow = parse_text(r#"{"nodes": [], "edges": []}"#).unwrap();
    assert_eq!(
        (workflow.schema.as_str(), workflow.name.as_str()),
        (SCHEMA, "Untitled workflow")
    );
}

#[test]
fn a_half_drawn_workflow_can_be_stored() {
    let draft = document(
        &json!([{ "id": "a", "type": "nobody_knows", "config": { "x": [1] } }]),
        &json!([{ "from": "a", "to": "b" }]),
    );
    assert!(parse_value(&draft).is_ok());
}

#[test]
fn all_faults_of_shape_and_meaning_are_told_at_once() {
    let document = json!({
        "schema": "apex.workflow/v2",
        "name": "",
        "nods": [],
        "nodes": [
            { "id": "start", "type": "start", "position": { "x": 0 } },
            { "id": "Fetch Page", "type": "http", "titel": "x" },
            { "id": "start", "type": "log", "config": [] },
            { "id": "shape", "type": "trasform", "retry": { "maxAttempts": 21, "backoff": "expo", "jitter": 1 } },
            { "id": "ask", "type": "llm", "config": { "prompt": "{{ 1 + }}", "modle": "x" }, "timeoutMs": 0, "onError": "retry" },
            { "type": "log", "mock": { "outputs": 1 } },
            "no node"
        ],
        "edges": [
            { "from": "start", "to": "ask", "toPort": "in" },
            { "from": "ask", "fromPort": "yes", "to": "shape" },
            { "from": 3 }
        ]
    });
    insta::assert_snapshot!(told(&document));
}

#[test]
fn a_syntax_error_names_line_and_column() {
    let problems = parse_text("{\n  \"nodes\": [,]\n}").unwrap_err();
    assert_eq!(line(&problems[0]), " json_syntax");
    assert_eq!(
        problems[0].message,
        "this is no JSON: expected value at line 2, column 13"
    );
    for text in [
        "",
        "[",
        "nonsense",
        "{\"nodes\": [1e999]}",
        "\u{0}",
        "{\"nodes\": [], \"edges\": []} x",
    ] {
        assert_eq!(refused(text), [" json_syntax"], "{text:?}");
    }
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let problems = parse_text("{\"nodes\": [],\n \"edges\": [], \"nodes\": [1]}").unwrap_err();
    assert_eq!(line(&problems[0]), " duplicate_key");
    assert_eq!(
        problems[0].message,
        "the key `nodes` stands twice in one object, at line 2, column 21"
    );
}

#[test]
fn a_document_that_is_no_object_is_refused() {
    for text in ["null", "3", "\"x\"", "[]", "true"] {
        assert_eq!(refused(text), [" wrong_type"], "{text}");
    }
}

#[test]
fn depth_is_bounded_before_anything_is_built() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(refused(&nested(1_000)), [" json_too_deep"]);
    assert_eq!(refused(&nested(MAX_JSON_DEPTH + 1)), [" json_too_deep"]);
    assert_eq!(refused(&nested(MAX_JSON_DEPTH)), [" wrong_type"]);
    // brackets in texts are no nesting
    assert_eq!(refused(&format!("\"\\\"{}\"", "[".repeat(1_000))), [" wrong_type"]);
    let mut value = Value::Null;
    for _ in 0..100 {
        value = Value::Array(vec![value]);
    }
    assert_eq!(line(&parse_value(&value).unwrap_err()[0]), " json_too_deep");
}

#[test]
fn size_is_bounded() {
    let text = format!(
        "{{\"nodes\": [], \"edges\": [], \"name\": \"{}\"}}",
        "x".repeat(MAX_DOCUMENT_BYTES)
    );
    assert_eq!(refused(&text), [" document_too_large"]);
    let many = |count: usize, item: Value| Value::Array(vec![item; count]);
    assert_eq!(
        found(&document(&many(MAX_NODES + 1, Value::Null), &json!([]))),
        ["/nodes too_many_nodes"]
    );
    let crowded = document(
        &json!([{ "id": "start", "type": "start" }]),
        &many(MAX_EDGES + 1, Value::Null),
    );
    assert_eq!(found(&crowded), ["/edges too_many_edges"]);
}

#[test]
fn a_long_list_of_problems_is_cut_and_counted() {
    let nodes: Vec<Value> = (0..MAX_NODES).map(|_| json!("no node")).collect();
    let checked = check_text(&document(&Value::Array(nodes), &json!([])).to_string());
    assert_eq!(checked.problems.len(), MAX_PROBLEMS + 1);
    let last = checked.problems.last().unwrap();
    assert_eq!(
        (last.code.as_str(), last.message.as_str()),
        ("too_many_problems", "and 800 more problems")
    );
}

#[test]
fn what_could_not_be_read_is_not_called_missing() {
    // the start has a bad id: it is neither missing, nor do its edges dangle, nor is `a` out of reach
    let half = document(
        &json!([{ "id": "Start", "type": "start" }, log("a")]),
        &json!([{ "from": "Start", "to": "a" }]),
    );
    assert_eq!(found(&half), ["/nodes/0/id bad_node_id", "/edges/0/from bad_node_id"]);
}

#[test]
fn places_are_those_of_the_document_although_parts_are_left_out() {
    let nodes = json!(["no node", { "id": "start", "type": "start" }, { "id": "a", "type": "lgo" }]);
    let edges = json!([{ "from": "start" }, { "from": "start", "fromPort": "x", "to": "a" }]);
    assert_eq!(
        found(&document(&nodes, &edges)),
        [
            "/nodes/0 wrong_type",
            "/nodes/2/type unknown_node_type",
            "/edges/0/to missing_key",
            "/edges/1/fromPort unknown_port"
        ]
    );
}

#[test]
fn a_bad_id_comes_with_one_that_would_do() {
    let problems = parse_value(&document(&json!([{ "id": "2 Fetch-Page", "type": "log" }]), &json!([]))).unwrap_err();
    assert_eq!(problems[0].hint, "`_2_fetch_page` would do.");
}

#[test]
fn pointers_are_escaped() {
    let odd = json!({ "nodes": [], "edges": [], "a/b~c": 1 });
    assert_eq!(line(&parse_value(&odd).unwrap_err()[0]), "/a~1b~0c unknown_key");
}

/// The example by which the format is explained.
#[test]
fn the_example_of_the_format_is_valid_and_survives_a_round_trip() {
    let example = json!({
        "schema": "apex.workflow/v1",
        "name": "Fetch and summarise",
        "nodes": [
            { "id": "start", "type": "start", "position": { "x": 0, "y": 0 },
              "config": { "inputs": [{ "name": "url", "type": "string", "required": true }] } },
            { "id": "fetch", "type": "http", "position": { "x": 260, "y": 0 },
              "config": { "method": "GET", "url": "{{ inputs.url }}", "headers": { "authorization": "Bearer {{ secrets.api_token }}" } },
              "retry": { "maxAttempts": 3, "backoff": "exponential", "initialMs": 200, "maxMs": 10000, "jitter": true },
              "timeoutMs": 10000, "onError": "fail" },
            { "id": "big", "type": "condition", "position": { "x": 520, "y": 0 }, "config": { "if": "steps.fetch.body.items | length > 10" } },
            { "id": "titles", "type": "transform", "position": { "x": 780, "y": -80 },
              "config": { "output": { "titles": "{{ steps.fetch.body.items | map(attribute='title') | list }}", "note": "{{ steps.fetch.status }} OK" } } }
        ],
        "edges": [
            { "from": "start", "to": "fetch" },
            { "from": "fetch", "to": "big" },
            { "from": "big", "fromPort": "true", "to": "titles" }
        ]
    });
    assert_eq!(told(&example), "");
    let workflow = parse_text(&example.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&workflow).unwrap(), example);
    let text = serde_json::to_string(&workflow).unwrap();
    assert_eq!(text, example.to_string(), "the order of keys stays too");
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    assert!(parse_text("\u{feff}{\"nodes\": [], \"edges\": []}").is_ok());
}

#[test]
fn a_whole_number_may_be_written_with_a_point() {
    let node = json!({ "id": "a", "type": "log", "timeoutMs": 1000.0 });
    assert_eq!(
        parse_value(&document(&json!([node]), &json!([]))).unwrap().nodes[0].timeout_ms,
        Some(1000)
    );
}
