//! The measures of the reference.

use flow::*;

use crate::arbitrary::node;

#[test]
fn a_plain_card_is_192_by_56_with_its_handles_at_28() {
    let card = node("a", 10.0, 20.0);
    assert_eq!(card.rect(), Rect::new(10.0, 20.0, 192.0, 56.0));
    assert_eq!(card.input_point(), Some(Point::new(10.0, 48.0)));
    assert_eq!(card.output_point("out"), Point::new(202.0, 48.0));
}

#[test]
fn a_compact_card_is_128_wide() {
    let card = FlowNode {
        size: NodeSize::Compact,
        ..node("a", 0.0, 0.0)
    };
    assert_eq!(card.extent(), Size::new(128.0, 56.0));
}

#[test]
fn named_ports_have_rows_of_24_from_73_on() {
    let outputs = vec![Port::named("true", "true"), Port::named("false", "false")];
    let card = FlowNode {
        outputs,
        ..node("a", 0.0, 0.0)
    };
    assert_eq!(card.extent().h, 113.0);
    assert_eq!(card.output_point("true"), Point::new(192.0, 73.0));
    assert_eq!(card.output_point("false"), Point::new(192.0, 97.0));
}

#[test]
fn progress_adds_32_and_pushes_the_rows_down() {
    let state = NodeState {
        progress: Some(Progress { done: 7, total: 12 }),
        ..NodeState::default()
    };
    let card = FlowNode {
        state: state.clone(),
        ..node("a", 0.0, 0.0)
    };
    assert_eq!(card.extent().h, 88.0);
    let outputs = vec![Port::plain("out"), Port::named("error", "on error")];
    let card = FlowNode {
        state,
        outputs,
        ..node("a", 0.0, 0.0)
    };
    assert_eq!(card.output_point("out").y, 28.0);
    assert_eq!(card.output_point("error").y, 105.0);
}

#[test]
fn per_cent_is_whole_and_bounded() {
    let percent = |done, total| Progress { done, total }.percent();
    assert_eq!(
        (
            percent(7, 12),
            percent(0, 0),
            percent(9, 3),
            percent(u32::MAX, u32::MAX)
        ),
        (58, 0, 100, 100)
    );
}

#[test]
fn a_label_names_kind_title_and_status() {
    let mut card = FlowNode {
        kind: "HTTP".into(),
        title: "Fetch customer".into(),
        ..node("a", 0.0, 0.0)
    };
    assert_eq!(card.label(), "HTTP: Fetch customer");
    card.state.problems = vec!["Choose a channel".into()];
    assert_eq!(card.label(), "HTTP: Fetch customer, 1 problem");
    card.state = NodeState::of(NodeStatus::Succeeded);
    assert_eq!(card.label(), "HTTP: Fetch customer, succeeded");
}
