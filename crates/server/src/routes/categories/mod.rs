//! Categories: listed, edited one by one, imported as a table.

pub(crate) mod import;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod revise;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use model::{Categories, CategoryCode};

use crate::{Problem, conditional, wire::CategoryHistory};

/// Reads a code of four digits.
fn code(text: &str) -> Result<CategoryCode, Problem> {
    text.parse().map_err(|_| Problem::invalid("code", text, "须为四位小类代码", "must be four digits"))
}

/// Answers with a category, its versions, and the newest one's number as its tag.
fn answer(tree: &Categories, code: CategoryCode) -> Result<Response, Problem> {
    let newest = tree
        .get(code)
        .ok_or_else(|| Problem::not_found(format!("没有小类 {code}"), format!("there is no category {code}")))?;
    let tag = conditional::version(u32::from(newest.version));
    Ok((tag, Json(CategoryHistory::new(tree, newest))).into_response())
}
