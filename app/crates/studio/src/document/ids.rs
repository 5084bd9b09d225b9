//! Ids for new nodes: the kind's name, and a number where that is taken.

/// Leaves room for `_` and a number within the 64 characters of an id.
const MAX_BASE: usize = 58;

/// A free id: `http`, `http_2`, `http_3`. A number at the end of `wish` is counted on.
pub(crate) fn fresh(wish: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(wish) && wish.len() <= MAX_BASE {
        return wish.to_owned();
    }
    let base: String = without_number(wish).chars().take(MAX_BASE).collect();
    let mut number = 2_u32;
    loop {
        let id = format!("{base}_{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}

/// `http_2` without `_2`.
fn without_number(id: &str) -> &str {
    match id.rsplit_once('_') {
        Some((base, number))
            if !base.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            base
        }
        _ => id,
    }
}

/// Makes an id of what somebody typed: lower case, spaces and hyphens to `_`, the rest dropped.
pub(crate) fn slug(text: &str) -> String {
    let mut id = String::new();
    for c in text.trim().chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => id.push(c),
            'A'..='Z' => id.push(c.to_ascii_lowercase()),
            ' ' | '-' => id.push('_'),
            _other => {}
        }
    }
    if id.starts_with(|c: char| c.is_ascii_digit()) {
        id.insert(0, '_');
    }
    id.truncate(64);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_plain_and_the_next_are_counted() {
        assert_eq!(fresh("http", |_| false), "http");
        assert_eq!(fresh("http", |id| id == "http"), "http_2");
        assert_eq!(fresh("http", |id| ["http", "http_2"].contains(&id)), "http_3");
    }

    #[test]
    fn a_copy_of_a_copy_counts_on() {
        assert_eq!(fresh("http_2", |id| ["http", "http_2"].contains(&id)), "http_3");
        assert_eq!(fresh("_2", |id| id == "_2"), "_2_2");
    }

    #[test]
    fn long_ids_stay_within_the_rule() {
        let long = "a".repeat(64);
        let id = fresh(&long, |_| false);
        assert!(id.parse::<domain::graph::NodeId>().is_ok(), "{id}");
    }

    #[test]
    fn typed_names_become_ids() {
        assert_eq!(slug(" Fetch Customer-2 "), "fetch_customer_2");
        assert_eq!(slug("2nd"), "_2nd");
        assert_eq!(slug("ä!"), "");
    }
}
