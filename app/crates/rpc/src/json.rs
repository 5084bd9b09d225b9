//! JSON as our server functions speak it.
//!
//! The crate's own encoding reads bytes, while what a page carries along is read from text: every type would have two
//! readers in the browser's bundle. This one reads text, so that there is one.

use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::codec::Post;
use server_fn::{ContentType, Decodes, Encodes, Format, FormatType};

/// Arguments and answers in the body of a `POST`.
pub type Json = Post<JsonText>;

/// The encoding of [`Json`].
#[derive(Debug)]
pub struct JsonText;

/// A body that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableJson {
    /// It isn't UTF-8.
    #[error("the body is not UTF-8")]
    Text(#[source] std::str::Utf8Error),
    /// It isn't JSON, or not of what was expected.
    #[error("{0}")]
    Json(serde_json::Error),
}

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<bytes::Bytes, Self::Error> {
        serde_json::to_vec(output).map(bytes::Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = UnreadableJson;

    fn decode(body: bytes::Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&body).map_err(UnreadableJson::Text)?;
        serde_json::from_str(text).map_err(UnreadableJson::Json)
    }
}
