//! An extractive summary: the first sentences, white space tidied.

/// A text without sentence marks is cut here, in characters.
const LONGEST: usize = 400;

pub(super) fn first_sentences(text: &str, count: usize) -> String {
    let mut summary = String::new();
    let mut sentences = 0;
    for word in text.split_whitespace() {
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(word);
        if word.ends_with(['.', '!', '?', '…']) {
            sentences += 1;
        }
        if sentences == count || summary.chars().count() >= LONGEST {
            break;
        }
    }
    match summary.char_indices().nth(LONGEST) {
        None => summary,
        Some((end, _)) => format!("{}…", &summary[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_tidied_and_the_rest_left_out() {
        assert_eq!(first_sentences("  One\n two.  Three! Four.", 2), "One two. Three!");
        assert_eq!(first_sentences("", 2), "");
    }

    #[test]
    fn endless_text_is_cut() {
        let summary = first_sentences(&"x".repeat(10_000), 2);
        assert_eq!(summary.chars().count(), LONGEST + 1);
    }
}
