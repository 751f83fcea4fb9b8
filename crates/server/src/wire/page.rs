//! Order and pages of lists on the wire.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use service::{Cursor, Sort, SortBy};
use utoipa::{IntoParams, ToSchema};

use super::{FilterBody, Params, SentFilter};
use crate::Problem;

/// How many items a page may hold.
const PAGE_LIMIT: usize = 1000;
/// How many items a page holds where nothing is said.
const PAGE: usize = 50;

/// Order and page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents the parameters, which `Params` reads one by one to name the bad value")]
pub(crate) struct PagingQuery {
    /// `reported_at`, `due_at`, `category`, `stage` or `reporters`; `-` before it for the greatest first. What has none comes last.
    sort: Option<String>,
    /// 1 to 1,000; 50 when absent.
    limit: Option<usize>,
    /// `next` of the page before, of the same order.
    after: Option<String>,
}

/// What is searched for, in which order, and which page.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct SearchBody {
    filter: Option<FilterBody>,
    /// As in the query of the list.
    sort: Option<String>,
    /// 1 to 1,000; 50 when absent.
    limit: Option<usize>,
    /// `next` of the page before, of the same order.
    after: Option<String>,
}

/// Order and page, as asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paging {
    pub(crate) sort: Sort,
    pub(crate) limit: usize,
    pub(crate) after: Option<Cursor>,
}

impl Paging {
    /// Reads order and page; `absent` is the order where none is asked for.
    pub(crate) fn read(params: &Params, absent: Sort) -> Result<Self, Problem> {
        let sort = params.text("sort").map(sort).transpose()?.unwrap_or(absent);
        let after = params.text("after").map(|it| after(it, sort)).transpose()?;
        Ok(Self { sort, limit: params.limit(PAGE, PAGE_LIMIT)?, after })
    }
}

/// Reads the body of a search: its filter, and the rest as parameters.
pub(crate) fn search(body: &Value) -> Result<(SentFilter, Params), Problem> {
    let mut rest = body.clone();
    let filter = rest.as_object_mut().and_then(|it| it.remove("filter")).filter(|it| !it.is_null());
    let params = Params::of_json(&rest, &["filter", "sort", "limit", "after"], "")?;
    let filter = SentFilter::of_json(&filter.unwrap_or_else(|| Value::Object(serde_json::Map::new())), "filter.")?;
    Ok((filter, params))
}

/// Reads an order.
pub(crate) fn sort(text: &str) -> Result<Sort, Problem> {
    text.parse().map_err(|()| {
        let words: Vec<_> = SortBy::ALL.into_iter().map(SortBy::as_str).collect();
        let (zh, en) = (words.join("、"), words.join(", "));
        Problem::invalid(
            "sort",
            text,
            format!("须为 {zh} 之一，前加 - 为降序"),
            format!("must be one of {en}, with - before it for descending"),
        )
    })
}

/// Writes where the next page starts; what it says is nobody's concern.
pub(crate) fn next(cursor: Cursor) -> String {
    URL_SAFE_NO_PAD.encode(cursor.to_string())
}

fn after(text: &str, sort: Sort) -> Result<Cursor, Problem> {
    let wrong = |zh: &str, en: &str| Problem::invalid("after", text, zh, en);
    let plain = URL_SAFE_NO_PAD.decode(text).ok().and_then(|it| String::from_utf8(it).ok());
    let cursor = plain.and_then(|it| it.parse::<Cursor>().ok());
    let cursor = cursor.ok_or_else(|| wrong("不是上一页给出的 next", "not a `next` of a page before"))?;
    if cursor.sort() == sort {
        return Ok(cursor);
    }
    let (zh, en) =
        (format!("属于按 {} 排序的列表", cursor.sort()), format!("is of a list sorted by {}", cursor.sort()));
    Err(wrong(&zh, &en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_was_touched_is_refused_and_named() {
        let id = "018f6b1e-0000-7000-8000-000000000001";
        for (plain, good) in [
            (format!("-reported_at 5 5 {id}"), true),
            (format!("-reported_at 5 6 {id}"), false),
            (format!("reported_at 5 5 {id}"), false),
            (format!("due_at  5 {id}"), false),
            ("-reported_at 5 5 me".to_owned(), false),
            (String::new(), false),
        ] {
            let read = after(&URL_SAFE_NO_PAD.encode(&plain), Sort::NEWEST);
            assert_eq!(read.as_ref().map(ToString::to_string).ok(), good.then_some(plain));
            assert!(read.is_ok() || read.unwrap_err().errors[0].field == "after");
        }
        assert!(after("%%%", Sort::NEWEST).is_err());
    }
}
