//! The ways of edges: exactly those of the reference picture, and sensible ones elsewhere.

use flow::geometry::fan::Fans;
use flow::geometry::{curve, hit, route, step};
use flow::*;
use proptest::prelude::*;

use crate::arbitrary::{chain, docs, node};

fn compact(id: &str, x: f64, y: f64) -> FlowNode<u8> {
    FlowNode {
        size: NodeSize::Compact,
        ..node(id, x, y)
    }
}

/// The graph of the reference picture.
fn triage() -> Doc<u8> {
    let branches = vec![Port::named("true", "true"), Port::named("false", "false")];
    let mut read = node("read", 408.0, 0.0);
    read.state.progress = Some(Progress { done: 7, total: 12 });
    let nodes = [
        compact("start", 0.0, 160.0),
        FlowNode {
            outputs: branches,
            ..node("has", 172.0, 12.0)
        },
        node("fetch", 172.0, 308.0),
        read,
        node("body", 408.0, 140.0),
        node("draft", 408.0, 252.0),
        node("orders", 408.0, 364.0),
        compact("collect", 644.0, 196.0),
        node("slack", 816.0, 140.0),
        node("respond", 816.0, 252.0),
    ];
    let edges = [
        ("read", "out", "collect"),
        ("collect", "out", "slack"),
        ("collect", "out", "respond"),
        ("body", "out", "collect"),
        ("has", "false", "body"),
        ("start", "out", "has"),
        ("start", "out", "fetch"),
        ("fetch", "out", "draft"),
        ("fetch", "out", "orders"),
        ("draft", "out", "collect"),
        ("orders", "out", "collect"),
        ("has", "true", "read"),
    ];
    Doc::new(nodes, edges.map(|(from, port, to)| FlowEdge::new(from, port, to)))
}

#[test]
fn the_reference_picture_is_drawn_to_the_pixel() {
    let doc = triage();
    let fans = Fans::of(&doc);
    let paths: Vec<String> = doc
        .edges()
        .map(|(key, _)| step::path(&route::edge(&doc, &fans, key).unwrap()))
        .collect();
    assert_eq!(
        paths,
        [
            "M600 28H618.16Q628.16 28 628.16 38V214Q628.16 224 638.16 224H644",
            "M772 224H784Q794 224 794 214V178Q794 168 804 168H816",
            "M772 224H784Q794 224 794 234V270Q794 280 804 280H816",
            "M600 168H605.84Q615.84 168 615.84 178V214Q615.84 224 625.84 224H644",
            "M364 109H376Q386 109 386 119V158Q386 168 396 168H408",
            "M128 188H140Q150 188 150 178V50Q150 40 160 40H172",
            "M128 188H140Q150 188 150 198V326Q150 336 160 336H172",
            "M364 336H376Q386 336 386 326V290Q386 280 396 280H408",
            "M364 336H376Q386 336 386 346V382Q386 392 396 392H408",
            "M600 280H605.84Q615.84 280 615.84 270V234Q615.84 224 625.84 224H644",
            "M600 392H618.16Q628.16 392 628.16 382V234Q628.16 224 638.16 224H644",
            "M364 85H376Q386 85 386 75V38Q386 28 396 28H408",
        ]
    );
}

#[test]
fn edges_of_one_port_share_a_bus_even_to_several_columns() {
    let nodes = [
        node("a", 0.0, 0.0),
        node("b", 236.0, 100.0),
        node("c", 300.0, 200.0),
        node("d", 900.0, 300.0),
    ];
    let doc = Doc::new(nodes, ["b", "c", "d"].map(|to| FlowEdge::new("a", "out", to)));
    let fans = Fans::of(&doc);
    let bends: Vec<f64> = doc
        .edges()
        .map(|(key, _)| route::edge(&doc, &fans, key).unwrap()[1].x)
        .collect();
    assert_eq!(bends, [214.0, 214.0, 214.0]);
}

#[test]
fn a_level_edge_is_a_line() {
    let doc = chain();
    let fans = Fans::of(&doc);
    let (key, _) = doc.edges().next().unwrap();
    assert_eq!(step::path(&route::edge(&doc, &fans, key).unwrap()), "M192 28H236");
}

#[test]
fn an_edge_that_leads_back_runs_below_both_cards() {
    let doc = Doc::new(
        [node("a", 0.0, 0.0), node("b", 400.0, 0.0)],
        [FlowEdge::new("b", "out", "a")],
    );
    let fans = Fans::of(&doc);
    let (key, _) = doc.edges().next().unwrap();
    let corners = route::edge(&doc, &fans, key).unwrap();
    assert_eq!(corners.iter().map(|p| p.y).fold(0.0, f64::max), 92.0);
    let inside = |r: Rect| corners.windows(2).any(|s| r.grown(-1.0).contains(s[0].mid(s[1])));
    assert!(doc.nodes().all(|node| !inside(node.rect())));
}

#[test]
fn the_covers_curve_as_the_reference_does() {
    let (a, b) = (Point::new(64.0, 76.0), Point::new(92.0, 48.0));
    assert_eq!(curve::path(a, b), "M64 76C78 76 78 48 92 48");
    assert_eq!(curve::path(a, Point::new(92.0, 76.0)), "M64 76H92");
}

#[test]
fn the_band_of_an_edge_takes_the_pointer_and_a_card_before_it() {
    let doc = chain();
    let near = Point::new(216.0, 36.0);
    assert_eq!(
        hit::target(&doc, near, 1.0),
        hit::Target::Edge(EdgeKey::new("a", "out", "b"))
    );
    assert_eq!(
        hit::target(&doc, Point::new(100.0, 28.0), 1.0),
        hit::Target::Node("a".into())
    );
    assert_eq!(
        hit::target(&doc, Point::new(198.0, 30.0), 1.0),
        hit::Target::Output(PortRef::new("a", "out"))
    );
    assert_eq!(hit::target(&doc, Point::new(216.0, 60.0), 1.0), hit::Target::Canvas);
}

#[test]
fn a_loose_end_docks_within_20_pixels_of_the_screen() {
    let doc = chain();
    let at = |x: f64| hit::dock(&doc, Point::new(x, 28.0), 0.5);
    assert_eq!(at(-30.0), Some("a".into()));
    assert_eq!(at(-45.0), None);
}

proptest! {
    #[test]
    fn every_path_is_made_of_finite_numbers_with_two_decimals(doc in docs(8)) {
        let fans = Fans::of(&doc);
        for (key, _) in doc.edges() {
            let path = step::path(&route::edge(&doc, &fans, key).unwrap());
            prop_assert!(path.starts_with('M') && !path.contains("NaN") && !path.contains("inf") && !path.contains("-0 "));
            let decimals = path.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|n| n.split_once('.'));
            prop_assert!(decimals.into_iter().all(|(_, digits)| digits.len() <= 2));
        }
    }

    #[test]
    fn every_edge_begins_and_ends_at_its_handles(doc in docs(8)) {
        let fans = Fans::of(&doc);
        for (key, _) in doc.edges() {
            let corners = route::edge(&doc, &fans, key).unwrap();
            prop_assert_eq!(corners.first().copied(), doc.port_point(&key.source()));
            let entry = doc.node(&key.to).unwrap().pos + Point::new(0.0, 28.0);
            prop_assert!(corners.last().unwrap().distance(entry) <= 0.5);
        }
    }
}
