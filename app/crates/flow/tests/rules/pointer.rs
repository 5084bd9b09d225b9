//! Gestures with mouse and finger, as a user makes them.

use flow::editor::{Button, Pointer};
use flow::*;

use crate::arbitrary::{Data, chain, editor, node};

/// A hand over a canvas, in flow pixels.
struct Hand {
    state: EditorState<Data>,
    pointer: Pointer,
    seen: Vec<Effect<Data>>,
}

impl Hand {
    fn over(doc: Doc<Data>) -> Self {
        Self {
            state: editor(doc),
            pointer: Pointer::default(),
            seen: Vec::new(),
        }
    }

    fn send(&mut self, event: Event<Data>) -> &mut Self {
        self.seen.extend(reduce(&mut self.state, event));
        self
    }

    fn at(&mut self, x: f64, y: f64) {
        self.pointer.at = self.state.viewport().to_screen(Point::new(x, y));
    }

    fn down(&mut self, x: f64, y: f64) -> &mut Self {
        self.at(x, y);
        self.send(Event::PointerDown(self.pointer))
    }

    fn to(&mut self, x: f64, y: f64) -> &mut Self {
        self.at(x, y);
        self.send(Event::PointerMove(self.pointer))
    }

    fn up(&mut self) -> &mut Self {
        self.send(Event::PointerUp(self.pointer))
    }

    fn click(&mut self, x: f64, y: f64) -> &mut Self {
        self.down(x, y).up()
    }

    fn pos(&self, id: &str) -> (f64, f64) {
        self.state
            .doc()
            .node(id)
            .map_or((f64::NAN, f64::NAN), |node| (node.pos.x, node.pos.y))
    }

    fn selected(&self) -> Vec<String> {
        self.state.selection().nodes.iter().map(ToString::to_string).collect()
    }

    fn changes(&self) -> usize {
        self.seen
            .iter()
            .filter(|effect| matches!(effect, Effect::Changed(_)))
            .count()
    }
}

#[test]
fn a_drag_moves_the_card_on_the_grid_and_is_one_change() {
    let mut hand = Hand::over(chain());
    hand.down(250.0, 20.0).to(252.0, 120.0).to(251.0, 221.0).up();
    assert_eq!(hand.pos("b"), (236.0, 200.0));
    assert_eq!((hand.changes(), hand.selected()), (1, vec!["b".to_owned()]));
    hand.send(Event::Undo);
    assert_eq!(hand.state.doc(), &chain());
}

#[test]
fn under_the_threshold_a_drag_is_a_click() {
    let mut hand = Hand::over(chain());
    hand.down(250.0, 20.0).to(250.5, 20.0).up();
    assert_eq!((hand.changes(), hand.pos("b")), (0, (236.0, 0.0)));
}

#[test]
fn all_selected_cards_are_dragged_together() {
    let mut hand = Hand::over(chain());
    hand.send(Event::Select(vec!["a".into(), "b".into()]));
    hand.down(250.0, 20.0).to(250.0, 320.0).up();
    assert_eq!(
        (hand.pos("a"), hand.pos("b"), hand.pos("c")),
        ((0.0, 300.0), (236.0, 300.0), (472.0, 0.0))
    );
    assert_eq!(hand.changes(), 1);
}

#[test]
fn escape_during_a_drag_puts_all_back() {
    let mut hand = Hand::over(chain());
    hand.down(250.0, 20.0)
        .to(250.0, 320.0)
        .send(Event::Key(Key::Escape, Modifiers::default()));
    assert_eq!((hand.state.doc(), hand.changes()), (&chain(), 0));
    hand.up();
    assert_eq!(hand.state.doc(), &chain());
}

#[test]
fn a_pointer_that_is_taken_away_leaves_no_trace() {
    let mut hand = Hand::over(chain());
    hand.down(250.0, 20.0).to(250.0, 320.0).send(Event::PointerCancel(0));
    assert_eq!(hand.state.doc(), &chain());
}

#[test]
fn dragging_empty_canvas_pans() {
    let mut hand = Hand::over(chain());
    let before = hand.state.viewport();
    hand.down(100.0, 300.0);
    hand.pointer.at = hand.pointer.at + Point::new(30.0, -20.0);
    hand.send(Event::PointerMove(hand.pointer)).up();
    assert_eq!(hand.state.viewport(), before.panned(Point::new(30.0, -20.0)));
}

#[test]
fn middle_button_and_space_pan_over_a_card_too() {
    for space in [false, true] {
        let mut hand = Hand::over(chain());
        if space {
            hand.send(Event::Key(Key::Space, Modifiers::default()));
        } else {
            hand.pointer.button = Button::Middle;
        }
        let before = hand.state.viewport();
        hand.down(250.0, 20.0);
        hand.pointer.at = hand.pointer.at + Point::new(30.0, 0.0);
        hand.send(Event::PointerMove(hand.pointer)).up();
        assert_eq!((hand.state.viewport().x, hand.changes()), (before.x + 30.0, 0));
    }
}

#[test]
fn shift_and_drag_selects_what_the_frame_touches() {
    let mut hand = Hand::over(chain());
    hand.pointer.mods.shift = true;
    hand.down(-20.0, -20.0).to(300.0, 40.0);
    assert!(hand.state.overlay().marquee.is_some());
    hand.up();
    assert_eq!(hand.selected(), ["a", "b"]);
    assert!(hand.state.selection().edges.contains(&EdgeKey::new("a", "out", "b")));
}

#[test]
fn shift_click_adds_and_takes_out() {
    let mut hand = Hand::over(chain());
    hand.click(20.0, 20.0);
    hand.pointer.mods.shift = true;
    hand.click(250.0, 20.0);
    assert_eq!(hand.selected(), ["a", "b"]);
    hand.click(20.0, 20.0);
    assert_eq!(hand.selected(), ["b"]);
}

#[test]
fn a_click_on_one_of_many_selects_only_it_and_on_nothing_none() {
    let mut hand = Hand::over(chain());
    hand.send(Event::SelectAll);
    hand.click(250.0, 20.0);
    assert_eq!(hand.selected(), ["b"]);
    hand.click(250.0, 300.0);
    assert!(hand.state.selection().is_empty());
}

#[test]
fn an_edge_is_selected_by_its_band_and_deleted() {
    let mut hand = Hand::over(chain());
    hand.click(214.0, 36.0).send(Event::DeleteSelection);
    assert!(!hand.state.doc().has_edge(&EdgeKey::new("a", "out", "b")));
    assert_eq!(hand.state.doc().len(), 3);
}

#[test]
fn dragging_from_a_port_to_a_card_connects() {
    let mut hand = Hand::over(chain());
    hand.down(192.0, 28.0).to(300.0, 100.0).to(480.0, 30.0);
    assert_eq!(hand.state.overlay().dock, Some(("c".into(), true)));
    hand.up();
    assert!(hand.state.doc().has_edge(&EdgeKey::new("a", "out", "c")));
}

#[test]
fn over_a_card_that_refuses_it_says_why() {
    let mut hand = Hand::over(chain());
    hand.down(664.0, 28.0).to(20.0, 30.0);
    assert_eq!(hand.state.overlay().dock, Some(("a".into(), false)));
    hand.up();
    assert_eq!(hand.state.doc(), &chain());
    assert!(
        hand.seen
            .contains(&Effect::Announce("This would make a loop".to_owned()))
    );
}

#[test]
fn let_go_over_nothing_asks_for_a_node_that_is_then_connected() {
    let mut hand = Hand::over(chain());
    hand.down(664.0, 28.0).to(720.0, 228.0).up();
    let asked = hand.seen.iter().find_map(|effect| match effect {
        Effect::RequestAdd { at, pending, .. } => Some((*at, pending.clone())),
        _ => None,
    });
    let (at, pending) = asked.unwrap();
    assert_eq!(
        pending,
        Some(Pending {
            from: PortRef::new("c", "out")
        })
    );
    assert!(hand.state.overlay().draft.is_some());
    let after = pending.map(|pending| pending.from);
    hand.send(Event::Add {
        node: node("d", 0.0, 0.0),
        at: Some(at),
        after,
    });
    assert_eq!(hand.pos("d"), (720.0, 200.0));
    assert!(hand.state.doc().has_edge(&EdgeKey::new("c", "out", "d")));
    assert!(hand.state.overlay().draft.is_none());
    hand.send(Event::Undo);
    assert_eq!(hand.state.doc(), &chain());
}

#[test]
fn a_finger_pans_and_a_tap_selects() {
    let mut hand = Hand::over(chain());
    hand.pointer.kind = PointerKind::Touch;
    let before = hand.state.viewport();
    hand.down(250.0, 20.0);
    hand.pointer.at = hand.pointer.at + Point::new(0.0, 50.0);
    hand.send(Event::PointerMove(hand.pointer)).up();
    assert_eq!((hand.state.viewport().y, hand.changes()), (before.y + 50.0, 0));
    hand.click(250.0, 20.0);
    assert_eq!(hand.selected(), ["b"]);
}

#[test]
fn a_finger_drags_what_it_selected_before() {
    let mut hand = Hand::over(chain());
    hand.pointer.kind = PointerKind::Touch;
    hand.click(250.0, 20.0)
        .down(250.0, 20.0)
        .to(250.0, 120.0)
        .to(250.0, 220.0)
        .up();
    assert_eq!(hand.pos("b"), (236.0, 200.0));
}

#[test]
fn held_at_the_border_the_canvas_runs_along() {
    let mut hand = Hand::over(chain());
    hand.down(250.0, 20.0);
    hand.pointer.at = Point::new(995.0, 400.0);
    hand.send(Event::PointerMove(hand.pointer));
    let (before, card) = (hand.state.viewport().x, hand.pos("b").0);
    assert!(hand.state.wants_frames());
    for _ in 0..10 {
        hand.send(Event::Frame);
    }
    assert!(hand.state.viewport().x < before - 100.0);
    assert!(hand.pos("b").0 > card + 100.0);
    hand.up();
    assert!(!hand.state.wants_frames());
}

#[test]
fn a_menu_selects_what_it_is_asked_on() {
    let mut hand = Hand::over(chain());
    let at = hand.state.viewport().to_screen(Point::new(250.0, 20.0));
    hand.send(Event::ContextMenu { at });
    assert_eq!(hand.selected(), ["b"]);
    let asked =
        |effect: &Effect<Data>| matches!(effect, Effect::Menu { target: MenuTarget::Node(id), .. } if &**id == "b");
    assert!(hand.seen.iter().any(asked));
}

#[test]
fn read_only_a_drag_on_a_card_pans_and_a_port_is_no_port() {
    let mut hand = Hand::over(chain());
    hand.send(Event::SetMode(Mode::View));
    let before = hand.state.viewport();
    hand.down(192.0, 28.0);
    hand.pointer.at = hand.pointer.at + Point::new(40.0, 0.0);
    hand.send(Event::PointerMove(hand.pointer)).up();
    assert_eq!(hand.state.viewport().x, before.x + 40.0);
    hand.click(250.0, 20.0);
    assert_eq!(hand.selected(), ["b"]);
}

#[test]
fn a_double_click_opens_a_card_and_asks_for_one_elsewhere() {
    let mut hand = Hand::over(chain());
    let at = hand.state.viewport().to_screen(Point::new(250.0, 20.0));
    hand.send(Event::DoubleClick { at });
    assert!(hand.seen.contains(&Effect::Open("b".into())));
    let at = hand.state.viewport().to_screen(Point::new(250.0, 400.0));
    hand.send(Event::DoubleClick { at });
    assert!(
        hand.seen
            .iter()
            .any(|effect| matches!(effect, Effect::RequestAdd { pending: None, .. }))
    );
}
