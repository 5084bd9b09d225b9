//! What the host sends.

use flow::*;

use crate::arbitrary::{chain, editor, node};

#[test]
fn another_document_is_one_step_back() {
    let mut state = editor(chain());
    let next = Doc::new([node("x", 0.0, 0.0)], []);
    reduce(
        &mut state,
        Event::ApplyRemote {
            doc: next.clone(),
            undoable: true,
        },
    );
    assert_eq!(state.doc(), &next);
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc(), &chain());
}

#[test]
fn one_that_is_not_undoable_leaves_no_history() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Select(vec!["a".into()]));
    reduce(&mut state, Event::DeleteSelection);
    reduce(
        &mut state,
        Event::ApplyRemote {
            doc: chain(),
            undoable: false,
        },
    );
    assert!(!state.can_undo() && !state.can_redo());
    assert_eq!(state.doc(), &chain());
}

#[test]
fn a_run_colours_nodes_and_edges_without_a_change() {
    let mut state = editor(chain());
    let key = EdgeKey::new("a", "out", "b");
    let nodes = vec![
        ("b".into(), NodeState::of(NodeStatus::Running)),
        ("ghost".into(), NodeState::default()),
    ];
    let effects = reduce(
        &mut state,
        Event::Annotate {
            nodes,
            edges: vec![(key.clone(), EdgeState::Active)],
        },
    );
    assert_eq!(effects.into_vec(), [Effect::Annotated(vec!["b".into()])]);
    assert!(
        state
            .doc()
            .edges()
            .any(|(k, state)| *k == key && state == EdgeState::Active)
    );
    assert!(!state.can_undo());
}

#[test]
fn a_paste_adds_what_is_free_and_selects_it() {
    let mut state = editor(chain());
    let piece = chain().fragment(&["a".into(), "b".into()]);
    reduce(&mut state, Event::Insert(piece.clone()));
    assert_eq!(state.doc(), &chain());
    let copy = piece
        .renamed(|node| format!("{}_2", node.id).into())
        .shifted(Point::new(20.0, 120.0));
    reduce(&mut state, Event::Insert(copy));
    assert_eq!((state.doc().len(), state.doc().edges().len()), (5, 3));
    assert_eq!(
        state
            .selection()
            .nodes
            .iter()
            .map(|id| id.to_string())
            .collect::<Vec<_>>(),
        ["a_2", "b_2"]
    );
    reduce(&mut state, Event::Undo);
    assert_eq!(state.doc(), &chain());
}

#[test]
fn a_document_that_comes_during_a_drag_ends_it() {
    use flow::editor::Pointer;
    let mut state = editor(chain());
    let at = state.viewport().to_screen(Point::new(250.0, 20.0));
    reduce(
        &mut state,
        Event::PointerDown(Pointer {
            at,
            ..Pointer::default()
        }),
    );
    reduce(
        &mut state,
        Event::PointerMove(Pointer {
            at: at + Point::new(50.0, 60.0),
            ..Pointer::default()
        }),
    );
    reduce(
        &mut state,
        Event::ApplyRemote {
            doc: chain(),
            undoable: true,
        },
    );
    assert_eq!(state.doc(), &chain());
    assert!(!state.can_undo());
}
