//! What a text would become, worked out in the browser by the engine's own code.

use domain::expr::{Class, Scope, classify_expression, classify_template, eval_expression, render_template};
use serde_json::Value;

use super::Syntax;

/// Longest preview in characters.
const MAX_CHARS: usize = 600;

/// What is shown below an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Preview {
    /// Nothing: there is no expression in it.
    None,
    /// The value.
    Value(String),
    /// Only the server evaluates it.
    OnServer,
    /// It can't be evaluated with these values.
    Fault(String),
}

/// Evaluates a text against what is known.
pub(crate) fn preview(text: &str, syntax: Syntax, known: &Value) -> Preview {
    let has_tags = text.contains("{{") || text.contains("{%");
    if text.trim().is_empty() || (syntax == Syntax::Template && !has_tags) || is_half_typed(text) {
        return Preview::None;
    }
    let class = match syntax {
        Syntax::Template => classify_template(text),
        Syntax::Expression => classify_expression(text),
    };
    match class {
        Err(error) => return Preview::Fault(error.to_string()),
        Ok(Class::NeedsSandbox) => return Preview::OnServer,
        Ok(Class::Bounded) => {}
    }
    let scope = Scope::from_value(known.clone());
    let value = match syntax {
        Syntax::Template => render_template(text, &scope),
        Syntax::Expression => eval_expression(text, &scope),
    };
    match value {
        Ok(value) => Preview::Value(shown(&value)),
        Err(error) => Preview::Fault(error.to_string()),
    }
}

/// A tag is still open at the end: validation tells that once typing rests.
fn is_half_typed(text: &str) -> bool {
    let after = |mark: &str| text.rfind(mark);
    after("{{") > after("}}") || after("{%") > after("%}")
}

/// Text as it stands, anything else as JSON.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    if text.chars().count() > MAX_CHARS {
        let mut cut: String = text.chars().take(MAX_CHARS).collect();
        cut.push('…');
        cut
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_and_faults() {
        let known = json!({ "inputs": { "name": "Maya", "list": [1, 2] } });
        let template = |text: &str| preview(text, Syntax::Template, &known);
        assert_eq!(
            template("Dear {{ inputs.name }}"),
            Preview::Value("Dear Maya".to_owned())
        );
        assert_eq!(template("{{ inputs.list }}"), Preview::Value("[1,2]".to_owned()));
        assert_eq!(template("plain"), Preview::None);
        assert!(matches!(template("{{ inputs.gone }}"), Preview::Fault(_)));
        assert_eq!(template("{{ inputs."), Preview::None, "half typed");
        assert!(matches!(template("{{ inputs. }}"), Preview::Fault(_)));
        assert_eq!(
            preview("inputs.list | length > 1", Syntax::Expression, &known),
            Preview::Value("true".to_owned())
        );
    }
}
