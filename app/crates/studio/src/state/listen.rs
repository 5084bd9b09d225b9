//! What follows from what happens on a canvas.

use domain::graph::Node;
use flow::{Change, EditorState, Effect, Event, Flow, Point};
use leptos::prelude::{GetUntracked, Set};

use super::panes::AddAt;
use super::studio::Studio;
use crate::document::clip::duplicate;
use crate::document::convert::tied;
use crate::run::nodes::SHOW_DETAILS;

impl Studio {
    /// Follows a canvas. `above` is the index of its level and the canvas that holds it, for the body of a loop.
    pub(super) fn listen(&self, flow: Flow<Node>, above: Option<(usize, Flow<Node>)>) {
        let studio = *self;
        flow.on_effect(move |effect| studio.follow(flow, above, effect));
    }

    fn follow(self, flow: Flow<Node>, above: Option<(usize, Flow<Node>)>, effect: Effect<Node>) {
        match effect {
            Effect::Changed(changes) => {
                self.changed(flow, above);
                if changes.iter().any(|change| matches!(change, Change::Add { .. })) {
                    tie(flow);
                }
            }
            Effect::Menu { target, at, screen } => {
                self.panes.menu_on.set((target, at));
                let client = flow.to_client(screen).unwrap_or(screen);
                self.panes.menu_at.set(Some((client.x, client.y)));
            }
            Effect::RequestAdd { at, screen, pending } => {
                let chosen = |state: &EditorState<Node>| state.focus().or(state.selection().only_node()).cloned();
                let beside = flow.read(chosen).filter(|_| pending.is_none());
                let near = beside.as_ref().and_then(|id| below_right(flow, id)).unwrap_or(screen);
                let client = flow.to_client(near).unwrap_or(near);
                self.panes.add.set(Some(AddAt {
                    at,
                    client,
                    pending,
                    beside,
                }));
            }
            Effect::Duplicate(ids) => {
                let piece = flow.read(|state| duplicate(state.doc(), &ids));
                flow.dispatch(Event::Insert(piece));
            }
            Effect::Copy(ids) => self.copy(flow, &ids),
            Effect::Paste { at } => self.paste(flow, at),
            Effect::Open(id) => self.open(&id),
            Effect::Action { node, action } => {
                if &*action == SHOW_DETAILS {
                    self.show_step(&node);
                }
            }
            Effect::Moved(_)
            | Effect::Annotated(_)
            | Effect::SelectionChanged
            | Effect::Announce(_)
            | Effect::Focus(_) => {}
        }
    }

    /// A canvas was changed: what holds it follows.
    fn changed(self, flow: Flow<Node>, above: Option<(usize, Flow<Node>)>) {
        match above {
            Some((level, outer)) => self.write_body(flow, level, outer),
            None => {
                self.take_note();
                self.edited();
            }
        }
    }

    /// Shows a node's settings, and puts the focus there.
    fn open(self, id: &str) {
        self.panes.tab.set("configure".to_owned());
        if self.panes.small.get_untracked() {
            self.panes.sheet.set(true);
        } else {
            self.panes.wanted.set(Some(String::new()));
        }
        self.announcer.say(format!("Settings of {id}"));
    }
}

/// Draws the edges that waited for a node that has come.
fn tie(flow: Flow<Node>) {
    if let Some(doc) = flow.read(|state| tied(state.doc())) {
        flow.dispatch(Event::ApplyRemote { doc, undoable: true });
    }
}

/// The lower right corner of a card, in canvas pixels.
fn below_right(flow: Flow<Node>, id: &str) -> Option<Point> {
    flow.read(|state| {
        let rect = state.doc().node(id)?.rect();
        Some(state.viewport().to_screen(Point::new(rect.right() + 8.0, rect.y)))
    })
}
