//! Putting text on the clipboard, also where the page came by plain http and the modern way is closed.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// Copies a text. Must be called from an event: browsers refuse it otherwise.
pub fn copy(text: &str) {
    let navigator = window().navigator();
    let modern = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"));
    if modern.is_ok_and(|clipboard| clipboard.is_object()) {
        // The promise is refused only without a user's gesture; then there is nothing to do about it.
        drop(navigator.clipboard().write_text(text));
    } else {
        // A page outside the secure contexts: copy by selecting a field nobody sees.
        drop(copy_by_selection(text));
    }
}

fn copy_by_selection(text: &str) -> Result<(), JsValue> {
    let missing = || JsValue::from_str("no document");
    let document = window().document().ok_or_else(missing)?;
    let body = document.body().ok_or_else(missing)?;
    let focused = document
        .active_element()
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let area: HtmlTextAreaElement = document.create_element("textarea")?.dyn_into()?;
    area.set_value(text);
    area.set_class_name("vh");
    body.append_child(&area)?;
    area.select();
    document.dyn_into::<HtmlDocument>()?.exec_command("copy")?;
    area.remove();
    focused.map_or(Ok(()), |element| element.focus())
}
