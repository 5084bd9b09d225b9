//! One card on the canvas.

use std::sync::Arc;

use crate::geometry::Point;
use crate::model::NodeState;

/// The id of a node, unique in its document.
pub type NodeId = Arc<str>;

/// The id of an outgoing port, unique on its node.
pub type PortId = Arc<str>;

/// The two widths that a card can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NodeSize {
    /// 192 wide.
    #[default]
    Regular,
    /// 128 wide.
    Compact,
}

/// The group colour of a card's tile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    Trigger,
    Ai,
    #[default]
    Flow,
    Data,
    Io,
}

impl Tone {
    /// The value of `data-kind`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Tone::Trigger => "trigger",
            Tone::Ai => "ai",
            Tone::Flow => "flow",
            Tone::Data => "data",
            Tone::Io => "io",
        }
    }
}

/// An outgoing port. Without a label it sits beside the head; with one it gets a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    pub id: PortId,
    pub label: Option<Arc<str>>,
}

impl Port {
    /// A port beside the head of the card.
    pub fn plain(id: impl Into<PortId>) -> Self {
        Self {
            id: id.into(),
            label: None,
        }
    }

    /// A port with a row and a label of its own.
    pub fn named(id: impl Into<PortId>, label: impl Into<Arc<str>>) -> Self {
        Self {
            id: id.into(),
            label: Some(label.into()),
        }
    }
}

/// A card: where it is, what it says, its ports, and the host's payload.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowNode<D> {
    pub id: NodeId,
    /// Top left, in flow pixels.
    pub pos: Point,
    pub size: NodeSize,
    pub tone: Tone,
    /// The symbol in the sprite, such as `globe`.
    pub icon: Arc<str>,
    /// The name of its kind, such as `HTTP`: read out before the title.
    pub kind: Arc<str>,
    pub title: Arc<str>,
    /// One line under the title.
    pub summary: Arc<str>,
    /// Draws the edges of two cards behind it: it stands for many.
    pub stacked: bool,
    /// Whether edges may end here.
    pub has_input: bool,
    pub outputs: Vec<Port>,
    /// A way out that the card doesn't show: only the host begins edges there, and what it leads to stands apart.
    pub aside: Option<PortId>,
    /// How it is doing: not part of the document, never undone.
    pub state: NodeState,
    pub data: D,
}

impl<D> FlowNode<D> {
    /// A regular card with one way in and one way out (`out`).
    pub fn new(id: impl Into<NodeId>, title: impl Into<Arc<str>>, data: D) -> Self {
        Self {
            id: id.into(),
            pos: Point::default(),
            size: NodeSize::default(),
            tone: Tone::default(),
            icon: Arc::from("box"),
            kind: Arc::from(""),
            title: title.into(),
            summary: Arc::from(""),
            stacked: false,
            has_input: true,
            outputs: vec![Port::plain("out")],
            aside: None,
            state: NodeState::default(),
            data,
        }
    }

    /// The same card at another place.
    #[must_use]
    pub fn at(mut self, x: f64, y: f64) -> Self {
        self.pos = Point::new(x, y);
        self
    }

    /// What a screen reader says of it: `HTTP: Fetch customer, succeeded`.
    #[must_use]
    pub fn label(&self) -> String {
        let mut label = self.name();
        if let Some(word) = self.state.word() {
            label.push_str(", ");
            label.push_str(&word);
        }
        label
    }

    /// Kind and title, without the status.
    #[must_use]
    pub fn name(&self) -> String {
        if self.kind.is_empty() {
            self.title.to_string()
        } else {
            format!("{}: {}", self.kind, self.title)
        }
    }

    /// The outgoing port of that id.
    #[must_use]
    pub fn output(&self, port: &str) -> Option<&Port> {
        self.outputs.iter().find(|p| &*p.id == port)
    }

    /// Whether edges may begin at that port, shown or not.
    #[must_use]
    pub fn leaves_by(&self, port: &str) -> bool {
        self.aside.as_deref() == Some(port) || self.output(port).is_some()
    }
}

impl<D: PartialEq> FlowNode<D> {
    /// Whether both say the same, wherever they are and however they do.
    #[must_use]
    pub fn same_content(&self, other: &Self) -> bool {
        self.id == other.id
            && self.size == other.size
            && self.tone == other.tone
            && self.icon == other.icon
            && self.kind == other.kind
            && self.title == other.title
            && self.summary == other.summary
            && self.stacked == other.stacked
            && self.has_input == other.has_input
            && self.outputs == other.outputs
            && self.aside == other.aside
            && self.data == other.data
    }
}
