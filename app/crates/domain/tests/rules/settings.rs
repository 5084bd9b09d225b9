//! Settings of nodes against the forms of their kinds.

use domain::graph::check_value;
use serde_json::{Value, json};

use crate::graphs::{document, found, line, log, started, told};

const NOTHING: [&str; 0] = [];

#[test]
fn a_secret_may_not_end_in_an_output_or_the_log() {
    let nodes = json!([
        { "id": "fine", "type": "http", "config": { "url": "https://x.example", "headers": { "authorization": "Bearer {{ secrets.token }}" } } },
        { "id": "leak", "type": "transform", "config": { "output": { "t": "{{ secrets.token }}" } } },
        { "id": "say", "type": "log", "config": { "message": "{{ secrets['token'] }}" } }
    ]);
    assert_eq!(
        found(&started(&nodes, &["start > fine", "fine > leak", "leak > say"])),
        [
            "/nodes/2/config/output/t secret_exposed",
            "/nodes/3/config/message secret_exposed"
        ]
    );
}

#[test]
fn a_secret_is_named_never_written_out() {
    let slack = |url: &str| json!({ "id": "s", "type": "slack", "config": { "channel": "#a", "text": "b", "webhookUrl": url } });
    let literal = found(&started(&json!([slack("https://hooks.example/T0/B0")]), &["start > s"]));
    assert_eq!(
        literal,
        [
            "/nodes/1/config/webhookUrl literal_secret",
            "warning /nodes/1/type mock_only"
        ]
    );
    let named = found(&started(&json!([slack("{{ secrets.hook }}")]), &["start > s"]));
    assert_eq!(named, ["warning /nodes/1/type mock_only"]);
}

#[test]
fn settings_are_held_to_their_fields() {
    let nodes = json!([
        { "id": "http", "type": "http", "config": { "method": "FETCH", "headers": { "a": [1] }, "query": [], "urll": "x" } },
        { "id": "llm", "type": "llm", "config": { "model": 3, "prompt": "  ", "temperature": 3, "maxTokens": 1.5, "jsonSchema": "x" } },
        { "id": "wait", "type": "wait", "config": { "ms": -1, "until": "tomorrow" } },
        { "id": "nap", "type": "wait", "config": { "until": "tomorrow" } },
        { "id": "never", "type": "wait" },
        { "id": "log", "type": "log", "config": { "level": "loud", "message": null } },
        { "id": "cond", "type": "condition" },
        { "id": "address", "type": "http", "config": { "url": "ftp://x.example" } }
    ]);
    let edges = [
        "start > http",
        "http > llm",
        "llm > wait",
        "wait > nap",
        "nap > never",
        "never > log",
        "log > cond",
        "cond.true > address",
    ];
    insta::assert_snapshot!(told(&started(&nodes, &edges)));
}

#[test]
fn numbers_may_be_known_at_run_time_only() {
    let nodes = json!([{ "id": "w", "type": "wait", "config": { "ms": "{{ inputs.ms }}" } }, { "id": "x", "type": "wait", "config": { "ms": "12" } }]);
    assert_eq!(
        found(&started(&nodes, &["start > w", "w > x"])),
        ["/nodes/2/config/ms wrong_type"]
    );
}

#[test]
fn declared_inputs_are_checked() {
    let start = json!({ "id": "start", "type": "start", "config": { "inputs": [
        { "name": "a", "type": "strin" }, { "name": "a", "typ": "string" }, { "name": "1a" }, "x", {},
        { "name": "n", "type": "number", "default": "3", "required": "yes" }, { "name": "n2", "type": 3, "description": 4 }
    ] } });
    assert_eq!(
        found(&document(&json!([start]), &json!([]))),
        [
            "/nodes/0/config/inputs/0/type unknown_choice",
            "/nodes/0/config/inputs/1/name duplicate_input",
            "/nodes/0/config/inputs/1/typ unknown_key",
            "/nodes/0/config/inputs/2/name bad_input_name",
            "/nodes/0/config/inputs/3 wrong_type",
            "/nodes/0/config/inputs/4/name missing_key",
            "/nodes/0/config/inputs/5/default wrong_type",
            "/nodes/0/config/inputs/5/required wrong_type",
            "/nodes/0/config/inputs/6/description wrong_type",
            "/nodes/0/config/inputs/6/type wrong_type",
        ]
    );
}

#[test]
fn cases_of_a_switch_are_checked() {
    let switch = |cases: Value, default: &str| json!([{ "id": "s", "type": "switch", "config": { "value": "inputs.x", "cases": cases, "default": default } }]);
    let told = |cases: Value, default: &str| found(&started(&switch(cases, default), &["start > s"]));
    // two cases may share a port, also with the default
    assert_eq!(
        told(json!([{ "equals": 1, "port": "a" }, { "equals": 2, "port": "a" }]), "a"),
        NOTHING
    );
    assert_eq!(
        told(
            json!([{ "equals": 1, "port": "error" }, { "equals": 1, "port": "" }, { "prt": "x", "port": "b c" }, 5]),
            "x/y"
        ),
        [
            "/nodes/1/config/cases/0/port bad_port_name",
            "/nodes/1/config/cases/1/equals duplicate_case",
            "/nodes/1/config/cases/1/port bad_port_name",
            "/nodes/1/config/cases/2/equals missing_key",
            "/nodes/1/config/cases/2/port bad_port_name",
            "/nodes/1/config/cases/2/prt unknown_key",
            "/nodes/1/config/cases/3 wrong_type",
            "/nodes/1/config/default bad_port_name",
        ]
    );
    assert_eq!(told(json!([]), "x"), ["/nodes/1/config/cases out_of_range"]);
}

#[test]
fn the_ports_of_a_switch_follow_its_settings() {
    let nodes = json!([
        { "id": "s", "type": "switch", "config": { "value": "inputs.x", "cases": [{ "equals": 1, "port": "one" }] } },
        log("a"), log("b"), log("c")
    ]);
    let told = found(&started(
        &nodes,
        &["start > s", "s.one > a", "s.default > b", "s.two > c"],
    ));
    assert_eq!(told, ["/edges/3/fromPort unknown_port"]);
}

#[test]
fn kinds_that_only_pretend_say_so() {
    let nodes = json!([{ "id": "s", "type": "slack", "config": { "channel": "#a", "text": "b" } }]);
    let checked = check_value(&started(&nodes, &["start > s"]));
    assert!(checked.is_valid());
    assert_eq!(
        checked.problems.iter().map(line).collect::<Vec<_>>(),
        ["warning /nodes/1/type mock_only"]
    );
}
