//! The district's own layers: drawn ground, roads and areas.

mod areas;
mod backdrop;
mod dissolve;
mod roads;
mod simplify;
mod tint;
mod topology;
mod view;

use model::{District, Point, Rect};
use spatial::Frame;

pub(crate) use self::view::View;
use self::{areas::Areas, backdrop::Ground, roads::Roads};
use crate::{TileId, WorldPoint, filter::WorldBox};

/// A district prepared for drawing: its geometry in world units, ranked for simplification and indexed.
///
/// Lines are simplified by Douglas and Peucker once for all zooms: each vertex gets the lowest zoom that shows it, at a
/// tolerance of 4 tile units (half a pixel of a map with tiles of 512 pixels). Borders of cells are ranked arc by arc
/// between the nodes where three meet, so that both sides of a border show the same vertices and no gap opens.
#[derive(Debug)]
pub struct DistrictTiles {
    ground: Ground,
    roads: Roads,
    areas: Areas,
    bounds: Option<Rect>,
}

impl DistrictTiles {
    /// Prepares a district whose references are sound ([`District::check`]); what a broken reference would name is left
    /// out.
    pub fn build(district: &District, frame: &Frame) -> Self {
        let world = |point: Point| WorldPoint::of(frame.place(point));
        let areas = Areas::build(district, &world);
        let roads = Roads::build(district, &world);
        let bounds = [areas.bounds(), roads.bounds()].into_iter().flatten().reduce(WorldBox::join);
        Self {
            ground: Ground::build(district, &world),
            bounds: bounds.map(|it| {
                let (north_west, south_east) = (it.min.place(), it.max.place());
                Rect {
                    min: model::LonLat { lon: north_west.lon, lat: south_east.lat },
                    max: model::LonLat { lon: south_east.lon, lat: north_west.lat },
                }
            }),
            roads,
            areas,
        }
    }

    /// Returns the box around all cells and road segments in degrees, or `None` without any.
    pub fn bounds(&self) -> Option<Rect> {
        self.bounds
    }

    /// Draws the ground of a tile: the layers `ground` (polygons with `kind`, `name`), `building` (from zoom 13, the
    /// small ones later), `line` (streams, railways, walls with `kind`), `district` (borders with `kind` = `district`,
    /// `subdistrict`, `community`) and `landmark` (from zoom 14, with `kind` and `name`). No bytes when there is nothing.
    pub fn backdrop(&self, tile: TileId) -> Vec<u8> {
        let mut bytes = Vec::new();
        let view = View::of(tile);
        self.ground.draw(&view, &mut bytes);
        self.areas.draw_borders(&view, &mut bytes);
        self.ground.draw_landmarks(&view, &mut bytes);
        bytes
    }

    /// Draws the roads of a tile as the layer `road`: lines with `class`, `level`, `code`, `width` in metres and, where
    /// the road has one, `name`. From zoom 15 one feature a segment under the segment's code; below, one feature for
    /// each road, class and level under the road's code. Branch roads from zoom 12, alleys from zoom 13.
    pub fn roads(&self, tile: TileId) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.roads.draw(&View::of(tile), &mut bytes);
        bytes
    }

    /// Draws the areas of a tile from zoom 11: the layer `cell` (polygons with `code`, `community`, and under a member
    /// `member` and `tint`) and from zoom 15 `cell_label` (points with `code`, the last three digits, and `member`).
    /// Below zoom 13 a polygon is the whole duty grid of a member, without `code`.
    pub fn areas(&self, tile: TileId) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.areas.draw(&View::of(tile), &mut bytes);
        bytes
    }
}
