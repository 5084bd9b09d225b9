//! What a wrong expression says.

use serde_json::json;

use super::values::scope;
use crate::expr::{ExprError, Position, eval_expression, render_template, render_value};

fn error(source: &str) -> ExprError {
    match eval_expression(source, &scope()) {
        Ok(value) => panic!("{source} gives {value}"),
        Err(error) => error,
    }
}

#[test]
fn a_value_that_ends_undefined_names_its_path_and_what_stands_beside_it() {
    let error = error("steps.fetch.bodi.items.title");
    assert_eq!(error.to_string(), "`steps.fetch.bodi` is undefined");
    assert_eq!(
        error.hint(),
        "Known: status, headers, body. Add `| default(…)` if it may be missing."
    );
    assert_eq!(error.code(), "expression_undefined");
    assert_eq!(error.position(), Some(Position { line: 1, column: 1 }));
}

#[test]
fn an_undefined_path_is_named_as_it_is_written() {
    for (source, path) in [
        ("nowhere", "nowhere"),
        ("steps.fetch['x-y'].z", "steps.fetch['x-y']"),
        ("steps.fetch.body.items[7]", "steps.fetch.body.items[7]"),
        ("steps.fetch.body.items[inputs.n]", "steps.fetch.body.items[inputs.n]"),
        ("inputs.nothing + 1", "inputs.nothing"),
        ("inputs.nothing | upper", "inputs.nothing"),
        ("inputs.nothing | list", "inputs.nothing"),
        ("1 in inputs.nothing", "inputs.nothing"),
        ("[inputs.nothing]", "inputs.nothing"),
        ("{'a': inputs.nothing}", "inputs.nothing"),
        ("inputs.nothing < 1", "inputs.nothing"),
        ("[{}] | map(attribute='a.b')", "a.b"),
        ("'a' ~ inputs.nothing", "inputs.nothing"),
    ] {
        let ExprError::Undefined { path: named, .. } = error(source) else {
            panic!("{source}")
        };
        assert_eq!(named, path, "{source}");
    }
}

#[test]
fn undefined_is_no_error_where_it_is_asked_for() {
    for (source, expected) in [
        ("inputs.a.b.c | default('x')", json!("x")),
        ("inputs.a.b.c is defined", json!(false)),
        ("inputs.a.b.c or 'x'", json!("x")),
        ("not inputs.a.b.c", json!(true)),
        ("inputs.a.b.c == 1", json!(false)),
        ("1 if inputs.a.b.c else 2", json!(2)),
        ("inputs.empty | default('x', true)", json!("x")),
        ("[{}, {'a': 1}] | map(attribute='a', default=0)", json!([0, 1])),
        ("[{}, {'a': 1}] | selectattr('a', 'defined')", json!([{"a": 1}])),
    ] {
        assert_eq!(eval_expression(source, &scope()).unwrap(), expected, "{source}");
    }
}

#[test]
fn undefined_fails_in_text_too() {
    let ExprError::Undefined { path, at, .. } = render_template("Hello\n  {{ inputs.name }}!", &scope()).unwrap_err()
    else {
        panic!()
    };
    assert_eq!(
        (path.as_str(), at),
        ("inputs.name", Some(Position { line: 2, column: 6 }))
    );
}

#[test]
fn a_misspelt_name_gets_a_suggestion() {
    for (source, hint) in [
        ("'a' | uper", "Did you mean `upper`?"),
        ("'a' | json", "Did you mean `tojson`?"),
        ("'a' is defind", "Did you mean `defined`?"),
        ("[1] | map('uper')", "Did you mean `upper`?"),
        ("[1] | selectattr('a', 'defind')", "Did you mean `defined`?"),
        ("rang(3)", "Did you mean `range`?"),
        ("'a' | qqqqqqqqqqqq", "See the list of what expressions can do."),
    ] {
        assert_eq!(error(source).hint(), hint, "{source}");
    }
}

#[test]
fn a_syntax_error_says_where() {
    for (source, place) in [
        ("1 +", (1, 4)),
        ("a b", (1, 3)),
        ("(1", (1, 3)),
        ("'open", (1, 6)),
        ("1 +\n  ?", (2, 3)),
        ("é | ", (1, 1)),
        ("", (1, 1)),
        ("{{ 1 }} and more", (1, 1)),
    ] {
        let found = error(source);
        let ExprError::Syntax { line, column, .. } = &found else {
            panic!("{source}: {found:?}")
        };
        // the end of the input is told by its last token
        assert_eq!(*line, place.0, "{source}: {found:?}");
        assert!(column.abs_diff(place.1) <= 1, "{source}: {found:?}");
    }
}

#[test]
fn wrong_kinds_and_arguments_are_told_in_words() {
    for (source, message) in [
        ("1 + 'a'", "`+` doesn't work on a number and text"),
        ("'a' < 1", "text and a number have no order"),
        ("1 / 0", "division by zero"),
        ("'x' | int", "`int`: text is not a number here"),
        ("[1] | upper", "`upper` works on text, not on a list"),
        ("1 | replace('a')", "`replace` needs `new`"),
        ("1 | upper(2)", "`upper` was given too many arguments"),
        ("1 | round(precison=1)", "`round` has no parameter `precison`"),
        (
            "'a'.upper()",
            "values have no methods: use a filter, as in `value | upper`",
        ),
        ("[1] | map", "`map` needs the name of a filter, or `attribute='…'`"),
        ("[1, 'a'] | sort", "a number and text have no order"),
        ("{} | first", "`first of an empty list` is undefined"),
    ] {
        assert_eq!(error(source).to_string(), message, "{source}");
    }
}

#[test]
fn an_error_in_a_config_says_where_in_it() {
    let config = json!({"headers": [{"a/b~c": "x {{ inputs.nothing }}"}]});
    let error = render_value(&config, &scope()).unwrap_err();
    assert_eq!(error.path, "/headers/0/a~1b~0c");
    assert_eq!(error.error.code(), "expression_undefined");
}

#[test]
fn an_error_tells_names_and_never_values() {
    for source in [
        "{secrets.api_token: 1}.x",
        "({secrets.api_token: 1} | tojson | fromjson).x",
        "secrets.api_token.x",
        "secrets.api_token | int",
        "secrets.api_token + 1",
        "secrets.api_token | fromjson",
        "[secrets.api_token] | map(secrets.none)",
        "steps[secrets.api_token]",
        "inputs | map(secrets.api_token)",
        "inputs | select(secrets.api_token)",
        "[{}] | map(attribute=secrets.api_token)",
        "[{}] | sort(attribute=secrets.api_token ~ '')",
    ] {
        let error = error(source);
        let told = format!("{error} {} {error:?}", error.hint());
        assert!(!told.contains("s3cret"), "{source}: {told}");
    }
}

#[test]
fn an_error_lists_few_of_many_names() {
    let many: serde_json::Map<_, _> = (0..100).map(|i| (format!("k{i}"), json!(i))).collect();
    let error = eval_expression("m.x", &crate::expr::Scope::from_value(json!({"m": many}))).unwrap_err();
    let ExprError::Undefined { known, .. } = error else {
        panic!()
    };
    assert_eq!(known.len(), crate::expr::limits::MAX_KNOWN);
}

#[test]
fn text_with_blocks_needs_the_sandbox() {
    let error = render_template("{% for i in [1] %}{{ i }}{% endfor %}", &scope()).unwrap_err();
    assert_eq!(error, ExprError::NeedsSandbox);
}

#[test]
fn errors_survive_the_pipe() {
    for source in [
        "nowhere.x",
        "1 +",
        "'x' * 10 ** 20",
        "1 | nope",
        "1 is nope",
        "nope()",
        "1 / 0",
        "1 | upper(1)",
    ] {
        let error = error(source);
        let sent = serde_json::to_string(&error).unwrap();
        assert_eq!(serde_json::from_str::<ExprError>(&sent).unwrap(), error);
    }
}
