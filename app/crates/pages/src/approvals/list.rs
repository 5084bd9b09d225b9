//! One page of the list, kept fresh while somebody looks, and what stands there where it is empty.

use std::time::Duration;

use domain::id::ApprovalId;
use leptos::prelude::*;
use rpc::api::approval::list_approvals;
use rpc::{Approval, Page};
use ui::{EmptyState, IconName, LinkButton, Pager, Table};

use super::place::ApprovalsAddress;
use super::row::{QUESTION_COLUMNS, QuestionRow};

/// Between two looks at the server.
const BEAT: Duration = Duration::from_secs(5);

/// One page of questions.
#[component]
pub(super) fn Questions(
    /// The page as it came first.
    first: Page<Approval>,
    /// Which page it is.
    place: ApprovalsAddress,
) -> impl IntoView {
    let page = RwSignal::new(first);
    keep_fresh(page, place.clone());
    let is_empty = memo(move || page.with(|page| page.items.is_empty()));
    move || {
        if is_empty.get() {
            view! { <NoQuestions place=place.clone() /> }.into_any()
        } else {
            view! { <Rows page=page place=place.clone() /> }.into_any()
        }
    }
}

fn keep_fresh(page: RwSignal<Page<Approval>>, place: ApprovalsAddress) {
    effect(move || {
        let place = place.clone();
        let ask = move || {
            if document().hidden() {
                return;
            }
            let place = place.clone();
            leptos::task::spawn_local(async move {
                // a page that can't be had now comes with the next beat
                if let Ok(fresh) = list_approvals(place.filter(), place.query()).await
                    && page.try_with_untracked(|old| *old != fresh) == Some(true)
                {
                    page.try_set(fresh);
                }
            });
        };
        if let Ok(beat) = set_interval_with_handle(ask, BEAT) {
            on_cleanup(move || beat.clear());
        }
    });
}

#[component]
fn Rows(page: RwSignal<Page<Approval>>, place: ApprovalsAddress) -> impl IntoView {
    let href = Callback::new(move |number| place.on_page(number).href());
    let ids = memo(move || page.with(|page| page.items.iter().map(|item| item.id).collect::<Vec<_>>()));
    view! {
        <div class="card stacks">
            <Table label="Approvals" columns=QUESTION_COLUMNS.to_vec()>
                <For each=move || ids.get() key=|id| *id let:id>
                    {row(page, id)}
                </For>
            </Table>
            <Pager
                page=Signal::derive(move || u64::from(page.with(|page| page.page)))
                page_size=Signal::derive(move || u64::from(page.with(|page| page.page_size)))
                total=Signal::derive(move || page.with(|page| page.total))
                href=href
            />
        </div>
    }
}

fn row(page: RwSignal<Page<Approval>>, id: ApprovalId) -> Option<AnyView> {
    let find = move || page.with(|page| page.items.iter().find(|item| item.id == id).cloned());
    let first = find()?;
    let question =
        Memo::new(move |last: Option<&Approval>| find().or_else(|| last.cloned()).unwrap_or_else(|| first.clone()));
    Some(view! { <QuestionRow question=question /> })
}

#[component]
fn NoQuestions(place: ApprovalsAddress) -> impl IntoView {
    if place.is_narrowed() {
        let href = ApprovalsAddress::default().with_history(place.history).href();
        return view! {
            <EmptyState icon=IconName::ListFilter title="No approval fits" text="Take a filter away to see more.">
                <LinkButton href=href>"Take the filters away"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let (title, text) = if place.history {
        ("Nothing was decided yet", "Decisions stay here, with who made them.")
    } else {
        (
            "Nobody has to decide anything",
            "When a run reaches an Approval step, its question stands here until somebody answers.",
        )
    };
    view! {
        <EmptyState icon=IconName::UserCheck title=title text=text>
            <LinkButton href="/runs?status=waiting">"Show waiting runs"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
