//! What a run needs to know before it starts.

use domain::inputs::typed::{read, shown};
use domain::inputs::{InputSpec, InputType, input_specs};
use domain::run::RunMode;
use leptos::{ev, prelude::*};
use serde_json::{Map, Value};
use ui::{
    Button, ButtonKind, Choice, CodeInput, Dialog, Field, IconName, Kbd, Language, Segmented, Select, TextArea,
    TextInput,
};

use crate::state::studio::Studio;

/// Faults by input.
type Faults = Vec<(String, String)>;

/// The Run form.
#[component]
pub(super) fn RunForm(studio: Studio) -> impl IntoView {
    let typed = RwSignal::new(Map::<String, Value>::new());
    let faults = RwSignal::new(Faults::new());
    let mode = RwSignal::new(RunMode::Live);
    let specs = RwSignal::new(Vec::<InputSpec>::new());
    effect(move || {
        if studio.panes.run_form.get() {
            let declared = input_specs(&studio.workflow_now());
            let last = studio.last_inputs();
            let boxes = declared
                .iter()
                .map(|spec| (spec.name.clone(), Value::String(shown(spec, last.get(&spec.name)))));
            typed.set(boxes.collect());
            faults.set(Vec::new());
            mode.set(studio.usual_mode());
            specs.set(declared);
        }
    });
    let run = Callback::new(move |()| {
        let made = specs.with_untracked(|specs| typed.with_untracked(|typed| read(specs, typed)));
        match made {
            Ok(inputs) => studio.start(inputs, mode.get_untracked()),
            Err(found) => {
                focus_first(&found);
                faults.set(found);
            }
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            run.run(());
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        run.run(());
    };
    let foot = move || {
        view! {
            <Button on_press=move || studio.panes.run_form.set(false)>"Not now"</Button>
            <Button kind=ButtonKind::Primary icon=IconName::Play busy=studio.run.starting on_press=move || run.run(())>
                "Start run"
                <span aria-hidden="true"><Kbd mod_key=true enter=true /></span>
            </Button>
        }
    };
    view! {
        <Dialog id="run-form" open=studio.panes.run_form title="Run" keep_open=true foot=foot>
            <form class="run-form" on:submit=submit on:keydown=on_key>
                <Mode mode=mode />
                {move || specs.get().into_iter().map(|spec| view! { <InputField spec=spec typed=typed faults=faults /> }).collect_view()}
                {move || specs.with(Vec::is_empty).then(|| view! { <p class="dim">"This workflow declares no inputs."</p> })}
            </form>
        </Dialog>
    }
}

#[component]
fn Mode(mode: RwSignal<RunMode>) -> impl IntoView {
    let choices = vec![Choice::new("live", "Live"), Choice::new("mock", "Mock")];
    let hint = move || match mode.get() {
        RunMode::Live => "Steps do what they say.",
        RunMode::Mock => "Nothing outside is touched: steps answer with samples.",
    };
    let choose = move |word: String| mode.set(word.parse().unwrap_or_default());
    view! {
        <div class="field">
            <Segmented label="Mode" choices=choices value=move || mode.get().as_str().to_owned() on_change=choose />
            <p class="field__hint">{hint}</p>
        </div>
    }
}

#[component]
fn InputField(spec: InputSpec, typed: RwSignal<Map<String, Value>>, faults: RwSignal<Faults>) -> impl IntoView {
    let name = StoredValue::new(spec.name.clone());
    let value = memo(move || {
        typed.with(|typed| {
            name.with_value(|name| typed.get(name).and_then(Value::as_str).unwrap_or_default().to_owned())
        })
    });
    let write = Callback::new(move |text: String| {
        typed.update(|typed| {
            typed.insert(name.get_value(), Value::String(text));
        });
    });
    let fault = Signal::derive(move || {
        let find = |faults: &Faults| {
            name.with_value(|name| faults.iter().find(|(at, _)| at == name).map(|(_, fault)| fault.clone()))
        };
        faults.with(find)
    });
    let aside = if spec.required && spec.default.is_none() {
        "Required"
    } else {
        spec.kind.as_str()
    };
    // built within the field, where it finds its id
    let control = move || match spec.kind {
        InputType::String => view! { <TextInput value=value on_input=write /> }.into_any(),
        InputType::Number | InputType::Integer => {
            view! { <TextInput value=value on_input=write mono=true /> }.into_any()
        }
        InputType::Text => view! { <TextArea value=value on_input=write /> }.into_any(),
        InputType::Boolean => {
            let choices = vec![
                Choice::new("", "Not given"),
                Choice::new("true", "True"),
                Choice::new("false", "False"),
            ];
            view! { <Select value=value choices=choices on_change=write /> }.into_any()
        }
        InputType::Object | InputType::Array | InputType::Any => {
            view! { <CodeInput value=value on_input=write language=Language::Json rows=3 /> }.into_any()
        }
    };
    view! {
        <Field id=field_id(&spec.name) label=spec.name.clone() aside=aside hint=spec.description.unwrap_or_default() error=fault>
            {control()}
        </Field>
    }
}

fn field_id(name: &str) -> String {
    format!("run-input-{name}")
}

/// Leads to the first box that is wrong.
fn focus_first(faults: &Faults) {
    use wasm_bindgen::JsCast;
    let element = faults
        .first()
        .and_then(|(name, _)| document().get_element_by_id(&field_id(name)));
    if let Some(element) = element {
        // fails only outside the document
        drop(element.unchecked_into::<web_sys::HtmlElement>().focus());
    }
}
