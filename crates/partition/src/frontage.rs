//! Frontage zones (门前三包): from the façades along a road to the ground before each.
//!
//! A façade is what of a building's wall looks at a road that no other road or building is nearer to. Its zone is as wide as the
//! façade, with gaps to the neighbours shared half and half, and reaches from the wall to the kerb, or to the centre line where
//! there is no pavement (DOMAIN.md, Areas).

mod strip;
mod wall;

use std::collections::BTreeMap;

use model::{BackdropKind, District, FrontageZone, SegmentId, Shape, Side, Span, VersionId};
use spatial::Locator;

use self::{strip::Strip, wall::Wall};

/// How zones are made; lengths in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrontageOptions {
    /// A wall farther beyond the kerb is no façade of the road.
    pub depth_m: f64,
    /// Façades shorter than this get no zone.
    pub least_width_m: f64,
    /// Wider gaps between façades belong to nobody.
    pub widest_gap_m: f64,
    /// Where the wall is nearer to the kerb than this, there is no pavement.
    pub pavement_m: f64,
    /// Whether alleys without a name get zones too; mostly homes lie along them.
    pub unnamed_alleys: bool,
}

impl Default for FrontageOptions {
    /// Ours: 25 m deep at most, 3 m wide at least, gaps to 20 m, a pavement from 1.5 m on, no alleys without a name.
    fn default() -> Self {
        Self { depth_m: 25.0, least_width_m: 3.0, widest_gap_m: 20.0, pavement_m: 1.5, unnamed_alleys: false }
    }
}

/// Makes the frontage zones of a district's buildings, by segment, side and rising chainage.
///
/// `locator` must be the district's. Zones of one side of a segment share no ground; their codes count from 001, and stop at 999.
/// Time is about linear in the length of walls.
pub fn frontages(
    district: &District,
    locator: &Locator,
    options: &FrontageOptions,
    since: VersionId,
) -> Vec<FrontageZone> {
    let buildings = district.backdrop.iter().filter(|it| it.kind == BackdropKind::Building);
    let mut walls: BTreeMap<(SegmentId, bool), Vec<Wall>> = BTreeMap::new();
    for building in buildings {
        if let Shape::Polygon(polygon) = &building.shape {
            for wall in wall::facades(district, locator, polygon, building.name.as_deref(), options) {
                walls.entry((wall.segment, wall.side == Side::Right)).or_default().push(wall);
            }
        }
    }
    let mut zones = vec![];
    for ((id, right), mut walls) in walls {
        let segment = &district.segments[id.index()];
        let side = if right { Side::Right } else { Side::Left };
        let strip = Strip::new(segment, side);
        let letter = if right { 'R' } else { 'L' };
        let mut number = 0;
        for (wall, from, to) in wall::shared(&mut walls, options) {
            let Some(polygon) = strip.zone(wall, from, to, options.pavement_m) else { continue };
            number += 1;
            if number > 999 {
                break;
            }
            zones.push(FrontageZone {
                code: format!("{}-{letter}{number:03}", segment.code),
                name: wall.name.clone(),
                segment: id,
                side,
                from_mm: (from * 1000.0).round() as u32,
                to_mm: (to * 1000.0).round() as u32,
                polygon,
                span: Span::since(since),
            });
        }
    }
    zones
}
