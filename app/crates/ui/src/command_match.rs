//! Which commands fit the words typed, best first. Pure.

use crate::Command;

/// The commands that fit, best first; equal ones keep their order. No words: all, as they are.
pub(crate) fn matching_commands(words: &str, commands: &[Command], most: usize) -> Vec<Command> {
    let words = words.trim().to_lowercase();
    let mut ranked: Vec<(u8, &Command)> = commands
        .iter()
        .filter_map(|command| Some((rank(&words, command)?, command)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
        .into_iter()
        .take(most)
        .map(|(_, command)| command.clone())
        .collect()
}

/// 0 fits best; `None` does not fit.
fn rank(words: &str, command: &Command) -> Option<u8> {
    let label = command.label.to_lowercase();
    if words.is_empty() || label.starts_with(words) {
        return Some(0);
    }
    if label.split([' ', '-', '_', '/']).any(|word| word.starts_with(words)) {
        return Some(1);
    }
    if label.contains(words) {
        return Some(2);
    }
    let all = format!(
        "{label} {} {}",
        command.group.to_lowercase(),
        command.keywords.to_lowercase()
    );
    if words.split_whitespace().all(|word| all.contains(word)) {
        return Some(3);
    }
    is_subsequence(words, &label).then_some(4)
}

/// Whether the letters come in this order, as in "tt" for "Ticket triage". Two letters at least.
fn is_subsequence(letters: &str, text: &str) -> bool {
    let mut rest = text.chars();
    letters.chars().count() > 1 && letters.chars().all(|letter| rest.any(|c| c == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(words: &str) -> Vec<String> {
        let commands = ["Run Ticket triage", "Ticket triage", "Late shipments", "Go to Settings"].map(|label| {
            Command::action(label, label).keywords(if label.starts_with("Go") { "theme keys" } else { "" })
        });
        matching_commands(words, &commands, 10)
            .into_iter()
            .map(|command| command.label)
            .collect()
    }

    #[test]
    fn a_label_that_starts_with_the_words_comes_first() {
        assert_eq!(labels("tick"), ["Ticket triage", "Run Ticket triage"]);
    }

    #[test]
    fn keywords_and_letters_in_order_fit_too() {
        assert_eq!(labels("theme"), ["Go to Settings"]);
        assert_eq!(labels("lsh"), ["Late shipments"]);
        assert_eq!(labels("xyz"), Vec::<String>::new());
    }

    #[test]
    fn no_words_show_everything_in_order() {
        assert_eq!(labels("").len(), 4);
        assert_eq!(labels(" ").first().map(String::as_str), Some("Run Ticket triage"));
    }
}
