//! Steps that undo another one when the run fails: an edge by a port that no card shows, so it begins in the menu.

use domain::catalogue::{Catalogue, Effect};
use domain::graph::{COMPENSATE_PORT, Node};
use flow::{Event, Pending, Point, PortRef, Rect};
use leptos::prelude::*;

use super::panes::AddAt;
use super::studio::Studio;
use crate::document::CardDoc;

/// Room between a step and the one that undoes it.
const GAP: f64 = 44.0;
/// The way in of a card lies so far below its top.
const ENTRY: f64 = 28.0;

impl Studio {
    /// Whether steps that undo this one have a place here: it changes something, and not in a loop. Tracked.
    pub(crate) fn may_be_undone(&self, id: &str) -> bool {
        let in_loop = self.levels.with(|levels| !levels.is_empty());
        !in_loop
            && self
                .top
                .doc()
                .with(|doc| doc.node(id).is_some_and(|card| changes(&card.data)))
    }

    /// Asks for the step that undoes this one: among those that nothing leads to yet, else for a new one.
    pub(crate) fn undo_with(&self, id: &str) {
        let flow = self.flow_now();
        let from = PortRef::new(id, COMPENSATE_PORT);
        let any = flow.read(|state| state.doc().nodes().any(|to| state.may_connect(&from, &to.id).is_ok()));
        if any {
            // first: it shows the source, and the choice its target
            flow.take_focus();
            flow.dispatch(Event::StartConnectFrom(from));
            return;
        }
        let Some(at) = flow.read(|state| place_below(state.doc(), id)) else {
            return;
        };
        let screen = flow.read(|state| state.viewport().to_screen(at));
        self.panes.add.set(Some(AddAt {
            at,
            client: flow.to_client(screen).unwrap_or(screen),
            pending: Some(Pending { from }),
            beside: None,
        }));
    }
}

/// Whether a step does something that could have to be undone.
fn changes(node: &Node) -> bool {
    let kind = Catalogue::builtin().get(&node.kind);
    kind.is_some_and(|kind| match (kind.effect)(&node.config) {
        Effect::Idempotent | Effect::AtMostOnce => true,
        Effect::Pure | Effect::Safe => false,
    })
}

/// Where the edge to a new card ends: right of the card and below it, and as far down as it takes.
fn place_below(doc: &CardDoc, id: &str) -> Option<Point> {
    let card = doc.node(id)?.rect();
    let mut spot = Rect {
        x: card.right() + GAP,
        y: card.bottom() + GAP,
        ..card
    };
    while let Some(hit) = doc.nodes().map(|other| other.rect()).find(|other| other.overlaps(spot)) {
        spot.y = hit.bottom() + GAP;
    }
    Some(Point::new(spot.x, spot.y + ENTRY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::card::card;
    use crate::document::starter::new_node;

    #[test]
    fn only_steps_that_change_something_can_be_undone() {
        let mut http = new_node("http", "a").unwrap();
        http.config.insert("method".to_owned(), "POST".into());
        assert!(changes(&http));
        http.config.insert("method".to_owned(), "GET".into());
        assert!(!changes(&http));
        assert!(!changes(&new_node("transform", "b").unwrap()));
    }

    #[test]
    fn the_step_that_undoes_takes_a_place_that_is_free() {
        let first = card(&new_node("http", "a").unwrap(), Catalogue::builtin());
        let alone = CardDoc::new([first.clone()], []);
        let at = place_below(&alone, "a").unwrap();
        assert!(at.x > first.rect().right() && at.y > first.rect().bottom());

        let other = card(&new_node("log", "b").unwrap(), Catalogue::builtin()).at(at.x, at.y - ENTRY);
        let next = place_below(&CardDoc::new([first, other.clone()], []), "a").unwrap();
        assert!(next.y > other.rect().bottom());
    }
}
