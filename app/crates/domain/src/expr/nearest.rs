//! Finds the known name that a misspelt one probably meant.

/// The candidate closest to `name`, if it is close enough to be worth naming.
pub(super) fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    // a name as long as this is no misspelling, and the distance is quadratic
    if name.len() > 40 {
        return None;
    }
    let lowered = name.to_lowercase();
    candidates
        .map(|candidate| (strsim::levenshtein(&lowered, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(name.len()) / 3 + 1)
        .map(|(_, candidate)| candidate.to_owned())
}
