//! The words of the domain about triggers, for people.

use domain::run::RunStatus;
use domain::trigger::{Dedupe, HookAnswer, HookAuth, Missed, Overlap, WebhookConfig};
use rpc::{Delivery, LastFire, Trigger};
use ui::{IconName, Status};

use crate::outcome::of_run;

/// One line that says what a trigger does.
pub(super) fn summary(trigger: &Trigger) -> String {
    match (&trigger.webhook, &trigger.schedule) {
        (Some(hook), _) => hook_words(hook),
        (None, Some(schedule)) => {
            let words = trigger.description.clone().unwrap_or_else(|| schedule.cron.clone());
            format!("{words} · {}", schedule.timezone)
        }
        (None, None) => String::new(),
    }
}

fn hook_words(hook: &WebhookConfig) -> String {
    let methods: Vec<&str> = hook.methods.iter().map(|method| method.as_str()).collect();
    let proof = match &hook.auth {
        HookAuth::None => "anyone with the address".to_owned(),
        HookAuth::Signature => "signed".to_owned(),
        HookAuth::Header { name } => format!("secret in {name}"),
    };
    let answer = match hook.answer {
        HookAnswer::AtOnce => "answers at once",
        HookAnswer::Respond => "answers with the run",
    };
    format!("{} · {proof} · {answer}", methods.join(", "))
}

/// How deliveries are told apart.
pub(super) fn dedupe_words(dedupe: &Dedupe) -> String {
    match dedupe {
        Dedupe::Id => "By webhook-id, for 24 hours".to_owned(),
        Dedupe::Header { name } => format!("By {name}, for 24 hours"),
        Dedupe::Body => "By their content, for 24 hours".to_owned(),
    }
}

/// What happens to missed times.
pub(super) const fn missed_words(missed: Missed) -> &'static str {
    match missed {
        Missed::Skip => "Left out",
        Missed::Once => "Made up for once",
        Missed::All => "Each made up for, 25 at most",
    }
}

/// What happens while the last run is under way.
pub(super) const fn overlap_words(overlap: Overlap) -> &'static str {
    match overlap {
        Overlap::Allow => "The next one starts all the same",
        Overlap::Skip => "That time is left out",
    }
}

/// The icon of its kind.
pub(super) const fn icon(trigger: &Trigger) -> IconName {
    if trigger.webhook.is_some() {
        IconName::Webhook
    } else {
        IconName::CalendarClock
    }
}

/// What became of a schedule's last time.
pub(super) fn outcome(last: &LastFire) -> (Status, String) {
    match (last.outcome.as_str(), last.run_status) {
        ("started", Some(status)) => (of_run(status), String::new()),
        ("started", None) => (Status::Succeeded, "Started".to_owned()),
        ("missed", _) => (Status::Skipped, "Missed".to_owned()),
        ("overlap", _) => (Status::Skipped, "Left out: still running".to_owned()),
        ("not_published", _) => (Status::Failed, "Not published".to_owned()),
        ("not_found", _) => (Status::Failed, "The workflow is gone".to_owned()),
        ("invalid_inputs", _) => (Status::Failed, "The inputs don't fit".to_owned()),
        (code, _) => (Status::Failed, code.to_owned()),
    }
}

/// What became of a delivery.
pub(super) fn delivered(delivery: &Delivery) -> (Status, String) {
    match (&delivery.refused, delivery.test, delivery.run_status) {
        (Some(code), _, _) => (Status::Failed, refusal(code)),
        (None, true, _) => (Status::Idle, "Test".to_owned()),
        (None, false, Some(status)) => (of_run(status), String::new()),
        (None, false, None) => (of_run(RunStatus::Queued), "Started".to_owned()),
    }
}

fn refusal(code: &str) -> String {
    match code {
        "hook_unproven" => "Refused: not proven".to_owned(),
        "hook_stale" => "Refused: too old".to_owned(),
        "malformed_json" => "Refused: no JSON".to_owned(),
        "invalid_inputs" => "Refused: inputs don't fit".to_owned(),
        "not_published" => "Refused: not published".to_owned(),
        "body_too_large" => "Refused: too large".to_owned(),
        other => format!("Refused: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_told_in_one_line() {
        assert_eq!(
            hook_words(&WebhookConfig::default()),
            "POST · anyone with the address · answers at once"
        );
        let signed = WebhookConfig {
            auth: HookAuth::Header { name: "x-token".into() },
            answer: HookAnswer::Respond,
            ..WebhookConfig::default()
        };
        assert_eq!(hook_words(&signed), "POST · secret in x-token · answers with the run");
    }
}
