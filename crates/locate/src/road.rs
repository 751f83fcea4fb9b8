//! The roads in reach of a place, in the order in which they answer.

use std::cmp::Ordering;

use model::{Point, RoadClass, RoadId, RoadPosition, RoadSegment, Side};
use smallvec::SmallVec;
use spatial::RoadCandidate;

use crate::{Finder, Question, ReasonCode, Reasons, RoadClaim, Scratch};

/// A road answers beside its carriageway at least this far, in millimetres (default).
const TOLERANCE_MM: u32 = 10_000;
/// A road never answers farther from its centre line, in millimetres (default).
const REACH_MM: u32 = 60_000;
/// Slower than this, in metres per second, a phone's heading says nothing.
const WALKING_MPS: f64 = 1.0;

/// A road near a place, with what decides between roads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Near {
    pub road: RoadId,
    pub at: RoadCandidate,
    class: RoadClass,
    /// Whether another road was named.
    not_named: bool,
    /// Whether it runs on another level than the place.
    other_level: bool,
    /// Distance beyond the kerb.
    beyond_mm: u32,
    /// What is added to it because the reporter moves across the road.
    across_mm: u32,
    /// Whether the place is within the road's reach.
    answers: bool,
}

impl Near {
    /// Returns the distance beyond the kerb as it counts between roads.
    fn counted_mm(&self) -> u32 {
        self.beyond_mm.saturating_add(self.across_mm)
    }

    /// Returns the side; on the centre line itself neither is nearer, and the right one, where people walk, is told.
    fn side(&self) -> Side {
        self.at.side.unwrap_or(Side::Right)
    }

    fn cmp_plain(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.beyond_mm, it.class, it.at.distance_mm);
        key(self).cmp(&key(other))
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.not_named, it.other_level, it.counted_mm(), it.class, it.at.distance_mm);
        key(self).cmp(&key(other))
    }
}

/// The roads that answer, and how clear it is that the first one does.
pub(crate) struct Roads {
    pub claims: SmallVec<[RoadClaim; 5]>,
    pub margin_mm: Option<u32>,
}

impl Finder<'_> {
    /// Finds the roads in reach.
    pub(crate) fn roads(&self, ask: &Question, minute: u16, scratch: &mut Scratch, reasons: &mut Reasons) -> Roads {
        let tolerance_mm = TOLERANCE_MM.max(ask.accuracy_mm.saturating_mul(2)) + ask.verge_mm;
        let widest_mm = self.widest_mm / 2;
        let reach_mm = REACH_MM.min(widest_mm + tolerance_mm);
        self.look(ask, reach_mm, tolerance_mm, scratch);
        let found = &scratch.near;
        let Some(first) = found.iter().filter(|it| it.answers).min_by(|a, b| self.cmp(a, b)).copied() else {
            reasons.add(ReasonCode::NoRoadWithin);
            return Roads { claims: SmallVec::new(), margin_mm: None };
        };
        Self::tell(found, &first, reasons);
        let claims = self.claims(found, &first, ask.point, minute);
        // Roads that only the next reach shows can still be rivals of one that answers from its verge.
        let doubt_mm = first.counted_mm() + ask.accuracy_mm.saturating_mul(2) + widest_mm;
        if doubt_mm > reach_mm {
            self.look(ask, doubt_mm, tolerance_mm, scratch);
        }
        let margin_mm = self.margin(&scratch.near, &first, &claims[0], ask, minute);
        Roads { claims, margin_mm }
    }

    /// Collects the nearest segment of each road within `reach_mm` of the centre line.
    fn look(&self, ask: &Question, reach_mm: u32, tolerance_mm: u32, scratch: &mut Scratch) {
        let Scratch { near, hits, .. } = scratch;
        self.locator.roads_within(ask.point, reach_mm, hits);
        near.clear();
        let heading = ask.course.filter(|it| it.speed_mps > WALKING_MPS && it.heading_deg.is_finite());
        for at in &*hits {
            let segment = &self.district.segments[at.segment.index()];
            let half_mm = half_width_mm(segment);
            let answers = at.distance_mm <= REACH_MM.min(half_mm + tolerance_mm);
            let across = heading.is_some_and(|it| runs_across(at.along, it.heading_deg));
            let it = Near {
                road: segment.road,
                at: *at,
                class: segment.class,
                not_named: ask.road.is_some_and(|it| it != segment.road),
                other_level: ask.level.is_some_and(|it| it != segment.level),
                beyond_mm: at.distance_mm.saturating_sub(half_mm),
                across_mm: if across { ask.accuracy_mm } else { 0 },
                answers,
            };
            match near.iter_mut().find(|other| other.road == it.road) {
                Some(other) if self.cmp(&it, other) == Ordering::Less => *other = it,
                Some(_) => {}
                None => near.push(it),
            }
        }
    }

    /// Orders roads: what was named and the level first, then as DOMAIN.md has it: distance beyond the kerb, higher class,
    /// distance from the centre line, code.
    fn cmp(&self, a: &Near, b: &Near) -> Ordering {
        a.cmp(b).then_with(|| self.code(a).cmp(self.code(b)))
    }

    fn code(&self, it: &Near) -> &str {
        &self.district.segments[it.at.segment.index()].code
    }

    /// Adds the reasons why `first` answers.
    fn tell(found: &[Near], first: &Near, reasons: &mut Reasons) {
        reasons.add(if first.beyond_mm == 0 { ReasonCode::Body } else { ReasonCode::WithinTolerance });
        let mut answering = found.iter().filter(|it| it.answers && it.road != first.road);
        let beats = |it: &Near| it.cmp_plain(first) == Ordering::Less;
        for it in answering.clone().filter(|it| beats(it)) {
            if it.not_named && !first.not_named {
                reasons.add(ReasonCode::Hint);
            } else if it.other_level && !first.other_level {
                reasons.add(ReasonCode::Level);
            } else if it.across_mm > 0 && first.across_mm == 0 {
                reasons.add(ReasonCode::Heading);
            }
        }
        let rank = |it: &Near| (it.not_named, it.other_level, it.counted_mm());
        if let Some(equal) = answering.clone().find(|it| rank(it) == rank(first) && it.class != first.class) {
            debug_assert!(equal.class > first.class, "the higher class comes first");
            reasons.add(ReasonCode::JunctionClass);
        }
        if answering.any(|it| it.cmp(first) == Ordering::Equal) {
            reasons.add(ReasonCode::CodeTie);
        }
    }

    fn claims(&self, found: &[Near], first: &Near, point: Point, minute: u16) -> SmallVec<[RoadClaim; 5]> {
        let mut claims = SmallVec::new();
        claims.push(self.claim(first, point, minute));
        let mut last = first;
        // Five of a handful: looking for the next one each time is quicker than sorting.
        while claims.len() < 5 {
            let after = |it: &&Near| it.answers && it.road != last.road && self.cmp(last, it) == Ordering::Less;
            let later = found.iter().filter(after);
            let Some(next) = later.min_by(|a, b| self.cmp(a, b)) else { break };
            claims.push(self.claim(next, point, minute));
            last = next;
        }
        claims
    }

    fn claim(&self, it: &Near, point: Point, minute: u16) -> RoadClaim {
        let (chainage_mm, foot) = self.locator.foot(&it.at, point);
        let RoadCandidate { segment, distance_mm, .. } = it.at;
        RoadClaim {
            position: RoadPosition { segment, distance_mm, side: it.side(), chainage_mm },
            beyond_mm: it.beyond_mm,
            foot,
            holding: self.roster.leader(it.road, chainage_mm, it.side(), minute),
        }
    }

    /// Returns by how much the nearest road of somebody else is farther beyond its kerb.
    fn margin(&self, found: &[Near], first: &Near, claim: &RoadClaim, ask: &Question, minute: u16) -> Option<u32> {
        let who = |road: RoadId, person: Option<model::PersonId>| person.ok_or(road);
        let own = who(first.road, claim.holding.map(|it| it.person));
        let margin = |it: &Near| {
            let margin = it.counted_mm().saturating_sub(first.counted_mm());
            // Who names a road knows something that the position does not.
            if it.not_named && !first.not_named { margin.max(ask.accuracy_mm) } else { margin }
        };
        let mut least = None;
        // A known level leaves only roads of that level.
        for it in found.iter().filter(|it| (!it.other_level || first.other_level) && it.road != first.road) {
            let margin = margin(it);
            // Whose road it is, is asked only of those that would matter.
            if least.is_none_or(|least| margin < least) {
                let (chainage_mm, _) = self.locator.foot(&it.at, ask.point);
                let holding = self.roster.leader(it.road, chainage_mm, it.side(), minute);
                if who(it.road, holding.map(|it| it.person)) != own {
                    least = Some(margin);
                }
            }
        }
        least
    }
}

/// Returns half the width of the carriageway.
fn half_width_mm(segment: &RoadSegment) -> u32 {
    (segment.width_m * 500.0).round() as u32
}

/// Tells whether a heading leads rather across a line than along it.
fn runs_across([a, b]: [Point; 2], heading_deg: f64) -> bool {
    let (east, north) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let (sin, cos) = heading_deg.to_radians().sin_cos();
    (east * sin + north * cos).abs() < (east * cos - north * sin).abs()
}
