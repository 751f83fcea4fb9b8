//! Lists of incidents: filtered, newest first, page by page.

use std::{fmt, str::FromStr, sync::Arc};

use model::{Incident, IncidentId};
use tiles::Filter;
use uuid::Uuid;

use crate::{World, world::row};

/// Where the next page starts: after the incident with this time and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    at_ms: i64,
    id: IncidentId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.at_ms, self.id)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('_').ok_or(())?;
        Ok(Self { at_ms: at.parse().map_err(|_| ())?, id: IncidentId(Uuid::try_parse(id).map_err(|_| ())?) })
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// How many incidents the filter means in all.
    pub total: u64,
    /// The incidents of this page, newest first.
    pub incidents: Vec<Arc<Incident>>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<Cursor>,
}

impl World {
    /// Lists the incidents that `filter` means, newest first, `limit` of them after `cursor`.
    pub fn list(&self, filter: &Filter, limit: usize, cursor: Option<Cursor>) -> Page {
        let total = self.index.count(filter);
        let from = filter.from_ms.unwrap_or(i64::MIN);
        let oldest = (from, IncidentId(Uuid::nil()));
        let newest = (filter.to_ms.unwrap_or(i64::MAX), IncidentId(Uuid::nil()));
        let newest = cursor.map_or(newest, |it| newest.min((it.at_ms, it.id)));
        let mut incidents = Vec::with_capacity(limit.min(1000));
        if oldest < newest && total > 0 {
            for (_, &at) in self.by_time.range(oldest..newest).rev() {
                let Some(incident) = self.at(at) else { continue };
                if filter.matches(&row(&self.ground, at, incident)) {
                    incidents.push(incident.clone());
                    if incidents.len() > limit {
                        break;
                    }
                }
            }
        }
        let more = incidents.len() > limit;
        incidents.truncate(limit);
        let next = incidents.last().filter(|_| more).map(|it| Cursor { at_ms: it.reported_at, id: it.id });
        Page { total, incidents, next }
    }
}
