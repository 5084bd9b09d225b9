//! What happens when the step fails, how patient it is, and what it answers in mock runs.

use domain::graph::{Backoff, Mock, Node, OnError, Retry, RetryOn};
use domain::limits::{MAX_ATTEMPTS, MAX_BACKOFF_MS, MAX_TIMEOUT_MS};
use domain::run::ErrorClass;
use leptos::prelude::*;
use serde_json::Value;
use ui::{Checkbox, Choice, Field, FieldError, NumberInput, Select, SwitchRow};

use super::json_box::JsonBox;
use crate::state::subject::Subject;

/// The second tab of a node.
#[component]
pub(super) fn Policy(subject: Subject) -> impl IntoView {
    view! {
        <RetryFields subject=subject />
        <Timeout subject=subject />
        <Failure subject=subject />
        <MockAnswer subject=subject />
    }
}

#[component]
fn RetryFields(subject: Subject) -> impl IntoView {
    let usual = subject.kind.map_or(Retry::NONE, |kind| kind.retry);
    let own = subject.read(|node| node.retry);
    let is_own = memo(move || own.with(Option::is_some));
    let turn = move |on: bool| {
        subject.edit("retry", |node| {
            node.retry = on.then(|| if usual == Retry::NONE { Retry::default() } else { usual })
        });
    };
    let hint = if usual.max_attempts > 1 {
        format!("Without it: {} attempts, as usual for this kind.", usual.max_attempts)
    } else {
        "Without it: one attempt, as usual for this kind.".to_owned()
    };
    view! {
        <SwitchRow id="setting-retry" label="Own retry policy" hint=hint checked=is_own on_change=turn />
        <Show when=move || is_own.get()><RetryNumbers subject=subject own=own /></Show>
    }
}

#[component]
fn RetryNumbers(subject: Subject, own: Memo<Option<Retry>>) -> impl IntoView {
    let get = move |read: fn(&Retry) -> f64| Signal::derive(move || own.get().as_ref().map(read));
    let put = move |write: fn(&mut Retry, u64)| {
        move |typed: Option<f64>| {
            let Some(typed) = typed.filter(|typed| *typed >= 0.0) else {
                return;
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "not negative; a cast saturates"
            )]
            let whole = typed as u64;
            change(subject, |retry| write(retry, whole));
        }
    };
    let backoffs = vec![
        Choice::new("none", "None"),
        Choice::new("fixed", "Always the same"),
        Choice::new("linear", "Growing evenly"),
        Choice::new("exponential", "Doubling"),
    ];
    let backoff = move || backoff_word(own.get().map_or(Backoff::Exponential, |retry| retry.backoff)).to_owned();
    let jitter = move || own.get().is_some_and(|retry| retry.jitter);
    view! {
        <Field id="retry-attempts" label="Attempts" hint="All together, the first included." error=subject.fault(&["retry", "maxAttempts"])>
            <NumberInput
                value=get(|retry| f64::from(retry.max_attempts))
                on_input=put(|retry, n| retry.max_attempts = u32::try_from(n).unwrap_or(u32::MAX))
                min=1.0
                max=f64::from(MAX_ATTEMPTS)
            />
        </Field>
        <Field id="retry-backoff" label="Pause between attempts">
            <Select value=backoff choices=backoffs on_change=move |word: String| change(subject, |retry| retry.backoff = backoff_of(&word)) />
        </Field>
        <div class="studio__pair studio__pair--even">
            <Field id="retry-initial" label="First pause" error=subject.fault(&["retry", "initialMs"])>
                <NumberInput
                    value=get(|retry| retry.initial_ms as f64)
                    on_input=put(|retry, n| retry.initial_ms = n)
                    min=0.0
                    max=MAX_BACKOFF_MS as f64
                    step=100.0
                    unit="ms"
                />
            </Field>
            <Field id="retry-max" label="Longest pause" error=subject.fault(&["retry", "maxMs"])>
                <NumberInput
                    value=get(|retry| retry.max_ms as f64)
                    on_input=put(|retry, n| retry.max_ms = n)
                    min=0.0
                    max=MAX_BACKOFF_MS as f64
                    step=1_000.0
                    unit="ms"
                />
            </Field>
        </div>
        <SwitchRow
            id="retry-jitter"
            label="Vary the pauses"
            hint="Many runs that fail together don't come back together."
            checked=jitter
            on_change=move |on: bool| change(subject, |retry| retry.jitter = on)
        />
        {failures(subject, own)}
    }
}

/// The failures after which another attempt is made: those of the retry, one box for each class.
fn failures(subject: Subject, own: Memo<Option<Retry>>) -> AnyView {
    let boxes = RetryOn::CLASSES.map(|class| {
        let checked = Signal::derive(move || own.get().is_some_and(|retry| retry.on.has(class)));
        let turn = move |wanted: bool| change(subject, |retry| retry.on = turned(retry.on, class, wanted));
        view! { <Checkbox checked=checked label=class_words(class) on_change=turn /> }
    });
    view! {
        <div class="field" role="group" aria-labelledby="retry-on">
            <span class="field__label" id="retry-on">"Try again after"</span>
            {boxes.collect_view()}
            <p class="field__hint">"With none checked, the usual ones: all but failures of expressions."</p>
            <FieldError id="retry-on-error" error=subject.fault(&["retry", "on"]) />
        </div>
    }
    .into_any()
}

/// A list without a class stands for the usual ones: a step that isn't tried again has one attempt.
fn turned(on: RetryOn, class: ErrorClass, wanted: bool) -> RetryOn {
    let next = on.with(class, wanted);
    if next.iter().next().is_none() {
        RetryOn::USUAL
    } else {
        next
    }
}

/// A class in words; the inspector offers those that a retry can name.
const fn class_words(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Timeout => "Time-outs",
        ErrorClass::Connect => "Failed connections",
        ErrorClass::RateLimited => "Too many requests (429)",
        ErrorClass::Upstream => "Errors of the other side (5xx)",
        ErrorClass::Expression => "Failures of expressions",
        ErrorClass::Refused | ErrorClass::Config | ErrorClass::Blocked | ErrorClass::Limit | ErrorClass::Internal => {
            class.as_str()
        }
    }
}

fn change(subject: Subject, write: impl FnOnce(&mut Retry)) {
    subject.edit("retry", |node: &mut Node| write(node.retry.get_or_insert_default()));
}

const fn backoff_word(backoff: Backoff) -> &'static str {
    match backoff {
        Backoff::None => "none",
        Backoff::Fixed => "fixed",
        Backoff::Linear => "linear",
        Backoff::Exponential => "exponential",
    }
}

fn backoff_of(word: &str) -> Backoff {
    match word {
        "none" => Backoff::None,
        "fixed" => Backoff::Fixed,
        "linear" => Backoff::Linear,
        _doubling => Backoff::Exponential,
    }
}

#[component]
fn Timeout(subject: Subject) -> impl IntoView {
    let usual = subject.kind.map_or(0, |kind| kind.timeout_ms);
    let value = subject.read(|node| node.timeout_ms);
    let write = move |typed: Option<f64>| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast saturates"
        )]
        let whole = typed.map(|typed| typed as u64);
        subject.edit("timeoutMs", |node| node.timeout_ms = whole);
    };
    view! {
        <Field
            id="setting-timeoutMs"
            label="Time-out of one attempt"
            hint=format!("Without it: {}.", ui::duration(usual))
            error=subject.fault(&["timeoutMs"])
        >
            <NumberInput
                value=move || value.get().map(|ms| ms as f64)
                on_input=write
                min=1.0
                max=MAX_TIMEOUT_MS as f64
                step=1_000.0
                placeholder=usual.to_string()
                unit="ms"
            />
        </Field>
    }
}

#[component]
fn Failure(subject: Subject) -> impl IntoView {
    let word = subject.read(|node| match node.on_error.unwrap_or_default() {
        OnError::Fail => "fail".to_owned(),
        OnError::Continue => "continue".to_owned(),
        OnError::Branch => "branch".to_owned(),
    });
    let choices = vec![
        Choice::new("fail", "The run fails"),
        Choice::new("continue", "The run goes on, with the error as output"),
        Choice::new("branch", "The run leaves by the port “error”"),
    ];
    let write = move |word: String| {
        subject.edit("onError", |node| {
            node.on_error = match word.as_str() {
                "continue" => Some(OnError::Continue),
                "branch" => Some(OnError::Branch),
                _fails => None,
            };
        });
    };
    view! {
        <Field id="setting-onError" label="When the last attempt fails" error=subject.fault(&["onError"])>
            <Select value=word choices=choices on_change=write />
        </Field>
    }
}

#[component]
fn MockAnswer(subject: Subject) -> impl IntoView {
    let kind = subject.kind;
    let value = subject.read(|node| node.mock.as_ref().map(|mock| mock.output.clone()));
    let own = memo(move || value.with(Option::is_some));
    let turn = move |on: bool| {
        subject.edit("mock", |node| {
            let output = kind.map_or(Value::Null, |kind| (kind.sample)(&node.config));
            node.mock = on.then_some(Mock { output });
        });
    };
    let write = Callback::new(move |output: Option<Value>| {
        subject.edit("mock", |node| {
            node.mock = Some(Mock {
                output: output.unwrap_or(Value::Null),
            });
        });
    });
    view! {
        <SwitchRow
            id="setting-mock"
            label="Own answer in mock runs"
            hint="Without it a mock run takes the sample of this kind."
            checked=own
            on_change=turn
        />
        <Show when=move || own.get()>
            <div class="field">
                <JsonBox subject=subject value=value on_change=write label="Answer in mock runs" />
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_class_that_is_taken_away_brings_the_usual_ones_back() {
        let one = RetryOn::of([ErrorClass::Expression]);
        assert_eq!(turned(one, ErrorClass::Expression, false), RetryOn::USUAL);
        let both = turned(one, ErrorClass::Timeout, true);
        assert_eq!(both, RetryOn::of([ErrorClass::Timeout, ErrorClass::Expression]));
        assert_eq!(
            turned(both, ErrorClass::Expression, false),
            RetryOn::of([ErrorClass::Timeout])
        );
    }

    #[test]
    fn every_pause_has_a_word_of_its_own() {
        for backoff in [Backoff::None, Backoff::Fixed, Backoff::Linear, Backoff::Exponential] {
            assert_eq!(backoff_of(backoff_word(backoff)), backoff);
        }
    }
}
