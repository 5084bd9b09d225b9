//! Addresses with a query, written so that a page's state can be restored from them.

use std::fmt::Write;

/// A path with those of the pairs that have a value, in order.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.len() == path.len() { '?' } else { '&' });
        text.push_str(key);
        text.push('=');
        text.push_str(&escaped(value));
    }
    text
}

/// A text as a part of a query.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // writing to a string never fails
            write!(out, "%{byte:02X}").ok();
        }
    }
    out
}

/// A page number of a query; anything else is the first page.
pub(crate) fn page_number(text: Option<&str>) -> u32 {
    text.and_then(|text| text.parse().ok())
        .filter(|page| *page > 0)
        .unwrap_or(1)
}

/// A page number for a query; the first page goes without saying.
pub(crate) fn page_text(page: u32) -> String {
    if page <= 1 { String::new() } else { page.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        assert_eq!(address("/runs", &[("status", ""), ("q", "")]), "/runs");
        assert_eq!(
            address("/runs", &[("status", "failed"), ("q", ""), ("page", "2")]),
            "/runs?status=failed&page=2"
        );
    }

    #[test]
    fn words_are_escaped() {
        assert_eq!(
            address("/runs", &[("q", "a&b=ü +#")]),
            "/runs?q=a%26b%3D%C3%BC%20%2B%23"
        );
    }

    #[test]
    fn a_page_number_that_is_none_is_the_first_page() {
        assert_eq!(page_number(Some("3")), 3);
        assert_eq!(page_number(Some("0")), 1);
        assert_eq!(page_number(Some("-1")), 1);
        assert_eq!(page_number(None), 1);
        assert_eq!((page_text(1), page_text(4)), (String::new(), "4".to_owned()));
    }
}
