//! Joins whole class names. Exists because class names are never put together from parts: Tailwind and a reader
//! must find each of them as it stands.

/// The non-empty names, joined by one space.
pub(crate) fn class_list(names: &[&str]) -> String {
    let mut joined = String::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(name);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::class_list;

    #[test]
    fn empty_names_leave_no_gap() {
        assert_eq!(class_list(&["btn", "", "btn--sm", ""]), "btn btn--sm");
    }
}
