//! The focus of a title that comes with its data: it is built before it stands in the page, where nothing can have the
//! focus yet.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The title of the page in sight.
const TITLE: &str = "main h1";
/// Stands on a page that was taken over; before, the focus is the reader's.
const HYDRATED: &str = "body[data-hydrated]";

/// Moves the focus to the title once it stands, unless the reader has put it somewhere meanwhile. Only after a
/// navigation: the page as it came from the server keeps its focus.
pub(crate) fn focus_title() {
    effect(move || {
        if document().query_selector(HYDRATED).ok().flatten().is_some() {
            request_animation_frame(|| request_animation_frame(take));
        }
    });
}

fn take() {
    let document = document();
    let free = document
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY");
    let title = document.query_selector(TITLE).ok().flatten();
    let title = title.and_then(|title| title.dyn_into::<HtmlElement>().ok());
    if let (true, Some(title)) = (free, title) {
        // fails only where the element cannot have the focus, and then there is nothing to do
        drop(title.focus());
    }
}
