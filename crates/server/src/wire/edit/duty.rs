//! Duties as they are sent and listed.

use model::{Duty, DutyId, DutyRole, FrontageId, Hours, LonLat, Person, Piece, Side, Spot, Stretch, Term};
use partition::NewDuty;
use serde::Serialize;
use serde_json::Value;
use service::Ground;
use utoipa::ToSchema;

use super::{MOST_CELLS, Reader, list};
use crate::{Problem, wire};

/// How many persons one edit adds, and how many zones one ends.
const MOST_NAMED: usize = 10_000;
/// The longest length that is read, in metres: its millimetres fit 32 bits, and no road is longer than its district (±50 km).
const MOST_METRES: f64 = 4_000_000.0;

/// Who answers in which capacity for what, and when.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct DutyTermsWire {
    /// The person's number.
    person: String,
    /// `grid_member`, `grid_supervisor`, `road_leader`, `alley_chief`, `cleaning_contractor`, `frontage_holder` or
    /// `handling_unit`.
    role: String,
    #[serde(flatten)]
    piece: PieceWire,
    /// The first moment; `null` from ever.
    from: Option<String>,
    /// The first moment after it; `null` without end.
    to: Option<String>,
    /// The hours of the day, for instance `07:00-21:00`; `00:00-24:00` when absent. Over midnight where they end earlier.
    #[schema(example = "07:00-21:00")]
    hours: String,
}

/// What a duty is about: one of the four.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
enum PieceWire {
    /// Unit cells.
    Cells {
        /// Their codes.
        cells: Vec<String>,
    },
    /// A road or a part of it.
    Road {
        /// The road's code.
        road: String,
        /// Metres from the road's start; 0 when absent.
        from_m: f64,
        /// Metres from the road's start; `null` to its end.
        to_m: Option<f64>,
        /// `left` or `right`, looking along rising chainage; `null` for both.
        side: Option<&'static str>,
    },
    /// A frontage zone.
    Frontage {
        /// Its code.
        frontage: String,
    },
    /// A place of its own.
    Spot {
        /// The place.
        spot: SpotWire,
    },
}

/// A place of its own, for instance a market.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
struct SpotWire {
    name: String,
    /// Degrees east.
    lon: f64,
    /// Degrees north.
    lat: f64,
    /// How far it reaches.
    radius_m: f64,
}

/// A person to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NewPersonWire {
    /// The staff number, which nobody has yet.
    code: String,
    name: String,
    post: String,
}

impl From<&Person> for NewPersonWire {
    fn from(it: &Person) -> Self {
        Self { code: it.code.clone(), name: it.name.clone(), post: it.post.clone() }
    }
}

/// A duty that holds.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct DutyWire {
    /// Its number, by which `end_duty` names it.
    id: u32,
    /// The person's name.
    name: String,
    /// The capacity in Chinese.
    role_zh: &'static str,
    #[serde(flatten)]
    terms: DutyTermsWire,
    /// The version of the partition that brought it, counted from 1.
    since: u64,
}

impl DutyWire {
    /// Writes a duty of the district.
    pub(crate) fn new(ground: &Ground, id: DutyId, it: &Duty) -> Self {
        let duty =
            NewDuty { person: it.person, role: it.role, piece: it.piece.clone(), term: it.term, hours: it.hours };
        Self {
            id: id.0,
            name: ground.district.persons[it.person.index()].name.clone(),
            role_zh: it.role.zh(),
            terms: DutyTermsWire::of(ground, &duty),
            since: wire::number(it.span.from),
        }
    }
}

impl DutyTermsWire {
    /// Writes a duty; what an earlier edit of the same list brings is named by its number.
    pub(crate) fn of(ground: &Ground, duty: &NewDuty) -> Self {
        let district = &ground.district;
        let metres = |mm: u32| f64::from(mm) / 1_000.0;
        let piece = match &duty.piece {
            Piece::Cells(cells) => {
                let code =
                    |id: &model::CellId| district.cells.get(id.index()).map_or(id.0.to_string(), |it| it.code.clone());
                PieceWire::Cells { cells: cells.iter().map(code).collect() }
            }
            Piece::Road(it) => PieceWire::Road {
                road: district.roads.get(it.road.index()).map_or(it.road.0.to_string(), |it| it.code.clone()),
                from_m: metres(it.from_mm),
                to_m: it.to_mm.map(metres),
                side: it.side.map(Side::as_str),
            },
            Piece::Frontage(id) => PieceWire::Frontage {
                frontage: district.frontages.get(id.index()).map_or(id.0.to_string(), |it| it.code.clone()),
            },
            Piece::Spot(it) => {
                let [lon, lat] = wire::lon_lat(ground.frame.place(it.at));
                PieceWire::Spot { spot: SpotWire { name: it.name.clone(), lon, lat, radius_m: metres(it.radius_mm) } }
            }
        };
        let person = district.persons.get(duty.person.index());
        Self {
            person: person.map_or(duty.person.0.to_string(), |it| it.code.clone()),
            role: duty.role.as_str().to_owned(),
            piece,
            from: duty.term.from.map(wire::local_time),
            to: duty.term.to.map(wire::local_time),
            hours: duty.hours.to_string(),
        }
    }
}

impl Reader<'_> {
    pub(super) fn duty(&self, edit: &Value, at: &str) -> Result<NewDuty, Problem> {
        let field = |name: &str| format!("{at}.{name}");
        let person = self.person(edit.get("person"), &field("person"))?;
        let nobody =
            || Problem::invalid(&field("person"), Value::Null, "必填：人员编号", "required: a person's number");
        let word = Self::text(edit.get("role"), &field("role"))?;
        let role = DutyRole::parse(word).ok_or_else(|| {
            let known = DutyRole::ALL.map(DutyRole::as_str).join(", ");
            Problem::invalid(&field("role"), word, format!("须为 {known} 之一"), format!("must be one of {known}"))
        })?;
        Ok(NewDuty {
            person: person.ok_or_else(nobody)?,
            role,
            piece: self.piece(edit, at)?,
            term: Term {
                from: Self::moment(edit.get("from"), &field("from"))?,
                to: Self::moment(edit.get("to"), &field("to"))?,
            },
            hours: match edit.get("hours") {
                None | Some(Value::Null) => Hours::ALL_DAY,
                Some(value) => value.as_str().and_then(Hours::parse).ok_or_else(|| {
                    let (zh, en) = ("须为时段，例如 07:00-21:00", "must be hours such as 07:00-21:00");
                    Problem::invalid(&field("hours"), value.clone(), zh, en)
                })?,
            },
        })
    }

    fn piece(&self, edit: &Value, at: &str) -> Result<Piece, Problem> {
        let field = |name: &str| format!("{at}.{name}");
        let given = |name: &&str| edit.get(*name).is_some_and(|it| !it.is_null());
        let named: Vec<&str> = ["cells", "road", "frontage", "spot"].into_iter().filter(|it| given(it)).collect();
        let [name] = named.as_slice() else {
            let (zh, en) = ("须有 cells、road、frontage、spot 中的一项", "needs one of cells, road, frontage, spot");
            return Err(Problem::invalid(at, named.join(", "), zh, en));
        };
        let value = edit.get(*name);
        Ok(match *name {
            "cells" => Piece::Cells(self.cells(value, &field("cells"))?),
            "road" => Piece::Road(Stretch {
                road: self.road(value, &field("road"))?,
                from_mm: Self::millimetres(edit.get("from_m"), &field("from_m"))?.unwrap_or(0),
                to_mm: Self::millimetres(edit.get("to_m"), &field("to_m"))?,
                side: match edit.get("side") {
                    None | Some(Value::Null) => None,
                    Some(side) => Some(side.as_str().and_then(Side::parse).ok_or_else(|| {
                        Problem::invalid(&field("side"), side.clone(), "须为 left 或 right", "must be left or right")
                    })?),
                },
            }),
            "frontage" => Piece::Frontage(self.frontage(value, &field("frontage"))?),
            _ => Piece::Spot(self.spot(value.unwrap_or(&Value::Null), &field("spot"))?),
        })
    }

    fn spot(&self, value: &Value, at: &str) -> Result<Spot, Problem> {
        let field = |name: &str| format!("{at}.{name}");
        let place = LonLat {
            lon: Self::degrees(value, "lon", &field("lon"))?,
            lat: Self::degrees(value, "lat", &field("lat"))?,
        };
        let radius = value.get("radius_m");
        let missing =
            || Problem::invalid(&field("radius_m"), Value::Null, "必填：半径（米）", "required: a radius in metres");
        Ok(Spot {
            name: Self::text(value.get("name"), &field("name"))?.to_owned(),
            at: self.ground.frame.point(place).map_err(|err| wire::refused_place(&err))?,
            radius_mm: Self::millimetres(radius, &field("radius_m"))?.ok_or_else(missing)?,
        })
    }

    fn frontage(&self, value: Option<&Value>, field: &str) -> Result<FrontageId, Problem> {
        wire::frontage(self.ground, field, Self::text(value, field)?)
    }

    pub(super) fn frontages(&self, value: Option<&Value>, field: &str) -> Result<Vec<FrontageId>, Problem> {
        list(value, field, MOST_NAMED.min(MOST_CELLS), "须为责任区编码的列表", "must be a list of zone codes")?
            .iter()
            .enumerate()
            .map(|(at, it)| self.frontage(Some(it), &format!("{field}[{at}]")))
            .collect()
    }

    /// Reads a moment that may be missing.
    pub(in crate::wire) fn moment(value: Option<&Value>, field: &str) -> Result<Option<i64>, Problem> {
        match value {
            None | Some(Value::Null) => Ok(None),
            Some(_) => Self::text(value, field).and_then(|it| wire::moment(field, it)).map(Some),
        }
    }

    /// Reads metres, which may be missing, as whole millimetres.
    pub(in crate::wire) fn millimetres(value: Option<&Value>, field: &str) -> Result<Option<u32>, Problem> {
        let Some(value) = value.filter(|it| !it.is_null()) else { return Ok(None) };
        let metres = value.as_f64().filter(|it| (0.0..=MOST_METRES).contains(it));
        let (zh, en) = ("须为不小于 0 的米数", "must be metres, 0 or more");
        metres
            .map(|it| Some((it * 1_000.0).round() as u32))
            .ok_or_else(|| Problem::invalid(field, value.clone(), zh, en))
    }

    /// Reads degrees; `field` is what the whole of `name` is called.
    pub(in crate::wire) fn degrees(object: &Value, name: &str, field: &str) -> Result<f64, Problem> {
        let value = object.get(name);
        let wrong = || Problem::invalid(field, value.cloned().unwrap_or(Value::Null), "须为度数", "must be degrees");
        value.and_then(Value::as_f64).ok_or_else(wrong)
    }
}

/// Reads the persons to be added.
pub(super) fn persons(value: Option<&Value>, field: &str) -> Result<Vec<Person>, Problem> {
    list(value, field, MOST_NAMED, "须为人员的列表", "must be a list of persons")?
        .iter()
        .enumerate()
        .map(|(at, it)| {
            let text = |name: &str| Reader::text(it.get(name), &format!("{field}[{at}].{name}")).map(str::to_owned);
            let post = if it.get("post").is_none_or(Value::is_null) { String::new() } else { text("post")? };
            Ok(Person { code: text("code")?, name: text("name")?, post, made_up: false })
        })
        .collect()
}
