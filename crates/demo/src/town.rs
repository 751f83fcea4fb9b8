//! The made-up town 荷城: a survey of streets, areas and drawn ground that looks like a real town and is none.

mod arterial;
mod block;
mod built;
mod civic;
mod ground;
mod homes;
mod lots;
mod names;
mod old;
mod plan;
mod streets;
mod survey;
mod water;

use model::{BackdropKind, LandmarkKind, Survey};

use self::{
    arterial::Frame,
    ground::Ground,
    lots::Lot,
    names::Names,
    streets::{Junctions, Street, share_nodes},
};
use crate::{
    dice::Dice,
    plane::{V, bounds, v},
};

/// How big the town is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TownSize {
    /// Sub-districts side by side, each of nine communities on about 5.9 km². The town has 1 at least and 200 at most, so
    /// that it fits one local frame.
    pub subdistricts: u32,
}

impl Default for TownSize {
    fn default() -> Self {
        Self { subdistricts: 1 }
    }
}

/// Draws the fictional town of 荷城.
///
/// The town stands around 112.0° E, 28.0° N, where no such town is; its county code 990101 is given to nobody, and every name
/// is made up. The same size and seed give the same survey. A bigger town has the plan of the smaller one in its
/// south-western corner only in kind, not in detail.
///
/// ```
/// let survey = demo::town(&demo::TownSize::default(), 1);
/// assert!(survey.fictional && survey.attribution.is_empty());
/// ```
pub fn town(size: &TownSize, seed: u64) -> Survey {
    let count = size.subdistricts.clamp(1, 200) as usize;
    // Nearly square in metres.
    let columns = (1..=count).find(|it| it * it * 11 >= count * 10).unwrap_or(1).min(count);
    let rows = count.div_ceil(columns);
    let mut names = Names::new(seed);
    let frame = Frame::new(columns, rows, seed, &mut names);
    let mut town =
        Town { names, streets: Vec::new(), junctions: Junctions::default(), shapes: Vec::new(), marks: Vec::new() };
    town.arterials(&frame, columns, count);

    let mut districts: Vec<Quarter> = Vec::with_capacity(count);
    for at in 0..count {
        let quarter = plan::quarter(&mut town, &frame, at % columns, at / columns, seed);
        districts.push(quarter);
    }
    let mut areas = survey::areas(&frame, columns, &districts);
    town.share_nodes(&mut areas);
    let (low, high) = bounds(&districts.iter().flat_map(|it| it.ring.iter().copied()).collect::<Vec<_>>(), 0.0);
    let mut ground = Ground::new(low - v(50.0, 50.0), high + v(50.0, 50.0));
    for street in &town.streets {
        ground.street(&street.line, street.half);
    }
    water::draw(&mut town, &frame, columns, count, seed);
    for (at, quarter) in districts.iter().enumerate() {
        let mut dice = Dice::new(seed, 1000 + at as u64);
        for lot in &quarter.lots {
            built::fill(&mut town, &mut ground, lot, &mut dice);
        }
        built::small_things(&mut town, quarter, &mut dice);
    }
    survey::finish(town, areas)
}

/// A sub-district in the making.
struct Quarter {
    name: String,
    communities: Vec<String>,
    /// The border.
    ring: Vec<V>,
    lots: Vec<Lot>,
}

/// Everything laid out so far.
struct Town {
    names: Names,
    streets: Vec<Street>,
    junctions: Junctions,
    shapes: Vec<Drawn>,
    marks: Vec<(LandmarkKind, String, V)>,
}

/// A piece of ground in the making.
struct Drawn {
    kind: BackdropKind,
    name: Option<String>,
    /// An open ring, or a line of a railway or wall.
    points: Vec<V>,
}

impl Town {
    fn arterials(&mut self, frame: &Frame, columns: usize, count: usize) {
        let exists = |column: usize, row: usize| {
            let quarter_row = frame.row_starts.iter().skip(3).step_by(3).position(|it| row < *it);
            column / 3 < columns && quarter_row.is_some_and(|it| it * columns + column / 3 < count)
        };
        for street in frame.streets(exists) {
            self.lay(street);
        }
    }

    fn lay(&mut self, street: Street) {
        self.junctions.add(&street);
        self.streets.push(street);
    }

    fn draw(&mut self, kind: BackdropKind, name: Option<String>, points: Vec<V>) {
        self.shapes.push(Drawn { kind, name, points });
    }

    fn mark(&mut self, kind: LandmarkKind, name: String, at: V) {
        self.marks.push((kind, name, at));
    }

    /// Makes streets and borders share a node wherever a street ends.
    fn share_nodes(&mut self, areas: &mut [survey::Area]) {
        let ends: Vec<V> = self.streets.iter().flat_map(|it| [it.line[0], it.line[it.line.len() - 1]]).collect();
        for area in &mut *areas {
            area.ring.extend(area.ring.first().copied());
        }
        let streets = self.streets.iter_mut().map(|it| &mut it.line);
        let mut lines: Vec<&mut Vec<V>> = streets.chain(areas.iter_mut().map(|it| &mut it.ring)).collect();
        share_nodes(&mut lines, &ends);
        for area in areas {
            area.ring.pop();
        }
    }
}
