//! Finding the step of a node: in loops the turn that was begun last.

use domain::run::{RunState, StepPath, StepState};

/// The step that a node of that level shows.
pub(crate) fn step_of<'a>(run: &'a RunState, level: &[String], node: &str) -> Option<(&'a StepPath, &'a StepState)> {
    if level.is_empty() {
        let path: StepPath = node.parse().ok()?;
        return run.steps.get_key_value(&path);
    }
    run.steps.iter().rev().find(|(path, _)| is_at(path, level, node))
}

/// Whether a path leads to that node of that level, in whichever turn.
fn is_at(path: &StepPath, level: &[String], node: &str) -> bool {
    let names = path.as_str().split('.').step_by(2);
    names.eq(level.iter().map(String::as_str).chain([node]))
}

/// The level and the node of a path.
pub(crate) fn place_of(path: &str) -> (Vec<String>, String) {
    let mut names: Vec<String> = path.split('.').step_by(2).map(str::to_owned).collect();
    let node = names.pop().unwrap_or_default();
    (names, node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_turn_is_shown() {
        let mut run = RunState::default();
        for path in ["each", "each.0.a", "each.1.a", "each.1.b"] {
            run.steps.insert(path.parse().unwrap(), StepState::default());
        }
        let found = |level: &[String], node: &str| step_of(&run, level, node).map(|(path, _)| path.as_str().to_owned());
        assert_eq!(found(&[], "each").as_deref(), Some("each"));
        assert_eq!(found(&["each".to_owned()], "a").as_deref(), Some("each.1.a"));
        assert_eq!(found(&[], "a"), None);
    }

    #[test]
    fn a_path_knows_its_place() {
        assert_eq!(
            place_of("each.3.inner.0.x"),
            (vec!["each".to_owned(), "inner".to_owned()], "x".to_owned())
        );
        assert_eq!(place_of("fetch"), (Vec::new(), "fetch".to_owned()));
    }
}
