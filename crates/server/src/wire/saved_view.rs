//! Saved views on the wire.

use model::{SavedView, Sharing, ViewList};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{FilterBody, SentFilter, edit::Reader, local_time, page::sort};
use crate::Problem;

/// A filter with a name.
#[derive(Serialize, ToSchema)]
pub(crate) struct SavedViewWire {
    /// A UUID.
    id: String,
    name: String,
    /// `incidents` or `work`.
    list: &'static str,
    /// The filter, as the search of that list takes it.
    filter: Value,
    /// The order; `null` for the list's own.
    sort: Option<String>,
    /// `district`, a role, or `null` where it is the owner's alone.
    shared: Option<&'static str>,
    /// Whether it is the caller's own.
    own: bool,
    /// The name of its owner's account, for who may learn it.
    owner: Option<String>,
    /// Whether the caller may change it.
    may_change: bool,
    made_at: String,
    changed_at: String,
    /// How many incidents it means now to the caller, where that was asked for and it can be read.
    count: Option<u64>,
    /// Why it cannot be read any more, for instance because a road is gone.
    problem: Option<BrokenWire>,
}

/// Why a filter cannot be read any more.
#[derive(Serialize, ToSchema)]
struct BrokenWire {
    #[serde(rename = "type")]
    kind: &'static str,
    detail: String,
    detail_zh: String,
}

/// A view to save, or what changes of one.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct SavedViewBody {
    /// 1 to 40 characters, unique among one's own.
    name: Option<String>,
    /// `incidents` or `work`; stays what it is.
    list: Option<String>,
    filter: Option<FilterBody>,
    /// As in the query of the list; `null` for the list's own.
    sort: Option<String>,
    /// `district` or a role, for supervisors, offices and administrators; `null` for oneself.
    shared: Option<String>,
}

/// What was sent of a view; `None` where it was not.
#[derive(Debug)]
pub(crate) struct ViewParts {
    pub(crate) name: Option<String>,
    pub(crate) list: Option<ViewList>,
    pub(crate) filter: Option<String>,
    /// Whether an order was sent; without a word it is the list's own.
    pub(crate) orders: bool,
    pub(crate) sort: Option<String>,
    pub(crate) shared: Option<Sharing>,
}

impl SavedViewWire {
    pub(crate) fn new(it: &SavedView, own: bool, may_change: bool) -> Self {
        Self {
            id: it.id.0.to_string(),
            name: it.name.clone(),
            list: it.list.as_str(),
            filter: serde_json::from_str(&it.filter).unwrap_or(Value::Null),
            sort: it.sort.clone(),
            shared: it.shared.as_str(),
            own,
            owner: None,
            may_change,
            made_at: local_time(it.made_at),
            changed_at: local_time(it.changed_at),
            count: None,
            problem: None,
        }
    }

    /// Names the owner.
    pub(crate) fn of(self, owner: Option<&str>) -> Self {
        Self { owner: owner.map(str::to_owned), ..self }
    }

    /// Tells how many it means.
    pub(crate) fn counting(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Tells why it cannot be read.
    pub(crate) fn broken(self, problem: &Problem) -> Self {
        let (detail, detail_zh) = (problem.detail.clone(), problem.detail_zh.clone());
        Self { problem: Some(BrokenWire { kind: problem.kind, detail, detail_zh }), ..self }
    }
}

/// Says that something has to be there.
pub(crate) fn missing(field: &str) -> Problem {
    Problem::invalid(field, Value::Null, "必填", "required")
}

/// Reads what was sent of a view; its filter is still to be read on the ground of the moment.
pub(crate) fn view_parts(body: &Value) -> Result<ViewParts, Problem> {
    let whole = || Problem::invalid("body", body.clone(), "须为 JSON 对象", "must be a JSON object");
    let members = body.as_object().ok_or_else(whole)?;
    let known = ["name", "list", "filter", "sort", "shared"];
    if let Some((field, value)) = members.iter().find(|it| !known.contains(&it.0.as_str())) {
        let (zh, en) =
            (format!("没有这一项，可用：{}", known.join("、")), format!("unknown; known are {}", known.join(", ")));
        return Err(Problem::invalid(field, value.clone(), zh, en));
    }
    let text = |field: &str| members.get(field).map(|it| Reader::text(Some(it), field)).transpose();
    let nullable = |field: &str| match members.get(field) {
        Some(Value::Null) => Ok(Some(None)),
        other => other.map(|it| Reader::text(Some(it), field).map(Some)).transpose(),
    };
    let shared =
        match nullable("shared")? {
            Some(Some(word)) => Some(Sharing::parse(word).ok_or_else(|| {
                Problem::invalid("shared", word, "须为 district 或角色名", "must be district or a role")
            })?),
            Some(None) => Some(Sharing::Own),
            None => None,
        };
    Ok(ViewParts {
        name: text("name")?.map(name).transpose()?,
        list: text("list")?.map(|it| view_list("list", it)).transpose()?,
        filter: members.get("filter").map(filter).transpose()?,
        orders: members.contains_key("sort"),
        sort: nullable("sort")?.flatten().map(|it| sort(it).map(|it| it.to_string())).transpose()?,
        shared,
    })
}

/// Reads which list is meant.
pub(crate) fn view_list(field: &str, word: &str) -> Result<ViewList, Problem> {
    let wrong = || Problem::invalid(field, word, "须为 incidents 或 work", "must be incidents or work");
    ViewList::parse(word).ok_or_else(wrong)
}

/// Takes a filter that is kept.
pub(crate) fn sent_filter(text: &str) -> Result<SentFilter, Problem> {
    let value = serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    SentFilter::of_json(&value, "filter.")
}

fn name(text: &str) -> Result<String, Problem> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    if (1..=SavedView::NAME_LIMIT).contains(&length) && !trimmed.chars().any(char::is_control) {
        return Ok(trimmed.to_owned());
    }
    let (zh, en) = ("须为 1 至 40 个字，不含控制字符", "must be 1 to 40 characters without control characters");
    Err(Problem::invalid("name", text, zh, en))
}

fn filter(value: &Value) -> Result<String, Problem> {
    let text = value.to_string();
    let most = SavedView::FILTER_LIMIT;
    if text.len() > most {
        let (zh, en) = (format!("至多 {most} 字节"), format!("may be {most} bytes long at most"));
        return Err(Problem::invalid("filter", text.len(), zh, en));
    }
    Ok(text)
}
