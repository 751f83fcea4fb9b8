//! `wangge import division`: checks a division that a district already has, mends its small faults, puts it in force.

mod accept;
mod report;

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use exchange::{
    Division, DivisionArea, DivisionColumns, DivisionOptions, read_boundary, read_buildings, read_division,
    write_points_geojson, write_polygons_geojson,
};
use model::{FrameOrigin, LonLat, Point, Polygon, SurveyPolygon, SurveyShapeGeometry};
use partition::{Audit, AuditCell, AuditOptions, Fault, Home, MendOptions, Mended, audit, mend};
use serde_json::json;
use spatial::{Frame, FrameError};

use self::{accept::Target, report::Report};
use super::{
    coordinates::{self, CoordinateArgs},
    import::tell_dirt,
};
use crate::{outputs::Outputs, progress::Step};

/// The arguments of `wangge import division`.
#[derive(Args, Debug)]
pub struct ImportDivision {
    /// 网格面：GeoJSON 或 Shapefile（旁边有 .dbf，最好有 .prj、.cpg）/ The areas: GeoJSON, or a shapefile with .dbf, .prj, .cpg
    #[arg(value_name = "FILE.shp")]
    division: PathBuf,
    /// 辖区边界，缺省时只查网格围住的缝隙 / The district's boundary; without it only gaps between areas are found
    #[arg(long, value_name = "FILE.geojson")]
    boundary: Option<PathBuf>,
    /// 建筑面 GeoJSON：查切割建筑的边界 / Buildings as GeoJSON polygons: borders through them are told
    #[arg(long, value_name = "FILE.geojson")]
    buildings: Option<PathBuf>,
    /// 网格的目标面积，平方米 / The area that a cell should have, in m²
    #[arg(long, value_name = "M2", default_value_t = 10_000.0)]
    target_area: f64,
    #[command(flatten)]
    coordinates: CoordinateArgs,
    /// 编码所在的属性 / The attribute with the code
    #[arg(long, value_name = "NAME")]
    code_column: Option<String>,
    /// 名称所在的属性 / The attribute with the name
    #[arg(long, value_name = "NAME")]
    name_column: Option<String>,
    /// 社区所在的属性 / The attribute with the community
    #[arg(long, value_name = "NAME")]
    community_column: Option<String>,
    /// 责任人所在的属性 / The attribute with the member
    #[arg(long, value_name = "NAME")]
    member_column: Option<String>,
    /// 问题位置输出为 GeoJSON 点 / Where the places of the faults go, as GeoJSON points
    #[arg(long, value_name = "FILE.geojson")]
    out: Option<PathBuf>,
    /// 检查报告输出为 JSON / Where the report goes, as JSON
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
    /// 修补小的重叠和缝隙，网格输出为 GeoJSON / Mends small overlaps and gaps; where the areas go, as GeoJSON
    #[arg(long, value_name = "FILE.geojson")]
    mend: Option<PathBuf>,
    /// 修补后采用为此数据文件夹的下一版划分（先停止服务）/ Puts the mended areas in force as the next version of this data folder; stop its service first
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 该版的说明 / What to say about that version
    #[arg(long, value_name = "TEXT", requires = "data", default_value = "")]
    note: String,
}

/// A division on the lattice.
struct Ground {
    division: Division,
    frame: Frame,
    cells: Vec<AuditCell>,
    bounds: Option<Vec<Home>>,
    buildings: Vec<Polygon>,
}

impl ImportDivision {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let outputs: Vec<&PathBuf> = [&self.out, &self.report, &self.mend].into_iter().flatten().collect();
        let inputs = [Some(&self.division), self.boundary.as_ref(), self.buildings.as_ref()];
        crate::outputs::check_paths(&inputs, &outputs)?;
        let target = self.data.as_deref().map(Target::open).transpose()?;
        let ground = self.ground(target.as_ref())?;
        let options = AuditOptions { target_m2: self.target_area, ..AuditOptions::default() };
        let step = Step::begin("检查网格 / Checking the division");
        let found = audit(&ground.cells, ground.bounds.as_deref(), &ground.buildings, &options)?;
        let wanted = self.mend.is_some() || target.is_some();
        let mended = wanted.then(|| ground.mended()).transpose()?;
        drop(step);
        let report = Report::new(&ground.division, &ground.frame, &found, mended.as_ref());
        self.write(&ground, &found, mended.as_ref(), &report)?;
        print!("{report}");
        if let (Some(target), Some(mended)) = (target, &mended) {
            println!("{}", target.accept(mended, self.note)?);
        }
        Ok(())
    }

    fn write(&self, ground: &Ground, found: &Audit, mended: Option<&Mended>, report: &Report) -> Result<()> {
        let mut outputs = Outputs::default();
        if let Some(path) = &self.out {
            let features = found.faults.iter().map(|it| (report::properties(&ground.division, it), it.at));
            outputs.write(path, |out| write_points_geojson(out, &ground.frame, features))?;
        }
        if let Some(path) = &self.report {
            let text = report.json().context("报告无法写成 JSON / the report cannot be written as JSON")?;
            outputs.write(path, |out| out.write_all(text.as_bytes()))?;
        }
        if let Some((path, mended)) = self.mend.as_ref().zip(mended) {
            let areas = ground.division.areas.iter().zip(&mended.partition.cells);
            let features = areas.map(|(area, cell)| {
                let DivisionArea { code, name, community, member, .. } = area;
                let area_m2 = (cell.polygon.area_m2() * 100.0).round() / 100.0;
                let properties =
                    json!({ "code": code, "name": name, "community": community, "member": member, "area_m2": area_m2 });
                (properties, &cell.polygon)
            });
            outputs.write(path, |out| write_polygons_geojson(out, &ground.frame, features))?;
        }
        outputs.finish()
    }

    /// Reads everything and brings it to the lattice of `frame`, or of one around the areas.
    fn ground(&self, target: Option<&Target>) -> Result<Ground> {
        let columns = DivisionColumns {
            code: self.code_column.clone(),
            name: self.name_column.clone(),
            community: self.community_column.clone(),
            member: self.member_column.clone(),
        };
        let (division, dirt) =
            read_division(&self.division, &DivisionOptions { columns, coordinates: self.coordinates.read()? })?;
        tell_dirt(&self.division, &dirt);
        let frame = target.map(Target::frame).transpose()?.map_or_else(|| frame(&division), Ok)?;
        if let Some(target) = target {
            let streets = target.streets(&frame);
            let lines = streets.iter().map(Vec::as_slice);
            coordinates::tell_datum(&self.division, &corners(&division), lines, ("道路", "streets"));
        }
        let mut cells = Vec::with_capacity(division.areas.len());
        for it in &division.areas {
            let polygons = lattice(&frame, &it.polygons).with_context(|| {
                format!("第 {0} 个要素离其他要素太远 / feature {0} lies too far from the others", it.feature)
            })?;
            // A community that is told by its name says nothing about the code.
            let community =
                it.community.clone().filter(|it| it.len() == 12 && it.bytes().all(|it| it.is_ascii_digit()));
            cells.push(AuditCell { code: it.code.clone().unwrap_or_default(), community, polygons });
        }
        let bounds = self.boundary.as_ref().map(|path| {
            let (areas, dirt) = read_boundary(path)?;
            tell_dirt(path, &dirt);
            if target.is_none() {
                let rings = areas.iter().flat_map(|it| it.polygons.iter().flatten().map(Vec::as_slice));
                coordinates::tell_datum(&self.division, &outline(&division), rings, ("辖区边界", "boundary"));
            }
            let home = |it: &model::SurveyArea| {
                let polygons = lattice(&frame, &it.polygons);
                polygons.map(|polygons| Home { polygons }).with_context(|| {
                    format!("边界“{0}”离网格太远 / the boundary `{0}` lies too far from the division", it.name)
                })
            };
            areas.iter().map(home).collect::<Result<Vec<_>>>()
        });
        let buildings = match &self.buildings {
            None => vec![],
            Some(path) => {
                let (shapes, dirt) = read_buildings(path)?;
                tell_dirt(path, &dirt);
                let polygon = |it: &model::SurveyShape| match &it.geometry {
                    // A building beyond the frame is cut by nothing.
                    SurveyShapeGeometry::Polygon(rings) => lattice(&frame, std::slice::from_ref(rings)).ok(),
                    SurveyShapeGeometry::Line(_) => None,
                };
                shapes.iter().filter_map(polygon).flatten().collect()
            }
        };
        Ok(Ground { bounds: bounds.transpose()?, division, frame, cells, buildings })
    }
}

impl Ground {
    fn mended(&self) -> Result<Mended> {
        mend(&self.cells, self.bounds.as_deref(), &MendOptions::default())?.map_err(|left| self.too_large(&left))
    }

    fn too_large(&self, left: &[Fault]) -> anyhow::Error {
        let first: Vec<String> =
            left.iter().take(5).map(|it| report::sentence(&self.division, &self.frame, it)).collect();
        let more = if left.len() > first.len() { "\n…" } else { "" };
        anyhow::anyhow!(
            "{0} 处问题太大，不能自动修补 / {0} faults are too large to be mended:\n{1}{more}",
            left.len(),
            first.join("\n")
        )
    }
}

/// Centres a frame on the box around all areas.
fn frame(division: &Division) -> Result<Frame> {
    let places = || division.areas.iter().flat_map(|it| it.polygons.iter().flatten().flatten());
    let middle = |axis: fn(&LonLat) -> f64| {
        let (low, high) =
            places().map(axis).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)));
        (f64::midpoint(low, high) * 1e7).round() / 1e7
    };
    let origin = LonLat { lon: middle(|it| it.lon), lat: middle(|it| it.lat) };
    Ok(Frame::new(FrameOrigin { origin })?)
}

/// Returns every corner of a division.
fn corners(division: &Division) -> Vec<LonLat> {
    division.areas.iter().flat_map(|it| it.polygons.iter().flatten().flatten().copied()).collect()
}

/// Returns the middles of the edges that only one area has: the outline, where neighbours share their corners.
fn outline(division: &Division) -> Vec<LonLat> {
    let mut edges: BTreeMap<[[u64; 2]; 2], (LonLat, usize)> = BTreeMap::new();
    for ring in division.areas.iter().flat_map(|it| it.polygons.iter().flatten()) {
        for (a, b) in ring.iter().zip(ring.iter().skip(1)) {
            let mut key = [a, b].map(|it| [it.lon.to_bits(), it.lat.to_bits()]);
            key.sort_unstable();
            let middle = LonLat { lon: f64::midpoint(a.lon, b.lon), lat: f64::midpoint(a.lat, b.lat) };
            edges.entry(key).or_insert((middle, 0)).1 += 1;
        }
    }
    edges.into_values().filter(|it| it.1 == 1).map(|it| it.0).collect()
}

fn lattice(frame: &Frame, polygons: &[SurveyPolygon]) -> Result<Vec<Polygon>, FrameError> {
    let ring = |places: &Vec<LonLat>| {
        let mut ring: Vec<Point> = places.iter().map(|&it| frame.point(it)).collect::<Result<_, _>>()?;
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        Ok(ring)
    };
    let polygon = |rings: &SurveyPolygon| {
        let mut rings = rings.iter().map(ring);
        let shell = rings.next().transpose()?.unwrap_or_default();
        Ok(Polygon { shell, holes: rings.collect::<Result<_, _>>()? })
    };
    polygons.iter().map(polygon).collect()
}
