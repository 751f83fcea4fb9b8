//! The roads in reach of a place, in the order in which they answer.

use std::cmp::Ordering;

use model::{Point, RoadId, RoadPosition, Side};
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
    pub at: RoadCandidate,
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
        let key = |it: &Self| (it.beyond_mm, it.at.class, it.at.distance_mm);
        key(self).cmp(&key(other))
    }

    /// Orders roads as far as more than the code decides.
    fn cmp_but_code(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.not_named, it.other_level, it.counted_mm(), it.at.class, it.at.distance_mm);
        key(self).cmp(&key(other))
    }

    /// Orders roads: what was named and the level first, then as DOMAIN.md has it: distance beyond the kerb, higher class,
    /// distance from the centre line, code.
    fn cmp(&self, other: &Self) -> Ordering {
        // Within a class the rank is that of the code.
        self.cmp_but_code(other).then_with(|| self.at.rank.cmp(&other.at.rank))
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
        // The farthest that rivals of any road in reach may lie; where that costs no more, all are found at once.
        let doubt_mm = ask.accuracy_mm.saturating_mul(2) + widest_mm;
        let farthest_mm = tolerance_mm + doubt_mm;
        let found_mm = if farthest_mm <= self.locator.cheap_reach_mm() { farthest_mm.max(reach_mm) } else { reach_mm };
        self.locator.roads_within(ask.point, found_mm, &mut scratch.hits);
        scratch.near.clear();
        let looked = Self::look(ask, 0, reach_mm, tolerance_mm, scratch);
        let found = &scratch.near;
        let Some(first) = found.iter().filter(|it| it.answers).min_by(|a, b| a.cmp(b)).copied() else {
            reasons.add(ReasonCode::NoRoadWithin);
            return Roads { claims: SmallVec::new(), margin_mm: None };
        };
        Self::tell(found, &first, reasons);
        let claims = self.claims(found, &first, ask.point, minute);
        // Roads that only the next reach shows can still be rivals of one that answers from its verge.
        let doubt_mm = first.counted_mm() + doubt_mm;
        if doubt_mm > reach_mm {
            if doubt_mm > found_mm {
                self.locator.roads_within(ask.point, doubt_mm, &mut scratch.hits);
            }
            Self::look(ask, looked, doubt_mm, tolerance_mm, scratch);
        }
        let margin_mm = self.margin(&scratch.near, &first, &claims[0], ask, minute);
        Roads { claims, margin_mm }
    }

    /// Collects the nearest segment of each road among the hits within `reach_mm` of the centre line, after those that were
    /// looked at before; returns how many now were.
    fn look(ask: &Question, before: usize, reach_mm: u32, tolerance_mm: u32, scratch: &mut Scratch) -> usize {
        let Scratch { near, hits, .. } = scratch;
        let heading = ask.course.filter(|it| it.speed_mps > WALKING_MPS && it.heading_deg.is_finite());
        let mut looked = before;
        for at in hits[before..].iter().take_while(|it| it.distance_mm <= reach_mm) {
            looked += 1;
            let half_mm = at.half_width_mm;
            let answers = at.distance_mm <= REACH_MM.min(half_mm + tolerance_mm);
            let across = heading.is_some_and(|it| runs_across(at.along, it.heading_deg));
            let it = Near {
                at: *at,
                not_named: ask.road.is_some_and(|it| it != at.road),
                other_level: ask.level.is_some_and(|it| it != at.level),
                beyond_mm: at.distance_mm.saturating_sub(half_mm),
                across_mm: if across { ask.accuracy_mm } else { 0 },
                answers,
            };
            match near.iter_mut().find(|other| other.at.road == at.road) {
                Some(other) if it.cmp(other) == Ordering::Less => *other = it,
                Some(_) => {}
                None => near.push(it),
            }
        }
        looked
    }

    /// Adds the reasons why `first` answers.
    fn tell(found: &[Near], first: &Near, reasons: &mut Reasons) {
        reasons.add(if first.beyond_mm == 0 { ReasonCode::Body } else { ReasonCode::WithinTolerance });
        let mut answering = found.iter().filter(|it| it.answers && it.at.road != first.at.road);
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
        if let Some(equal) = answering.clone().find(|it| rank(it) == rank(first) && it.at.class != first.at.class) {
            debug_assert!(equal.at.class > first.at.class, "the higher class comes first");
            reasons.add(ReasonCode::JunctionClass);
        }
        if answering.any(|it| it.cmp_but_code(first) == Ordering::Equal) {
            reasons.add(ReasonCode::CodeTie);
        }
    }

    fn claims(&self, found: &[Near], first: &Near, point: Point, minute: u16) -> SmallVec<[RoadClaim; 5]> {
        let mut claims = SmallVec::new();
        claims.push(self.claim(first, point, minute));
        let mut last = first;
        // Five of a handful: looking for the next one each time is quicker than sorting.
        while claims.len() < 5 {
            let after = |it: &&Near| it.answers && it.at.road != last.at.road && last.cmp(it) == Ordering::Less;
            let later = found.iter().filter(after);
            let Some(next) = later.min_by(|a, b| a.cmp(b)) else { break };
            claims.push(self.claim(next, point, minute));
            last = next;
        }
        claims
    }

    fn claim(&self, it: &Near, point: Point, minute: u16) -> RoadClaim {
        let (chainage_mm, foot) = self.locator.foot(&it.at, point);
        let RoadCandidate { segment, road, distance_mm, .. } = it.at;
        RoadClaim {
            road,
            position: RoadPosition { segment, distance_mm, side: it.side(), chainage_mm },
            beyond_mm: it.beyond_mm,
            foot,
            holding: self.roster.leader(it.at.road, chainage_mm, it.side(), minute),
        }
    }

    /// Returns by how much the nearest road of somebody else is farther beyond its kerb.
    fn margin(&self, found: &[Near], first: &Near, claim: &RoadClaim, ask: &Question, minute: u16) -> Option<u32> {
        let who = |road: RoadId, person: Option<model::PersonId>| person.ok_or(road);
        let own = who(first.at.road, claim.holding.map(|it| it.person));
        let margin = |it: &Near| {
            let margin = it.counted_mm().saturating_sub(first.counted_mm());
            // Who names a road knows something that the position does not.
            if it.not_named && !first.not_named { margin.max(ask.accuracy_mm) } else { margin }
        };
        let mut least = None;
        // A known level leaves only roads of that level.
        for it in found.iter().filter(|it| (!it.other_level || first.other_level) && it.at.road != first.at.road) {
            let margin = margin(it);
            // Whose road it is, is asked only of those that would matter.
            if least.is_none_or(|least| margin < least) {
                let (chainage_mm, _) = self.locator.foot(&it.at, ask.point);
                let holding = self.roster.leader(it.at.road, chainage_mm, it.side(), minute);
                if who(it.at.road, holding.map(|it| it.person)) != own {
                    least = Some(margin);
                }
            }
        }
        least
    }
}

/// Tells whether a heading leads rather across a line than along it.
fn runs_across([a, b]: [Point; 2], heading_deg: f64) -> bool {
    let (east, north) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let (sin, cos) = heading_deg.to_radians().sin_cos();
    (east * sin + north * cos).abs() < (east * cos - north * sin).abs()
}
