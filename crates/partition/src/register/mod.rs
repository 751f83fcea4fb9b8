//! The road register: ways become coded segments between junctions, segments become roads with a chainage.
//!
//! - **Junctions.** Nodes are the same when they are equal at 1e-7 degrees, and lie on that grid afterwards. Ways are cut where
//!   they meet, touch themselves or end; where just two ends of the same name, class and level meet, they are joined.
//! - **Roads.** Segments of one name (trimmed, full-width letters as half-width) that are connected or come within 200 m of each
//!   other are one road: dual carriageways, gaps. The same name further away is another road. Nameless segments form strokes:
//!   at each node those ends of one class go on in each other that deflect least, below 45°; each stroke is a road.
//! - **Slip roads.** A nameless slip road (OSM's `_link`, or a nameless main or secondary road of less than 150 m) belongs to that
//!   of the roads at its ends which has a name, is of the highest class and is longest, as segments of its own; its chainage
//!   goes on where that of the road ends, slip road after slip road in the order in which they leave it.
//! - **Chainage.** A road starts at that end of its longest extent (as the crow flies) which lies further west, or further north
//!   when the two lie more north and south of each other. The chainage of a node is its shortest distance over the road's own segments;
//!   what is not connected, as the other carriageway, takes the chainage of the nearest place of the road within 100 m, or goes
//!   on after the gap's crow distance. A segment runs from its end of smaller chainage and measures its own length from there,
//!   so that chainage and metres agree along each segment, though not always from one segment to the next.
//! - **Codes.** County code, letter of the class (`Z` main, `C` secondary, `D` branch, `B` alley) and a number by the road's
//!   start, in rows of 500 m from north to south and in each from west to east; segments have the road's code, `-` and a number
//!   by chainage. The order of the ways plays no part.

mod chainage;
mod code;
mod group;
mod name;
mod near;
mod network;
mod slip;
mod stroke;
#[cfg(test)]
mod tests;

use model::{Point, Road, RoadSegment, SurveyWay};
use spatial::Frame;

/// What was mended or left out while making a register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisterReport {
    /// Nodes equal to the one before them, dropped.
    pub repeated_nodes: usize,
    /// Ways without two different places, left out.
    pub short_ways: usize,
    /// Legs between two nodes that another way has too, dropped.
    pub doubled_legs: usize,
    /// Their length in metres.
    pub doubled_m: f64,
    /// Ways with places beyond the frame; only their parts within it are kept.
    pub ways_beyond_frame: usize,
    /// Segments wholly outside the district, left out.
    pub outside_segments: usize,
    /// Their length in metres.
    pub outside_m: f64,
}

/// Makes the register of a district's roads: roads by code, segments by code.
///
/// A segment is kept whole when any of its nodes or its midpoint is `inside`. The result is the same for the ways in any
/// order. No ways give an empty register.
///
/// ```
/// use model::{FrameOrigin, Level, LonLat, RoadClass, SurveyWay};
/// let places = [(113.94, 22.55), (113.95, 22.55)].map(|(lon, lat)| LonLat { lon, lat });
/// let way = SurveyWay {
///     source_id: 1,
///     class: RoadClass::Main,
///     name: Some("人民路".into()),
///     name_en: None,
///     level: Level::Ground,
///     link: false,
///     cuts: true,
///     width_m: 20.0,
///     nodes: places.to_vec(),
/// };
/// let frame = spatial::Frame::new(FrameOrigin { origin: places[0] })?;
/// let (roads, segments, _) = partition::register(&[way], &frame, &|_| true, "440305");
/// assert_eq!((roads[0].code.as_str(), segments[0].code.as_str()), ("440305Z0001", "440305Z0001-001"));
/// # Ok::<(), spatial::FrameError>(())
/// ```
pub fn register(
    ways: &[SurveyWay],
    frame: &Frame,
    inside: &dyn Fn(Point) -> bool,
    county_code: &str,
) -> (Vec<Road>, Vec<RoadSegment>, RegisterReport) {
    let mut report = RegisterReport::default();
    let mut network = network::Network::new(ways, frame, &mut report);
    network.keep(inside, &mut report);
    let chained = group::roads(&network).into_iter().map(|it| chainage::chain(&network, it)).collect();
    let (roads, segments) = code::code(&network, chained, county_code);
    (roads, segments, report)
}
