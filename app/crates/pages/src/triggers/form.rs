//! The form of a trigger, as plain signals: what is typed, and what it says to the server.

use domain::id::TriggerId;
use domain::trigger::{Dedupe, HookAnswer, HookAuth, HookMethod, Missed, Overlap, ScheduleConfig, WebhookConfig};
use leptos::prelude::*;
use rpc::{AppError, NewTrigger, Trigger, TriggerChange};
use serde_json::{Map, Value};

/// What is typed. Copy it freely.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The trigger that is changed; none for a new one.
    pub id: RwSignal<Option<TriggerId>>,
    pub webhook: RwSignal<bool>,
    pub name: RwSignal<String>,
    pub methods: RwSignal<Vec<HookMethod>>,
    /// none, signature, header
    pub auth: RwSignal<String>,
    pub auth_header: RwSignal<String>,
    pub secret: RwSignal<String>,
    /// id, header, body
    pub dedupe: RwSignal<String>,
    pub dedupe_header: RwSignal<String>,
    /// at_once, respond
    pub answer: RwSignal<String>,
    pub timeout: RwSignal<Option<f64>>,
    pub cron: RwSignal<String>,
    pub zone: RwSignal<String>,
    /// skip, once, all
    pub missed: RwSignal<String>,
    /// allow, skip
    pub overlap: RwSignal<String>,
    /// A JSON object; empty for none.
    pub inputs: RwSignal<String>,
    /// Why the server, or a look at what is typed, refused it.
    pub refused: RwSignal<Option<AppError>>,
    pub busy: RwSignal<bool>,
}

impl Form {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            id: RwSignal::new(None),
            webhook: RwSignal::new(true),
            name: text(),
            methods: RwSignal::new(Vec::new()),
            auth: text(),
            auth_header: text(),
            secret: text(),
            dedupe: text(),
            dedupe_header: text(),
            answer: text(),
            timeout: RwSignal::new(None),
            cron: text(),
            zone: text(),
            missed: text(),
            overlap: text(),
            inputs: text(),
            refused: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// A new webhook or schedule with the usual settings.
    pub(super) fn begin(self, webhook: bool) {
        self.id.set(None);
        self.webhook.set(webhook);
        self.name.set(String::new());
        self.fill_hook(&WebhookConfig::default());
        self.fill_schedule(&ScheduleConfig {
            cron: "0 9 * * MON-FRI".to_owned(),
            timezone: own_zone(),
            missed: Missed::default(),
            overlap: Overlap::default(),
            inputs: Map::new(),
        });
    }

    /// What stands.
    pub(super) fn edit(self, trigger: &Trigger) {
        self.begin(trigger.webhook.is_some());
        self.id.set(Some(trigger.id));
        self.name.set(trigger.name.clone());
        if let Some(hook) = &trigger.webhook {
            self.fill_hook(hook);
        }
        if let Some(schedule) = &trigger.schedule {
            self.fill_schedule(schedule);
        }
    }

    fn fill_hook(self, hook: &WebhookConfig) {
        self.methods.set(hook.methods.clone());
        let (auth, header) = match &hook.auth {
            HookAuth::None => ("none", ""),
            HookAuth::Signature => ("signature", ""),
            HookAuth::Header { name } => ("header", name.as_str()),
        };
        self.auth.set(auth.to_owned());
        self.auth_header.set(header.to_owned());
        let (dedupe, header) = match &hook.dedupe {
            Dedupe::Id => ("id", ""),
            Dedupe::Header { name } => ("header", name.as_str()),
            Dedupe::Body => ("body", ""),
        };
        self.dedupe.set(dedupe.to_owned());
        self.dedupe_header.set(header.to_owned());
        let answer = match hook.answer {
            HookAnswer::AtOnce => "at_once",
            HookAnswer::Respond => "respond",
        };
        self.answer.set(answer.to_owned());
        self.timeout.set(Some(f64::from(hook.timeout_seconds)));
        self.secret.set(String::new());
        self.refused.set(None);
    }

    fn fill_schedule(self, schedule: &ScheduleConfig) {
        self.cron.set(schedule.cron.clone());
        self.zone.set(schedule.timezone.clone());
        self.missed.set(schedule.missed.as_str().to_owned());
        self.overlap.set(schedule.overlap.as_str().to_owned());
        let inputs = if schedule.inputs.is_empty() {
            String::new()
        } else {
            serde_json::to_string_pretty(&schedule.inputs).unwrap_or_default()
        };
        self.inputs.set(inputs);
    }

    /// What is wrong with the field of this pointer.
    pub(super) fn fault(self, path: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.refused.with(|refused| {
                let problems = &refused.as_ref()?.problems;
                let found = problems.iter().find(|problem| problem.path.starts_with(path))?;
                let message = capital(&found.message);
                Some(if found.hint.is_empty() {
                    message
                } else {
                    format!("{message}. {}", found.hint)
                })
            })
        })
    }

    /// As a new trigger.
    pub(super) fn new_trigger(self) -> Result<NewTrigger, AppError> {
        let (webhook, schedule) = self.configs()?;
        Ok(NewTrigger {
            name: self.name.get_untracked(),
            enabled: None,
            webhook,
            schedule,
            secret: self.given_secret(),
        })
    }

    /// As a change of the one that stands.
    pub(super) fn change(self) -> Result<TriggerChange, AppError> {
        let (webhook, schedule) = self.configs()?;
        Ok(TriggerChange {
            name: Some(self.name.get_untracked()),
            enabled: None,
            webhook,
            schedule,
            secret: self.given_secret(),
        })
    }

    fn given_secret(self) -> Option<String> {
        let secret = self.secret.get_untracked().trim().to_owned();
        let wanted = self.webhook.get_untracked() && self.auth.get_untracked() != "none";
        (wanted && !secret.is_empty()).then_some(secret)
    }

    fn configs(self) -> Result<(Option<WebhookConfig>, Option<ScheduleConfig>), AppError> {
        if self.webhook.get_untracked() {
            Ok((Some(self.hook()), None))
        } else {
            Ok((None, Some(self.schedule()?)))
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of seconds; what is out of range is refused by the server"
    )]
    fn hook(self) -> WebhookConfig {
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let auth = match text(self.auth).as_str() {
            "signature" => HookAuth::Signature,
            "header" => HookAuth::Header {
                name: text(self.auth_header),
            },
            _none => HookAuth::None,
        };
        let dedupe = match text(self.dedupe).as_str() {
            "header" => Dedupe::Header {
                name: text(self.dedupe_header),
            },
            "body" => Dedupe::Body,
            _id => Dedupe::Id,
        };
        WebhookConfig {
            methods: self.methods.get_untracked(),
            auth,
            dedupe,
            answer: if text(self.answer) == "respond" {
                HookAnswer::Respond
            } else {
                HookAnswer::AtOnce
            },
            timeout_seconds: self.timeout.get_untracked().unwrap_or(0.0) as u32,
        }
    }

    fn schedule(self) -> Result<ScheduleConfig, AppError> {
        Ok(ScheduleConfig {
            cron: self.cron.get_untracked().trim().to_owned(),
            timezone: self.zone.get_untracked().trim().to_owned(),
            missed: match self.missed.get_untracked().as_str() {
                "once" => Missed::Once,
                "all" => Missed::All,
                _skip => Missed::Skip,
            },
            overlap: if self.overlap.get_untracked() == "skip" {
                Overlap::Skip
            } else {
                Overlap::Allow
            },
            inputs: read_inputs(&self.inputs.get_untracked())?,
        })
    }
}

fn read_inputs(text: &str) -> Result<Map<String, Value>, AppError> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(text).map_err(|error| {
        let message = format!("this is no JSON object: {error}");
        let problem = domain::problem::Problem::error("/schedule/inputs", "malformed_json", message);
        AppError::invalid("invalid_trigger", "The inputs can't be read.", vec![problem])
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// The browser's own time zone; UTC on the server.
fn own_zone() -> String {
    #[cfg(feature = "hydrate")]
    {
        let options =
            js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
        let zone = js_sys::Reflect::get(&options, &"timeZone".into());
        if let Some(zone) = zone.ok().and_then(|zone| zone.as_string()) {
            return zone;
        }
    }
    "UTC".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_an_object_or_nothing() {
        assert!(read_inputs("  ").unwrap().is_empty());
        assert_eq!(read_inputs(r#"{"a": 1}"#).unwrap().len(), 1);
        for wrong in ["[1]", "{", "text"] {
            assert_eq!(read_inputs(wrong).unwrap_err().problems[0].path, "/schedule/inputs");
        }
    }

    #[test]
    fn what_stands_comes_back_as_it_was() {
        let owner = Owner::new();
        owner.set();
        let form = Form::new();
        form.begin(true);
        let hook = WebhookConfig {
            methods: vec![HookMethod::Get, HookMethod::Put],
            auth: HookAuth::Header { name: "x-key".into() },
            dedupe: Dedupe::Body,
            answer: HookAnswer::Respond,
            timeout_seconds: 5,
        };
        form.fill_hook(&hook);
        assert_eq!(form.hook(), hook);
    }
}
