//! Sentences with code in them.

use leptos::prelude::*;

/// A text as it is read: what stands between backticks is set as code.
#[must_use]
pub fn with_code(text: &str) -> Vec<AnyView> {
    text.split('`').enumerate().map(piece).collect()
}

/// Every other piece stood between backticks.
fn piece((index, piece): (usize, &str)) -> AnyView {
    let piece = piece.to_owned();
    if index % 2 == 1 {
        view! { <code class="mono">{piece}</code> }.into_any()
    } else {
        piece.into_any()
    }
}
