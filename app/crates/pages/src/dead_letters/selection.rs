//! Which letters are selected, and the bar that says what can be done with them.

use std::collections::BTreeSet;

use domain::id::RunId;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Checkbox, IconName, grouped};

use super::bulk::{Deed, Whom, Work};

/// The letters selected, of those in sight. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    /// Open letters in sight.
    open: StoredValue<BTreeSet<RunId>>,
    chosen: RwSignal<BTreeSet<RunId>>,
}

impl Selection {
    /// Nothing of these is selected.
    pub(super) fn of(open: BTreeSet<RunId>) -> Self {
        Self {
            open: StoredValue::new(open),
            chosen: RwSignal::new(BTreeSet::new()),
        }
    }

    /// Whether this one is.
    pub(super) fn has(self, run: RunId) -> Signal<bool> {
        Signal::derive(move || self.chosen.with(|chosen| chosen.contains(&run)))
    }

    /// Selects it, or no longer.
    pub(super) fn choose(self, run: RunId, on: bool) {
        self.chosen.update(|chosen| {
            if on {
                chosen.insert(run);
            } else {
                chosen.remove(&run);
            }
        });
    }

    fn choose_all(self, on: bool) {
        let all = if on { self.open.get_value() } else { BTreeSet::new() };
        self.chosen.set(all);
    }

    fn count(self) -> Signal<usize> {
        Signal::derive(move || self.chosen.with(BTreeSet::len))
    }

    fn in_sight(self) -> usize {
        self.open.with_value(BTreeSet::len)
    }
}

/// Select all, and what to do with what is selected. `more` is how many fit on all pages.
#[component]
pub(super) fn SelectionBar(selection: Selection, more: u64, work: RwSignal<Option<Work>>) -> impl IntoView {
    let count = selection.count();
    let all = selection.in_sight();
    let none = Signal::derive(move || count.get() == 0);
    let everything = RwSignal::new(false);
    let whole_list = more > all as u64;
    let turn = move |on: bool| {
        selection.choose_all(on);
        everything.set(false);
    };
    let begin = move |deed: Deed| {
        let whom = if everything.get_untracked() {
            Whom::All(more)
        } else {
            Whom::These(
                selection
                    .chosen
                    .with_untracked(|chosen| chosen.iter().copied().collect()),
            )
        };
        work.set(Some(Work { deed, whom }));
    };
    let words = move || match (everything.get(), count.get()) {
        (true, _) => format!("All {} selected", grouped(more)),
        (false, 0) => "Select all on this page".to_owned(),
        (false, count) => format!("{count} selected"),
    };
    let beyond = move || {
        let offer = whole_list && count.get() == all && !everything.get();
        offer.then(|| {
            view! {
                <Button kind=ButtonKind::Ghost on_press=move || everything.set(true)>
                    {format!("Select all {}", grouped(more))}
                </Button>
            }
        })
    };
    // another choice by hand is about these alone
    effect(move || {
        if count.get() != all {
            everything.set(false);
        }
    });
    view! {
        <div class="letters__bar" role="group" aria-label="Selected dead letters">
            <Checkbox
                checked=Signal::derive(move || all > 0 && count.get() == all)
                mixed=Signal::derive(move || count.get() > 0 && count.get() < all)
                label=Signal::derive(words)
                on_change=turn
            />
            {beyond}
            <div class="letters__deeds">
                <Button icon=IconName::Trash2 disabled=none on_press=move || begin(Deed::Discard)>"Discard"</Button>
                <Button kind=ButtonKind::Primary icon=IconName::RotateCcw disabled=none on_press=move || begin(Deed::Replay)>"Replay"</Button>
            </div>
        </div>
    }
}
