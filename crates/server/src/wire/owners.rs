//! Answers for many places, one small object each.

use model::{Confidence, Person, Road};
use serde::{Serialize, Serializer};
use service::Owners;
use utoipa::ToSchema;

use super::AnswerWire;
use crate::problem::InvalidValue;

/// Who answers for a place: what fits in a row. Null where there is none.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnersWire<'a> {
    /// The code of the cell that owns the place, or may own it so near to the border.
    cell: Option<&'a str>,
    /// The cell's grid member, or who stands in.
    member: Option<NamedWire<'a>>,
    /// The road that answers, else the nearest one within 500 m.
    road: Option<NamedWire<'a>>,
    /// Who leads the road that answers, or who stands in.
    leader: Option<NamedWire<'a>>,
    /// Metres from the road's centre line.
    distance_m: Option<f64>,
    /// `left` or `right`, looking along rising chainage.
    side: Option<&'static str>,
    /// Metres from the road's start.
    chainage_m: Option<f64>,
    /// `certain`, `likely` or `choose`; null where nobody can answer.
    confidence: Option<&'static str>,
    /// `inside`, `near_outside` or `outside`; in a district without cells `road` or `no_road`.
    status: &'static str,
    /// Why, as a list of codes.
    #[schema(value_type = Vec<String>)]
    #[serde(serialize_with = "codes")]
    reasons: locate::Reasons,
    /// Who has to act first.
    primary: Option<FirstWire<'a>>,
}

/// A person or a road.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedWire<'a> {
    code: &'a str,
    /// Null for a road without a name.
    name: Option<&'a str>,
}

/// Who has to act first.
#[derive(Serialize, ToSchema)]
pub(crate) struct FirstWire<'a> {
    /// In which capacity, for instance `grid_member`.
    role: &'static str,
    code: &'a str,
    name: &'a str,
}

/// What came of one of many places.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RowWire<'a> {
    /// Who answers.
    Owners(OwnersWire<'a>),
    /// Who answers, with words and trace.
    Answer(Box<AnswerWire>),
    /// The place was refused.
    Refused {
        /// Which value, and why.
        error: InvalidValue,
    },
}

impl<'a> OwnersWire<'a> {
    pub(crate) fn new(it: &Owners<'a>) -> Self {
        let person = |it: &'a Person| NamedWire { code: &it.code, name: Some(&it.name) };
        let road = |it: &'a Road| NamedWire { code: &it.code, name: it.name.as_deref() };
        let metres = |mm: u32| f64::from(mm) / 1000.0;
        Self {
            cell: it.cell,
            member: it.member.map(person),
            road: it.road.map(road),
            leader: it.leader.map(person),
            distance_m: it.distance_mm.map(metres),
            side: it.side.map(model::Side::as_str),
            chainage_m: it.chainage_mm.map(metres),
            confidence: it.confidence.map(Confidence::as_str),
            status: it.status,
            reasons: it.reasons,
            primary: it.primary.map(|(role, it)| FirstWire { role: role.as_str(), code: &it.code, name: &it.name }),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn codes<S: Serializer>(reasons: &locate::Reasons, out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(reasons.iter().map(locate::ReasonCode::as_str))
}
