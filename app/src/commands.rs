//! What the command palette can find, and what picking it means.

use rpc::{RunHeader, WorkflowSummary};
use ui::{Command, IconName, Status, Theme};

/// What a picked command asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// Go to this address.
    Go(String),
    /// Choose this theme.
    Dress(Theme),
    /// Make a workflow and open it.
    NewWorkflow,
}

/// Reads a command's id; none for an id that is none of ours.
pub(crate) fn act(id: &str) -> Option<Act> {
    match id.split_once(':')? {
        ("go", address) => Some(Act::Go(address.to_owned())),
        ("theme", word) => Some(Act::Dress(Theme::from_word(word))),
        ("new", "workflow") => Some(Act::NewWorkflow),
        _unknown => None,
    }
}

/// What is always there, before what the server knows.
pub(crate) fn places() -> Vec<Command> {
    let place = |address: &str, label: &str, icon| {
        Command::action(format!("go:{address}"), label)
            .group("Go to")
            .icon(icon)
    };
    vec![
        Command::action("new:workflow", "New workflow")
            .keywords("create add draw")
            .icon(IconName::Plus),
        place("/", "Home", IconName::House).keywords("dashboard start"),
        place("/studio", "Studio", IconName::Workflow).keywords("workflows list"),
        place("/runs", "Runs", IconName::Activity).keywords("history"),
        place("/runs?status=failed", "Failed runs", IconName::CircleX).keywords("errors"),
        place("/approvals", "Approvals", IconName::UserCheck).keywords("questions people decide approve reject human"),
        place("/dead-letters", "Dead letters", IconName::Inbox).keywords("given up replay redrive discard"),
        place("/failures", "Failures", IconName::ChartLine).keywords("causes errors analysis trend"),
    ]
}

/// What is always there, after it.
pub(crate) fn themes() -> Vec<Command> {
    let theme = |theme: Theme, label: &str, icon| {
        Command::action(format!("theme:{}", theme.as_str()), label)
            .group("Theme")
            .keywords("appearance colours mode")
            .icon(icon)
    };
    vec![
        theme(Theme::System, "System theme", IconName::Monitor),
        theme(Theme::Light, "Light theme", IconName::Sun),
        theme(Theme::Dark, "Dark theme", IconName::Moon),
    ]
}

/// A workflow by its name.
pub(crate) fn of_workflow(workflow: &WorkflowSummary) -> Command {
    let hint = workflow
        .version
        .map_or_else(|| "Draft".to_owned(), |version| format!("v{version}"));
    Command::action(format!("go:/studio/{}", workflow.id), &workflow.name)
        .group("Workflows")
        .hint(hint)
        .icon(IconName::Workflow)
}

/// A recent run.
pub(crate) fn of_run(run: &RunHeader) -> Command {
    Command::action(format!("go:/runs/{}", run.id), format!("Run of {}", run.workflow_name))
        .group("Recent runs")
        .hint(Status::from_word(run.status.as_str()).map_or("", Status::word))
        .keywords(run.id.to_string())
        .icon(IconName::Activity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_standing_command_means_something_and_stands_once() {
        let commands: Vec<_> = places().into_iter().chain(themes()).collect();
        for command in &commands {
            assert!(act(&command.id).is_some(), "{}", command.id);
        }
        let mut ids: Vec<_> = commands.iter().map(|command| &command.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), commands.len());
    }

    #[test]
    fn an_unknown_command_does_nothing() {
        assert_eq!(act("delete:everything"), None);
        assert_eq!(act(""), None);
        assert_eq!(act("go:/runs?q=a:b"), Some(Act::Go("/runs?q=a:b".to_owned())));
    }
}
