//! Messages of the domain and the engine, as people read them: a capital, a full stop, code in its own type.

use leptos::prelude::*;
use ui::with_code;

/// A message; what stands in backticks is set as code.
#[component]
pub(crate) fn Sentence(
    /// The message as it came.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <p>{move || text.with(|text| with_code(&sentence(text)))}</p> }
}

/// The same message as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let mut sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    sentence.push_str(letters.as_str());
    if !sentence.is_empty() && !sentence.ends_with(['.', '?', '!', '…', ':']) {
        sentence.push('.');
    }
    sentence
}

/// The same sentence where nothing but text can stand.
pub(crate) fn plain(text: &str) -> String {
    sentence(text).replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence_once() {
        assert_eq!(sentence("no connection could be made"), "No connection could be made.");
        assert_eq!(sentence("It answered 503."), "It answered 503.");
        assert_eq!(sentence("`url` is missing"), "`url` is missing.");
        assert_eq!(sentence("  "), "");
        assert_eq!(plain("`url` is missing"), "url is missing.");
    }
}
