//! The time in four figures.

use leptos::prelude::*;
use ui::{Fact, Facts, grouped, percent};

/// Runs, failures, given up, and the share that fails.
#[component]
pub(super) fn Figures(runs: u64, failed: u64, dead: u64) -> impl IntoView {
    let failures = failed + dead;
    let share = if runs == 0 {
        "–".to_owned()
    } else {
        percent(failures as f64 / runs as f64)
    };
    view! {
        <Facts>
            <Fact label="Runs"><span class="home__figure num">{grouped(runs)}</span></Fact>
            <Fact label="Failed"><span class="home__figure num">{grouped(failed)}</span></Fact>
            <Fact label="Given up"><span class="home__figure num">{grouped(dead)}</span></Fact>
            <Fact label="Share that fails"><span class="home__figure num">{share}</span></Fact>
        </Facts>
    }
}
