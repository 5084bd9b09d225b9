//! One setting of a node: what the inspector shows and what validation asks.

use serde_json::Value;

/// One setting of a node.
#[derive(Debug)]
pub struct Field {
    /// Key in `config`.
    pub name: &'static str,
    /// Label in the inspector.
    pub label: &'static str,
    /// One sentence under the control.
    pub help: &'static str,
    /// Greyed example in an empty control.
    pub placeholder: &'static str,
    /// Control and type.
    pub kind: FieldKind,
    /// Whether a node without it is invalid.
    pub required: bool,
    /// What an absent value means; the compiler puts it in, so that executors needn't know.
    pub implied: Option<Implied>,
    /// Shown only while another field has one of these values (field name, values).
    pub when: Option<(&'static str, &'static [&'static str])>,
    /// Whether the value is a secret: masked in the inspector, refused as a literal.
    pub secret: bool,
    /// Whether the value ends in an output or a log line, where no secret may be named.
    pub exposed: bool,
    /// Whether a loop evaluates it before each turn, with `item` and `index`.
    pub each_turn: bool,
    /// Whether the text is the id of a workflow: the inspector offers the organisation's by name.
    pub names_workflow: bool,
}

impl Field {
    /// A plain optional field; change what differs by struct update.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, kind: FieldKind) -> Self {
        Self {
            name,
            label,
            help: "",
            placeholder: "",
            kind,
            required: false,
            implied: None,
            when: None,
            secret: false,
            exposed: false,
            each_turn: false,
            names_workflow: false,
        }
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, with what an absent value means.
    #[must_use]
    pub const fn implied(mut self, implied: Implied) -> Self {
        self.implied = Some(implied);
        self
    }

    /// The same field with a sentence under the control.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The same field with a greyed example.
    #[must_use]
    pub const fn placeholder(mut self, placeholder: &'static str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// The same field, shown only while `field` has one of `values`.
    #[must_use]
    pub const fn when(mut self, field: &'static str, values: &'static [&'static str]) -> Self {
        self.when = Some((field, values));
        self
    }

    /// The same field, for a value that ends in an output or a log line.
    #[must_use]
    pub const fn exposed(mut self) -> Self {
        self.exposed = true;
        self
    }

    /// The same field, evaluated before each turn of a loop.
    #[must_use]
    pub const fn each_turn(mut self) -> Self {
        self.each_turn = true;
        self
    }

    /// The same field, for the id of a workflow: text, chosen by name.
    #[must_use]
    pub const fn names_workflow(mut self) -> Self {
        self.names_workflow = true;
        self
    }

    /// The same field, masked.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// The value of a setting that isn't given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implied {
    /// A text or a choice.
    Text(&'static str),
    /// A whole number.
    Number(i64),
}

impl Implied {
    /// As it would stand in the settings.
    #[must_use]
    pub fn value(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Number(number) => number.into(),
        }
    }
}

/// Control and type of a setting.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// Plain text on one line; no expressions.
    Text,
    /// One line with expressions in braces.
    Template,
    /// Several lines with expressions in braces.
    LongTemplate,
    /// A bare expression; surrounding braces are accepted.
    Expression,
    /// A number, or an expression that gives one.
    Number {
        /// Smallest allowed.
        min: f64,
        /// Largest allowed.
        max: f64,
        /// Step of the control.
        step: f64,
        /// Whether fractions are refused.
        integer: bool,
    },
    /// A number on a slider.
    Slider {
        /// Smallest allowed.
        min: f64,
        /// Largest allowed.
        max: f64,
        /// Step of the control.
        step: f64,
    },
    /// On or off.
    Switch,
    /// One of a few.
    Select(&'static [Choice]),
    /// Name and value pairs; values may hold expressions.
    KeyValue,
    /// Any JSON; strings inside may hold expressions.
    Json,
    /// A JSON Schema.
    JsonSchema,
    /// The inputs of a workflow: a list of `{name, type, required, default, description}`.
    Inputs,
    /// The cases of a switch: a list of `{equals, port}`.
    Cases,
    /// The body of a loop: a graph.
    Body,
}

impl FieldKind {
    /// A whole number within these bounds, one step at a time.
    #[must_use]
    pub const fn integer(min: u32, max: u32) -> Self {
        Self::Number {
            min: min as f64,
            max: max as f64,
            step: 1.0,
            integer: true,
        }
    }
}

/// One choice of a select.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// Stored value.
    pub value: &'static str,
    /// Shown text.
    pub label: &'static str,
}

impl Choice {
    /// A choice and what it is called.
    #[must_use]
    pub const fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label }
    }
}
