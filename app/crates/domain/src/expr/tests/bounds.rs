//! Every cap is met by one source and passed by another; nothing makes the reader or the evaluator panic.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::values::scope;
use crate::expr::{
    Bound, ExprError, Scope, check_expression, check_template, classify_template, eval_expression, limits,
    references_expression, references_template, render_template, truthy,
};

/// The stack of a browser's page, less than half of a server thread's.
const STACK: usize = 1024 * 1024;

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}

fn bound(outcome: Result<impl std::fmt::Debug, ExprError>) -> Bound {
    match outcome {
        Err(ExprError::Limit { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

fn chain(operator: &str, count: usize) -> String {
    vec!["1"; count + 1].join(operator)
}

#[test]
fn sources_are_capped_before_they_are_parsed() {
    on_a_small_stack(|| {
        assert_eq!(bound(check_expression(&chain("+", 1000))), Bound::Operators);
        assert_eq!(
            bound(check_expression(&format!("{}1", "not ".repeat(1000)))),
            Bound::Operators
        );
        assert_eq!(
            bound(check_expression(&format!("{}1", "-".repeat(1000)))),
            Bound::Operators
        );
        assert_eq!(
            bound(check_expression(&format!("a{}", ".a".repeat(1000)))),
            Bound::Operators
        );
        assert_eq!(
            bound(check_expression(&format!("a{}", "|list".repeat(1000)))),
            Bound::Operators
        );
        assert_eq!(
            bound(check_expression(&format!("a{}", "()".repeat(1000)))),
            Bound::Operators
        );
        assert_eq!(
            bound(check_expression(&format!("1{}", " if 1 else 1".repeat(1000)))),
            Bound::Operators
        );
        assert_eq!(
            bound(check_expression(&format!("{}1{}", "(".repeat(1000), ")".repeat(1000)))),
            Bound::Nesting
        );
        assert_eq!(bound(check_expression(&"[".repeat(1000))), Bound::Nesting);
        assert_eq!(
            bound(check_expression(&"{".repeat(1000).replace("{{", "{ {"))),
            Bound::Nesting
        );
        assert_eq!(bound(check_expression(&"1,".repeat(100_000))), Bound::SourceBytes);
        assert_eq!(bound(check_expression(&"1,".repeat(8_100))), Bound::Tokens);
        assert_eq!(bound(check_template(&"{{ 1 }}".repeat(2000))), Bound::Tags);
        assert_eq!(bound(check_template(&"{% if 1 %}".repeat(200))), Bound::BlockTags);
        assert_eq!(
            bound(check_template(&format!("{{{{ 1 }}}}{}", "x".repeat(300_000)))),
            Bound::SourceBytes
        );
    });
}

#[test]
fn sources_at_the_caps_are_read_and_run_on_a_small_stack() {
    on_a_small_stack(|| {
        let scope = Scope::from_value(json!({"a": {"a": 1}}));
        let most = limits::MAX_OPERATORS;
        let nested = limits::MAX_NESTING;
        for source in [
            chain("+", most),
            chain(" or ", most).replace('1', "0"),
            chain("<", most),
            chain("**", most),
            chain(" ~ ", most),
            format!("{}1", "not ".repeat(most)),
            format!("{}1", "-".repeat(most)),
            format!("a{} | default(1)", ".a".repeat(most - 2)),
            format!("1{}", "|string".repeat(most)),
            format!("1{}", " if 0 else 1".repeat(most / 2)),
            format!("{}1{}", "(".repeat(nested), ")".repeat(nested)),
            format!("{}1{}", "[".repeat(nested), "]".repeat(nested)),
            format!("{}1{}", "not (".repeat(nested), ")".repeat(nested)),
            format!("{}1{}", "{1: ".repeat(nested), "}".repeat(nested)),
            format!("{}1{}", "range(1, 1, [1][".repeat(nested / 2), "])".repeat(nested / 2)),
        ] {
            check_expression(&source).unwrap_or_else(|error| panic!("{source}: {error:?}"));
            assert!(references_expression(&source).len() <= 1);
            let _ = eval_expression(&source, &scope);
        }
        check_template(&"{{ 1 }}".repeat(limits::MAX_TAGS)).unwrap();
        let half = limits::MAX_BLOCK_TAGS / 2;
        check_template(&format!("{}{}", "{% if 1 %}".repeat(half), "{% endif %}".repeat(half))).unwrap();
        check_template(&format!(
            "{{% if 1 %}}{}{{% endif %}}",
            "{% elif 1 %}".repeat(limits::MAX_BLOCK_TAGS - 2)
        ))
        .unwrap();
    });
}

#[test]
fn values_nested_too_deep_are_refused_and_not_recursed_into() {
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    let scope = move |levels| Scope::from_value(json!({"a": nested(levels)}));
    let deepest = limits::MAX_VALUE_DEPTH;
    on_a_small_stack(move || {
        for source in [
            "a",
            "a | tojson",
            "a ~ ''",
            "a == a and a",
            "[a][0]",
            "[a, a] | sort | first",
            "[a, a] | unique | first",
        ] {
            assert!(eval_expression(source, &scope(deepest - 1)).is_ok(), "{source}");
            assert_eq!(
                bound(eval_expression(source, &scope(deepest + 1))),
                Bound::ValueDepth,
                "{source}"
            );
        }
        let text = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let scope = Scope::from_value(json!({"a": text}));
        assert_eq!(
            eval_expression("a | fromjson", &scope).unwrap_err().code(),
            "expression_type"
        );
    });
}

#[test]
fn range_and_indentation_have_caps_of_their_own() {
    assert_eq!(
        eval_expression("range(10000) | length", &Scope::new()).unwrap(),
        json!(10_000)
    );
    assert_eq!(bound(eval_expression("range(10001)", &Scope::new())), Bound::Range);
    assert_eq!(bound(eval_expression("1 | tojson(17)", &Scope::new())), Bound::Indent);
    assert_eq!(bound(eval_expression("'a' | indent(17)", &Scope::new())), Bound::Indent);
    assert_eq!(
        bound(eval_expression("[1] | batch(1000000, 'x')", &Scope::new())),
        Bound::Range
    );
}

#[test]
fn text_without_tags_is_passed_through_whatever_its_length() {
    let long = "x { y } }} %} ".repeat(50_000);
    assert_eq!(render_template(&long, &Scope::new()).unwrap(), json!(long));
}

#[test]
fn truth_is_that_of_jinja() {
    for value in [
        json!(null),
        json!(false),
        json!(0),
        json!(0.0),
        json!(""),
        json!([]),
        json!({}),
    ] {
        assert!(!truthy(&value), "{value}");
    }
    for value in [
        json!(true),
        json!(-1),
        json!(0.1),
        json!(" "),
        json!([0]),
        json!({"a": null}),
    ] {
        assert!(truthy(&value), "{value}");
    }
}

/// Pieces that make sources which often parse.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{{ ",
        " }}",
        "{% ",
        " %}",
        "{#",
        "#}",
        "{%- ",
        " -%}",
        "inputs",
        "steps",
        ".",
        "fetch",
        "body",
        "items",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ",",
        ":",
        " | ",
        "upper",
        "list",
        "map",
        "tojson",
        "sort",
        "join",
        "default",
        "attribute=",
        "'title'",
        "'x'",
        "\"",
        "'",
        "\\",
        " + ",
        " - ",
        " * ",
        " ** ",
        " // ",
        " % ",
        " ~ ",
        " < ",
        " == ",
        " in ",
        " not ",
        " is ",
        "defined",
        " and ",
        " or ",
        " if ",
        " else ",
        "1",
        "2.5",
        "1e308",
        "99999999999999999999",
        "0x",
        "1_",
        "none",
        "true",
        "range",
        "for a in ",
        "endfor",
        "endif",
        "set a = ",
        "raw",
        "endraw",
        "é",
        "\n",
        "\u{0}",
        "=",
        " ",
    ])
}

fn sources() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat()),
        "[ -~\u{a1}-\u{ff}\n]{0,80}",
    ]
}

proptest! {
    #[test]
    fn no_source_makes_anything_panic(source in sources()) {
        let _ = check_template(&source);
        let _ = check_expression(&source);
        let _ = references_template(&source);
        let _ = references_expression(&source);
        let _ = eval_expression(&source, &scope());
        let _ = render_template(&source, &scope());
        let _ = render_template(&format!("{{{{ {source} }}}}"), &scope());
    }

    #[test]
    fn what_renders_was_checked_well_formed(source in sources()) {
        if render_template(&source, &scope()).is_ok() {
            prop_assert!(check_template(&source).is_ok());
        }
        if let Ok(class) = classify_template(&source) {
            let outcome = render_template(&source, &scope());
            let refused = outcome == Err(ExprError::NeedsSandbox);
            prop_assert_eq!(refused, class == crate::expr::Class::NeedsSandbox);
        }
    }

    #[test]
    fn text_without_braces_stands_as_it_is(text in "[^{]{0,200}") {
        prop_assert_eq!(render_template(&text, &scope()).unwrap(), Value::String(text));
    }

    #[test]
    fn any_text_is_a_value_that_comes_back(text in any::<String>()) {
        let scope = Scope::from_value(json!({"text": text}));
        prop_assert_eq!(render_template("{{ text }}", &scope).unwrap(), json!(text));
        prop_assert_eq!(render_template(">{{ text }}", &scope).unwrap(), json!(format!(">{text}")));
        prop_assert_eq!(eval_expression("text | tojson | fromjson", &scope).unwrap(), json!(text));
        prop_assert_eq!(eval_expression("text | b64encode | b64decode", &scope).unwrap(), json!(text));
        prop_assert_eq!(eval_expression("text | list | join", &scope).unwrap(), json!(text));
        prop_assert_eq!(eval_expression("text[::-1][::-1]", &scope).unwrap(), json!(text));
        let written = eval_expression("text | tojson", &scope).unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(written.as_str().unwrap()).unwrap(), text);
    }

    #[test]
    fn a_slice_is_that_of_a_plain_list(len in 0usize..8, start in -10i64..10, stop in -10i64..10, step in 1i64..4) {
        let items: Vec<usize> = (0..len).collect();
        let scope = Scope::from_value(json!({"items": items}));
        let place = |at: i64| (if at < 0 { at + len as i64 } else { at }).clamp(0, len as i64) as usize;
        let expected: Vec<_> = items.get(place(start)..place(stop)).unwrap_or_default()
            .iter().copied().step_by(step as usize).collect();
        let sliced = eval_expression(&format!("items[{start}:{stop}:{step}]"), &scope).unwrap();
        prop_assert_eq!(sliced, json!(expected));
    }

    #[test]
    fn sorting_is_that_of_the_standard_library(mut numbers in prop::collection::vec(-50i64..50, 0..60)) {
        let scope = Scope::from_value(json!({"numbers": numbers}));
        let sorted = eval_expression("numbers | sort", &scope).unwrap();
        numbers.sort_unstable();
        prop_assert_eq!(sorted, json!(numbers));
    }
}
