//! The district's own layers: drawn ground, roads and areas.

mod areas;
mod backdrop;
mod borders;
mod centre;
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
    /// out. About 2.5 s for 100,000 segments, 50,000 cells and 200,000 houses.
    ///
    /// ```
    /// use model::{District, FrameOrigin, LonLat, Level, Point, Road, RoadClass, RoadId, RoadSegment};
    /// let origin = FrameOrigin { origin: LonLat { lon: 113.94, lat: 22.55 } };
    /// let frame = spatial::Frame::new(origin)?;
    /// # let district = District {
    /// #     fictional: true,
    /// #     roads: vec![Road { code: "440305Z0001".into(), name: None, name_en: None, class: RoadClass::Main }].into(),
    /// #     segments: vec![RoadSegment {
    /// #         code: "440305Z0001-001".into(),
    /// #         road: RoadId(0),
    /// #         class: RoadClass::Main,
    /// #         level: Level::Ground,
    /// #         line: vec![Point { x: 0, y: 0 }, Point { x: 1_000_000, y: 0 }],
    /// #         from_m: 0.0,
    /// #         to_m: 100.0,
    /// #         width_m: 20.0,
    /// #     }].into(),
    /// #     ..District::empty("南山区", "440305", origin.origin, 0)
    /// # };
    /// // A district with one street, 100 m east from the origin.
    /// let drawn = tiles::DistrictTiles::build(&district, &frame);
    /// assert!(!drawn.roads(tiles::TileId::new(14, 13_377, 7_138)?).is_empty());
    /// assert!(drawn.roads(tiles::TileId::new(14, 0, 0)?).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    /// Below zoom 13 a polygon is the whole duty grid of a member, without `code`. The layer `grid` has the borders between
    /// duty grids, each once (lines with `kind` = `grid` and the `level` of the highest border there: `subdistrict`,
    /// `community` or `grid`), and from zoom 12 `grid_label` a point well inside the largest part
    /// of each (`member`, `cells`, `area_ha`, `tint`).
    pub fn areas(&self, tile: TileId) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.areas.draw(&View::of(tile), &mut bytes);
        bytes
    }

    /// Draws the areas of a tile without people's names, for who may not learn them: no `member` and no `grid_label`.
    pub fn areas_without_names(&self, tile: TileId) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.areas.draw(&View::of(tile).nameless(), &mut bytes);
        bytes
    }
}
