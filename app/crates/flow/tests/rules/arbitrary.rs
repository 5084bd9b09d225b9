//! Small random documents and events, and a builder for those that are written down.

use flow::editor::{Button, Pointer};
use flow::geometry::spatial::Direction;
use flow::*;
use proptest::collection::vec;
use proptest::prelude::*;

/// The payload of the tests: anything that can be compared.
pub(crate) type Data = u8;

pub(crate) fn id(n: usize) -> NodeId {
    NodeId::from(format!("n{n}"))
}

pub(crate) fn node(name: &str, x: f64, y: f64) -> FlowNode<Data> {
    FlowNode::new(name, format!("Node {name}"), 0).at(x, y)
}

/// A chain `a -> b -> c` with 44 between the cards.
pub(crate) fn chain() -> Doc<Data> {
    let nodes = [node("a", 0.0, 0.0), node("b", 236.0, 0.0), node("c", 472.0, 0.0)];
    Doc::new(nodes, [FlowEdge::new("a", "out", "b"), FlowEdge::new("b", "out", "c")])
}

/// A canvas of 1000 × 800 at 100%, with the origin at its corner.
pub(crate) fn editor(doc: Doc<Data>) -> EditorState<Data> {
    let options = Options {
        size: Size::new(1000.0, 800.0),
        fit: false,
        ..Options::default()
    };
    let mut state = EditorState::new(doc, options);
    reduce(&mut state, Event::ZoomTo(1.0));
    reduce(&mut state, Event::CenterOn(Point::new(500.0, 400.0)));
    state
}

fn ports() -> impl Strategy<Value = Vec<Port>> {
    prop_oneof![
        1 => Just(vec![]),
        4 => Just(vec![Port::plain("out")]),
        1 => Just(vec![Port::named("true", "true"), Port::named("false", "false")]),
        1 => Just(vec![Port::plain("out"), Port::named("error", "on error")])]
}

fn a_node(n: usize) -> impl Strategy<Value = FlowNode<Data>> {
    let place = (-900.0..1500.0_f64, -600.0..900.0_f64);
    (place, ports(), prop::bool::weighted(0.85), any::<Data>(), any::<bool>()).prop_map(
        move |((x, y), outputs, has_input, data, compact)| {
            let size = if compact { NodeSize::Compact } else { NodeSize::Regular };
            let base = FlowNode::new(id(n), format!("Node {n}"), data).at(x.round(), y.round());
            FlowNode {
                outputs,
                has_input,
                size,
                ..base
            }
        },
    )
}

fn an_edge(nodes: usize) -> impl Strategy<Value = FlowEdge> {
    (
        0..nodes,
        prop_oneof![Just("out"), Just("true"), Just("false")],
        0..nodes,
    )
        .prop_map(|(from, port, to)| FlowEdge::new(id(from), port, id(to)))
}

/// Documents of up to `most` nodes, with edges of every kind: loops and unknown ports too.
pub(crate) fn docs(most: usize) -> impl Strategy<Value = Doc<Data>> {
    (1..=most).prop_flat_map(|n| {
        let nodes = (0..n).map(a_node).collect::<Vec<_>>();
        let note = prop_oneof![Just(""), Just("one"), Just("two")];
        (nodes, vec(an_edge(n), 0..=n * 2), note)
            .prop_map(|(nodes, edges, note)| Doc::new(nodes, edges).with_note(note))
    })
}

pub(crate) fn points() -> impl Strategy<Value = Point> {
    (-50.0..1050.0_f64, -50.0..850.0_f64).prop_map(|(x, y)| Point::new(x, y))
}

fn mods() -> impl Strategy<Value = Modifiers> {
    (
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
    )
        .prop_map(|(shift, ctrl, alt)| Modifiers { shift, ctrl, alt })
}

fn pointers() -> impl Strategy<Value = Pointer> {
    let kind = prop_oneof![3 => Just(PointerKind::Mouse), 1 => Just(PointerKind::Touch)];
    let button = prop_oneof![8 => Just(Button::Primary), 1 => Just(Button::Middle), 1 => Just(Button::Secondary)];
    (0..2_i32, kind, button, points(), mods()).prop_map(|(id, kind, button, at, mods)| Pointer {
        id,
        kind,
        button,
        at,
        mods,
    })
}

fn directions() -> impl Strategy<Value = Direction> {
    prop_oneof![
        Just(Direction::Left),
        Just(Direction::Right),
        Just(Direction::Up),
        Just(Direction::Down)
    ]
}

fn keys() -> impl Strategy<Value = Key> {
    prop_oneof![
        4 => directions().prop_map(Key::Arrow),
        1 => Just(Key::Enter),
        1 => Just(Key::Escape),
        1 => Just(Key::Tab),
        1 => Just(Key::Space),
        1 => Just(Key::Delete),
        1 => Just(Key::Home),
        1 => Just(Key::End),
        4 => prop::sample::select(vec!['c', 'z', 'y', 'a', 'd', 'x', 'v', '/', '0', '1', '+', '-', 't']).prop_map(Key::Char)]
}

fn ids() -> impl Strategy<Value = NodeId> {
    (0..9_usize).prop_map(id)
}

fn port_refs() -> impl Strategy<Value = PortRef> {
    (ids(), prop_oneof![Just("out"), Just("true"), Just("nowhere")]).prop_map(|(node, port)| PortRef::new(node, port))
}

fn edge_keys() -> impl Strategy<Value = EdgeKey> {
    (port_refs(), ids()).prop_map(|(from, to)| EdgeKey {
        from: from.node,
        from_port: from.port,
        to,
    })
}

/// What a user can do with hands.
pub(crate) fn gestures() -> impl Strategy<Value = Event<Data>> {
    prop_oneof![
        6 => pointers().prop_map(Event::PointerDown),
        8 => pointers().prop_map(Event::PointerMove),
        6 => pointers().prop_map(Event::PointerUp),
        1 => (0..2_i32).prop_map(Event::PointerCancel),
        1 => points().prop_map(|at| Event::DoubleClick { at }),
        1 => points().prop_map(|at| Event::ContextMenu { at }),
        2 => (points(), points(), mods()).prop_map(|(at, delta, mods)| Event::Wheel { at, delta, mods }),
        8 => (keys(), mods()).prop_map(|(key, mods)| Event::Key(key, mods)),
        1 => keys().prop_map(Event::KeyUp),
        2 => prop::option::of(ids()).prop_map(Event::Focused),
        2 => Just(Event::Frame)]
}

/// What buttons, menus and the host can send to change the document.
pub(crate) fn commands() -> impl Strategy<Value = Event<Data>> {
    prop_oneof![
        4 => Just(Event::Undo),
        2 => Just(Event::Redo),
        1 => Just(Event::Tidy),
        1 => Just(Event::SelectAll),
        1 => vec(ids(), 0..4).prop_map(Event::Select),
        1 => edge_keys().prop_map(Event::SelectEdge),
        1 => Just(Event::DeleteSelection),
        1 => (vec(ids(), 0..3), vec(edge_keys(), 0..3)).prop_map(|(nodes, edges)| Event::Remove { nodes, edges }),
        1 => (directions(), any::<bool>()).prop_map(|(direction, far)| Event::Nudge { direction, far }),
        1 => (0..9_usize, prop::option::of(points()), prop::option::of(port_refs()))
            .prop_flat_map(|(n, at, after)| a_node(n).prop_map(move |node| Event::Add { node, at, after: after.clone() })),
        1 => (0..9_usize, any::<bool>()).prop_flat_map(|(n, tagged)| {
            a_node(n).prop_map(move |node| Event::Replace { nodes: vec![node], tag: tagged.then(|| "title".into()) })
        }),
        1 => docs(9).prop_map(|doc| {
            let all: Vec<NodeId> = doc.nodes().map(|node| node.id.clone()).collect();
            Event::Insert(doc.fragment(&all))
        }),
        2 => (port_refs(), ids()).prop_map(|(from, to)| Event::Connect { from, to }),
        1 => edge_keys().prop_map(Event::Disconnect),
        1 => ids().prop_map(Event::StartConnect),
        1 => Just(Event::Cancel),
        1 => Just(Event::Cut),
        1 => Just(Event::Duplicate)]
}

/// Everything that a user can bring about.
pub(crate) fn events() -> impl Strategy<Value = Event<Data>> {
    prop_oneof![3 => gestures(), 2 => commands()]
}

/// What only the host sends.
pub(crate) fn host_events() -> impl Strategy<Value = Event<Data>> {
    let state = prop_oneof![
        Just(NodeStatus::Running),
        Just(NodeStatus::Failed),
        Just(NodeStatus::Idle)
    ];
    prop_oneof![
        (docs(9), any::<bool>()).prop_map(|(doc, undoable)| Event::ApplyRemote { doc, undoable }),
        (ids(), state, any::<bool>()).prop_map(|(id, status, busy)| {
            let progress = busy.then_some(Progress { done: 3, total: 7 });
            Event::Annotate {
                nodes: vec![(
                    id,
                    NodeState {
                        progress,
                        ..NodeState::of(status)
                    },
                )],
                edges: Vec::new(),
            }
        }),
        prop_oneof![Just(Mode::Edit), Just(Mode::View)].prop_map(Event::SetMode),
        (300.0..2000.0_f64, 300.0..1200.0_f64).prop_map(|(w, h)| Event::Resized(Size::new(w, h)))
    ]
}
