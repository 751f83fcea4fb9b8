//! Who answers for what: persons and their duties.

use std::fmt;

use crate::{CellId, FrontageId, PersonId, Point, RoadId, Side, Span};

/// A person with duties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The staff number, unique in the district.
    pub code: String,
    /// The name.
    pub name: String,
    /// The post, for instance 粤海街道 网格员.
    pub post: String,
    /// Whether the person is made up for a demonstration.
    pub made_up: bool,
}

/// In which capacity a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DutyRole {
    /// 网格员: answers for unit cells.
    GridMember,
    /// 网格长: looks after the members of unit cells.
    GridSupervisor,
    /// 包路领导: answers for a contracted road.
    RoadLeader,
    /// 街巷长: answers for a back alley.
    AlleyChief,
    /// 保洁单位: cleans a road, cells or a place under contract.
    CleaningContractor,
    /// 门前三包责任人: answers for the ground before a façade.
    FrontageHolder,
    /// 处置部门: handles what is sent to it.
    HandlingUnit,
}

impl DutyRole {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::GridMember,
        Self::GridSupervisor,
        Self::RoadLeader,
        Self::AlleyChief,
        Self::CleaningContractor,
        Self::FrontageHolder,
        Self::HandlingUnit,
    ];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GridMember => "grid_member",
            Self::GridSupervisor => "grid_supervisor",
            Self::RoadLeader => "road_leader",
            Self::AlleyChief => "alley_chief",
            Self::CleaningContractor => "cleaning_contractor",
            Self::FrontageHolder => "frontage_holder",
            Self::HandlingUnit => "handling_unit",
        }
    }

    /// Returns the Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::GridMember => "网格员",
            Self::GridSupervisor => "网格长",
            Self::RoadLeader => "包路领导",
            Self::AlleyChief => "街巷长",
            Self::CleaningContractor => "保洁单位",
            Self::FrontageHolder => "门前三包责任人",
            Self::HandlingUnit => "处置部门",
        }
    }

    /// Returns the English words.
    pub const fn en(self) -> &'static str {
        match self {
            Self::GridMember => "grid member",
            Self::GridSupervisor => "grid supervisor",
            Self::RoadLeader => "road leader",
            Self::AlleyChief => "alley chief",
            Self::CleaningContractor => "cleaning contractor",
            Self::FrontageHolder => "frontage holder",
            Self::HandlingUnit => "handling unit",
        }
    }

    /// Returns the role with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Tells whether a duty of this role may be about such a piece.
    pub const fn fits(self, piece: &Piece) -> bool {
        match self {
            Self::GridMember | Self::GridSupervisor => matches!(piece, Piece::Cells(_)),
            Self::RoadLeader | Self::AlleyChief => matches!(piece, Piece::Road(_)),
            Self::FrontageHolder => matches!(piece, Piece::Frontage(_)),
            Self::CleaningContractor | Self::HandlingUnit => !matches!(piece, Piece::Frontage(_)),
        }
    }

    /// Tells whether a piece can have one owner only in this role at any moment: the primary ones for areas, roads and
    /// frontages. Of the others there may be several.
    pub const fn is_primary(self) -> bool {
        matches!(self, Self::GridMember | Self::RoadLeader | Self::FrontageHolder)
    }
}

/// A part of a road: by chainage, and by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// The road.
    pub road: RoadId,
    /// Chainage of its start: millimetres from the road's start.
    pub from_mm: u32,
    /// Chainage of its end, greater than `from_mm`; `None` at the road's end.
    pub to_mm: Option<u32>,
    /// The side, looking along rising chainage; `None` for both.
    pub side: Option<Side>,
}

impl Stretch {
    /// Returns the whole of a road.
    pub const fn whole(road: RoadId) -> Self {
        Self { road, from_mm: 0, to_mm: None, side: None }
    }

    /// Tells whether this is the whole road.
    pub const fn is_whole(&self) -> bool {
        self.from_mm == 0 && self.to_mm.is_none() && self.side.is_none()
    }

    /// Tells whether a place along its road belongs to it: from the start (included) to the end (excluded).
    ///
    /// ```
    /// use model::{RoadId, Side, Stretch};
    /// let left = Stretch { road: RoadId(0), from_mm: 100, to_mm: Some(200), side: Some(Side::Left) };
    /// assert!(left.covers(100, Side::Left) && !left.covers(200, Side::Left) && !left.covers(150, Side::Right));
    /// ```
    pub fn covers(&self, chainage_mm: u32, side: Side) -> bool {
        self.from_mm <= chainage_mm
            && self.to_mm.is_none_or(|it| chainage_mm < it)
            && self.side.is_none_or(|it| it == side)
    }
}

/// A place of its own, for instance a market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The name.
    pub name: String,
    /// The middle.
    pub at: Point,
    /// How far it reaches, in millimetres.
    pub radius_mm: u32,
}

/// What a duty is about (分路、分段、分片、分块、分点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Adjacent unit cells: with [`DutyRole::GridMember`] a duty grid (责任网格).
    Cells(Vec<CellId>),
    /// A road or a part of it: with [`DutyRole::RoadLeader`] a road contract (包路).
    Road(Stretch),
    /// A frontage zone: with [`DutyRole::FrontageHolder`] a pledge (门前三包责任书).
    Frontage(FrontageId),
    /// A place of its own.
    Spot(Spot),
}

impl Piece {
    /// Returns the unit cells it lists; none for other pieces.
    pub fn cells(&self) -> &[CellId] {
        match self {
            Self::Cells(cells) => cells,
            _ => &[],
        }
    }
}

/// From when until when something is agreed: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Term {
    /// The first moment; `None` from ever.
    pub from: Option<i64>,
    /// The first moment after it; `None` without end.
    pub to: Option<i64>,
}

impl Term {
    /// Without beginning and end.
    pub const ALWAYS: Self = Self { from: None, to: None };

    /// Tells whether a moment lies in it.
    pub fn holds(self, ms: i64) -> bool {
        self.from.is_none_or(|it| it <= ms) && self.to.is_none_or(|it| ms < it)
    }
}

/// The hours of a day in which a duty is done, as minutes from midnight in Asia/Shanghai, which has had no daylight saving
/// since 1991. Where `from` is after `to` they run over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hours {
    /// The first minute, below 1,440.
    pub from: u16,
    /// The first minute after them, at most 1,440.
    pub to: u16,
}

impl Hours {
    /// All day and night.
    pub const ALL_DAY: Self = Self { from: 0, to: 1_440 };
    /// 朝七晚九, the patrol window (DOMAIN.md, Case flow).
    pub const PATROL: Self = Self { from: 420, to: 1_260 };

    /// Reads hours from `07:00-21:00`, the last minute being `24:00`; `None` for any other text and for empty hours.
    ///
    /// ```
    /// use model::Hours;
    /// assert_eq!(Hours::parse("07:00-21:00"), Some(Hours::PATROL));
    /// assert_eq!(Hours::PATROL.to_string(), "07:00-21:00");
    /// assert_eq!(Hours::parse("7-21"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let minute = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let two = |it: &str| {
                if it.len() == 2 && it.bytes().all(|it| it.is_ascii_digit()) { it.parse::<u16>().ok() } else { None }
            };
            let (hour, minute) = (two(hour)?, two(minute)?);
            (minute < 60 && hour * 60 + minute <= 1_440).then_some(hour * 60 + minute)
        };
        let (from, to) = text.split_once('-')?;
        let hours = Self { from: minute(from)?, to: minute(to)? };
        (hours.from != hours.to && hours.from < 1_440).then_some(hours)
    }

    /// Returns the minute of the day of a moment (milliseconds since 1970) in Asia/Shanghai.
    pub const fn minute_of(ms: i64) -> u16 {
        (ms.div_euclid(60_000) + 480).rem_euclid(1_440) as u16
    }

    /// Tells whether a minute of the day lies in them.
    ///
    /// ```
    /// use model::Hours;
    /// let night = Hours { from: 1_260, to: 420 };
    /// assert_eq!([0, 420, 1_259, 1_260].map(|it| night.hold(it)), [true, false, false, true]);
    /// assert_eq!([419, 420, 1_259, 1_260].map(|it| Hours::PATROL.hold(it)), [false, true, true, false]);
    /// ```
    pub const fn hold(self, minute: u16) -> bool {
        if self.from <= self.to {
            self.from <= minute && minute < self.to
        } else {
            self.from <= minute || minute < self.to
        }
    }

    /// Returns how many minutes of a day they have.
    pub const fn minutes(self) -> u16 {
        if self.from <= self.to { self.to - self.from } else { 1_440 - self.from + self.to }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// One person's answer for one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who.
    pub person: PersonId,
    /// In which capacity.
    pub role: DutyRole,
    /// For what.
    pub piece: Piece,
    /// From when until when it is agreed.
    pub term: Term,
    /// In which hours of the day it is done.
    pub hours: Hours,
    /// In which versions it is on record. What was true at a moment was on record then and agreed for then.
    pub span: Span,
}

impl Duty {
    /// Returns a duty at all hours, without end.
    pub const fn standing(person: PersonId, role: DutyRole, piece: Piece, span: Span) -> Self {
        Self { person, role, piece, term: Term::ALWAYS, hours: Hours::ALL_DAY, span }
    }
}

/// A person's leave, with who stands in. Kept for ever; one that is taken back has an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Who is away.
    pub person: PersonId,
    /// Who answers instead; `None` leaves the pieces without anybody.
    pub stand_in: Option<PersonId>,
    /// The first moment away: milliseconds since 1970.
    pub from: i64,
    /// The first moment back.
    pub to: i64,
    /// When it was put on record.
    pub made_at: i64,
    /// When it was taken back.
    pub ended_at: Option<i64>,
}

impl Leave {
    /// Tells whether, by what was on record at that moment, the person was away at it.
    pub fn holds(&self, ms: i64) -> bool {
        self.from <= ms && ms < self.to && on_record(self.made_at, self.ended_at, ms)
    }
}

/// Tells whether something put on record at `made_at` was so at a moment.
pub(crate) fn on_record(made_at: i64, ended_at: Option<i64>, ms: i64) -> bool {
    made_at <= ms && ended_at.is_none_or(|it| ms < it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_they_are_written() {
        for it in [Hours::PATROL, Hours::ALL_DAY, Hours { from: 1_261, to: 59 }] {
            assert_eq!(Hours::parse(&it.to_string()), Some(it));
        }
        for text in [
            "",
            "7:00-21:00",
            "07:00",
            "07:00-07:00",
            "07:60-21:00",
            "24:00-07:00",
            "25:00-26:00",
            "07:00-24:01",
            "07:00-21:00-22:00",
            "+7:00-21:00",
            "07:00 - 21:00",
        ] {
            assert_eq!(Hours::parse(text), None, "{text}");
        }
    }
}
