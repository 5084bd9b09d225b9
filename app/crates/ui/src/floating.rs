//! What menus and popovers share: showing, placing and closing an element of the browser's popover API.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::place::{Align, Rect, place};

/// Whether a popover is showing.
pub(crate) fn is_open(element: &Element) -> bool {
    element.matches(":popover-open").unwrap_or(false)
}

/// Shows it, where it is not already showing.
pub(crate) fn show(element: &HtmlElement) {
    if !is_open(element) {
        // Fails only outside the document, where there is nothing to show.
        drop(element.show_popover());
    }
}

/// Hides it, where it is showing.
pub(crate) fn hide(element: &HtmlElement) {
    if is_open(element) {
        drop(element.hide_popover());
    }
}

/// What says that an open popover stands at its anchor; until then the stylesheet keeps it out of sight.
const PLACED: &str = "data-placed";

/// Before it opens: its last place is no longer its place.
pub(crate) fn forget_place(element: &HtmlElement) {
    if !is_open(element) {
        drop(element.remove_attribute(PLACED));
    }
}

/// Puts an open popover at its anchor.
pub(crate) fn put(element: &HtmlElement, anchor: Rect, align: Align) {
    let size = (f64::from(element.offset_width()), f64::from(element.offset_height()));
    let (x, y) = place(anchor, size, window_size(), align);
    let style = element.style();
    // Setting a property of an element's style cannot fail with a well-formed value.
    drop(style.set_property("--x", &format!("{x:.0}px")));
    drop(style.set_property("--y", &format!("{y:.0}px")));
    drop(element.set_attribute(PLACED, ""));
}

/// The box of an element in window pixels.
pub(crate) fn rect_of(element: &Element) -> Rect {
    let rect = element.get_bounding_client_rect();
    Rect {
        x: rect.x(),
        y: rect.y(),
        width: rect.width(),
        height: rect.height(),
    }
}

fn window_size() -> (f64, f64) {
    let window = window();
    let pixels = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    (pixels(window.inner_width()), pixels(window.inner_height()))
}

/// The elements inside that match, in document order.
pub(crate) fn matching(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<Element> {
    window().document()?.active_element()
}

/// Focuses an element; a detached one cannot be focused, and needs not.
pub(crate) fn focus(element: &HtmlElement) {
    drop(element.focus());
}
