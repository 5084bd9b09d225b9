//! Pan, zoom and fit.

use flow::*;
use proptest::prelude::*;

use crate::arbitrary::{chain, docs, editor, points};

proptest! {
    #[test]
    fn zoom_keeps_the_point_under_the_pointer(at in points(), delta in -900.0..900.0_f64, pinch in any::<bool>()) {
        let mut state = editor(chain());
        let before = state.viewport().to_flow(at);
        let mods = Modifiers { ctrl: pinch, ..Modifiers::default() };
        reduce(&mut state, Event::Wheel { at, delta: Point::new(0.0, delta), mods });
        prop_assert!(state.viewport().to_flow(at).distance(before) < 1e-6);
    }

    #[test]
    fn screen_and_flow_are_inverse(p in points(), x in -500.0..500.0_f64, y in -500.0..500.0_f64, z in 0.25..2.0_f64) {
        let v = Viewport { x, y, z };
        prop_assert!(v.to_screen(v.to_flow(p)).distance(p) < 1e-6);
    }

    #[test]
    fn fit_shows_all_beside_the_panels(doc in docs(8), left in 0.0..300.0_f64, bottom in 0.0..300.0_f64) {
        let mut state = editor(doc);
        reduce(&mut state, Event::Inset(Insets { left, bottom, ..Insets::default() }));
        reduce(&mut state, Event::Fit);
        let seen = state.viewport().rect_to_flow(state.free()).grown(1e-6);
        prop_assert!(seen.contains_rect(state.doc().bounds().unwrap()));
        prop_assert!(state.viewport().z <= 1.0);
    }

    #[test]
    fn what_is_revealed_is_seen(doc in docs(8), n in 0..8_usize) {
        let mut state = editor(doc);
        let Some(node) = state.doc().node(&crate::arbitrary::id(n)).cloned() else { return Ok(()) };
        reduce(&mut state, Event::Reveal(node.id.clone()));
        let seen = state.viewport().rect_to_flow(state.free()).grown(1e-6);
        prop_assert!(seen.contains_rect(node.rect()));
    }

    #[test]
    fn a_pinch_keeps_both_fingers_on_their_points(
        a in points(), b in points(), c in points(), d in points(),
    ) {
        use flow::editor::Pointer;
        let finger = |id, at| Pointer { id, kind: PointerKind::Touch, at, ..Pointer::default() };
        let mut state = editor(Doc::default());
        reduce(&mut state, Event::PointerDown(finger(1, a)));
        reduce(&mut state, Event::PointerDown(finger(2, b)));
        let middle = state.viewport().to_flow(a.mid(b));
        reduce(&mut state, Event::PointerMove(finger(1, c)));
        reduce(&mut state, Event::PointerMove(finger(2, d)));
        let v = state.viewport();
        prop_assert!(v.to_flow(c.mid(d)).distance(middle) < 1e-6);
        prop_assert!((Viewport::MIN_ZOOM..=Viewport::MAX_ZOOM).contains(&v.z));
    }
}

#[test]
fn what_was_only_fitted_fits_every_size() {
    let mut state = EditorState::new(chain(), Options::default());
    for size in [
        Size::new(700.0, 500.0),
        Size::new(420.0, 500.0),
        Size::new(1300.0, 900.0),
    ] {
        reduce(&mut state, Event::Resized(size));
        let shown = state.viewport();
        reduce(&mut state, Event::Fit);
        assert_eq!(shown, state.viewport(), "{size:?}");
    }
}

#[test]
fn a_panel_that_opens_is_no_panning() {
    let mut state = EditorState::new(chain(), Options::default());
    reduce(&mut state, Event::Resized(Size::new(700.0, 500.0)));
    let bottom = 264.0;
    reduce(
        &mut state,
        Event::Inset(Insets {
            bottom,
            ..Insets::default()
        }),
    );
    reduce(&mut state, Event::Resized(Size::new(420.0, 500.0)));
    let shown = state.viewport();
    reduce(&mut state, Event::Fit);
    assert_eq!(shown, state.viewport());
}

#[test]
fn what_was_panned_or_zoomed_keeps_its_middle_and_its_zoom() {
    for by_hand in [Event::ZoomIn, Event::CenterOn(Point::new(40.0, 900.0))] {
        let mut state = EditorState::new(chain(), Options::default());
        reduce(&mut state, Event::Resized(Size::new(700.0, 500.0)));
        reduce(&mut state, by_hand);
        let (zoom, middle) = (state.viewport().z, state.viewport().to_flow(state.free().center()));
        reduce(&mut state, Event::Resized(Size::new(420.0, 800.0)));
        let now = state.viewport().to_flow(state.free().center());
        assert!((state.viewport().z - zoom).abs() < 1e-9 && now.distance(middle) < 1e-6);
    }
}

#[test]
fn a_wheel_with_shift_pans_aside() {
    let mut state = editor(chain());
    let before = state.viewport();
    let mods = Modifiers {
        shift: true,
        ..Modifiers::default()
    };
    reduce(
        &mut state,
        Event::Wheel {
            at: Point::default(),
            delta: Point::new(0.0, 30.0),
            mods,
        },
    );
    assert_eq!(state.viewport(), before.panned(Point::new(-30.0, 0.0)));
}

#[test]
fn nonsense_from_the_browser_moves_nothing() {
    let mut state = editor(chain());
    let before = state.viewport();
    let at = Point::new(f64::NAN, 0.0);
    reduce(
        &mut state,
        Event::Wheel {
            at,
            delta: Point::new(0.0, f64::INFINITY),
            mods: Modifiers::default(),
        },
    );
    reduce(&mut state, Event::CenterOn(at));
    reduce(&mut state, Event::ZoomTo(f64::NAN));
    reduce(&mut state, Event::Resized(Size::new(f64::NAN, 1.0)));
    assert_eq!(state.viewport(), before);
}
