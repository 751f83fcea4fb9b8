//! What people decided about a place: a member's choice, or an ownership ruling (确权).

use crate::{CategoryCode, CellId, PersonId, Point, RoadId, duty::on_record};

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RulingKind {
    /// The reporter or member chose between candidates.
    Choice,
    /// A supervisor settled a dispute; it goes before any choice.
    Ruling,
}

impl RulingKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Choice, Self::Ruling];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Ruling => "ruling",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// To what a place was found to belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// To this unit cell, whoever holds it.
    Cell(CellId),
    /// To this road, whoever holds it.
    Road(RoadId),
    /// To this person.
    Person(PersonId),
}

/// A decision that later questions obey. Kept for ever; one that is taken back has an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Who decided.
    pub kind: RulingKind,
    /// Where.
    pub at: Point,
    /// How far around the place it is obeyed, in millimetres.
    pub radius_mm: u32,
    /// For which category; `None` for all.
    pub category: Option<CategoryCode>,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub note: String,
    /// When it was put on record: milliseconds since 1970.
    pub made_at: i64,
    /// When it was taken back.
    pub ended_at: Option<i64>,
}

impl Ruling {
    /// Tells whether it was on record at a moment (milliseconds since 1970).
    pub fn holds(&self, ms: i64) -> bool {
        on_record(self.made_at, self.ended_at, ms)
    }
}
