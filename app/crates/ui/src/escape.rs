//! Escaping for the two places where the framework sends text as it stands: `<textarea>` and `<title>`.
//! A value such as `</textarea><script>` would otherwise leave its element on the server's page.

/// Text as it may stand in HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// The content of a `<textarea>`, for `inner_html`. A first line break needs a second one: the parser drops it.
pub(crate) fn textarea_content(text: &str) -> String {
    let lead = if text.starts_with('\n') { "\n" } else { "" };
    format!("{lead}{}", escape(text))
}

/// The document's title: escaped where the server writes it, as it is where the browser's property takes it.
pub(crate) fn title_content(text: String) -> String {
    if cfg!(feature = "ssr") { escape(&text) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_element() {
        assert_eq!(
            escape("</textarea><b a=\"&\">"),
            "&lt;/textarea&gt;&lt;b a=\"&amp;\"&gt;"
        );
        assert_eq!(textarea_content("\na"), "\n\na");
    }
}
