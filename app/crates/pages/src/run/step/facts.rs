//! When a step ran, how long, and how often.

use domain::run::StepState;
use leptos::prelude::*;
use ui::{RelativeTime, duration};

/// One line below the head.
#[component]
pub(super) fn StepFacts(state: Memo<StepState>) -> impl IntoView {
    let started = memo(move || state.with(|state| state.started_at.map(|at| at.to_rfc3339())));
    let words = move || state.with(words);
    let since = move || started.get().map(|at| view! { <RelativeTime at=at /> });
    view! {
        <p class="run__step-facts meta">
            {since}
            <span class="num">{words}</span>
        </p>
    }
}

/// Duration, attempts and port.
fn words(step: &StepState) -> String {
    let took = step.duration_ms().map(|took| format!("took {}", duration(took)));
    let attempts = (step.attempts > 1).then(|| format!("{} attempts", step.attempts));
    let port = step
        .port
        .as_deref()
        .filter(|port| *port != "out")
        .map(|port| format!("left by {port}"));
    let unbegun = step.started_at.is_none().then(|| "has not begun".to_owned());
    let words: Vec<String> = [unbegun, took, attempts, port].into_iter().flatten().collect();
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::journal::Journal;
    use domain::run::StepPath;

    #[test]
    fn only_what_is_worth_saying_is_said() {
        let journal = Journal::started()
            .begins(10, "fetch", 1)
            .retries(20, "fetch", 1, 30)
            .begins(30, "fetch", 2)
            .succeeds(50, "fetch", 2);
        let step = journal.state().steps[&"fetch".parse::<StepPath>().unwrap()].clone();
        assert_eq!(words(&step), "took 40 ms · 2 attempts");
        assert_eq!(words(&StepState::default()), "has not begun");
    }
}
