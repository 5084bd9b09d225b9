//! Finds the known name that a misspelt one probably meant.

/// The candidate closest to `name`, if it is close enough to be worth naming.
pub(super) fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    // a name as long as this is no misspelling, and the distance is quadratic
    if name.len() > 40 {
        return None;
    }
    let lowered = name.to_lowercase();
    let score = |candidate: &str| {
        let within = |part: &str, whole: &str| part.len() > 2 && whole.contains(part);
        let part = within(&lowered, candidate) || within(candidate, &lowered);
        let distance = strsim::levenshtein(&lowered, candidate);
        let near = part || distance <= candidate.len().max(name.len()) / 3 + 1;
        near.then_some((!part, distance))
    };
    candidates
        .filter_map(|candidate| score(candidate).map(|score| (score, candidate)))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}
