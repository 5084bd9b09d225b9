//! Our evaluator and `minijinja`'s own agree on operators, look-ups and slices wherever both give a value.
//!
//! Known differences are left out of what is generated: booleans and null in text, ordering across kinds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::expr::{ExprError, Scope, eval_expression};

fn context() -> Value {
    json!({"n": 5, "f": 2.5, "t": "héllo", "l": [3, 1, 2], "m": {"a": 1, "b": [1, "x"]}})
}

fn theirs(source: &str) -> Option<Value> {
    let environment = minijinja::Environment::empty();
    let expression = environment.compile_expression(source).ok()?;
    let context = into_theirs(&context());
    from_theirs(&expression.eval(context).ok()?)
}

fn into_theirs(value: &Value) -> minijinja::Value {
    match value {
        Value::Null => minijinja::Value::from(()),
        Value::Bool(value) => minijinja::Value::from(*value),
        Value::Number(number) => match number.as_i64() {
            Some(number) => minijinja::Value::from(number),
            None => minijinja::Value::from(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => minijinja::Value::from(text.as_str()),
        Value::Array(items) => items.iter().map(into_theirs).collect(),
        Value::Object(entries) => {
            let entries: BTreeMap<String, minijinja::Value> = entries
                .iter()
                .map(|(key, item)| (key.clone(), into_theirs(item)))
                .collect();
            minijinja::Value::from(entries)
        }
    }
}

fn from_theirs(value: &minijinja::Value) -> Option<Value> {
    use minijinja::value::ValueKind;
    Some(match value.kind() {
        ValueKind::None => Value::Null,
        ValueKind::Bool => json!(value.is_true()),
        ValueKind::Number if value.is_integer() => json!(value.as_i64()?),
        ValueKind::Number => json!(f64::try_from(value.clone()).ok()?),
        ValueKind::String => json!(value.as_str()?),
        ValueKind::Seq | ValueKind::Iterable => Value::Array(
            value
                .try_iter()
                .ok()?
                .map(|item| from_theirs(&item))
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-4i32..12).prop_map(|number| format!("({number})")),
        prop::sample::select(vec!["n", "f", "m.a", "l[0]", "l[-1]", "0.5", "1.25", "m['b'][0]"])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (
                inner.clone(),
                prop::sample::select(vec!["+", "-", "*", "/", "//", "%"]),
                inner.clone()
            )
                .prop_map(|(left, op, right)| format!("({left} {op} {right})")),
            (inner.clone(), 0u32..4).prop_map(|(base, exponent)| format!("({base} ** {exponent})")),
            inner.clone().prop_map(|inner| format!("(-{inner})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} if {b} > {c} else {c})")),
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["t", "'ab'", "''", "m.b[1]", "'é'"]).prop_map(str::to_owned);
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["~", "+"]), inner.clone())
                .prop_map(|(left, op, right)| format!("({left} {op} {right})")),
            (inner.clone(), 0..50).prop_map(|(left, number)| format!("({left} ~ {number})")),
            (inner.clone(), 0..4).prop_map(|(text, times)| format!("({text} * {times})")),
            (inner, -4..5, -4..7).prop_map(|(text, from, to)| format!("{text}[{from}:{to}]")),
        ]
    })
}

fn list() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("l".to_owned()),
        Just("m.b".to_owned()),
        prop::collection::vec(number(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
        (-4..5, -4..5).prop_map(|(from, to)| format!("l[{from}:{to}]")),
        (number(), number()).prop_map(|(left, right)| format!("([{left}] + [{right}])")),
    ]
}

fn truth() -> impl Strategy<Value = String> {
    let op = || prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
    let leaf = prop_oneof![
        (number(), op(), number()).prop_map(|(left, op, right)| format!("({left} {op} {right})")),
        (text(), op(), text()).prop_map(|(left, op, right)| format!("({left} {op} {right})")),
        (number(), list()).prop_map(|(item, list)| format!("({item} in {list})")),
        (text(), text()).prop_map(|(part, text)| format!("({part} not in {text})")),
        (list(), list()).prop_map(|(left, right)| format!("({left} == {right})")),
        (number(), number(), number()).prop_map(|(a, b, c)| format!("({a} < {b} <= {c})")),
        Just("'a' in m".to_owned()),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["and", "or"]), inner.clone())
                .prop_map(|(left, op, right)| format!("({left} {op} {right})")),
            inner.prop_map(|inner| format!("(not {inner})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn both_evaluators_agree(source in prop_oneof![number(), text(), list(), truth()]) {
        let Some(theirs) = theirs(&source) else { return Ok(()) };
        match eval_expression(&source, &Scope::from_value(context())) {
            Ok(ours) => prop_assert_eq!(ours, theirs, "{}", source),
            Err(ExprError::Limit { .. } | ExprError::Arithmetic { .. }) => {}
            Err(error) => prop_assert!(false, "{}: {:?}, theirs {}", source, error, theirs),
        }
    }
}
