//! Moving the focus with arrow keys in a row or column of things: pure, so that tabs, menus and trees share it.

/// Which arrows move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Left and right: tabs.
    Row,
    /// Up and down: menus, lists, trees.
    Column,
}

/// The place after a key, where the key moves at all. Wraps at both ends.
#[must_use]
pub fn moved(key: &str, at: Option<usize>, count: usize, axis: Axis) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let (back, forth) = match axis {
        Axis::Row => ("ArrowLeft", "ArrowRight"),
        Axis::Column => ("ArrowUp", "ArrowDown"),
    };
    match key {
        "Home" => Some(0),
        "End" => Some(last),
        key if key == forth => Some(at.map_or(0, |at| if at >= last { 0 } else { at + 1 })),
        key if key == back => Some(at.map_or(last, |at| if at == 0 { last } else { at - 1 })),
        _ => None,
    }
}

/// The next entry after `at` whose words start with the typed letter; wraps.
#[must_use]
pub fn by_letter(letter: &str, at: Option<usize>, words: &[String]) -> Option<usize> {
    let letter = letter.to_lowercase();
    if letter.chars().count() != 1 || letter == " " {
        return None;
    }
    let start = at.map_or(0, |at| at + 1);
    let order = (start..words.len()).chain(0..start.min(words.len()));
    order.into_iter().find(|index| {
        words
            .get(*index)
            .is_some_and(|word| word.to_lowercase().starts_with(&letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_wrap_at_both_ends() {
        assert_eq!(moved("ArrowDown", Some(2), 3, Axis::Column), Some(0));
        assert_eq!(moved("ArrowUp", Some(0), 3, Axis::Column), Some(2));
        assert_eq!(moved("ArrowRight", Some(0), 3, Axis::Row), Some(1));
        assert_eq!(moved("End", Some(0), 3, Axis::Row), Some(2));
    }

    #[test]
    fn the_other_axis_and_an_empty_row_move_nothing() {
        assert_eq!(moved("ArrowLeft", Some(1), 3, Axis::Column), None);
        assert_eq!(moved("Home", None, 0, Axis::Row), None);
    }

    #[test]
    fn without_a_place_the_arrows_enter_at_the_ends() {
        assert_eq!(moved("ArrowDown", None, 3, Axis::Column), Some(0));
        assert_eq!(moved("ArrowUp", None, 3, Axis::Column), Some(2));
    }

    #[test]
    fn a_letter_finds_the_next_word_and_wraps() {
        let words = ["Delete", "Duplicate", "Rename"].map(str::to_owned);
        assert_eq!(by_letter("d", Some(0), &words), Some(1));
        assert_eq!(by_letter("D", Some(1), &words), Some(0));
        assert_eq!(by_letter("Enter", Some(1), &words), None);
    }
}
