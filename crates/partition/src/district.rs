//! From a survey to a district: frame, areas with codes, cells, road register, drawn ground.

pub(crate) mod areas;
mod ground;
mod measure;

use std::sync::Arc;

use model::{
    AreaLevel, BrokenDistrict, CellId, Community, District, FrameOrigin, LonLat, Point, Polygon, Span, Survey,
    UnitCell, VersionId,
};
use spatial::{Frame, FrameError, Locator};
use thiserror::Error;

use self::areas::{Areas, HomeArea};
pub use self::measure::{district_quality, live_partition};
use crate::{
    Barrier, BarrierClass, Cell, CellOptions, CodeDigits, FrontageOptions, Home, Partition, PartitionError,
    PartitionReport, RegisterReport, cells, edge_table, frontages, register,
};

/// What was met on the way from a survey to a district.
#[derive(Clone, Debug)]
pub struct DistrictReport {
    /// What the partition met.
    pub partition: PartitionReport,
    /// What the road register met.
    pub register: RegisterReport,
    /// Boundary areas that hold no ground and were left out.
    pub empty_areas: Vec<String>,
    /// Pieces of drawn ground and landmarks left out because they lie far from the district or have no form.
    pub shapes_left_out: usize,
}

/// Why no district comes out of a survey.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DistrictError {
    /// There is no boundary area.
    #[error("没有边界面 / there is no boundary area")]
    NoBoundary,
    /// A boundary area's place is none, or the district is larger than a frame.
    #[error("边界“{area}”有无效或过远的坐标 / the boundary `{area}` has a bad place")]
    Place {
        /// The area.
        area: String,
        /// Why.
        source: FrameError,
    },
    /// The district's code is not six digits.
    #[error("区划代码“{0}”不是六位数字 / the district's code `{0}` is not six digits")]
    Code(String),
    /// Two areas carry the same code.
    #[error("“{first}”与“{second}”的代码同为 {code} / `{first}` and `{second}` both carry the code {code}")]
    SameCode {
        /// The code.
        code: String,
        /// The first area.
        first: String,
        /// The second.
        second: String,
    },
    /// More cells or communities than codes.
    #[error("“{area}”的网格超出编码容量 / `{area}` has more cells than there are codes")]
    CodesExhausted {
        /// The area.
        area: String,
    },
    /// There are streets, but none lies within the boundary.
    #[error(
        "{ways} 条道路都不在边界内，道路与边界不是同一地区 / none of the {ways} streets lies within the boundary: they are of different places"
    )]
    Apart {
        /// How many streets there are.
        ways: usize,
    },
    /// The cells cannot be cut.
    #[error("无法划分网格 / the cells cannot be cut")]
    Partition(#[from] PartitionError),
    /// The lists do not fit together. No survey that does this is known.
    #[error("辖区数据不一致 / the district's data do not fit together")]
    Broken(#[from] BrokenDistrict),
}

/// A road this near to the district's border runs along it and is registered: half the width of a main road, rounded up.
const BORDER_ROAD_M: f64 = 15.0;
/// Ponds below this many m² cut no cells.
const LEAST_WATER_M2: f64 = 5_000.0;

/// Cuts a survey into a district without people.
///
/// Communities are the homes of the cells; a sub-district without communities is one itself, and so is a district
/// without sub-districts. A community with more than 999 cells (99 under the legacy codes) goes on under the next free
/// community code. The
/// partition's first version holds from `founded_at` (milliseconds since 1970). `progress` is told the share done, 0 to 1.
///
/// # Errors
/// [`DistrictError`] when boundaries are missing or bad.
pub fn district(
    survey: &Survey,
    options: &CellOptions,
    founded_at: i64,
    progress: &mut dyn FnMut(f32),
) -> Result<(District, DistrictReport), DistrictError> {
    let county = areas::county_code(survey)?;
    let frame = frame(survey)?;
    let Areas { subdistricts, homes } = areas::areas(survey, &frame, &county)?;
    let buildings = ground::buildings(survey, &frame);
    let outlines: Vec<Home> = homes.iter().map(|it| Home { polygons: it.polygons.clone() }).collect();
    let mut tell = |share: f32| progress(share * 0.8);
    let partition = cells(&outlines, &barriers(survey, &frame), &buildings, options, &mut tell)?;
    let empty_areas = partition.report.empty_homes.iter().map(|&it| homes[it as usize].name.clone()).collect();
    let Partition { cells: cut, edges, report } = partition;
    let (communities, cells) = coded(&homes, cut, options.codes)?;
    let inside = |point: Point| homes.iter().any(|it| it.reaches(point, BORDER_ROAD_M));
    let (roads, segments, register) = register(&survey.ways, &frame, &inside, &county);
    if segments.is_empty() && !survey.ways.is_empty() {
        return Err(DistrictError::Apart { ways: survey.ways.len() });
    }
    let edges = edge_table(&edges, CellId, &segments, VersionId(0));
    progress(0.95);
    let extent = Extent::of(cells.iter().map(|it| &it.polygon));
    let (backdrop, landmarks, shapes_left_out) = ground::ground(survey, &frame, &extent);
    let mut district = District {
        fictional: survey.fictional,
        attribution: survey.attribution.clone(),
        subdistricts: subdistricts.into(),
        communities: communities.into(),
        cells: cells.into(),
        edges: edges.into(),
        roads: roads.into(),
        segments: segments.into(),
        backdrop: backdrop.into(),
        landmarks: landmarks.into(),
        ..District::empty(&survey.name, &county, frame.origin().origin, founded_at)
    };
    district.check()?;
    let options = FrontageOptions::default();
    let locator = Locator::new(Arc::new(district.clone()));
    district.frontages = frontages(&district, &locator, &options, VersionId(0)).into();
    progress(1.0);
    Ok((district, DistrictReport { partition: report, register, empty_areas, shapes_left_out }))
}

/// Centres the frame on the box around all boundary areas.
fn frame(survey: &Survey) -> Result<Frame, DistrictError> {
    let places = || survey.areas.iter().flat_map(|it| it.polygons.iter().flatten().flatten());
    let fold = |axis: fn(&LonLat) -> f64| {
        places().map(axis).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)))
    };
    let ((west, east), (south, north)) = (fold(|it| it.lon), fold(|it| it.lat));
    if west > east {
        return Err(DistrictError::NoBoundary);
    }
    // Seven decimals, so that the origin reads well and survives every way of writing it down.
    let middle = |low: f64, high: f64| (f64::midpoint(low, high) * 1e7).round() / 1e7;
    let origin = LonLat { lon: middle(west, east), lat: middle(south, north) };
    Frame::new(FrameOrigin { origin }).map_err(|source| DistrictError::Place { area: survey.name.clone(), source })
}

/// Returns the lines that cells are cut along: streets, railways, streams and the shores of larger waters.
fn barriers(survey: &Survey, frame: &Frame) -> Vec<Barrier> {
    let mut barriers = Vec::new();
    let mut add = |line: &[LonLat], class: BarrierClass, source: usize| {
        // A place beyond the frame breaks the line; the rest of it still cuts.
        for part in line.iter().map(|&it| frame.point(it).ok()).collect::<Vec<_>>().split(Option::is_none) {
            let line: Vec<Point> = part.iter().copied().flatten().collect();
            if line.len() > 1 {
                barriers.push(Barrier { line, class, source: source as u32 });
            }
        }
    };
    for (at, way) in survey.ways.iter().enumerate().filter(|it| it.1.cuts) {
        add(&way.nodes, BarrierClass::Road(way.class), at);
    }
    for (at, shape) in survey.backdrop.iter().enumerate() {
        ground::barrier_lines(shape, frame, LEAST_WATER_M2, &mut |line, class| add(line, class, at));
    }
    barriers
}

/// Gives every cell its code; the cells of a home come in the order of their sequence.
fn coded(
    homes: &[HomeArea],
    cut: Vec<Cell>,
    digits: CodeDigits,
) -> Result<(Vec<Community>, Vec<UnitCell>), DistrictError> {
    let mut communities: Vec<Community> = homes.iter().map(|it| it.community.clone()).collect();
    let mut codes: std::collections::BTreeSet<String> = communities.iter().map(|it| it.code.clone()).collect();
    let mut current: Vec<usize> = (0..homes.len()).collect();
    let mut sequence = vec![0_usize; homes.len()];
    let mut cells = Vec::with_capacity(cut.len());
    for cell in cut {
        let home = cell.home as usize;
        if sequence[home] == digits.last() {
            let next = areas::next_community(&homes[home].community, &mut codes)
                .ok_or_else(|| DistrictError::CodesExhausted { area: homes[home].name.clone() })?;
            (current[home], sequence[home]) = (communities.len(), 0);
            communities.push(next);
        }
        sequence[home] += 1;
        let community = model::CommunityId::at(current[home]);
        cells.push(UnitCell {
            code: digits.code(&communities[current[home]].code, sequence[home]),
            community,
            polygon: cell.polygon,
            label: cell.label,
            span: Span::FOUNDED,
        });
    }
    Ok((communities, cells))
}

/// The box around the cells, with a margin for what is drawn beyond the border.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    min: Point,
    max: Point,
}

impl Extent {
    /// How far beyond the district the ground is drawn: 500 m.
    const MARGIN: i32 = 5_000_000;

    fn of<'a>(polygons: impl Iterator<Item = &'a Polygon>) -> Self {
        let empty = (Point { x: i32::MAX, y: i32::MAX }, Point { x: i32::MIN, y: i32::MIN });
        let (min, max) = polygons.flat_map(|it| &it.shell).fold(empty, |(min, max), it| {
            (Point { x: min.x.min(it.x), y: min.y.min(it.y) }, Point { x: max.x.max(it.x), y: max.y.max(it.y) })
        });
        let less = |it: i32| it.saturating_sub(Self::MARGIN);
        let more = |it: i32| it.saturating_add(Self::MARGIN);
        Self { min: Point { x: less(min.x), y: less(min.y) }, max: Point { x: more(max.x), y: more(max.y) } }
    }

    pub(crate) fn touches(&self, points: &[Point]) -> bool {
        let within = |low: i32, high: i32, axis: fn(&Point) -> i32| {
            points.iter().any(|it| axis(it) >= low) && points.iter().any(|it| axis(it) <= high)
        };
        within(self.min.x, self.max.x, |it| it.x) && within(self.min.y, self.max.y, |it| it.y)
    }
}

/// Returns the areas of a level.
pub(crate) fn of_level(survey: &Survey, level: AreaLevel) -> impl Iterator<Item = &model::SurveyArea> {
    survey.areas.iter().filter(move |it| it.level == level)
}
