//! Which edges may be.

use std::collections::HashSet;

use flow::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{chain, commands, docs, editor, events, node};

proptest! {
    #[test]
    fn connecting_makes_no_duplicate_no_self_loop_and_no_dead_end(doc in docs(6), events in vec(events(), 1..60)) {
        let old: HashSet<EdgeKey> = doc.edges().map(|(key, _)| key.clone()).collect();
        let mut state = editor(doc);
        for event in events {
            let remembers = matches!(event, Event::Insert(_));
            reduce(&mut state, event);
            if remembers {
                return Ok(());
            }
            for (key, _) in state.doc().edges().filter(|(key, _)| !old.contains(*key)) {
                prop_assert_ne!(&key.from, &key.to);
                prop_assert!(state.doc().node(&key.to).is_some_and(|node| node.has_input));
                prop_assert!(state.doc().node(&key.from).is_some_and(|node| node.output(&key.from_port).is_some()));
            }
        }
    }

    #[test]
    fn deleting_a_node_deletes_its_edges(doc in docs(6), event in commands()) {
        let mut state = editor(doc);
        reduce(&mut state, event);
        for (key, _) in state.doc().edges() {
            prop_assert!(state.doc().node(&key.from).is_some() && state.doc().node(&key.to).is_some());
        }
    }

    #[test]
    fn with_loops_refused_connecting_never_closes_one(picks in vec((0..6_usize, 0..6_usize), 1..40)) {
        let nodes = (0..6_u32).map(|n| FlowNode::new(format!("n{n}"), "", 0_u8).at(f64::from(n) * 10.0, 0.0));
        let mut state = editor(Doc::new(nodes, []));
        for (from, to) in picks {
            let (from, to) = (crate::arbitrary::id(from), crate::arbitrary::id(to));
            reduce(&mut state, Event::Connect { from: PortRef::new(from, "out"), to });
        }
        for (key, _) in state.doc().edges() {
            prop_assert!(!state.doc().reaches(&key.to, &key.from));
        }
    }
}

#[test]
fn every_refusal_has_its_reason() {
    let mut doc: Vec<_> = chain().nodes().map(|node| FlowNode::clone(node)).collect();
    doc.push(FlowNode {
        has_input: false,
        ..node("start", 0.0, 300.0)
    });
    let mut state = editor(Doc::new(
        doc,
        [FlowEdge::new("a", "out", "b"), FlowEdge::new("b", "out", "c")],
    ));
    let ask = |state: &EditorState<u8>, from: &str, port: &str, to: &str| {
        state.may_connect(&PortRef::new(from, port), &to.into()).err()
    };
    assert_eq!(ask(&state, "a", "out", "c"), None);
    assert_eq!(ask(&state, "a", "out", "a"), Some(Refusal::SameNode));
    assert_eq!(ask(&state, "a", "out", "b"), Some(Refusal::Duplicate));
    assert_eq!(ask(&state, "c", "out", "a"), Some(Refusal::Loop));
    assert_eq!(ask(&state, "c", "out", "start"), Some(Refusal::NoInput));
    assert_eq!(ask(&state, "c", "error", "a"), Some(Refusal::Unknown));
    assert_eq!(ask(&state, "c", "out", "nobody"), Some(Refusal::Unknown));
    reduce(&mut state, Event::SetMode(Mode::View));
    assert_eq!(ask(&state, "a", "out", "c"), Some(Refusal::ReadOnly));
}

#[test]
fn by_a_port_that_the_card_does_not_show_only_what_stands_apart_is_reached() {
    let aside = FlowNode {
        aside: Some("undo".into()),
        ..node("a", 0.0, 0.0)
    };
    let doc = Doc::new(
        [aside, node("b", 236.0, 0.0), node("c", 236.0, 100.0)],
        [FlowEdge::new("a", "out", "b")],
    );
    let mut state = editor(doc);
    let undo = PortRef::new("a", "undo");
    assert_eq!(state.may_connect(&undo, &"b".into()), Err(Refusal::NotApart));
    reduce(&mut state, Event::StartConnectFrom(undo.clone()));
    reduce(&mut state, Event::Key(Key::Enter, Modifiers::default()));
    assert!(state.doc().has_edge(&EdgeKey::new("a", "undo", "c")));
    reduce(
        &mut state,
        Event::Add {
            node: node("d", 0.0, 0.0),
            at: Some(Point::new(300.0, 300.0)),
            after: Some(undo),
        },
    );
    assert!(state.doc().has_edge(&EdgeKey::new("a", "undo", "d")));
    reduce(&mut state, Event::Undo);
    assert!(!state.doc().has_edge(&EdgeKey::new("a", "undo", "d")) && state.doc().node("d").is_none());
}

#[test]
fn a_new_node_goes_beside_the_selected_one_and_is_connected() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Select(vec!["c".into()]));
    reduce(
        &mut state,
        Event::Add {
            node: node("d", 0.0, 0.0),
            at: None,
            after: None,
        },
    );
    assert_eq!(state.doc().node("d").map(|node| node.pos), Some(Point::new(708.0, 0.0)));
    assert!(state.doc().has_edge(&EdgeKey::new("c", "out", "d")));
    assert_eq!(state.focus().map(|id| id.to_string()), Some("d".to_owned()));
}

#[test]
fn a_new_node_evades_those_that_stand_there() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Select(vec!["a".into()]));
    reduce(
        &mut state,
        Event::Add {
            node: node("d", 0.0, 0.0),
            at: None,
            after: None,
        },
    );
    assert_eq!(
        state.doc().node("d").map(|node| node.pos),
        Some(Point::new(236.0, 88.0))
    );
}

#[test]
fn losing_a_port_loses_its_edges_in_one_step() {
    let two = FlowNode {
        outputs: vec![Port::named("x", "x"), Port::named("y", "y")],
        ..node("a", 0.0, 0.0)
    };
    let doc = Doc::new(
        [two, node("b", 300.0, 0.0)],
        [FlowEdge::new("a", "x", "b"), FlowEdge::new("a", "y", "b")],
    );
    let mut state = editor(doc.clone());
    let one = FlowNode {
        outputs: vec![Port::named("x", "x")],
        ..node("a", 0.0, 0.0)
    };
    reduce(
        &mut state,
        Event::Replace {
            nodes: vec![one],
            tag: None,
        },
    );
    assert_eq!(
        state
            .doc()
            .edges()
            .map(|(key, _)| key.from_port.to_string())
            .collect::<Vec<_>>(),
        ["x"]
    );
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc(), &doc);
}

#[test]
fn an_edit_keeps_edges_by_ports_that_the_card_never_showed() {
    let doc = Doc::new(
        [node("a", 0.0, 0.0), node("b", 300.0, 0.0)],
        [FlowEdge::new("a", "hidden", "b")],
    );
    let mut state = editor(doc);
    reduce(
        &mut state,
        Event::Replace {
            nodes: vec![node("a", 8.0, 0.0)],
            tag: None,
        },
    );
    assert_eq!(state.doc().edges().count(), 1);
}
