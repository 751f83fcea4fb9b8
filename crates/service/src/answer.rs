//! Who answers for a spot.

use std::sync::Arc;

use locate::{Containment, Course, Finder, Question, Roster, Scratch};
use model::{CategoryCode, Hours, Level, LonLat, Owner, Point, RoadId, VersionId};
use spatial::{FrameError, NearestRoad};
use thiserror::Error;

use crate::{Ground, Words, reason};

/// How far the nearest road is looked for when none is in reach, in metres.
const ROAD_SIGHT_M: f64 = 500.0;
/// A position whose 68 % radius is wider than this, in metres, is refused: it comes from a cell mast, or is a mistake (default).
const WORST_ACCURACY_M: f64 = 1_000.0;

/// A question in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Query {
    /// The place.
    pub place: LonLat,
    /// The 68 % radius of the position in metres, where it is known.
    pub accuracy_m: Option<f64>,
    /// What it is about.
    pub category: Option<CategoryCode>,
    /// Which way the reporter moves.
    pub course: Option<Course>,
    /// Whether it is on a bridge, the ground, or in a tunnel, where that is known.
    pub level: Option<Level>,
    /// The road that the reporter named.
    pub road: Option<RoadId>,
    /// The version of the category that a case was filed under; `None` for the one that holds at the moment asked for.
    pub version: Option<u16>,
}

/// Why a question cannot be answered.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum QueryError {
    /// The place is none, or far away.
    #[error(transparent)]
    Place(#[from] FrameError),
    /// The accuracy is no length, or so bad that the position says nothing.
    #[error("an accuracy of {0} m is not a length from 0 to 1,000 m")]
    Accuracy(f64),
}

impl Query {
    /// Asks about a place with nothing else known.
    pub const fn new(place: LonLat) -> Self {
        Self { place, accuracy_m: None, category: None, course: None, level: None, road: None, version: None }
    }
}

/// Who answers for a point, with the question as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question.
    pub ask: Question,
    /// What was found.
    pub found: locate::Answer,
    /// The nearest road within 500 m, where none is in reach; none outside the district.
    pub far_road: Option<NearestRoad>,
}

impl Answer {
    /// Returns the point on the lattice.
    pub const fn point(&self) -> Point {
        self.ask.point
    }

    /// Returns the road that answers, else the nearest one.
    pub fn road(&self) -> Option<NearestRoad> {
        self.found.road().map(|it| NearestRoad { position: it.position, foot: it.foot }).or(self.far_road)
    }

    /// Returns who holds the cell: the grid member, or who stands in.
    pub fn member(&self) -> Option<model::PersonId> {
        self.found.area?.holding?.acting
    }

    /// Returns who holds the road that answers: the leader, or who stands in.
    pub fn leader(&self) -> Option<model::PersonId> {
        self.found.road()?.holding?.acting
    }

    /// Returns who acts first, where that is neither the member nor the leader.
    pub fn other(&self) -> Option<model::PersonId> {
        let first = Some(self.found.primary?.person);
        first.filter(|_| first != self.member() && first != self.leader())
    }
}

impl Ground {
    /// Puts a query into the district's own measures.
    ///
    /// # Errors
    /// [`QueryError`] when the place is not one or lies more than 50 km away, or the accuracy is no length.
    pub fn ask(&self, query: &Query, at_ms: i64) -> Result<Question, QueryError> {
        if let Some(it) = query.accuracy_m.filter(|it| !(0.0..=WORST_ACCURACY_M).contains(it)) {
            return Err(QueryError::Accuracy(it));
        }
        let category = query.category.and_then(|it| {
            let filed = query.version.and_then(|version| self.categories.version(it, version));
            filed.or_else(|| self.categories.at(it, at_ms))
        });
        Ok(Question {
            category: query.category,
            owner: category.map_or(Owner::Grid, |it| it.owner),
            verge_mm: category.map_or(0, |it| u32::from(it.verge_m) * 1000),
            course: query.course,
            level: query.level,
            road: query.road,
            ..Question::at(self.frame.point(query.place)?, at_ms).accuracy_m(query.accuracy_m)
        })
    }

    /// Tells who answers for a place at a moment (milliseconds since 1970), see [`Finder::answer`].
    ///
    /// This ground must be that of the version of then, see [`crate::Service::ground_at`].
    ///
    /// # Errors
    /// [`QueryError`] as [`Self::ask`].
    pub fn answer(&self, query: &Query, at_ms: i64) -> Result<Answer, QueryError> {
        Ok(self.answer_to(self.ask(query, at_ms)?, &mut Scratch::default()))
    }

    /// Answers a question; `scratch` is memory to use again for many.
    pub fn answer_to(&self, ask: Question, scratch: &mut Scratch) -> Answer {
        self.complete(&self.finder(&self.roster(ask.at_ms)), ask, scratch)
    }

    /// Answers many questions, quicker than one by one, and shows each answer with the position of its question; `order` lists
    /// positions of `questions`, best as [`crate::bulk_order`] does.
    pub fn answer_many(&self, questions: &[Question], order: &[u32], mut visit: impl FnMut(u32, &Answer)) {
        let (at_ms, mut scratch) = (|it: u32| questions[it as usize].at_ms, Scratch::default());
        for order in order.chunk_by(|a, b| at_ms(*a) == at_ms(*b)) {
            let roster = self.roster(at_ms(order[0]));
            let finder = self.finder(&roster);
            for part in order.chunks(Finder::AHEAD) {
                finder.warm(questions, part);
                for &at in part {
                    visit(at, &self.complete(&finder, questions[at as usize], &mut scratch));
                }
            }
        }
    }

    fn finder<'a>(&'a self, roster: &'a Roster) -> Finder<'a> {
        Finder::new(&self.district, &self.locator, roster, self.widest_mm)
    }

    fn complete(&self, finder: &Finder<'_>, ask: Question, scratch: &mut Scratch) -> Answer {
        // Made where it stays: an answer is large to move.
        let mut answer = Answer { ask, found: finder.answer(&ask, scratch), far_road: None };
        let found = &answer.found;
        let answers = found.containment == Containment::Nowhere || found.containment.cell().is_some();
        if answers && found.roads.is_empty() {
            answer.far_road = self.locator.nearest_road(ask.point, ROAD_SIGHT_M);
        }
        answer
    }

    /// Puts an answer into words that a supervisor can read aloud.
    pub fn explain(&self, answer: &Answer) -> Words {
        reason::explain(self, answer, true)
    }

    /// Puts an answer into words that name posts instead of people, for who may not learn names.
    pub fn explain_without_names(&self, answer: &Answer) -> Words {
        reason::explain(self, answer, false)
    }

    /// Returns who holds what at a moment.
    pub fn roster(&self, at_ms: i64) -> Arc<Roster> {
        self.rosters.get(&self.district, self.version, at_ms)
    }

    /// Returns the version of the partition that this ground shows.
    pub const fn version(&self) -> VersionId {
        self.version
    }

    /// Returns who held the contract of a road at its place and moment.
    pub fn leader_at(&self, at: model::RoadPosition, at_ms: i64) -> Option<locate::Holding> {
        self.roster(at_ms).leader(self.road_of(at.segment), at.chainage_mm, at.side, Hours::minute_of(at_ms))
    }
}
