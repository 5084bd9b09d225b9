//! One page of the list, and what stands there where it is empty.

use leptos::prelude::*;
use rpc::{DeadLetter, DeadLetterState, Page};
use ui::{EmptyState, IconName, LinkButton, Pager, Table};

use super::bulk::Work;
use super::bulk_dialog::BulkDialog;
use super::place::LettersAddress;
use super::row::{LETTER_COLUMNS, LetterRow};
use super::selection::{Selection, SelectionBar};

/// One page of dead letters.
#[component]
pub(super) fn Letters(
    /// The page.
    page: Page<DeadLetter>,
    /// Which page it is.
    place: LettersAddress,
    /// Asks for it anew.
    refresh: Callback<()>,
) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <NoLetters place=place /> }.into_any();
    }
    let open = page.items.iter().filter(|letter| letter.state == DeadLetterState::Open);
    let selection = Selection::of(open.map(|letter| letter.run_id).collect());
    let work = RwSignal::new(None::<Work>);
    let decides = place.state == Some(DeadLetterState::Open);
    let (number, size, total) = (page.page, page.page_size, page.total);
    let filter = place.open();
    let href = Callback::new(move |number| place.on_page(number).href());
    let rows = page
        .items
        .into_iter()
        .map(|letter| view! { <LetterRow letter=letter selection=selection /> })
        .collect_view();
    view! {
        <div class="card stacks">
            {decides.then(|| view! { <SelectionBar selection=selection more=total work=work /> })}
            <Table label="Dead letters" columns=LETTER_COLUMNS.to_vec()>{rows}</Table>
            <Pager
                page=Signal::stored(u64::from(number))
                page_size=Signal::stored(u64::from(size))
                total=Signal::stored(total)
                href=href
            />
        </div>
        <BulkDialog work=work filter=filter refresh=refresh />
    }
    .into_any()
}

#[component]
fn NoLetters(place: LettersAddress) -> impl IntoView {
    if place.is_narrowed() {
        let href = LettersAddress {
            workflow: None,
            code: String::new(),
            words: String::new(),
            page: 1,
            ..place
        };
        return view! {
            <EmptyState icon=IconName::ListFilter title="No dead letter fits" text="Take a filter away to see more.">
                <LinkButton href=href.href()>"Take the filters away"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let (title, text) = match place.state {
        Some(DeadLetterState::Open) => (
            "Nothing waits for a decision",
            "When a run has used up all its attempts, it stands here until you replay or discard it.",
        ),
        Some(DeadLetterState::Replayed) => ("Nothing was replayed yet", "Replayed runs stay here with their replay."),
        Some(DeadLetterState::Discarded) => (
            "Nothing was discarded",
            "Discarded runs stay here and can still be read.",
        ),
        None => (
            "No dead letters",
            "When a run has used up all its attempts, it stands here until you replay or discard it.",
        ),
    };
    view! {
        <EmptyState icon=IconName::Inbox title=title text=text>
            <LinkButton href="/failures">"See what fails"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
