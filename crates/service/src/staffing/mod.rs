//! Tables of people, duties and pledges, row by row: what can be agreed becomes one list of edits, what cannot is named.

mod export;
mod import;

use std::collections::BTreeMap;

use model::{
    Duty, DutyRole, FrontageId, Hours, LonLat, Person, PersonId, Piece, Point, RoadId, Side, Spot, Stretch, Term,
};
use partition::{Edit, EditError, NewDuty, Staffing};
use spatial::contains;
use table::{Column, Fields};

pub(crate) use self::import::too_wide;
pub use self::import::{StaffImport, StaffImported};
use crate::{Ground, Refused, moment};

const DAY_MS: i64 = 86_400_000;
/// The longest length that is read, in metres: its millimetres fit 32 bits, and no road is longer than its district (±50 km).
const MOST_METRES: f64 = 4_000_000.0;
/// How far the seventh digit of a degree may move a place, in 0.1 mm: 1e-7° of the meridian are 11.1 mm.
const DEGREES_UNITS: u32 = 111;

/// The columns of a table of people.
pub const PERSON_COLUMNS: [Column; 3] = [("person", "人员编号"), ("name", "姓名"), ("post", "岗位")];

/// The columns of a table of duties.
pub const DUTY_COLUMNS: [Column; 16] = [
    ("person", "人员编号"),
    ("name", "姓名"),
    ("post", "岗位"),
    ("role", "角色"),
    ("cells", "网格"),
    ("road", "道路"),
    ("from_m", "起点米"),
    ("to_m", "终点米"),
    ("side", "侧"),
    ("spot", "点位"),
    ("lon", "经度"),
    ("lat", "纬度"),
    ("radius_m", "半径米"),
    ("hours", "时段"),
    ("from", "开始"),
    ("to", "结束"),
];

/// The columns of a table of frontage pledges.
pub const PLEDGE_COLUMNS: [Column; 8] = [
    ("zone", "责任区"),
    ("lon", "经度"),
    ("lat", "纬度"),
    ("person", "责任人编号"),
    ("name", "责任人"),
    ("post", "岗位"),
    ("signed_on", "签订日期"),
    ("valid_until", "有效期至"),
];

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffKind {
    /// People.
    People,
    /// Duties of any role.
    Duties,
    /// Pledges for frontage zones.
    Pledges,
}

impl StaffKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::People, Self::Duties, Self::Pledges];

    /// Returns the identifier used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Duties => "duties",
            Self::Pledges => "pledges",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Returns the columns of its table.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::People => &PERSON_COLUMNS,
            Self::Duties => &DUTY_COLUMNS,
            Self::Pledges => &PLEDGE_COLUMNS,
        }
    }
}

/// Reads tables against one ground.
#[derive(Debug)]
struct StaffTable<'a> {
    ground: &'a Ground,
    staffing: Staffing<'a>,
    /// The persons by number, also those that rows have brought, with their names.
    people: BTreeMap<String, (PersonId, String)>,
    roads: BTreeMap<&'a str, RoadId>,
    zones: BTreeMap<&'a str, FrontageId>,
}

impl<'a> StaffTable<'a> {
    /// Begins with what holds on a ground.
    fn new(ground: &'a Ground) -> Self {
        let district = &*ground.district;
        let roads = district.roads.iter().enumerate().map(|(at, it)| (it.code.as_str(), RoadId::at(at)));
        let people =
            district.persons.iter().enumerate().map(|(at, it)| (it.code.clone(), (PersonId::at(at), it.name.clone())));
        Self {
            ground,
            staffing: Staffing::new(district),
            people: people.collect(),
            roads: roads.collect(),
            zones: district.live_frontages().map(|(id, it)| (it.code.as_str(), id)).collect(),
        }
    }

    /// Takes a row of a table with [`PERSON_COLUMNS`]; tells whether the person is new.
    ///
    /// # Errors
    /// The first field that is refused; then nothing of the row is taken.
    fn person(&mut self, row: &Fields<'_>) -> Result<bool, Refused> {
        let (code, name) = (required(row, "person")?, required(row, "name")?);
        if let Some((_, own)) = self.people.get(code) {
            return if own == name { Ok(false) } else { Err(is_somebody_else(code, own, name)) };
        }
        let (code, name, post) = (code.to_owned(), name.to_owned(), field(row, "post").to_owned());
        let person = Person { code: code.clone(), name: name.clone(), post, made_up: false };
        let id = self.staffing.add_person(person).map_err(|err| refused(&err, row))?;
        self.people.insert(code, (id, name));
        Ok(true)
    }

    /// Takes a row of a table with [`DUTY_COLUMNS`]; tells whether the duty is new.
    ///
    /// # Errors
    /// The first field that is refused; then nothing of the row is taken.
    fn duty(&mut self, row: &Fields<'_>) -> Result<bool, Refused> {
        let word = required(row, "role")?;
        let role = DutyRole::ALL.into_iter().find(|it| it.as_str() == word || it.zh() == word).ok_or_else(|| {
            let (zh, en) = (DutyRole::ALL.map(DutyRole::zh).join("、"), DutyRole::ALL.map(DutyRole::as_str).join(", "));
            Refused::new("role", word, format!("须为 {zh} 之一"), format!("must be one of {en}"))
        })?;
        let piece = self.piece(row)?;
        let hours = match field(row, "hours") {
            "" => Hours::ALL_DAY,
            text => Hours::parse(text).ok_or_else(|| {
                Refused::new("hours", text, "须为时段，如 07:00-21:00", "must be hours of the day such as 07:00-21:00")
            })?,
        };
        let term = Term { from: first_moment(row, "from")?, to: end(row, "to")? };
        let code = required(row, "person")?;
        self.take(row, code, role.zh(), |person| NewDuty { person, role, piece, term, hours })
    }

    /// Takes a row of a table with [`PLEDGE_COLUMNS`]; tells whether the pledge is new.
    ///
    /// # Errors
    /// The first field that is refused; then nothing of the row is taken.
    fn pledge(&mut self, row: &Fields<'_>) -> Result<bool, Refused> {
        let zone = self.zone(row)?;
        let role = DutyRole::FrontageHolder;
        let term = Term { from: first_moment(row, "signed_on")?, to: end(row, "valid_until")? };
        // Shops have no staff numbers: the zone's code makes one.
        let own = format!("MQ-{}", self.ground.district.frontages[zone.index()].code);
        let code = match (field(row, "person"), field(row, "name")) {
            ("", "") => {
                return Err(Refused::new("name", "", "须有责任人或责任人编号", "needs a holder's name or number"));
            }
            ("", name) => self.holder_of_name(&own, name),
            (code, _) => code.to_owned(),
        };
        let (piece, hours) = (Piece::Frontage(zone), Hours::ALL_DAY);
        self.take(row, &code, role.zh(), |person| NewDuty { person, role, piece, term, hours })
    }

    /// Returns the edits of all rows taken.
    fn edits(self) -> Vec<Edit> {
        self.staffing.edits()
    }

    /// Finds a free number for a holder without one; the same name on the same zone is the same holder.
    fn holder_of_name(&self, own: &str, name: &str) -> String {
        let taken = |code: &str| self.people.get(code).is_some_and(|it| it.1 != name);
        if !taken(own) {
            return own.to_owned();
        }
        let mut numbered = (2..).map(|it| format!("{own}-{it}"));
        numbered.find(|it| !taken(it)).unwrap_or_default()
    }

    /// Agrees on a duty of the person with a number; tells whether it is new, for a table that was exported says what holds.
    fn take(
        &mut self,
        row: &Fields<'_>,
        code: &str,
        post: &str,
        duty: impl FnOnce(PersonId) -> NewDuty,
    ) -> Result<bool, Refused> {
        let name = field(row, "name");
        let (id, person) = match self.people.get(code) {
            Some((_, own)) if !name.is_empty() && own != name => return Err(is_somebody_else(code, own, name)),
            Some((id, _)) => (*id, None),
            None if name.is_empty() => {
                let en = "there is no such person; a new one needs a name";
                return Err(Refused::new("person", code, "没有这个人员，新增须有姓名", en));
            }
            None => {
                let post = Some(field(row, "post")).filter(|it| !it.is_empty()).unwrap_or(post).to_owned();
                let person = Person { code: code.to_owned(), name: name.to_owned(), post, made_up: false };
                (self.staffing.next_person(), Some(person))
            }
        };
        let (new, duty) = (person.as_ref().map(|it| it.name.clone()), duty(id));
        if self.ground.district.live_duties().any(|(_, it)| holds_already(it, &duty)) {
            return Ok(false);
        }
        self.staffing.add(person, duty).map_err(|err| refused(&err, row))?;
        if let Some(name) = new {
            self.people.insert(code.to_owned(), (id, name));
        }
        Ok(true)
    }

    fn piece(&self, row: &Fields<'_>) -> Result<Piece, Refused> {
        let named: Vec<&str> = ["cells", "road", "spot"].into_iter().filter(|it| !field(row, it).is_empty()).collect();
        match named.as_slice() {
            ["cells"] => {
                let codes =
                    field(row, "cells").split([' ', ',', ';', '、', '，', '；', '\n']).filter(|it| !it.is_empty());
                let cell = |code: &str| {
                    let unknown = || Refused::new("cells", code, "没有这个单元网格", "there is no such unit cell");
                    self.ground.cell_of_code(code).ok_or_else(unknown)
                };
                Ok(Piece::Cells(codes.map(cell).collect::<Result<_, _>>()?))
            }
            ["road"] => {
                let code = field(row, "road");
                let unknown = || Refused::new("road", code, "没有这个道路编码", "there is no road with this code");
                Ok(Piece::Road(Stretch {
                    road: *self.roads.get(code).ok_or_else(unknown)?,
                    from_mm: millimetres(row, "from_m")?.unwrap_or(0),
                    to_mm: millimetres(row, "to_m")?,
                    side: match field(row, "side") {
                        "" => None,
                        "左" | "left" => Some(Side::Left),
                        "右" | "right" => Some(Side::Right),
                        text => return Err(Refused::new("side", text, "须为左或右", "must be left or right")),
                    },
                }))
            }
            ["spot"] => Ok(Piece::Spot(Spot {
                name: field(row, "spot").to_owned(),
                at: self.point(row)?,
                radius_mm: millimetres(row, "radius_m")?
                    .ok_or_else(|| Refused::new("radius_m", "", "必填：半径（米）", "required: a radius in metres"))?,
            })),
            _ => {
                let (zh, en) = ("须填网格、道路、点位中的一项", "needs one of cells, road, spot");
                Err(Refused::new("cells, road, spot", named.join(", "), zh, en))
            }
        }
    }

    fn zone(&self, row: &Fields<'_>) -> Result<FrontageId, Refused> {
        let code = field(row, "zone");
        if !code.is_empty() {
            let (zh, en) = ("没有这个门前三包责任区", "there is no such frontage zone");
            return self.zones.get(code).copied().ok_or_else(|| Refused::new("zone", code, zh, en));
        }
        let point = self.point(row)?;
        let district = &self.ground.district;
        let found = self.zones.values().find(|it| contains(&district.frontages[it.index()].polygon, point));
        found.copied().ok_or_else(|| {
            let place = format!("{}, {}", field(row, "lon"), field(row, "lat"));
            Refused::new("lon, lat", place, "此处没有门前三包责任区", "no frontage zone is here")
        })
    }

    fn point(&self, row: &Fields<'_>) -> Result<Point, Refused> {
        let degrees = |name| {
            let text = required(row, name)?;
            text.parse::<f64>().map_err(|_| Refused::number(name, text))
        };
        let place = LonLat { lon: degrees("lon")?, lat: degrees("lat")? };
        self.ground.frame.point(place).map_err(|err| Refused::from(&err))
    }
}

/// Whether a duty is agreed as a row says it.
fn holds_already(held: &Duty, row: &NewDuty) -> bool {
    let same_piece = match (&held.piece, &row.piece) {
        // A table has seven digits of a degree, about a centimetre.
        (Piece::Spot(a), Piece::Spot(b)) => {
            let near = |a: i32, b: i32| a.abs_diff(b) <= DEGREES_UNITS;
            (&a.name, a.radius_mm) == (&b.name, b.radius_mm) && near(a.at.x, b.at.x) && near(a.at.y, b.at.y)
        }
        // Cells in any order are the same cells.
        (Piece::Cells(a), Piece::Cells(b)) => a.len() == b.len() && a.iter().all(|it| b.contains(it)),
        (a, b) => a == b,
    };
    // A table has whole seconds.
    let seconds = |it: Term| [it.from, it.to].map(|it| it.map(|ms| ms.div_euclid(1_000)));
    let same_time = (held.hours, seconds(held.term)) == (row.hours, seconds(row.term));
    (held.person, held.role) == (row.person, row.role) && same_time && same_piece
}

fn is_somebody_else(code: &str, own: &str, name: &str) -> Refused {
    Refused::new("name", name, format!("编号 {code} 是 {own}"), format!("the person number {code} is {own}"))
}

fn field<'a>(row: &Fields<'a>, name: &str) -> &'a str {
    row.get(name).copied().unwrap_or("")
}

fn required<'a>(row: &Fields<'a>, name: &'static str) -> Result<&'a str, Refused> {
    match field(row, name) {
        "" => Err(Refused::new(name, "", "必填", "required")),
        text => Ok(text),
    }
}

fn millimetres(row: &Fields<'_>, name: &'static str) -> Result<Option<u32>, Refused> {
    let text = field(row, name);
    if text.is_empty() {
        return Ok(None);
    }
    let metres = text.parse::<f64>().ok().filter(|it| (0.0..=MOST_METRES).contains(it));
    let (zh, en) = ("须为不小于 0 的米数", "must be metres, 0 or more");
    metres.map(|it| Some((it * 1_000.0).round() as u32)).ok_or_else(|| Refused::new(name, text, zh, en))
}

/// Reads the first moment of something: of a day its first.
fn first_moment(row: &Fields<'_>, name: &'static str) -> Result<Option<i64>, Refused> {
    Ok(time(row, name)?.map(|(ms, is_day)| if is_day { ms + 1 - DAY_MS } else { ms }))
}

/// Reads the first moment after something: of a day, which belongs to it, the first of the next.
fn end(row: &Fields<'_>, name: &'static str) -> Result<Option<i64>, Refused> {
    Ok(time(row, name)?.map(|(ms, is_day)| if is_day { ms + 1 } else { ms }))
}

/// Reads a moment, also as a workbook shows it (2026-11-01 08:30), or a day such as 2026-11-01, also 2026/11/1, as its last
/// millisecond, and tells which.
fn time(row: &Fields<'_>, name: &'static str) -> Result<Option<(i64, bool)>, Refused> {
    let text = field(row, name);
    if text.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let day = match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            moment(&format!("{year}-{month:0>2}-{day:0>2}")).map(|it| (it, true))
        }
        _ => None,
    };
    let local = |(day, time): (&str, &str)| {
        let seconds = if time.len() == 5 { ":00" } else { "" };
        moment(&format!("{day}T{time}{seconds}+08:00"))
    };
    let exact = || moment(text).or_else(|| local(text.split_once(' ')?));
    let read = day.or_else(|| exact().map(|it| (it, false)));
    read.map(Some).ok_or_else(|| {
        let (zh, en) = ("须为日期（2026-11-21）或时间（RFC 3339）", "must be a day (2026-11-21) or an RFC 3339 time");
        Refused::new(name, text, zh, en)
    })
}

/// Names the field and value of a row that an edit was refused for.
fn refused(err: &EditError, row: &Fields<'_>) -> Refused {
    let name = match err {
        EditError::BadPerson { .. } | EditError::PersonExists { .. } => "person",
        EditError::DutyConflict { .. } => {
            ["cells", "road", "spot", "zone"].into_iter().find(|it| !field(row, it).is_empty()).unwrap_or("lon, lat")
        }
        _ => err.field().unwrap_or("role"),
    };
    let said = err.to_string();
    let (zh, en) = said.split_once(" / ").unwrap_or((&said, &said));
    Refused::new(name, field(row, name), zh, en)
}
