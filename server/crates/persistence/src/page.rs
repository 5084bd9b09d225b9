//! Pages of lists.

use sea_orm::{FromQueryResult, Value};

use crate::statement::fetch_one;
use crate::{DbError, TenantTx};

/// Totals are counted up to here: counting a million rows would cost more than the page itself.
pub const MAX_COUNTED: u64 = 10_000;
/// Most items of one page.
pub const MAX_PAGE_SIZE: u32 = 200;

/// Which page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// From 1; 0 is read as 1.
    pub page: u32,
    /// Items a page, 1 to [`MAX_PAGE_SIZE`]; anything else is brought into that range.
    pub page_size: u32,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// From 1.
    pub page: u32,
    /// Items a page.
    pub page_size: u32,
    /// Items on all pages, counted up to [`MAX_COUNTED`].
    pub total: u64,
}

impl<T> Page<T> {
    /// The same page with other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(change).collect();
        Page {
            items,
            page: self.page,
            page_size: self.page_size,
            total: self.total,
        }
    }
}

impl PageRequest {
    pub(crate) fn size(self) -> u32 {
        self.page_size.clamp(1, MAX_PAGE_SIZE)
    }

    pub(crate) fn limit(self) -> i64 {
        i64::from(self.size())
    }

    pub(crate) fn offset(self) -> i64 {
        i64::from(self.page.max(1) - 1) * self.limit()
    }

    /// The page of these items; asks `count` only when the items don't tell the total already.
    pub(crate) async fn of<T>(
        self,
        items: Vec<T>,
        tx: &TenantTx,
        count: &'static str,
        values: Vec<Value>,
    ) -> Result<Page<T>, DbError> {
        let seen = items.len() as u64;
        let is_last = seen < u64::from(self.size()) && (seen > 0 || self.page <= 1);
        let total = if is_last {
            self.offset().unsigned_abs() + seen
        } else {
            counted(tx, count, values).await?
        };
        Ok(Page {
            items,
            page: self.page.max(1),
            page_size: self.size(),
            total,
        })
    }
}

#[derive(FromQueryResult)]
struct Counted {
    total: i64,
}

async fn counted(tx: &TenantTx, sql: &'static str, values: Vec<Value>) -> Result<u64, DbError> {
    let row = fetch_one::<_, Counted>(tx.conn(), sql, values).await?;
    Ok(row.map_or(0, |row| row.total.unsigned_abs()))
}

/// `q` as a LIKE pattern that finds it anywhere, its own wildcards taken literally; none when `q` is blank.
pub(crate) fn pattern(q: Option<&str>) -> Option<String> {
    let q = q.map(str::trim).filter(|q| !q.is_empty())?;
    let mut pattern = String::with_capacity(q.len() + 2);
    pattern.push('%');
    for char in q.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_the_user_are_literal() {
        assert_eq!(pattern(Some(" 50%_a\\b ")).as_deref(), Some("%50\\%\\_a\\\\b%"));
        assert_eq!(pattern(Some("  ")), None);
    }

    #[test]
    fn a_page_outside_of_the_range_is_brought_into_it() {
        let page = PageRequest {
            page: 0,
            page_size: 100_000,
        };
        assert_eq!((page.limit(), page.offset()), (200, 0));
        let last = PageRequest {
            page: u32::MAX,
            page_size: u32::MAX,
        };
        assert_eq!(last.offset(), i64::from(u32::MAX - 1) * 200);
    }
}
