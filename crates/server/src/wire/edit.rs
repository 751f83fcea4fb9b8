//! Edits of the partition as they are sent, read field by field so that the first bad one is named with its value.

mod duty;

use model::{CellId, DutyId, FrontageId, LonLat, PersonId, Point, RoadId};
use partition::Edit;
use serde::Serialize;
use serde_json::Value;
use service::Ground;
use utoipa::ToSchema;

use self::duty::NewPersonWire;
pub(crate) use self::duty::{DutyTermsWire, DutyWire};
use crate::Problem;

/// How many edits one version takes.
const MOST_EDITS: usize = 500;
/// How many points a drawn line has.
const MOST_POINTS: usize = 2_000;
/// How many cells one edit names.
const MOST_CELLS: usize = 100_000;

/// An edit of the partition.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(crate) enum EditWire {
    /// Cuts a cell along a line.
    Split {
        /// The cell's code.
        cell: String,
        /// Longitude and latitude of each point.
        line: Vec<[f64; 2]>,
    },
    /// Joins adjacent cells of one community.
    Merge {
        /// Their codes.
        cells: Vec<String>,
    },
    /// Replaces the border between neighbours by a line.
    Move {
        /// Their codes.
        cells: Vec<String>,
        /// Longitude and latitude of each point.
        line: Vec<[f64; 2]>,
    },
    /// Gives cells to a grid member.
    Assign {
        /// Their codes.
        cells: Vec<String>,
        /// The member's number; `null` for nobody.
        person: Option<String>,
    },
    /// Gives a road to a leader.
    AssignRoad {
        /// The road's code.
        road: String,
        /// The leader's number; `null` for nobody.
        person: Option<String>,
    },
    /// Gives anything to anyone in any capacity, for some time and hours.
    AddDuty(DutyTermsWire),
    /// Ends a duty.
    EndDuty {
        /// Its number.
        duty: u32,
    },
    /// Adds persons, whom later edits of the list can name.
    AddPersons {
        /// The persons.
        persons: Vec<NewPersonWire>,
    },
    /// Adds frontage zones; they are generated, not sent.
    AddFrontages {
        /// Their codes.
        codes: Vec<String>,
    },
    /// Ends frontage zones with the duties on them.
    EndFrontages {
        /// Their codes.
        codes: Vec<String>,
    },
}

impl EditWire {
    /// Writes an edit.
    pub(crate) fn of(ground: &Ground, edit: &Edit) -> Self {
        let district = &ground.district;
        let code = |id: &CellId| district.cells.get(id.index()).map_or(id.0.to_string(), |it| it.code.clone());
        let codes = |ids: &[CellId]| ids.iter().map(code).collect();
        let line = |points: &[Point]| points.iter().map(|it| super::lon_lat(ground.frame.place(*it))).collect();
        let name = |id: PersonId| district.persons.get(id.index()).map_or(id.0.to_string(), |it| it.code.clone());
        let person = |id: Option<PersonId>| id.map(name);
        let zone = |id: &FrontageId| district.frontages.get(id.index()).map_or(id.0.to_string(), |it| it.code.clone());
        match edit {
            Edit::Split { cell, line: points } => Self::Split { cell: code(cell), line: line(points) },
            Edit::Merge { cells } => Self::Merge { cells: codes(cells) },
            Edit::Move { cells, line: points } => Self::Move { cells: codes(cells), line: line(points) },
            Edit::Assign { cells, person: who } => Self::Assign { cells: codes(cells), person: person(*who) },
            Edit::AssignRoad { road, person: who } => {
                Self::AssignRoad { road: district.roads[road.index()].code.clone(), person: person(*who) }
            }
            Edit::AddDuty { duty } => Self::AddDuty(DutyTermsWire::of(ground, duty)),
            Edit::EndDuty { duty } => Self::EndDuty { duty: duty.0 },
            Edit::AddPersons { persons } => {
                Self::AddPersons { persons: persons.iter().map(NewPersonWire::from).collect() }
            }
            Edit::AddFrontages { zones } => {
                Self::AddFrontages { codes: zones.iter().map(|it| it.code.clone()).collect() }
            }
            Edit::EndFrontages { zones } => Self::EndFrontages { codes: zones.iter().map(zone).collect() },
        }
    }
}

/// Reads the list of edits.
pub(crate) fn edits(ground: &Ground, body: &Value) -> Result<Vec<Edit>, Problem> {
    let list = body.get("edits");
    let Some(items) = list.and_then(Value::as_array).filter(|it| !it.is_empty() && it.len() <= MOST_EDITS) else {
        let count = list.and_then(Value::as_array).map_or(Value::Null, |it| it.len().into());
        return Err(Problem::invalid(
            "edits",
            count,
            format!("须为 1 到 {MOST_EDITS} 项修改的列表"),
            format!("must be a list of 1 to {MOST_EDITS} edits"),
        ));
    };
    let mut edits = Vec::with_capacity(items.len());
    for (at, it) in items.iter().enumerate() {
        let reader = Reader { ground, before: &edits };
        let edit = reader.edit(it, &format!("edits[{at}]"))?;
        edits.push(edit);
    }
    Ok(edits)
}

/// Reads codes as what they stand for in the district.
pub(super) struct Reader<'a> {
    ground: &'a Ground,
    /// The edits before this one, whose new cells it may name.
    before: &'a [Edit],
}

impl<'a> Reader<'a> {
    /// Reads codes as they stand now.
    pub(super) fn new(ground: &'a Ground) -> Self {
        Self { ground, before: &[] }
    }

    fn edit(&self, edit: &Value, at: &str) -> Result<Edit, Problem> {
        let field = |name: &str| format!("{at}.{name}");
        let op = edit.get("op").and_then(Value::as_str).unwrap_or_default();
        Ok(match op {
            "split" => Edit::Split {
                cell: self.cell(edit.get("cell"), &field("cell"))?,
                line: self.line(edit.get("line"), &field("line"))?,
            },
            "merge" => Edit::Merge { cells: self.cells(edit.get("cells"), &field("cells"))? },
            "move" => Edit::Move {
                cells: self.cells(edit.get("cells"), &field("cells"))?,
                line: self.line(edit.get("line"), &field("line"))?,
            },
            "assign" => Edit::Assign {
                cells: self.cells(edit.get("cells"), &field("cells"))?,
                person: self.person(edit.get("person"), &field("person"))?,
            },
            "assign_road" => Edit::AssignRoad {
                road: self.road(edit.get("road"), &field("road"))?,
                person: self.person(edit.get("person"), &field("person"))?,
            },
            "add_duty" => Edit::AddDuty { duty: self.duty(edit, at)? },
            "end_duty" => Edit::EndDuty { duty: number(edit.get("duty"), &field("duty"))? },
            "add_persons" => Edit::AddPersons { persons: duty::persons(edit.get("persons"), &field("persons"))? },
            "end_frontages" => Edit::EndFrontages { zones: self.frontages(edit.get("codes"), &field("codes"))? },
            _ => {
                let value = edit.get("op").cloned().unwrap_or(Value::Null);
                let words = "split、merge、move、assign、assign_road、add_duty、end_duty、add_persons、end_frontages";
                return Err(Problem::invalid(
                    &field("op"),
                    value,
                    format!("须为 {words} 之一"),
                    "must be split, merge, move, assign, assign_road, add_duty, end_duty, add_persons or end_frontages",
                ));
            }
        })
    }

    pub(super) fn text<'v>(value: Option<&'v Value>, field: &str) -> Result<&'v str, Problem> {
        let wrong = || Problem::invalid(field, value.cloned().unwrap_or(Value::Null), "须为文本", "must be text");
        value.and_then(Value::as_str).ok_or_else(wrong)
    }

    pub(super) fn cell(&self, value: Option<&Value>, field: &str) -> Result<CellId, Problem> {
        let code = Self::text(value, field)?;
        let found =
            self.ground.cell_of_code(code).or_else(|| partition::brought(&self.ground.district, self.before, code));
        found.ok_or_else(|| Problem::invalid(field, code, "现行划分中没有这个单元网格", "no such unit cell holds now"))
    }

    fn cells(&self, value: Option<&Value>, field: &str) -> Result<Vec<CellId>, Problem> {
        list(value, field, MOST_CELLS, "须为单元网格编码的列表", "must be a list of unit cell codes")?
            .iter()
            .enumerate()
            .map(|(at, it)| self.cell(Some(it), &format!("{field}[{at}]")))
            .collect()
    }

    fn line(&self, value: Option<&Value>, field: &str) -> Result<Vec<Point>, Problem> {
        list(value, field, MOST_POINTS, "须为坐标 [经度,纬度] 的列表", "must be a list of [longitude, latitude]")?
            .iter()
            .enumerate()
            .map(|(at, it)| {
                let field = format!("{field}[{at}]");
                let pair = it.as_array().map(Vec::as_slice).unwrap_or_default();
                let number = |at: usize| pair.get(at).and_then(Value::as_f64);
                let (Some(lon), Some(lat)) = (number(0), number(1)) else {
                    return Err(Problem::invalid(
                        &field,
                        it.clone(),
                        "须为 [经度,纬度]",
                        "must be [longitude, latitude]",
                    ));
                };
                self.ground.frame.point(LonLat { lon, lat }).map_err(|err| super::refused_place(&err))
            })
            .collect()
    }

    pub(super) fn road(&self, value: Option<&Value>, field: &str) -> Result<RoadId, Problem> {
        let code = Self::text(value, field)?;
        super::road(self.ground, field, code)
    }

    pub(super) fn person(&self, value: Option<&Value>, field: &str) -> Result<Option<PersonId>, Problem> {
        if matches!(value, None | Some(Value::Null)) {
            return Ok(None);
        }
        let code = Self::text(value, field)?;
        let added = self.before.iter().filter_map(|it| match it {
            Edit::AddPersons { persons } => Some(persons),
            _ => None,
        });
        let at = self.ground.district.persons.iter().chain(added.flatten()).position(|it| it.code == code);
        at.map(PersonId::at).map(Some).ok_or_else(|| super::named::no_person(field, code))
    }
}

fn number(value: Option<&Value>, field: &str) -> Result<DutyId, Problem> {
    let found = value.and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
    let wrong =
        || Problem::invalid(field, value.cloned().unwrap_or(Value::Null), "须为责任编号", "must be a duty's number");
    found.map(DutyId).ok_or_else(wrong)
}

fn list<'v>(value: Option<&'v Value>, field: &str, most: usize, zh: &str, en: &str) -> Result<&'v [Value], Problem> {
    let found = value.and_then(Value::as_array).filter(|it| it.len() <= most);
    found.map(Vec::as_slice).ok_or_else(|| {
        let (zh, en) = (format!("{zh}，至多 {most} 项"), format!("{en}, {most} at most"));
        Problem::invalid(field, value.cloned().unwrap_or(Value::Null), zh, en)
    })
}
