//! What a run is given.

use domain::inputs::{InputSpec, InputType, check_inputs, coerce_cli, input_specs};
use domain::limits::MAX_INPUT_BYTES;
use domain::problem::Problem;
use serde_json::{Value, json};

use crate::graphs::{document, line, workflow};

fn specs() -> Vec<InputSpec> {
    let start = json!({ "id": "start", "type": "start", "config": { "inputs": [
        { "name": "url", "type": "string", "required": true, "description": "Where" },
        { "name": "count", "type": "integer", "default": 3 },
        { "name": "tags", "type": "array" },
        { "name": "loud", "type": "boolean", "required": true, "default": false },
        { "name": "bad", "type": "nope" },
        { "name": "url", "type": "number" }
    ] } });
    input_specs(&workflow(&document(&json!([start]), &json!([]))))
}

fn lines(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(line).collect()
}

#[test]
fn declared_inputs_are_read_and_faulty_ones_left_out() {
    let specs = specs();
    assert_eq!(
        specs.iter().map(|spec| spec.name.as_str()).collect::<Vec<_>>(),
        ["url", "count", "tags", "loud"]
    );
    assert_eq!((specs[0].kind, specs[0].required), (InputType::String, true));
    assert_eq!(specs[1].default, Some(Value::from(3)));
}

#[test]
fn defaults_are_filled_in() {
    let checked = check_inputs(&specs(), &json!({ "url": "x", "tags": null })).unwrap();
    assert_eq!(checked, json!({ "url": "x", "count": 3, "tags": null, "loud": false }));
}

#[test]
fn everything_that_does_not_fit_is_told_at_once() {
    let problems = check_inputs(&specs(), &json!({ "ulr": "x", "count": 1.5, "tags": {} })).unwrap_err();
    assert_eq!(
        lines(&problems),
        [
            "/count wrong_type",
            "/tags wrong_type",
            "/ulr unknown_input",
            "/url missing_input"
        ]
    );
    assert_eq!(problems[2].hint, "Did you mean `url`?");
    assert_eq!(lines(&check_inputs(&specs(), &json!([])).unwrap_err()), [" wrong_type"]);
}

#[test]
fn a_workflow_that_declares_none_takes_any() {
    assert_eq!(check_inputs(&[], &json!({ "a": [1] })), Ok(json!({ "a": [1] })));
    assert_eq!(check_inputs(&[], &Value::Null), Ok(json!({})));
}

#[test]
fn inputs_are_bounded() {
    let large = json!({ "a": "x".repeat(MAX_INPUT_BYTES) });
    assert_eq!(lines(&check_inputs(&[], &large).unwrap_err()), [" inputs_too_large"]);
}

fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, word)| ((*name).to_owned(), (*word).to_owned()))
        .collect()
}

#[test]
fn words_become_values_by_their_declared_type() {
    let given = words(&[("url", "123"), ("count", "7"), ("tags", "[\"a\"]"), ("loud", "yes")]);
    assert_eq!(
        coerce_cli(&specs(), &given),
        Ok(json!({ "url": "123", "count": 7, "tags": ["a"], "loud": true }))
    );
    // nobody declared these
    let free = words(&[("a", "1"), ("b", "{\"x\": 1}"), ("c", "plain = text"), ("a", "2")]);
    assert_eq!(
        coerce_cli(&[], &free),
        Ok(json!({ "a": 2, "b": { "x": 1 }, "c": "plain = text" }))
    );
}

#[test]
fn words_that_do_not_fit_are_told() {
    let problems = coerce_cli(&specs(), &words(&[("count", "many"), ("loud", "loudly"), ("zzz", "1")])).unwrap_err();
    assert_eq!(
        lines(&problems),
        [
            "/count wrong_type",
            "/loud wrong_type",
            "/url missing_input",
            "/zzz unknown_input"
        ]
    );
}
