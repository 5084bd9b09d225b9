//! "Did you mean …": the known word nearest to an unknown one.

/// More candidates are not looked at: a hint isn't worth a long search.
const MAX_CANDIDATES: usize = 1_000;
/// Longer words are not compared: nobody mistypes them, and the comparison is quadratic.
const MAX_CHARS: usize = 64;

/// The candidate that a person most likely meant, if any is near enough; the first one on a tie.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.chars().count() > MAX_CHARS {
        return None;
    }
    let wanted = plain(word);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates
        .into_iter()
        .take(MAX_CANDIDATES)
        .filter(|candidate| candidate.len() <= MAX_CHARS * 4)
    {
        let distance = distance(&wanted, &plain(candidate));
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    let (distance, candidate) = best?;
    let allowed = (wanted.chars().count().max(candidate.chars().count())).div_ceil(3);
    (distance <= allowed).then_some(candidate)
}

/// "Did you mean `x`?", or the known words when none is near; empty when there are none.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(known) = nearest(word, candidates.clone()) {
        return format!("Did you mean `{known}`?");
    }
    let mut listed: Vec<String> = candidates
        .into_iter()
        .take(25)
        .map(|known| format!("`{known}`"))
        .collect();
    match listed.len() {
        0 => String::new(),
        25 => {
            listed.truncate(24);
            format!("Known are {} and more.", listed.join(", "))
        }
        _ => format!("Known: {}.", listed.join(", ")),
    }
}

/// Case and separators are the commonest slips, so they cost nothing: `HTTP_REQUEST` is near to `http`.
fn plain(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' ' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn distance(wanted: &str, known: &str) -> usize {
    // `http_request` means `http`, `google` means `google_sheets`: a whole word inside counts as near
    if known.len() >= 3 && wanted.len() >= 3 && (wanted.starts_with(known) || known.starts_with(wanted)) {
        return 1;
    }
    strsim::osa_distance(wanted, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word() {
        let known = ["http", "transform", "google_sheets", "for_each"];
        assert_eq!(nearest("htpp", known), Some("http"));
        assert_eq!(nearest("HTTP_REQUEST", known), Some("http"));
        assert_eq!(nearest("forEach", known), Some("for_each"));
        assert_eq!(nearest("GoogleSheet", known), Some("google_sheets"));
        assert_eq!(nearest("zebra", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }

    #[test]
    fn without_a_near_word_the_known_ones_are_listed() {
        assert_eq!(did_you_mean("zebra", ["a", "b"]), "Known: `a`, `b`.");
        assert_eq!(
            did_you_mean("trnsform", ["http", "transform"]),
            "Did you mean `transform`?"
        );
        assert_eq!(did_you_mean("x", []), "");
    }
}
