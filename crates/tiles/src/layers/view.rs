//! What a tile shows of prepared geometry.

use model::Point;
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::simplify;
use crate::{
    TileId, WorldPoint,
    clip::{self, BUFFER, Far},
    filter::WorldBox,
    mvt::{EXTENT, Position},
};

/// A line or ring in world units with the lowest zoom that shows each of its points.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    pub(super) points: Vec<WorldPoint>,
    pub(super) from_zoom: Vec<u8>,
}

impl Path {
    /// Ranks a line by itself.
    pub(super) fn line(points: Vec<WorldPoint>) -> Self {
        Self { from_zoom: simplify::ranks(&points), points }
    }

    /// Ranks a ring by itself: between its least point and the point farthest from it.
    pub(super) fn ring(points: Vec<WorldPoint>) -> Self {
        Self { from_zoom: simplify::ring_ranks(&points), points }
    }

    /// Turns it round.
    pub(super) fn reverse(&mut self) {
        self.points.reverse();
        self.from_zoom.reverse();
    }

    /// Goes on in a path that begins where this one ends.
    pub(super) fn extend(&mut self, next: Self) {
        self.points.extend(next.points.into_iter().skip(1));
        self.from_zoom.extend(next.from_zoom.into_iter().skip(1));
    }

    fn shown(&self, z: u8) -> impl Iterator<Item = WorldPoint> {
        self.points.iter().zip(&self.from_zoom).filter(move |it| *it.1 <= z).map(|it| *it.0)
    }
}

/// Rings of an area, the shell first.
pub(super) type Rings = Vec<Path>;

/// Converts a line of the lattice; neighbours that fall into one world unit become one.
pub(super) fn convert(line: &[Point], world: &dyn Fn(Point) -> WorldPoint) -> Vec<WorldPoint> {
    let mut line: Vec<_> = line.iter().map(|it| world(*it)).collect();
    line.dedup();
    line
}

/// A tile's window on the world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    z: u8,
    x: i64,
    y: i64,
    shift: u32,
    /// Whether people's names are drawn.
    names: bool,
}

impl View {
    pub(crate) fn of(tile: TileId) -> Self {
        let side = tile.side() as i64;
        Self {
            z: tile.z(),
            x: i64::from(tile.x()) * side,
            y: i64::from(tile.y()) * side,
            shift: u32::from(TileId::MAX_ZOOM) - u32::from(tile.z()),
            names: true,
        }
    }

    /// The same without people's names.
    pub(super) fn nameless(self) -> Self {
        Self { names: false, ..self }
    }

    pub(super) fn names(&self) -> bool {
        self.names
    }

    pub(super) fn z(&self) -> u8 {
        self.z
    }

    fn far(&self, at: WorldPoint) -> Far {
        // An arithmetic shift rounds down on both sides of zero.
        [(i64::from(at.x) - self.x) >> self.shift, (i64::from(at.y) - self.y) >> self.shift]
    }

    /// Returns the position of a point that lies in the tile or near it.
    pub(crate) fn position(&self, at: WorldPoint) -> Position {
        self.far(at).map(|it| it.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// Tells whether the tile itself, without its buffer, holds the point.
    pub(super) fn holds(&self, at: WorldPoint) -> bool {
        self.far(at).iter().all(|it| (0..i64::from(EXTENT)).contains(it))
    }

    /// Returns how many square tile units an area of square world units covers.
    pub(super) fn area(&self, world: f64) -> f64 {
        world / 4.0_f64.powi(self.shift as i32)
    }

    pub(super) fn line(&self, path: &Path) -> Vec<Vec<Position>> {
        let line: Vec<Far> = path.shown(self.z).map(|it| self.far(it)).collect();
        clip::line(&line)
    }

    pub(super) fn rings(&self, rings: &[Path]) -> Vec<Vec<Position>> {
        rings.iter().map(|it| clip::ring(it.shown(self.z).map(|it| self.far(it)).collect())).collect()
    }

    fn envelope(&self) -> AABB<[f64; 2]> {
        let buffer = i64::from(BUFFER) << self.shift;
        let side = i64::from(EXTENT) << self.shift;
        let corner = |offset: i64| [(self.x + offset) as f64, (self.y + offset) as f64];
        AABB::from_corners(corner(-buffer), corner(side + buffer))
    }
}

/// Finds what may show in a tile.
#[derive(Debug, Default)]
pub(super) struct Finder(RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>);

impl Finder {
    /// Indexes boxes; an entry without a box is never found.
    pub(super) fn of(boxes: impl IntoIterator<Item = Option<WorldBox>>) -> Self {
        let corner = |it: WorldPoint| [f64::from(it.x), f64::from(it.y)];
        let entry = |(at, it): (u32, Option<WorldBox>)| {
            it.map(|it| GeomWithData::new(Rectangle::from_corners(corner(it.min), corner(it.max)), at))
        };
        Self(RTree::bulk_load((0..).zip(boxes).filter_map(entry).collect()))
    }

    /// Returns the numbers of all boxes that touch the tile or its buffer, rising.
    pub(super) fn find(&self, view: &View) -> Vec<usize> {
        let mut found: Vec<_> =
            self.0.locate_in_envelope_intersecting(view.envelope()).map(|it| it.data as usize).collect();
        found.sort_unstable();
        found
    }
}
