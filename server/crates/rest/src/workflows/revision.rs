//! The draft's revision as an entity tag.

use http::{HeaderMap, HeaderValue, header};
use rpc::AppError;

use crate::problem::ApiError;

/// `"7"` for revision 7.
pub(super) fn etag(revision: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"0\""))
}

/// The revision that the client has seen: none for `If-Match: *`, 428 without the header, 400 when it can't be read.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<i64>, ApiError> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        let message = "Send `If-Match` with the ETag of the draft that you changed, so that nobody's work is lost.";
        return Err(AppError::new(428, "revision_required", message).into());
    };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let digits = text.trim_matches('"');
    digits.parse().map(Some).map_err(|_| {
        AppError::bad_request(
            "malformed_if_match",
            "`If-Match` is not an ETag of a draft, such as \"7\".",
        )
        .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_MATCH, value.parse().unwrap())])
    }

    #[test]
    fn what_etag_writes_if_match_reads() {
        assert_eq!(if_match(&headers(etag(7).to_str().unwrap())).unwrap(), Some(7));
        assert_eq!(
            if_match(&headers("W/\"7\"")).unwrap_err().0.status,
            400,
            "weak tags promise too little"
        );
        assert_eq!(if_match(&headers("*")).unwrap(), None);
        assert_eq!(if_match(&headers("\"x\"")).unwrap_err().0.status, 400);
        assert_eq!(if_match(&HeaderMap::new()).unwrap_err().0.status, 428);
    }
}
