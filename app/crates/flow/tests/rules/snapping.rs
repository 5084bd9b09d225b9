//! Snapping to other cards and to the grid.

use flow::geometry::align;
use flow::*;
use proptest::collection::vec;
use proptest::prelude::*;

fn rects() -> impl Strategy<Value = Rect> {
    let height = prop_oneof![Just(56.0), Just(113.0), Just(88.0)];
    let width = prop_oneof![Just(192.0), Just(128.0)];
    (-500.0..500.0_f64, -500.0..500.0_f64, width, height).prop_map(|(x, y, w, h)| Rect::new(x.round(), y.round(), w, h))
}

proptest! {
    #[test]
    fn snapping_what_is_snapped_changes_nothing(
        x in -500.0..500.0_f64, y in -500.0..500.0_f64, others in vec(rects(), 0..8), zoom in 0.25..2.0_f64,
    ) {
        let moving = Rect::new(x, y, 192.0, 56.0);
        let once = align::snap(moving, &others, zoom);
        let again = align::snap(Rect { x: once.at.x, y: once.at.y, ..moving }, &others, zoom);
        prop_assert_eq!(again.at, once.at);
    }

    #[test]
    fn snapping_never_moves_far(x in -500.0..500.0_f64, y in -500.0..500.0_f64, others in vec(rects(), 0..8)) {
        let snap = align::snap(Rect::new(x, y, 192.0, 56.0), &others, 1.0);
        prop_assert!((snap.at.x - x).abs() <= 9.0 && (snap.at.y - y).abs() <= 9.0);
    }
}

#[test]
fn alone_a_card_lands_on_the_grid() {
    let snap = align::snap(Rect::new(13.0, 17.9, 192.0, 56.0), &[], 1.0);
    assert_eq!((snap.at, snap.guides.len()), (Point::new(12.0, 16.0), 0));
}

#[test]
fn beside_another_it_aligns_and_shows_a_guide() {
    let other = Rect::new(300.0, 102.0, 192.0, 56.0);
    let snap = align::snap(Rect::new(13.0, 99.0, 192.0, 56.0), &[other], 1.0);
    assert_eq!(snap.at, Point::new(12.0, 102.0));
    assert_eq!(snap.guides.len(), 1);
    assert_eq!(
        (snap.guides[0].from, snap.guides[0].to),
        (Point::new(12.0, 102.0), Point::new(492.0, 102.0))
    );
}
