//! From a step's settings with expressions to settings with values.
//!
//! What is an expression is the catalogue's word: a field's kind says whether its strings are text with tags, a bare
//! expression, or text as it stands. The body of a loop is left out; its steps render their own.

use domain::catalogue::FieldKind;
use domain::expr::{
    Class, ExprError, LocatedError, Reference, Scope, classify_value, eval_expression, references_expression,
    references_value, render_value,
};
use domain::plan::PlanStep;
use domain::problem::join;
use domain::run::{ErrorClass, StepError};
use ports::{ExpressionSandbox, SandboxJob, SandboxMode};
use serde_json::{Map, Value, json};

use crate::core::Wanted;

/// Texts that are longer than this together are rendered off the scheduler's threads.
const HEAVY_BYTES: usize = 16 * 1024;

/// What rendering one step's settings takes; made once a step.
#[derive(Debug)]
pub struct Recipe {
    fields: Vec<Ingredient>,
    /// Names of the secrets that the settings refer to.
    pub secrets: Vec<String>,
    /// Outputs that the settings refer to.
    pub wanted: Wanted,
    /// Whether any of it must be rendered in the sandbox.
    pub needs_sandbox: bool,
    /// Whether the texts are so long that they are better rendered elsewhere.
    pub is_heavy: bool,
}

#[derive(Debug)]
struct Ingredient {
    name: String,
    how: How,
    references: Vec<Reference>,
    needs_sandbox: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    AsItStands,
    Template,
    Expression,
    LeftOut,
}

impl How {
    fn of(step: &PlanStep, name: &str, value: &Value) -> Self {
        let Some(field) = step.kind.fields.iter().find(|field| field.name == name) else {
            return Self::Template;
        };
        match field.kind {
            FieldKind::Text | FieldKind::Select(_) | FieldKind::JsonSchema | FieldKind::Inputs => Self::AsItStands,
            FieldKind::Body => Self::LeftOut,
            FieldKind::Expression if value.is_string() => Self::Expression,
            FieldKind::Expression
            | FieldKind::Template
            | FieldKind::LongTemplate
            | FieldKind::Number { .. }
            | FieldKind::Slider { .. }
            | FieldKind::Switch
            | FieldKind::KeyValue
            | FieldKind::Json
            | FieldKind::Cases => Self::Template,
        }
    }

    fn references(self, value: &Value) -> Vec<Reference> {
        match self {
            Self::AsItStands | Self::LeftOut => Vec::new(),
            Self::Template => references_value(value),
            Self::Expression => references_expression(value.as_str().unwrap_or_default()),
        }
    }
}

impl Recipe {
    /// Reads the settings of a step. Texts that can't be parsed show when they are rendered.
    #[must_use]
    pub fn of(step: &PlanStep) -> Self {
        let fields: Vec<Ingredient> = step
            .config
            .iter()
            .map(|(name, value)| Ingredient::of(step, name, value))
            .collect();
        let references = || fields.iter().flat_map(|field| &field.references);
        let mut secrets: Vec<String> = references().filter_map(secret_name).collect();
        secrets.sort_unstable();
        secrets.dedup();
        Self {
            wanted: wanted(references()),
            needs_sandbox: fields.iter().any(|field| field.needs_sandbox),
            is_heavy: crate::size::weighs_more(step.config.values(), HEAVY_BYTES),
            secrets,
            fields,
        }
    }

    /// Renders what can be rendered in process; refuses the rest with `NeedsSandbox`.
    pub(crate) fn render(&self, config: &Map<String, Value>, scope: &Scope) -> Result<Map<String, Value>, StepError> {
        let mut rendered = Map::new();
        for field in &self.fields {
            let Some(value) = config.get(&field.name).filter(|_| field.how != How::LeftOut) else {
                continue;
            };
            rendered.insert(
                field.name.clone(),
                field.render(value, scope).map_err(expression_error)?,
            );
        }
        Ok(rendered)
    }

    /// Renders everything, through the sandbox what needs it.
    pub(crate) async fn render_with(
        &self,
        config: &Map<String, Value>,
        scope: &Scope,
        sandbox: &dyn ExpressionSandbox,
    ) -> Result<Map<String, Value>, StepError> {
        let mut rendered = Map::new();
        for field in &self.fields {
            let Some(value) = config.get(&field.name).filter(|_| field.how != How::LeftOut) else {
                continue;
            };
            let result = if field.needs_sandbox {
                let scope = scope.only(&field.references).to_value();
                let job = SandboxJob {
                    mode: SandboxMode::Template,
                    value: value.clone(),
                    scope,
                };
                sandbox.render(job).await.map_err(|error| field.located(error))
            } else {
                field.render(value, scope)
            };
            rendered.insert(field.name.clone(), result.map_err(expression_error)?);
        }
        Ok(rendered)
    }
}

impl Ingredient {
    fn of(step: &PlanStep, name: &str, value: &Value) -> Self {
        let how = How::of(step, name, value);
        let needs_sandbox = match how {
            How::Template => matches!(classify_value(value), Ok(Class::NeedsSandbox)),
            How::AsItStands | How::Expression | How::LeftOut => false,
        };
        Self {
            name: name.into(),
            how,
            references: how.references(value),
            needs_sandbox,
        }
    }

    fn render(&self, value: &Value, scope: &Scope) -> Result<Value, LocatedError> {
        match self.how {
            How::AsItStands | How::LeftOut => Ok(value.clone()),
            How::Template => render_value(value, scope).map_err(|error| self.located(error)),
            How::Expression => eval_expression(value.as_str().unwrap_or_default(), scope).map_err(|error| {
                self.located(LocatedError {
                    path: String::new(),
                    error,
                })
            }),
        }
    }

    fn located(&self, error: LocatedError) -> LocatedError {
        LocatedError {
            path: format!("{}{}", join("/config", &self.name), error.path),
            error: error.error,
        }
    }
}

fn secret_name(reference: &Reference) -> Option<String> {
    (reference.root == "secrets")
        .then(|| reference.path.first().cloned())
        .flatten()
}

fn wanted<'a>(references: impl Iterator<Item = &'a Reference>) -> Wanted {
    let mut names = Vec::new();
    for reference in references.filter(|reference| reference.root == "steps") {
        match reference.path.first() {
            Some(name) => names.push(name.clone()),
            None => return Wanted::All,
        }
    }
    names.sort_unstable();
    names.dedup();
    Wanted::Named(names)
}

/// The failure of a step whose settings can't be rendered.
fn expression_error(located: LocatedError) -> StepError {
    let LocatedError { path, error } = located;
    // the sandbox is ours: another attempt may find it well
    let class = match &error {
        ExprError::SandboxUnavailable { .. } => ErrorClass::Upstream,
        _fault_of_the_text => ErrorClass::Expression,
    };
    let message = format!("{path}: {error}. {}", error.hint());
    StepError::new(class, error.code(), message.trim_end()).details(json!({ "path": path }))
}
