//! Documents made to be expensive: judged to the end, with a bounded answer.

use std::fmt::Write;

use domain::graph::{Checked, check_text};
use domain::limits::{MAX_DOCUMENT_BYTES, MAX_PROBLEMS};

fn judged(text: &str) -> Checked {
    assert!(text.len() <= MAX_DOCUMENT_BYTES, "{} bytes", text.len());
    let checked = check_text(text);
    assert!(!checked.is_valid());
    assert!(checked.problems.len() <= MAX_PROBLEMS + 1);
    checked
}

fn nodes(count: usize) -> String {
    let mut text = String::from(r#"{"id":"start","type":"start"}"#);
    for index in 0..count {
        write!(
            text,
            r#",{{"id":"a_node_with_a_rather_long_name_{index}","type":"log","config":{{"message":"x"}}}}"#
        )
        .unwrap();
    }
    text
}

#[test]
fn a_thousand_nodes_with_edges_that_all_dangle() {
    let edges: Vec<String> = (0..4_000)
        .map(|index| {
            format!(
                r#"{{"from":"a_node_with_a_rather_long_nam_{index}","to":"a_node_with_a_rather_long_nme_{index}"}}"#
            )
        })
        .collect();
    let text = format!(r#"{{"nodes":[{}],"edges":[{}]}}"#, nodes(999), edges.join(","));
    assert_eq!(judged(&text).problems.len(), MAX_PROBLEMS + 1);
}

#[test]
fn a_thousand_nodes_and_references_to_steps_that_are_not_there() {
    let mut message = String::new();
    for index in 0..900 {
        write!(message, "{{{{steps.a_node_with_a_rather_long_nam_{index}}}}}").unwrap();
    }
    let mut all = nodes(950);
    for index in 0..15 {
        write!(
            all,
            r#",{{"id":"reader{index}","type":"log","config":{{"message":"{message}"}}}}"#
        )
        .unwrap();
    }
    judged(&format!(r#"{{"nodes":[{all}],"edges":[]}}"#));
}

#[test]
fn a_switch_with_thousands_of_cases() {
    let cases: Vec<String> = (0..30_000)
        .map(|index| format!(r#"{{"equals":{index},"port":"p{index}"}}"#))
        .collect();
    let switch = format!(
        r#"{{"id":"s","type":"switch","config":{{"value":"inputs.x","cases":[{}]}}}}"#,
        cases.join(",")
    );
    judged(&format!(
        r#"{{"nodes":[{{"id":"start","type":"start"}},{switch}],"edges":[{{"from":"start","to":"s"}}]}}"#
    ));
}

#[test]
fn a_start_with_thousands_of_inputs() {
    let inputs: Vec<String> = (0..40_000)
        .map(|index| format!(r#"{{"name":"input{index}"}}"#))
        .collect();
    judged(&format!(
        r#"{{"nodes":[{{"id":"start","type":"start","config":{{"inputs":[{}]}}}}],"edges":[]}}"#,
        inputs.join(",")
    ));
}

#[test]
fn thousands_of_unknown_keys() {
    let mut keys = String::from(r#""nodes":[],"edges":[]"#);
    for index in 0..60_000 {
        write!(keys, r#","k{index}":0"#).unwrap();
    }
    judged(&format!("{{{keys}}}"));
}

#[test]
fn a_knot_in_which_everything_leads_to_everything() {
    let mut edges = Vec::new();
    for from in 0..60 {
        edges.extend((0..60).filter(|to| *to != from).map(|to| {
            format!(r#"{{"from":"a_node_with_a_rather_long_name_{from}","to":"a_node_with_a_rather_long_name_{to}"}}"#)
        }));
    }
    let text = format!(r#"{{"nodes":[{}],"edges":[{}]}}"#, nodes(60), edges.join(","));
    assert_eq!(judged(&text).problems[0].code, "cycle");
}
