//! Query strings.

use axum::extract::FromRequestParts;
use domain::problem::{Problem, join};
use http::request::Parts;
use rpc::{AppError, ListQuery};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::ApiError;

/// A query string; 422 with the parameter's name when it can't be read.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or("");
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(reader).map(Self).map_err(|error| {
            let name = error.path().to_string();
            let reason = error.into_inner().to_string();
            invalid_query(&name, &reason)
        })
    }
}

fn invalid_query(name: &str, reason: &str) -> ApiError {
    let path = if name.is_empty() || name == "." {
        "/query".to_owned()
    } else {
        join("/query", name)
    };
    let problem = Problem::error(path, "invalid_query", reason);
    ApiError(AppError::invalid(
        "invalid_query",
        "The query string can't be read.",
        vec![problem],
    ))
}

/// `?page=&pageSize=&q=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Page, from 1.
    #[param(minimum = 1, default = 1)]
    pub page: Option<u32>,
    /// Items of a page, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    pub page_size: Option<u32>,
    /// Words to look for.
    #[param(max_length = 200)]
    pub q: Option<String>,
}

impl PageQuery {
    /// The checked query; 422 when a number is out of its range.
    pub fn checked(self) -> Result<ListQuery, ApiError> {
        let fallback = ListQuery::default();
        let query = ListQuery {
            page: self.page.unwrap_or(fallback.page),
            page_size: self.page_size.unwrap_or(fallback.page_size),
            q: self.q.unwrap_or_default(),
        };
        if !(1..=1_000_000).contains(&query.page) {
            return Err(invalid_query("page", "pages are counted from 1 to 1,000,000"));
        }
        if !(1..=ListQuery::MAX_PAGE_SIZE).contains(&query.page_size) {
            return Err(invalid_query("pageSize", "a page holds 1 to 100 items"));
        }
        if query.q.chars().count() > 200 || query.q.contains('\0') {
            return Err(invalid_query("q", "at most 200 characters, without NUL"));
        }
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(page: Option<u32>, page_size: Option<u32>) -> Result<ListQuery, ApiError> {
        PageQuery {
            page,
            page_size,
            q: None,
        }
        .checked()
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        assert_eq!(page(None, None).unwrap(), ListQuery::default());
        for (wrong, path) in [
            (page(Some(0), None), "/query/page"),
            (page(None, Some(101)), "/query/pageSize"),
        ] {
            assert_eq!(wrong.unwrap_err().0.problems[0].path, path);
        }
    }
}
