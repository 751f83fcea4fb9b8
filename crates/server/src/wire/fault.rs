//! Gaps and conflicts of duties on the wire.

use locate::{Fault, FaultKind, FaultPlace, Shares};
use model::{Hours, PersonId, Side};
use serde::Serialize;
use service::{Ground, road_display};
use utoipa::ToSchema;

use super::{local_time, metres};
use crate::Problem;

/// How much has exactly one primary owner, none, or several, on the average of the hours looked at.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharesWire {
    total: f64,
    one: f64,
    none: f64,
    several: f64,
    /// `one` / `total` (责任覆盖率); null of nothing.
    rate: Option<f64>,
}

impl From<Shares> for SharesWire {
    fn from(it: Shares) -> Self {
        Self {
            total: metres(it.total),
            one: metres(it.one),
            none: metres(it.none),
            several: metres(it.several),
            rate: it.rate(),
        }
    }
}

/// A gap or a conflict.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultWire {
    /// `nobody`, `ended`, `on_leave` or `off_hours`: a gap; `several`: a conflict.
    kind: &'static str,
    /// Whether nobody answers.
    gap: bool,
    /// The unit cell's code.
    cell: Option<String>,
    /// The road's code.
    road: Option<String>,
    /// What people call the road, or the community of the cell.
    name: String,
    /// The same in English.
    name_en: String,
    /// Chainage at which the fault begins, in metres.
    from_m: Option<f64>,
    /// Chainage at which it ends.
    to_m: Option<f64>,
    /// `left` or `right`; null for both sides and for cells.
    side: Option<&'static str>,
    /// In m² of a cell, or metres of a road, where one side counts half.
    amount: f64,
    /// In how many minutes of the hours looked at.
    minutes: u16,
    /// Who is away, or who holds it at the same time.
    persons: Vec<PersonRef>,
    /// Since when, where an agreement ended; RFC 3339.
    since: Option<String>,
}

/// A person by number and name.
#[derive(Serialize, ToSchema)]
struct PersonRef {
    code: String,
    name: String,
}

impl FaultWire {
    pub(crate) fn new(ground: &Ground, it: &Fault) -> Self {
        let district = &ground.district;
        let (mut cell, mut road, mut from_m, mut to_m, mut side) = (None, None, None, None, None);
        let (name, name_en);
        match it.place {
            FaultPlace::Cell(id) => {
                let unit = &district.cells[id.index()];
                let community = &district.communities[unit.community.index()];
                cell = Some(unit.code.clone());
                name = community.name.clone();
                name_en = community.name_en.clone().unwrap_or_else(|| name.clone());
            }
            FaultPlace::Road(id, from_mm, to_mm, on) => {
                let it = &district.roads[id.index()];
                let display = road_display(it);
                road = Some(it.code.clone());
                (from_m, to_m) = (Some(f64::from(from_mm) / 1000.0), Some(f64::from(to_mm) / 1000.0));
                side = on.map(Side::as_str);
                (name, name_en) = (display.zh, display.en);
            }
        }
        let person = |id: &PersonId| {
            let it = &district.persons[id.index()];
            PersonRef { code: it.code.clone(), name: it.name.clone() }
        };
        let persons = match &it.kind {
            FaultKind::OnLeave(id) => vec![person(id)],
            FaultKind::Several(ids) => ids.iter().map(person).collect(),
            FaultKind::Nobody | FaultKind::Ended(_) | FaultKind::OffHours => vec![],
        };
        let since = match it.kind {
            FaultKind::Ended(at) => Some(local_time(at)),
            _ => None,
        };
        let (kind, gap) = (it.kind.as_str(), it.kind.is_gap());
        let (amount, minutes) = (metres(it.amount), it.minutes);
        Self { kind, gap, cell, road, name, name_en, from_m, to_m, side, amount, minutes, persons, since }
    }
}

/// Reads hours of the day such as `07:00-21:00`.
pub(crate) fn hours(field: &str, text: &str) -> Result<Hours, Problem> {
    Hours::parse(text).ok_or_else(|| {
        let (zh, en) = ("须为时段，如 07:00-21:00", "must be hours of the day such as 07:00-21:00");
        Problem::invalid(field, text, zh, en)
    })
}
