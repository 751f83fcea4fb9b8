//! Messages on the wire.

use model::MessageKind;
use serde::Serialize;
use service::{Words, World};
use store::Told;
use utoipa::ToSchema;

use super::local_time;

/// What somebody was told.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageWire {
    /// Its number, which rises.
    id: i64,
    /// Since when it is so: RFC 3339.
    at: String,
    /// For instance `dispatched`, `returned`, `escalated`.
    kind: &'static str,
    /// What it says, in Chinese.
    zh: String,
    /// The same in English.
    en: String,
    /// How many percent of the limit of handling are used up, of `escalated`.
    percent: Option<u16>,
    /// When that limit ends: RFC 3339.
    due_at: Option<String>,
    /// The incident that it is about.
    incident: String,
    /// What the incident is about: four digits.
    category: Option<String>,
    /// Whether the caller has read it.
    read: bool,
}

impl MessageWire {
    pub(crate) fn new(world: &World, told: &Told, read_upto: i64) -> Self {
        let it = told.message;
        let category = world.incident(it.incident).map(|it| it.category.to_string());
        let (percent, due_at) = match it.kind {
            MessageKind::Escalated { percent, due_at } => (Some(percent), Some(local_time(due_at))),
            _ => (None, None),
        };
        let Words { zh, en } = service::told(world, &it, (it.kind.zh(), it.kind.en()));
        Self {
            id: told.id,
            at: local_time(it.at),
            kind: it.kind.as_str(),
            zh,
            en,
            percent,
            due_at,
            incident: it.incident.to_string(),
            category,
            read: told.id <= read_upto,
        }
    }
}
