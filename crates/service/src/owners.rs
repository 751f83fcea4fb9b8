//! Answers in rows, for many places at once.

use locate::{Containment, Question, Reasons};
use model::{Confidence, DutyRole, Person, PersonId, Point, Road, Side};
use spatial::z_order;

use crate::{Answer, Ground};

/// Who answers for a place: what fits in one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Owners<'a> {
    /// The code of the cell that owns the place, or may own it so near to the border.
    pub cell: Option<&'a str>,
    /// The cell's grid member, or who stands in.
    pub member: Option<&'a Person>,
    /// The road that answers, else the nearest one within 500 m.
    pub road: Option<&'a Road>,
    /// Who leads the road that answers, or who stands in.
    pub leader: Option<&'a Person>,
    /// The distance from the road's centre line.
    pub distance_mm: Option<u32>,
    /// On which side of the road, looking along rising chainage.
    pub side: Option<Side>,
    /// Millimetres from the road's start.
    pub chainage_mm: Option<u32>,
    /// How sure it is; `None` where nobody can answer.
    pub confidence: Option<Confidence>,
    /// `inside`, `near_outside`, `outside`; in a district without cells `road` and `no_road`.
    pub status: &'static str,
    /// Why.
    pub reasons: Reasons,
    /// Who has to act first.
    pub primary: Option<(DutyRole, &'a Person)>,
}

impl Ground {
    /// Returns what of an answer fits in one row.
    pub fn owners(&self, answer: &Answer) -> Owners<'_> {
        let found = &answer.found;
        let district = &self.district;
        let person = |it: PersonId| &district.persons[it.index()];
        let position = answer.road().map(|it| it.position);
        Owners {
            cell: found.containment.cell().map(|it| district.cells[it.index()].code.as_str()),
            member: answer.member().map(person),
            road: found
                .road()
                .map(|it| it.road)
                .or_else(|| answer.far_road.map(|it| self.road_of(it.position.segment)))
                .map(|it| &district.roads[it.index()]),
            leader: answer.leader().map(person),
            distance_mm: position.map(|it| it.distance_mm),
            side: position.map(|it| it.side),
            chainage_mm: position.map(|it| it.chainage_mm),
            confidence: found.confidence,
            status: match found.containment {
                Containment::Inside(_) => "inside",
                Containment::NearOutside { .. } => "near_outside",
                Containment::Outside { .. } => "outside",
                Containment::Nowhere if found.roads.is_empty() => "no_road",
                Containment::Nowhere => "road",
            },
            reasons: found.reasons,
            primary: found.primary.map(|it| (it.role, person(it.person))),
        }
    }
}

/// Returns the positions of questions in the order in which they are answered quickest: by moment, so that who holds what
/// need not be found again, and of one moment along the Z-shaped curve, so that neighbours meet the same memory.
pub fn bulk_order(questions: &[Question]) -> Vec<u32> {
    let points: Vec<Point> = questions.iter().map(|it| it.point).collect();
    let mut order = z_order(&points);
    order.sort_by_key(|at| questions[*at as usize].at_ms);
    order
}
