//! Lists: `?page=&pageSize=&q=` -> `{items, page, pageSize, total}`.

use serde::{Deserialize, Serialize};

/// Which part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ListQuery {
    /// From 1.
    pub page: u32,
    /// 1 to 100.
    pub page_size: u32,
    /// Words to look for; empty for all.
    pub q: String,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            page: 1,
            page_size: 25,
            q: String::new(),
        }
    }
}

impl ListQuery {
    /// Most items of a page.
    pub const MAX_PAGE_SIZE: u32 = 100;

    /// Items to skip.
    #[must_use]
    pub fn offset(&self) -> u64 {
        u64::from(self.page.saturating_sub(1)) * u64::from(self.page_size)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// From 1.
    pub page: u32,
    /// Most items of a page.
    pub page_size: u32,
    /// Items on all pages.
    pub total: u64,
}
