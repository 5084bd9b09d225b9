//! The dialog in which a trigger is made or changed.

use std::time::Duration;

use domain::trigger::HookMethod;
use leptos::prelude::*;
use rpc::api::trigger::{create_trigger, preview_times, update_trigger};
use rpc::{AppError, PreviewSchedule, SchedulePreview};
use ui::{
    Banner, Button, ButtonKind, Checkbox, Choice, Dialog, DialogSize, Field, NumberInput, Select, Status, TextArea,
    TextInput,
};

use super::desk::Desk;
use super::form::Form;

/// The form, for the button in the dialog's foot.
const FIELDS: &str = "trigger-fields";
/// How long typing has to rest before the times are asked for.
const REST: Duration = Duration::from_millis(300);

/// The dialog.
#[component]
pub(super) fn FormDialog(desk: Desk) -> impl IntoView {
    let form = desk.form;
    let title = Signal::derive(move || {
        let (made, hook) = (form.id.with(Option::is_none), form.webhook.get());
        let words = match (made, hook) {
            (true, true) => "New webhook",
            (true, false) => "New schedule",
            (false, true) => "Change webhook",
            (false, false) => "Change schedule",
        };
        words.to_owned()
    });
    let foot = move || {
        let verb = move || {
            if form.id.with(Option::is_none) {
                "Create"
            } else {
                "Save"
            }
        };
        view! {
            <Button on_press=move || desk.editing.set(false)>"Cancel"</Button>
            <Button kind=ButtonKind::Primary submit=true busy=form.busy attr:form=FIELDS>{verb}</Button>
        }
    };
    view! {
        <Dialog id="trigger-form" open=desk.editing title=title size=DialogSize::Wide keep_open=true foot=foot>
            <form id=FIELDS class="triggers__form" novalidate=true on:submit=move |event| {
                event.prevent_default();
                send(desk);
            }>
                <Refusal form=form />
                <Line form=form id="trigger-name" label="Name" path="/name" value=form.name />
                {move || if form.webhook.get() {
                    view! { <HookFields form=form /> }.into_any()
                } else {
                    view! { <ScheduleFields form=form /> }.into_any()
                }}
            </form>
        </Dialog>
    }
}

/// Sends the form; what is refused is told at its field.
fn send(desk: Desk) {
    let form = desk.form;
    if form.busy.get_untracked() {
        return;
    }
    form.busy.set(true);
    leptos::task::spawn_local(async move {
        let outcome = match form.id.get_untracked() {
            Some(id) => match form.change() {
                Ok(change) => update_trigger(id, change).await,
                Err(error) => Err(error),
            },
            None => match (form.new_trigger(), desk.workflow.get_untracked()) {
                (Ok(new), Some(workflow)) => create_trigger(workflow, new).await,
                (Ok(_), None) => Err(AppError::not_found("workflow")),
                (Err(error), _) => Err(error),
            },
        };
        form.busy.try_set(false);
        match outcome {
            Ok(made) => {
                desk.editing.try_set(false);
                desk.done(made);
            }
            Err(error) => {
                form.refused.try_set(Some(error));
            }
        }
    });
}

/// A refusal that belongs to no field.
#[component]
fn Refusal(form: Form) -> impl IntoView {
    let text = move |error: AppError| {
        let named = error.problems.iter().any(|problem| !problem.path.is_empty());
        (!named).then(|| {
            let words = error
                .problems
                .first()
                .map_or(error.message.clone(), |problem| problem.message.clone());
            view! { <Banner status=Status::Failed title="It could not be saved" text=words /> }
        })
    };
    move || form.refused.get().and_then(text)
}

/// A line of text with its label and its fault.
#[component]
fn Line(
    form: Form,
    id: &'static str,
    label: &'static str,
    path: &'static str,
    value: RwSignal<String>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    view! {
        <Field id=id label=label hint=hint error=form.fault(path)>
            <TextInput value=value mono=mono on_input=move |text| value.set(text) />
        </Field>
    }
}

/// A choice with its label.
#[component]
fn Pick(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    choices: &'static [(&'static str, &'static str)],
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let choices: Vec<Choice> = choices
        .iter()
        .map(|(value, label)| Choice::new(*value, *label))
        .collect();
    view! {
        <Field id=id label=label hint=hint>
            <Select value=value choices=choices on_change=move |picked| value.set(picked) />
        </Field>
    }
}

const PROOFS: &[(&str, &str)] = &[
    ("none", "Knowing the address is enough"),
    ("signature", "Standard Webhooks signature"),
    ("header", "A secret in a header"),
];
const MARKS: &[(&str, &str)] = &[
    ("id", "By webhook-id, where it is sent"),
    ("header", "By another header"),
    ("body", "By what it brings"),
];
const ANSWERS: &[(&str, &str)] = &[
    ("at_once", "202 with the run's id, at once"),
    ("respond", "What the run's Respond step says"),
];
const MISSED: &[(&str, &str)] = &[
    ("skip", "Leave them out"),
    ("once", "Make up for them with one run"),
    ("all", "One run each, 25 at most"),
];
const OVERLAPS: &[(&str, &str)] = &[("allow", "Start all the same"), ("skip", "Leave that time out")];

#[component]
fn HookFields(form: Form) -> impl IntoView {
    let header = move || {
        (form.auth.get() == "header").then(|| {
            view! { <Line form=form id="hook-auth-header" label="Header with the secret" path="/webhook/auth" value=form.auth_header mono=true /> }
        })
    };
    let secret = move || {
        (form.auth.get() != "none").then(|| {
            view! {
                <Line form=form id="hook-given-secret" label="Secret" path="/secret" value=form.secret mono=true
                    hint="Paste the one that the sender gave you. Empty: Apex makes one, or keeps the one that stands." />
            }
        })
    };
    let mark = move || {
        (form.dedupe.get() == "header").then(|| {
            view! { <Line form=form id="hook-dedupe-header" label="Header with the delivery's id" path="/webhook/dedupe" value=form.dedupe_header mono=true /> }
        })
    };
    let timeout = move || {
        (form.answer.get() == "respond").then(|| {
            view! {
                <Field id="hook-timeout" label="Keep the caller waiting for at most" hint="Later answers are 202 with the run's id." error=form.fault("/webhook/timeoutSeconds")>
                    <NumberInput value=form.timeout min=1.0 max=120.0 unit="s" on_input=move |number| form.timeout.set(number) />
                </Field>
            }
        })
    };
    view! {
        <Methods form=form />
        <Pick id="hook-auth" label="How callers prove themselves" value=form.auth choices=PROOFS />
        {header}
        {secret}
        <Pick id="hook-dedupe" label="How the same delivery is known again" value=form.dedupe choices=MARKS
            hint="A repeat within 24 hours gets the first run's id, and starts nothing." />
        {mark}
        <Pick id="hook-answer" label="What callers are told" value=form.answer choices=ANSWERS />
        {timeout}
    }
}

#[component]
fn Methods(form: Form) -> impl IntoView {
    let turn = move |method: HookMethod, on: bool| {
        form.methods.update(|methods| {
            methods.retain(|known| *known != method);
            if on {
                methods.push(method);
            }
        });
    };
    let boxes = HookMethod::ALL.map(|method| {
        let checked = Signal::derive(move || form.methods.with(|methods| methods.contains(&method)));
        view! { <Checkbox checked=checked label=method.as_str() on_change=move |on| turn(method, on) /> }
    });
    let fault = form.fault("/webhook/methods");
    view! {
        <fieldset class="triggers__methods">
            <legend class="field__label">"Methods"</legend>
            {boxes.collect_view()}
            <ui::FieldError id="hook-methods-error" error=fault />
        </fieldset>
    }
}

#[component]
fn ScheduleFields(form: Form) -> impl IntoView {
    view! {
        <Line form=form id="schedule-cron" label="Pattern" path="/schedule/cron" value=form.cron mono=true
            hint="Minute, hour, day of month, month, day of week; a sixth field in front are seconds." />
        <Line form=form id="schedule-zone" label="Time zone" path="/schedule/timezone" value=form.zone
            hint="By its IANA name, such as Europe/Berlin." />
        <Preview form=form />
        <Pick id="schedule-missed" label="Times at which no server ran" value=form.missed choices=MISSED />
        <Pick id="schedule-overlap" label="While the last run is under way" value=form.overlap choices=OVERLAPS />
        <Field id="schedule-inputs" label="Inputs" aside="Optional" hint="A JSON object, given to every run." error=form.fault("/schedule/inputs")>
            <TextArea value=form.inputs mono=true on_input=move |text| form.inputs.set(text) />
        </Field>
    }
}

/// What the pattern means, and its next five times; asked for when typing rests.
#[component]
fn Preview(form: Form) -> impl IntoView {
    let found = RwSignal::new(None::<Result<SchedulePreview, AppError>>);
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(Some(waiting)) = before {
            waiting.clear();
        }
        let schedule = PreviewSchedule {
            cron: form.cron.get(),
            timezone: Some(form.zone.get()),
        };
        let ask = move || {
            leptos::task::spawn_local(async move {
                let asked = schedule.cron.clone();
                let answer = preview_times(schedule).await;
                // what was typed meanwhile has its own answer
                if form.cron.try_get_untracked() == Some(asked) {
                    found.try_set(Some(answer));
                }
            });
        };
        set_timeout_with_handle(ask, REST).ok()
    });
    let shown = move || {
        found.get().map(|answer| match answer {
            Ok(preview) => view! { <Times preview=preview /> }.into_any(),
            Err(error) => {
                let words = error
                    .problems
                    .first()
                    .map_or(error.message.clone(), |problem| problem.message.clone());
                view! { <p class="triggers__nothing">{words}</p> }.into_any()
            }
        })
    };
    view! { <div class="triggers__times" aria-live="polite">{shown}</div> }
}

/// A pattern in words, and its next times.
#[component]
pub(super) fn Times(preview: SchedulePreview) -> impl IntoView {
    let times = preview
        .next
        .into_iter()
        .map(|time| view! { <li>{time.local}</li> })
        .collect_view();
    view! {
        <p>{preview.description}</p>
        <ol>{times}</ol>
    }
}
