//! The text of a file that a person chose.

use rpc::AppError;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// The largest document that the server takes, in bytes.
const LARGEST: f64 = 1_048_576.0;

/// Reads it, if it may be a workflow at all.
pub(super) async fn text_of(file: &File) -> Result<String, AppError> {
    if file.size() > LARGEST {
        let message = format!("{} is larger than 1 MB; a workflow file is smaller.", file.name());
        return Err(AppError::bad_request("file_too_large", message));
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    text.ok_or_else(|| AppError::bad_request("unreadable_file", format!("{} can’t be read.", file.name())))
}
