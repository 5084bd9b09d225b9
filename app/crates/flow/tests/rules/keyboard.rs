//! Everything without a pointer.

use flow::geometry::spatial::Direction;
use flow::*;

use crate::arbitrary::{Data, chain, editor, node};

const PLAIN: Modifiers = Modifiers {
    shift: false,
    ctrl: false,
    alt: false,
};
const SHIFT: Modifiers = Modifiers {
    shift: true,
    ctrl: false,
    alt: false,
};
const CTRL: Modifiers = Modifiers {
    shift: false,
    ctrl: true,
    alt: false,
};

fn press(state: &mut EditorState<Data>, key: Key, mods: Modifiers) -> Vec<Effect<Data>> {
    assert!(state.handles(key, mods), "{key:?} is left to the browser");
    reduce(state, Event::Key(key, mods)).into_vec()
}

fn focused(state: &EditorState<Data>) -> Option<String> {
    state.focus().map(ToString::to_string)
}

#[test]
fn arrows_move_the_focus_until_something_is_selected() {
    let mut state = editor(chain());
    press(&mut state, Key::Arrow(Direction::Right), PLAIN);
    assert_eq!(focused(&state).as_deref(), Some("a"));
    let effects = press(&mut state, Key::Arrow(Direction::Right), PLAIN);
    assert_eq!(
        (focused(&state).as_deref(), effects.first()),
        (Some("b"), Some(&Effect::Focus(Some("b".into()))))
    );
    reduce(&mut state, Event::Key(Key::Space, PLAIN));
    reduce(&mut state, Event::KeyUp(Key::Space));
    assert!(state.selection().nodes.contains("b"));
    let effects = press(&mut state, Key::Arrow(Direction::Down), SHIFT);
    assert_eq!(
        state.doc().node("b").map(|node| node.pos),
        Some(Point::new(236.0, 16.0))
    );
    assert!(effects.contains(&Effect::Announce("Moved Node b to 236, 16".to_owned())));
    let alt = Modifiers { alt: true, ..PLAIN };
    press(&mut state, Key::Arrow(Direction::Left), alt);
    assert_eq!(focused(&state).as_deref(), Some("a"));
}

#[test]
fn two_keys_connect_to_the_next_node() {
    let doc = Doc::new([node("a", 0.0, 0.0), node("b", 236.0, 0.0)], []);
    let mut state = editor(doc);
    reduce(&mut state, Event::Focused(Some("a".into())));
    let effects = press(&mut state, Key::Char('c'), PLAIN);
    assert!(matches!(effects.first(), Some(Effect::Announce(said)) if said.starts_with("Connect Node a to Node b?")));
    assert!(state.overlay().draft.is_some());
    press(&mut state, Key::Enter, PLAIN);
    assert!(state.doc().has_edge(&EdgeKey::new("a", "out", "b")));
}

#[test]
fn a_port_is_chosen_first_where_there_are_several() {
    let ports = vec![Port::named("true", "true"), Port::named("false", "false")];
    let split = FlowNode {
        outputs: ports,
        ..node("a", 0.0, 0.0)
    };
    let mut state = editor(Doc::new([split, node("b", 236.0, 0.0), node("c", 236.0, 200.0)], []));
    reduce(&mut state, Event::Focused(Some("a".into())));
    press(&mut state, Key::Char('c'), PLAIN);
    let effects = press(&mut state, Key::Arrow(Direction::Down), PLAIN);
    assert!(matches!(effects.first(), Some(Effect::Announce(said)) if said.starts_with("Output false, 2 of 2")));
    press(&mut state, Key::Enter, PLAIN);
    press(&mut state, Key::Tab, PLAIN);
    press(&mut state, Key::Enter, PLAIN);
    assert!(state.doc().has_edge(&EdgeKey::new("a", "false", "c")));
}

#[test]
fn escape_gives_up_connecting_and_then_the_selection() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Select(vec!["a".into()]));
    reduce(&mut state, Event::Focused(Some("a".into())));
    press(&mut state, Key::Char('c'), PLAIN);
    press(&mut state, Key::Escape, PLAIN);
    assert!(state.overlay().draft.is_none() && !state.selection().is_empty());
    press(&mut state, Key::Escape, PLAIN);
    assert!(state.selection().is_empty());
    assert_eq!(state.doc(), &chain());
}

#[test]
fn a_node_without_a_follower_says_so() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Focused(Some("c".into())));
    let effects = press(&mut state, Key::Char('c'), PLAIN);
    assert_eq!(effects, [Effect::Announce("No node can follow Node c".to_owned())]);
}

#[test]
fn delete_moves_the_focus_to_what_came_before() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Focused(Some("b".into())));
    press(&mut state, Key::Delete, PLAIN);
    assert_eq!((state.doc().len(), focused(&state).as_deref()), (2, Some("a")));
}

#[test]
fn commands_have_their_keys() {
    let mut state = editor(chain());
    press(&mut state, Key::Char('a'), CTRL);
    assert_eq!(state.selection().nodes.len(), 3);
    assert!(matches!(press(&mut state, Key::Char('d'), CTRL).first(), Some(Effect::Duplicate(ids)) if ids.len() == 3));
    press(&mut state, Key::Delete, PLAIN);
    assert!(state.doc().is_empty());
    press(&mut state, Key::Char('z'), CTRL);
    assert_eq!(state.doc(), &chain());
    press(&mut state, Key::Char('y'), CTRL);
    assert!(state.doc().is_empty());
    press(&mut state, Key::Char('+'), PLAIN);
    assert!(state.viewport().z > 1.0);
    press(&mut state, Key::Char('0'), PLAIN);
    assert_eq!(state.viewport().z, 1.0);
    assert!(matches!(
        press(&mut state, Key::Char('/'), PLAIN).first(),
        Some(Effect::RequestAdd { .. })
    ));
}

#[test]
fn what_means_nothing_here_is_left_to_the_browser() {
    let state = editor(chain());
    assert!(!state.handles(Key::Tab, PLAIN));
    assert!(!state.handles(Key::Char('r'), CTRL));
    assert!(!state.handles(Key::Char('q'), PLAIN));
    assert!(!state.handles(Key::Char('c'), CTRL), "copy stays with the browser");
}

#[test]
fn read_only_arrows_move_the_focus_even_from_what_is_selected() {
    let mut state = editor(chain());
    reduce(&mut state, Event::SetMode(Mode::View));
    reduce(&mut state, Event::Focused(Some("a".into())));
    reduce(&mut state, Event::Select(vec!["a".into()]));
    press(&mut state, Key::Arrow(Direction::Right), PLAIN);
    assert_eq!((focused(&state).as_deref(), state.doc()), (Some("b"), &chain()));
}

#[test]
fn space_let_go_elsewhere_neither_selects_nor_pans() {
    let mut state = editor(chain());
    reduce(&mut state, Event::Focused(Some("a".into())));
    reduce(&mut state, Event::Key(Key::Space, PLAIN));
    assert_eq!(state.overlay().gesture, Some("hand"));
    reduce(&mut state, Event::Blurred);
    assert_eq!(state.overlay().gesture, None);
    reduce(&mut state, Event::KeyUp(Key::Space));
    assert!(state.selection().is_empty() && state.focus().is_none());
}
