//! Undo, redo, and changes as data.

use flow::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{Data, chain, commands, docs, editor, events, host_events};

fn changes(effects: &[Effect<Data>]) -> Vec<Change<Data>> {
    let changed = effects.iter().filter_map(|effect| match effect {
        Effect::Changed(changes) => Some(changes.clone()),
        _ => None,
    });
    changed.flatten().collect()
}

proptest! {
    #[test]
    fn undo_takes_back_all_that_was_done(doc in docs(6), events in vec(events(), 1..40)) {
        let mut state = editor(doc.clone());
        for event in events {
            reduce(&mut state, event);
        }
        reduce(&mut state, Event::Cancel);
        while state.can_undo() {
            reduce(&mut state, Event::Undo);
        }
        prop_assert_eq!(state.doc(), &doc);
    }

    #[test]
    fn redo_brings_back_all_that_was_undone(doc in docs(6), events in vec(events(), 1..40)) {
        let mut state = editor(doc);
        for event in events {
            reduce(&mut state, event);
        }
        reduce(&mut state, Event::Cancel);
        while state.can_redo() {
            reduce(&mut state, Event::Redo);
        }
        let done = state.doc().clone();
        while state.can_undo() {
            reduce(&mut state, Event::Undo);
        }
        while state.can_redo() {
            reduce(&mut state, Event::Redo);
        }
        prop_assert_eq!(state.doc(), &done);
    }

    #[test]
    fn a_host_that_applies_every_change_holds_the_same_document(
        doc in docs(6),
        events in vec(prop_oneof![3 => events(), 1 => host_events()], 1..60),
    ) {
        let mut state = editor(doc.clone());
        let mut twin = doc;
        for event in events {
            let told = matches!(event, Event::Annotate { .. });
            let effects = reduce(&mut state, event.clone());
            twin.apply_all(&changes(&effects));
            if told {
                let mut annotated = editor(twin.clone());
                reduce(&mut annotated, event);
                twin = annotated.doc().clone();
            }
        }
        reduce(&mut state, Event::PointerCancel(0));
        reduce(&mut state, Event::PointerCancel(1));
        reduce(&mut state, Event::Cancel);
        prop_assert_eq!(state.doc(), &twin);
    }

    #[test]
    fn every_change_can_be_inverted(doc in docs(6), event in commands()) {
        let mut state = editor(doc.clone());
        let done = changes(&reduce(&mut state, event));
        let mut back = state.doc().clone();
        back.apply_all(&done.iter().rev().map(Change::inverted).collect::<Vec<_>>());
        prop_assert_eq!(back, doc);
    }

    #[test]
    fn nothing_panics_and_nothing_dangles(
        doc in docs(8),
        events in vec(prop_oneof![4 => events(), 1 => host_events()], 1..80),
    ) {
        let mut state = editor(doc);
        for event in events {
            reduce(&mut state, event);
            let overlay = state.overlay();
            prop_assert!(overlay.dragged.iter().all(|id| state.doc().node(id).is_some()));
            prop_assert!(state.selection().nodes.iter().all(|id| state.doc().node(id).is_some()));
            prop_assert!(state.selection().edges.iter().all(|key| state.doc().has_edge(key)));
            for (key, _) in state.doc().edges() {
                prop_assert!(state.doc().node(&key.from).is_some() && state.doc().node(&key.to).is_some());
            }
            let v = state.viewport();
            prop_assert!(v.x.is_finite() && v.y.is_finite() && v.z > 0.0);
        }
    }

    #[test]
    fn read_only_never_changes_the_document(doc in docs(6), events in vec(events(), 1..60)) {
        let mut state = editor(doc.clone());
        reduce(&mut state, Event::SetMode(Mode::View));
        for event in events {
            let effects = reduce(&mut state, event);
            prop_assert!(changes(&effects).is_empty());
            prop_assert_eq!(state.doc(), &doc);
        }
    }
}

#[test]
fn steps_of_the_arrows_in_a_row_are_undone_at_once() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Select(vec!["b".into()]));
    for _ in 0..5 {
        reduce(
            &mut state,
            Event::Nudge {
                direction: flow::geometry::spatial::Direction::Down,
                far: false,
            },
        );
    }
    assert_eq!(
        state.doc().node("b").map(|node| node.pos),
        Some(Point::new(236.0, 20.0))
    );
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc(), &chain());
    assert!(!state.can_undo());
}

#[test]
fn a_click_between_two_nudges_makes_them_two_steps() {
    let mut state = editor(chain());
    let nudge = || Event::Nudge {
        direction: flow::geometry::spatial::Direction::Down,
        far: true,
    };
    reduce(&mut state, Event::Select(vec!["b".into()]));
    reduce(&mut state, nudge());
    reduce(&mut state, Event::Select(vec!["c".into()]));
    reduce(&mut state, Event::Select(vec!["b".into()]));
    reduce(&mut state, nudge());
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc().node("b").map(|node| node.pos.y), Some(16.0));
}

#[test]
fn edits_of_one_field_are_one_step_and_of_two_are_two() {
    let mut state = editor(chain());
    let edit = |title: &str, tag: &str| {
        let node = FlowNode {
            title: title.into(),
            ..crate::arbitrary::node("b", 236.0, 0.0)
        };
        Event::Replace {
            nodes: vec![node],
            tag: Some(tag.into()),
        }
    };
    reduce(&mut state, edit("F", "title"));
    reduce(&mut state, edit("Fe", "title"));
    reduce(&mut state, edit("Fet", "url"));
    reduce(&mut state, Event::Undo);
    assert_eq!(
        state.doc().node("b").map(|node| node.title.to_string()),
        Some("Fe".to_owned())
    );
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc(), &chain());
}

#[test]
fn undo_keeps_the_run_state_of_today() {
    let mut state = editor(chain());
    reduce(
        &mut state,
        Event::Replace {
            nodes: vec![FlowNode {
                data: 7,
                ..crate::arbitrary::node("b", 236.0, 0.0)
            }],
            tag: None,
        },
    );
    let run = NodeState::of(NodeStatus::Running);
    reduce(
        &mut state,
        Event::Annotate {
            nodes: vec![("b".into(), run.clone())],
            edges: Vec::new(),
        },
    );
    reduce(&mut state, Event::Undo);
    let node = state.doc().node("b").cloned().unwrap();
    assert_eq!((node.data, &node.state), (0, &run));
}

#[test]
fn a_delete_is_undone_whole() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Select(vec!["b".into()]));
    let effects = reduce(&mut state, Event::DeleteSelection);
    assert_eq!(state.doc().edges().len(), 0);
    assert!(effects.contains(&Effect::Announce("Deleted 1 node, deleted 2 edges".to_owned())));
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc(), &chain());
    assert!(state.selection().nodes.contains("b"));
}
