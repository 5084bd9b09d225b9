//! Bounds of the parameters, as real vendors have them.

use domain::run::ErrorClass;
use ports::{CompletionRequest, ModelError};

pub(super) fn parameters(request: &CompletionRequest) -> Result<(), ModelError> {
    if request.temperature.is_some_and(|heat| !(0.0..=2.0).contains(&heat)) {
        return Err(bad("temperature lies between 0 and 2"));
    }
    if request.max_tokens == Some(0) {
        return Err(bad("max_tokens is 1 or more"));
    }
    Ok(())
}

fn bad(message: &str) -> ModelError {
    ModelError {
        class: ErrorClass::Config,
        code: "bad_parameter",
        message: message.into(),
        retry_after_ms: None,
    }
}
