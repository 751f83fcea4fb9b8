//! Frontage zones with who signed for them (门前三包).

use locate::Holding;
use model::{CommunityId, FrontageId, Hours, Point};
use spatial::Place;

use crate::Ground;

/// A frontage zone at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frontage {
    /// The zone.
    pub id: FrontageId,
    /// The community in which its façade's middle lies; `None` outside all cells.
    pub community: Option<CommunityId>,
    /// The pledge that is valid; `None` where nobody signed.
    pub pledge: Option<Holding>,
}

impl Ground {
    /// Lists the frontage zones of this version with the pledges that are valid at a moment.
    pub fn frontages(&self, at_ms: i64) -> Vec<Frontage> {
        let roster = self.roster(at_ms);
        let minute = Hours::minute_of(at_ms);
        let zones = self.district.frontages.iter().enumerate().filter(|it| it.1.span.holds(self.version()));
        let frontage = |(at, zone): (usize, &model::FrontageZone)| {
            let id = FrontageId::at(at);
            Frontage { id, community: self.community_of(&zone.polygon.shell), pledge: roster.pledge(id, minute) }
        };
        zones.map(frontage).collect()
    }

    /// Returns the community around the middle of a ring's corners.
    fn community_of(&self, ring: &[Point]) -> Option<CommunityId> {
        let count = i64::try_from(ring.len()).ok().filter(|it| *it > 0)?;
        let mean = |axis: fn(&Point) -> i32| (ring.iter().map(|it| i64::from(axis(it))).sum::<i64>() / count) as i32;
        match self.locator.place(Point { x: mean(|it| it.x), y: mean(|it| it.y) }) {
            Place::Inside(cell) => Some(self.district.cells[cell.index()].community),
            Place::Outside { .. } | Place::Nowhere => None,
        }
    }
}
