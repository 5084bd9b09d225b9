//! What expressions give.

use serde_json::{Value, json};

use crate::expr::{Scope, eval_expression, filters, functions, predicates, render_template, render_value};

pub(super) fn scope() -> Scope {
    Scope::from_value(json!({
        "inputs": {"url": "https://a.example/x", "n": 3, "empty": "", "flag": true},
        "secrets": {"api_token": "s3cret"},
        "run": {"id": "run_1", "startedAt": "2026-01-01T00:00:00Z"},
    }))
    .with_part(
        "steps",
        "fetch",
        json!({
            "status": 200,
            "headers": {"content-type": "application/json"},
            "body": {"items": [
                {"title": "one", "price": 2.5, "tags": ["a"]},
                {"title": "two", "price": 4, "tags": []},
            ], "none": null},
        }),
    )
}

fn value(source: &str) -> Value {
    eval_expression(source, &scope()).unwrap_or_else(|error| panic!("{source}: {error:?}"))
}

#[test]
fn every_filter_gives_what_its_example_says() {
    for filter in filters() {
        let expected: Value = serde_json::from_str(filter.result).unwrap();
        assert_eq!(value(filter.example), expected, "{}", filter.example);
        assert!(filter.example.contains(filter.name), "{}", filter.name);
    }
}

#[test]
fn every_test_holds_for_its_example() {
    for test in predicates() {
        assert_eq!(value(test.example), json!(true), "{}", test.example);
    }
}

#[test]
fn every_function_gives_what_its_example_says() {
    for function in functions() {
        let expected: Value = serde_json::from_str(function.result).unwrap();
        assert_eq!(value(function.example), expected, "{}", function.example);
    }
}

#[test]
fn the_tables_are_sorted_and_name_nothing_twice() {
    assert!(filters().windows(2).all(|pair| pair[0].name < pair[1].name));
    assert!(predicates().windows(2).all(|pair| pair[0].name < pair[1].name));
}

#[test]
fn the_examples_of_the_exchange_format_work() {
    let rendered = render_value(
        &json!({
            "url": "{{ inputs.url }}",
            "headers": {"authorization": "Bearer {{ secrets.api_token }}"},
            "titles": "{{ steps.fetch.body.items | map(attribute='title') | list }}",
            "note": "{{ steps.fetch.status }} OK",
            "fixed": 5,
        }),
        &scope(),
    );
    assert_eq!(
        rendered.unwrap(),
        json!({
            "url": "https://a.example/x",
            "headers": {"authorization": "Bearer s3cret"},
            "titles": ["one", "two"],
            "note": "200 OK",
            "fixed": 5,
        })
    );
    assert_eq!(value("steps.fetch.body.items | length > 10"), json!(false));
    assert_eq!(value("{{ steps.fetch.status == 200 }}"), json!(true));
}

#[test]
fn exactly_one_expression_keeps_its_type_and_anything_more_is_text() {
    let scope = scope();
    assert_eq!(render_template("{{ inputs.n }}", &scope).unwrap(), json!(3));
    assert_eq!(render_template("{{- inputs.n -}}", &scope).unwrap(), json!(3));
    assert_eq!(render_template("{{ inputs.n }} ", &scope).unwrap(), json!("3 "));
    assert_eq!(render_template("{{ inputs.n }}\n", &scope).unwrap(), json!("3\n"));
    assert_eq!(
        render_template("{{ inputs.n }}{{ inputs.n }}", &scope).unwrap(),
        json!("33")
    );
    assert_eq!(
        render_template("{{ steps.fetch.body.none }}", &scope).unwrap(),
        json!(null)
    );
}

#[test]
fn in_text_anything_but_text_is_written_as_json() {
    let source = "{{ inputs.url }} {{ inputs.flag }} {{ none }} {{ [1, 'a'] }} {{ {'k': 1.0} }} {{ 'x' if false }}.";
    let text = render_template(source, &scope()).unwrap();
    assert_eq!(text, json!("https://a.example/x true null [1,\"a\"] {\"k\":1.0} ."));
}

#[test]
fn arithmetic_follows_jinja() {
    for (source, expected) in [
        ("1 + 2 * 3", json!(7)),
        ("7 / 2", json!(3.5)),
        ("-7 // 2", json!(-4)),
        ("-7 % 3", json!(2)),
        ("2 ** 10", json!(1024)),
        ("2 ** -1", json!(0.5)),
        ("1 < 2 < 3", json!(true)),
        ("'a' ~ 1 ~ true", json!("a1true")),
        ("'ab' * 2", json!("abab")),
        ("[1] + [2]", json!([1, 2])),
        ("'b' in 'abc' and 2 in [1, 2] and 'k' in {'k': 1}", json!(true)),
        ("3 not in [1, 2]", json!(true)),
        ("1 == 1.0", json!(true)),
        ("'1' == 1", json!(false)),
        ("none == none", json!(true)),
        ("not inputs.empty", json!(true)),
        ("inputs.empty or 'x'", json!("x")),
        ("inputs.n if inputs.flag else 0", json!(3)),
        ("(1, 2)", json!([1, 2])),
    ] {
        assert_eq!(value(source), expected, "{source}");
    }
}

#[test]
fn slices_follow_python() {
    for (source, expected) in [
        ("[0,1,2,3,4][1:3]", json!([1, 2])),
        ("[0,1,2,3,4][-2:]", json!([3, 4])),
        ("[0,1,2,3,4][::-1]", json!([4, 3, 2, 1, 0])),
        ("[0,1,2,3,4][3:0:-1]", json!([3, 2, 1])),
        ("[0,1,2,3,4][3:0:-2]", json!([3, 1])),
        ("[0,1,2,3,4][-9:2]", json!([0, 1])),
        ("[0,1,2,3,4][::2]", json!([0, 2, 4])),
        ("'héllo'[1:3]", json!("él")),
        ("'abc'[-1]", json!("c")),
        ("[1, 2][-1]", json!(2)),
        ("[0,1,2][9:]", json!([])),
        ("[0,1,2][:-9:-1]", json!([2, 1, 0])),
        ("[0,1,2][-9::-1]", json!([])),
    ] {
        assert_eq!(value(source), expected, "{source}");
    }
}
