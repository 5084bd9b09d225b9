//! Moving the keyboard focus without the browser scrolling the canvas.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

use crate::editor::Event;
use crate::model::{NodeId, Payload};
use crate::view::flow::Flow;

impl<D: Payload> Flow<D> {
    /// After the next frame, when what has just been added is mounted.
    pub(super) fn focus_soon(&self, id: Option<NodeId>) {
        let flow = *self;
        request_animation_frame(move || flow.focus_now(id.as_deref()));
    }

    /// Brings the focus back to the canvas: to the card that alone is selected, else to the canvas itself.
    pub fn take_focus(&self) {
        let id = self.read(|state| state.selection().only_node().cloned());
        if let Some(id) = id.clone() {
            self.dispatch(Event::Reveal(id));
        }
        self.focus_soon(id);
    }

    /// To a card, or to the canvas.
    pub(super) fn focus_now(&self, id: Option<&str>) {
        let Some(root) = self.root.try_get_untracked().flatten() else {
            return;
        };
        let card = id.and_then(|id| card_of(&root, id));
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = card.as_ref().unwrap_or(&root).focus_with_options(&options);
    }
}

/// The mounted card of a node.
fn card_of(root: &Element, id: &str) -> Option<HtmlElement> {
    let cards = root.query_selector_all("[data-node]").ok()?;
    let cards = (0..cards.length()).filter_map(|i| cards.item(i)?.dyn_into::<HtmlElement>().ok());
    cards
        .into_iter()
        .find(|card| card.get_attribute("data-node").as_deref() == Some(id))
}
