//! What Apex knows of a kind of node.

use serde_json::{Map, Value};

use crate::graph::{DEFAULT_PORT, Retry};
use crate::problem::Problem;

use super::Field;

/// One entry of the catalogue.
#[derive(Debug)]
pub struct NodeKind {
    /// `type` in the exchange format.
    pub key: &'static str,
    /// Name in the palette and, without a title of its own, on the card.
    pub title: &'static str,
    /// One line under the name.
    pub description: &'static str,
    /// Help of the inspector: short paragraphs, blank line between them; `code` in backticks.
    pub help: &'static str,
    /// Id in the icon sprite.
    pub icon: &'static str,
    /// Where it stands in the palette, and its colour.
    pub group: Group,
    /// Width of the card.
    pub shape: Shape,
    /// Whether edges may lead to it.
    pub has_input: bool,
    /// What it leaves by.
    pub ports: Ports,
    /// What doing it twice means, with these settings.
    pub effect: fn(&Map<String, Value>) -> Effect,
    /// Whether it has no place in the body of a loop.
    pub top_only: bool,
    /// How many sources it needs, with these settings; 0 when any number will do.
    pub min_sources: fn(&Map<String, Value>) -> u64,
    /// The inspector form.
    pub fields: &'static [Field],
    /// The settings of a node fresh from the palette.
    pub defaults: fn() -> Map<String, Value>,
    /// Retry policy of nodes that name none.
    pub retry: Retry,
    /// Time-out of one attempt, in milliseconds, of nodes that name none.
    pub timeout_ms: u64,
    /// Rules that fields alone can't state. The pointer is that of the config object.
    pub check: fn(&Map<String, Value>, &str) -> Vec<Problem>,
    /// The card's second line.
    pub summary: fn(&Map<String, Value>) -> String,
    /// Documented sample output: the answer of mock runs, and what completion knows before the first run.
    pub sample: fn(&Map<String, Value>) -> Value,
    /// The port that a mock answer leaves by.
    pub mock_port: fn(&Value) -> &'static str,
    /// Whether the kind exists in mock mode only, for now.
    pub mock_only: bool,
}

/// The default time-out of one attempt, in milliseconds.
const TIMEOUT_MS: u64 = 30_000;

impl NodeKind {
    /// What most kinds have in common: name what differs, then `..NodeKind::BLANK`.
    pub const BLANK: Self = Self {
        key: "",
        title: "",
        description: "",
        help: "",
        icon: "box",
        group: Group::Data,
        shape: Shape::Regular,
        has_input: true,
        ports: Ports::One,
        effect: |_| Effect::Pure,
        top_only: false,
        min_sources: |_| 0,
        fields: &[],
        defaults: Map::new,
        retry: Retry::NONE,
        timeout_ms: TIMEOUT_MS,
        check: |_, _| Vec::new(),
        summary: |_| String::new(),
        sample: |_| Value::Null,
        mock_port: |_| DEFAULT_PORT,
        mock_only: false,
    };

    /// Whether it is a loop that asks before each turn, so that one turn depends on the one before.
    #[must_use]
    pub fn takes_turns(&self) -> bool {
        self.fields.iter().any(|field| field.each_turn)
    }

    /// The ports that a node with these settings leaves by, in order; without the `error` port.
    #[must_use]
    pub fn ports(&self, config: &Map<String, Value>) -> Vec<Port> {
        match self.ports {
            Ports::None => Vec::new(),
            Ports::One => vec![Port {
                id: DEFAULT_PORT.into(),
                label: String::new(),
            }],
            Ports::Named(names) => names.iter().map(|name| Port::named(name)).collect(),
            Ports::FromConfig(read) => read(config),
        }
    }
}

/// Palette groups; they colour the node's tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// What begins a run.
    Trigger,
    /// Models.
    Ai,
    /// Where the run goes.
    Flow,
    /// What becomes of the data.
    Data,
    /// Other systems, and the caller.
    Connect,
}

impl Group {
    /// In the order of the palette.
    pub const ALL: [Self; 5] = [Self::Trigger, Self::Ai, Self::Flow, Self::Data, Self::Connect];

    /// Heading in the palette.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Trigger => "Triggers",
            Self::Ai => "AI",
            Self::Flow => "Flow",
            Self::Data => "Data",
            Self::Connect => "Connect",
        }
    }

    /// `data-kind` in the style sheet.
    #[must_use]
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Ai => "ai",
            Self::Flow => "flow",
            Self::Data => "data",
            Self::Connect => "io",
        }
    }
}

/// Width of the card on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// 192 px.
    Regular,
    /// 128 px.
    Compact,
}

/// What doing the step twice means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Computed from recorded data alone; runs in mock mode too.
    Pure,
    /// Reads only: repeating it harms nobody.
    Safe,
    /// Changes something, but the key handed downstream makes repeats harmless.
    Idempotent,
    /// Must not be repeated unawares.
    AtMostOnce,
}

/// What a kind leaves by.
#[derive(Debug, Clone, Copy)]
pub enum Ports {
    /// Nothing follows it.
    None,
    /// One port, `out`.
    One,
    /// These, in order.
    Named(&'static [&'static str]),
    /// As the settings say.
    FromConfig(fn(&Map<String, Value>) -> Vec<Port>),
}

/// One outgoing port of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// `fromPort` of its edges.
    pub id: String,
    /// What the card says beside it; empty for the only one.
    pub label: String,
}

impl Port {
    /// A port that is labelled with its id.
    #[must_use]
    pub fn named(id: &str) -> Self {
        Self {
            id: id.into(),
            label: id.into(),
        }
    }
}
