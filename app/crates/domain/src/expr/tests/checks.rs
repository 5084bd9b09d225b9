//! What is read from a source without running it.

use serde_json::json;

use crate::expr::{
    Class, ExprError, Reference, Scope, check_expression, check_template, classify_expression, classify_template,
    classify_value, references_expression, references_template, references_value,
};

fn paths(references: &[Reference]) -> Vec<String> {
    references
        .iter()
        .map(|reference| {
            std::iter::once(&reference.root)
                .chain(&reference.path)
                .cloned()
                .collect::<Vec<_>>()
                .join(".")
        })
        .collect()
}

#[test]
fn only_blocks_need_the_sandbox() {
    for source in [
        "",
        "text",
        "{{ 1 }}",
        "a {{ 'x' * 3 }} b",
        "{# note #}{{ 1 }}",
        "{% raw %}{{ no }}{% endraw %}",
        "{ } }}",
    ] {
        assert_eq!(classify_template(source).unwrap(), Class::Bounded, "{source}");
    }
    for source in [
        "{% if a %}{% endif %}",
        "x{% set a = 1 %}",
        "{% for a in b %}{% endfor %}",
    ] {
        assert_eq!(classify_template(source).unwrap(), Class::NeedsSandbox, "{source}");
    }
    assert_eq!(classify_expression("{{ a | map('upper') }}").unwrap(), Class::Bounded);
    assert_eq!(
        classify_value(&json!({"a": ["{{ 1 }}", "{% if a %}{% endif %}"]})).unwrap(),
        Class::NeedsSandbox
    );
    assert_eq!(classify_value(&json!({"a": ["{{ 1 }}", 3]})).unwrap(), Class::Bounded);
    assert_eq!(
        classify_value(&json!({"a": ["{{ 1 }}", "{{"]})).unwrap_err().path,
        "/a/1"
    );
}

#[test]
fn checking_finds_unknown_names_without_running() {
    for source in [
        "{{ a | nope }}",
        "{% if a is nope %}{% endif %}",
        "{{ nope(1) }}",
        "{{ [x | nope] }}",
    ] {
        let code = check_template(source).unwrap_err().code();
        assert!(code.starts_with("expression_unknown"), "{source}: {code}");
    }
    check_expression("1 / 0").unwrap();
    check_expression("9 ** 9 ** 9 ** 9").unwrap();
    check_expression("'x' * 1000000000000").unwrap();
    check_template("{{ 'x' * 100000000 }}{% set a = 'x' * 100000000 %}").unwrap();
    check_expression("not_there.at.all").unwrap();
}

#[test]
fn statements_that_reach_out_are_not_in_the_language() {
    for source in [
        "{% include 'a' %}",
        "{% import 'a' as b %}",
        "{% from 'a' import b %}",
        "{% extends 'a' %}",
        "{% macro a() %}{% endmacro %}",
        "{% block a %}{% endblock %}",
    ] {
        assert!(
            matches!(check_template(source), Err(ExprError::Syntax { .. })),
            "{source}"
        );
    }
}

#[test]
fn references_are_the_paths_that_are_read() {
    for (source, expected) in [
        ("steps.fetch.body", vec!["steps.fetch.body"]),
        ("steps['fetch'].body[0].x", vec!["steps.fetch.body"]),
        ("steps[inputs.which].body", vec!["inputs.which", "steps"]),
        ("secrets.a ~ secrets['b']", vec!["secrets.a", "secrets.b"]),
        (
            "[inputs.a, {inputs.b: inputs.c}] | map(inputs.d) is eq(inputs.e)",
            vec!["inputs.a", "inputs.b", "inputs.c", "inputs.d", "inputs.e"],
        ),
        (
            "inputs.a[inputs.b:inputs.c] if inputs.d else -inputs.e",
            vec!["inputs.a", "inputs.b", "inputs.c", "inputs.d", "inputs.e"],
        ),
        ("(inputs.a | first).title", vec!["inputs.a"]),
        ("range(inputs.n)", vec!["inputs.n"]),
        ("1 < inputs.a < inputs.b", vec!["inputs.a", "inputs.b"]),
        ("'steps.fetch'", vec![]),
        ("1 +", vec![]),
    ] {
        assert_eq!(paths(&references_expression(source)), expected, "{source}");
    }
}

#[test]
fn names_that_blocks_bind_are_no_references() {
    let source = "{% for item, other in steps.a.list if item.x %}{{ item.t }}{{ loop.index }}{{ inputs.b }}{% endfor %}\
                  {% set c = secrets.k %}{{ c }}{% with d = run.id %}{{ d }}{% endwith %}";
    assert_eq!(
        paths(&references_template(source)),
        ["inputs.b", "run.id", "secrets.k", "steps.a.list"]
    );
    let value = json!({"a": "{{ inputs.x }}", "b": ["{{ inputs.x }}", "{{ steps.y.z }}", 1]});
    assert_eq!(paths(&references_value(&value)), ["inputs.x", "steps.y.z"]);
}

#[test]
fn a_scope_can_be_cut_to_what_is_read() {
    let scope = Scope::new()
        .with("inputs", json!({"a": 1}))
        .with("secrets", json!({"k": "v"}))
        .with_part("steps", "fetch", json!({"body": 1}))
        .with_part("steps", "other", json!({"body": 2}));
    let cut = scope.only(&references_expression("steps.fetch.body + inputs.a"));
    assert_eq!(
        cut.to_value(),
        json!({"inputs": {"a": 1}, "steps": {"fetch": {"body": 1}}})
    );
    let cut = scope.only(&references_expression("steps.fetch ~ steps[inputs.a]"));
    assert_eq!(cut.to_value()["steps"].as_object().unwrap().len(), 2);
    assert_eq!(scope.only(&[]).to_value(), json!({}));
}
