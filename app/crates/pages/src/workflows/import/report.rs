//! What an import had to say: the faults of the document, and where the draft is.

use domain::problem::Problem;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, DialogSize, Icon, IconName, IconSize, LinkButton};

use crate::sentence::Sentence;
use crate::workflows::desk::{Desk, Imported};

/// The dialog, open while there is something to say.
#[component]
pub(in crate::workflows) fn ImportReportDialog(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    effect(move || {
        if desk.report.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = Signal::derive(move || desk.report.with(|report| title(report.as_ref()).to_owned()));
    let foot = move || {
        let draft = desk.report.with(|report| match report {
            Some(Imported::WithProblems(report)) => Some(format!("/studio/{}", report.id)),
            Some(Imported::Refused(_)) | None => None,
        });
        view! {
            <Button on_press=move || open.set(false)>"Close"</Button>
            {draft.map(|href| view! { <LinkButton kind=ButtonKind::Primary href=href>"Open draft"</LinkButton> })}
        }
    };
    view! {
        <Dialog id="import-report" open=open title=title size=DialogSize::Wide foot=foot on_close=move |()| desk.report.set(None)>
            {move || desk.report.get().map(told)}
        </Dialog>
    }
}

fn title(report: Option<&Imported>) -> &'static str {
    match report {
        Some(Imported::WithProblems(_)) | None => "Imported as a draft",
        Some(Imported::Refused(_)) => "The file was not imported",
    }
}

fn told(report: Imported) -> AnyView {
    let (text, problems) = match report {
        Imported::WithProblems(report) => (
            "The document has faults. It was kept as a draft, which can be run once they are put right.".to_owned(),
            report.problems,
        ),
        Imported::Refused(error) => (error.message, error.problems),
    };
    view! {
        <p>{text}</p>
        <ul class="problems" aria-label="Problems">{problems.into_iter().map(row).collect_view()}</ul>
    }
}

fn row(problem: Problem) -> AnyView {
    let (icon, tone) = if problem.is_error() {
        (IconName::CircleX, "failed")
    } else {
        (IconName::TriangleAlert, "waiting")
    };
    let place = if problem.path.is_empty() {
        "/".to_owned()
    } else {
        problem.path
    };
    view! {
        <li class="problems__row" data-status=tone>
            <Icon name=icon size=IconSize::Small />
            <div>
                <Sentence text=problem.message />
                <p class="meta">{problem.hint}</p>
                <p class="meta mono">{place}</p>
            </div>
        </li>
    }
}
