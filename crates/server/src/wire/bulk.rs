//! What is asked for of many incidents, as it is sent.

use std::collections::BTreeSet;

use model::{BULK_LIMIT, IncidentId, case::Verb};
use serde_json::Value;
use uuid::Uuid;

use super::{Params, SentFilter, edit::Reader};
use crate::Problem;

/// What is asked for.
#[derive(Debug)]
pub(crate) struct BulkAsked {
    pub(crate) verb: Verb,
    /// The body of the single deed.
    pub(crate) fields: Value,
    pub(crate) scope: BulkScope,
    pub(crate) dry_run: bool,
}

/// Of which incidents.
#[derive(Debug)]
pub(crate) enum BulkScope {
    /// Of these, with the revisions that were seen.
    Items(Vec<(IncidentId, Option<u32>)>),
    /// Of those that a filter means and that can be done.
    Filter { filter: SentFilter, expected: Option<u64> },
}

/// Reads it.
pub(crate) fn bulk(body: &Value) -> Result<BulkAsked, Problem> {
    let mut rest = body.clone();
    let mut take = |name: &str| rest.as_object_mut().and_then(|it| it.remove(name)).filter(|it| !it.is_null());
    let (fields, items, filter) = (take("fields"), take("items"), take("filter"));
    let known = ["verb", "fields", "items", "filter", "expected", "dry_run"];
    let params = Params::of_json(&rest, &known, "")?;
    let word = Reader::text(body.get("verb"), "verb")?;
    let verb = Verb::parse(word).filter(|it| !matches!(it, Verb::Report | Verb::Absorb));
    let unknown = || Problem::invalid("verb", word, "没有这个办理动作", "there is no such verb");
    let scope = match (items, filter) {
        (Some(items), None) => BulkScope::Items(of_items(&items)?),
        (None, Some(it)) => {
            BulkScope::Filter { filter: SentFilter::of_json(&it, "filter.")?, expected: params.optional("expected")? }
        }
        _ => {
            let (zh, en) = ("items 与 filter 须给出其一", "give either `items` or `filter`");
            return Err(Problem::invalid("items", Value::Null, zh, en));
        }
    };
    Ok(BulkAsked {
        verb: verb.ok_or_else(unknown)?,
        fields: fields.unwrap_or_else(|| Value::Object(serde_json::Map::new())),
        scope,
        dry_run: params.flag("dry_run")?.unwrap_or(false),
    })
}

fn of_items(value: &Value) -> Result<Vec<(IncidentId, Option<u32>)>, Problem> {
    let list = value.as_array().filter(|it| (1..=BULK_LIMIT).contains(&it.len()));
    let wrong = || {
        let (zh, en) =
            (format!("须为 1 至 {BULK_LIMIT} 个案件的列表"), format!("must be a list of 1 to {BULK_LIMIT} incidents"));
        let told = value.as_array().map_or_else(|| value.clone(), |it| it.len().into());
        Problem::invalid("items", told, zh, en)
    };
    let mut seen = BTreeSet::new();
    let item = |(at, it): (usize, &Value)| {
        let (id_field, field) = (format!("items[{at}].id"), format!("items[{at}].revision"));
        let text = Reader::text(it.get("id"), &id_field)?;
        let wrong = |zh: &str, en: &str| Problem::invalid(&id_field, text, zh, en);
        let id = Uuid::try_parse(text).map_err(|_| wrong("须为案件编号", "must be an incident's id"))?;
        if !seen.insert(id) {
            return Err(wrong("重复", "is listed twice"));
        }
        let revision = match it.get("revision").filter(|it| !it.is_null()) {
            None => None,
            Some(value) => {
                let number = value.as_u64().and_then(|it| u32::try_from(it).ok());
                let wrong = || Problem::invalid(&field, value.clone(), "须为版次", "must be a revision");
                Some(number.ok_or_else(wrong)?)
            }
        };
        Ok((IncidentId(id), revision))
    };
    list.ok_or_else(wrong)?.iter().enumerate().map(item).collect()
}
