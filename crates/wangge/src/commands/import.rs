//! `wangge import streets`: from an OSM extract and a boundary to a district.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use exchange::{OnCgcs2000, RoadClassTable, read_boundary_in, read_streets};
use model::{AreaLevel, Author, Change, District, RoadClass, Survey};
use partition::CellOptions;
use service::{Clock, SystemClock};
use spatial::Datum;

use super::{
    DataFolder,
    coordinates::{self, CoordinateArgs},
    serve,
};
use crate::progress::Step;

/// The arguments that name streets and boundary.
#[derive(Args, Clone, Debug, Default)]
pub struct SourceFiles {
    /// 边界 GeoJSON：辖区、街道、社区的面 / The boundary: polygons of the district, its sub-districts or communities
    #[arg(long, value_name = "FILE.geojson")]
    pub boundary: Option<PathBuf>,
    /// What the coordinates of the boundary are.
    #[command(flatten)]
    pub coordinates: CoordinateArgs,
    /// 道路文件的坐标基准 / The datum of the streets
    #[arg(long, value_name = "DATUM", value_parser = coordinates::datum, default_value = "cgcs2000")]
    pub streets_datum: Datum,
    /// 道路分类表，缺省为内置表（见 wangge road-classes）/ The road class table; the built-in one when absent
    #[arg(long, value_name = "FILE.csv")]
    pub classes: Option<PathBuf>,
    /// 辖区名称，缺省取自边界 / The district's name; from the boundary when absent
    #[arg(long)]
    pub name: Option<String>,
    /// 六位区划代码，缺省取自边界 / The district's code of six digits; from the boundary when absent
    #[arg(long)]
    pub code: Option<String>,
}

/// The arguments of `wangge import streets`.
#[derive(Args, Debug)]
pub struct ImportStreets {
    /// 道路：OSM PBF，或带 highway 属性的 GeoJSON / The streets: OSM PBF, or GeoJSON with a `highway` property
    #[arg(value_name = "FILE.osm.pbf")]
    streets: PathBuf,
    #[command(flatten)]
    files: SourceFiles,
    #[command(flatten)]
    data: DataFolder,
}

impl ImportStreets {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let district = cut(&survey(&self.streets, &self.files)?, SystemClock.now_ms())?;
        let store = serve::open(&self.data.place())?;
        let summary = summary(&district);
        serve::runtime()?.block_on(store.commit(Author::SYSTEM, Change::Found(Box::new(district))))?;
        println!("{summary}");
        println!("打开 / To open it: wangge serve --data {}", self.data.path.display());
        Ok(())
    }
}

/// Prints the built-in road class table.
#[expect(clippy::unnecessary_wraps, reason = "commands share one shape")]
pub fn print_road_classes() -> Result<()> {
    print!("{}", exchange::DEFAULT_ROAD_CLASSES);
    Ok(())
}

/// Reads streets and boundary.
pub fn survey(streets: &std::path::Path, files: &SourceFiles) -> Result<Survey> {
    let Some(boundary) = &files.boundary else {
        anyhow::bail!("缺少 --boundary：辖区边界 / --boundary is missing: the district's outline");
    };
    let table = road_classes(files)?;
    let (areas, dirt) = read_boundary_in(boundary, &files.coordinates.read()?)?;
    tell_dirt(boundary, &dirt);
    let step = Step::begin("读取道路 / Reading streets");
    let (mut read, dirt) = read_streets(streets, &table, &mut |done, total| step.of(done, total))?;
    read.convert_from(files.streets_datum);
    drop(step);
    tell_dirt(streets, &dirt);
    let outline: Vec<_> = areas.iter().flat_map(|it| it.polygons.iter().flatten().flatten().copied()).collect();
    let lines = read.ways.iter().map(|it| it.nodes.as_slice());
    coordinates::tell_datum(boundary, &outline, lines, ("道路", "streets"));
    let whole = areas.iter().find(|it| it.level == AreaLevel::District);
    let parts: Vec<&str> =
        areas.iter().filter(|it| it.level == AreaLevel::Subdistrict).map(|it| it.name.as_str()).collect();
    let name = files.name.clone().or_else(|| whole.map(|it| it.name.clone())).unwrap_or_else(|| match parts[..] {
        [] => "未命名辖区".to_owned(),
        [one] => one.to_owned(),
        [first, ..] => format!("{first}等 {} 个街道", parts.len()),
    });
    let code = files.code.clone().or_else(|| whole.and_then(|it| it.code.clone())).unwrap_or_default();
    Ok(Survey {
        name,
        code,
        fictional: false,
        attribution: read.attribution,
        ways: read.ways,
        areas,
        backdrop: read.backdrop,
        landmarks: read.landmarks,
    })
}

/// Returns the road class table: the operator's, else the one that ships with the program.
pub fn road_classes(files: &SourceFiles) -> Result<RoadClassTable> {
    let Some(path) = &files.classes else { return Ok(RoadClassTable::default()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("读不了道路分类表 {0} / cannot read the road class table {0}", path.display()))?;
    RoadClassTable::parse(&text).with_context(|| format!("{}", path.display()))
}

/// Cuts a survey into a district that holds from `founded_at` on (milliseconds since 1970), and tells what was met on the way.
pub fn cut(survey: &Survey, founded_at: i64) -> Result<District> {
    cut_with(survey, &CellOptions::default(), founded_at)
}

/// Cuts a survey into a district as the options say, otherwise as [`cut`].
pub fn cut_with(survey: &Survey, options: &CellOptions, founded_at: i64) -> Result<District> {
    let step = Step::begin("划分网格 / Cutting cells");
    let (district, report) = partition::district(survey, options, founded_at, &mut |share| step.share(share))?;
    drop(step);
    for area in &report.empty_areas {
        eprintln!("注意：边界“{area}”内没有地块 / note: the boundary `{area}` holds no ground");
    }
    if report.partition.overlap_m2 >= 1.0 {
        let m2 = report.partition.overlap_m2;
        eprintln!("注意：边界重叠 {m2:.0} m²，归前者 / note: boundaries overlap by {m2:.0} m²; the first one has it");
    }
    tell_register(&report.register);
    Ok(district)
}

/// Tells what was mended or left out of the road register, where there is anything.
pub fn tell_register(report: &partition::RegisterReport) {
    let km = report.outside_m / 1000.0;
    let counts = [
        (report.repeated_nodes, "连续重复的节点 / repeated nodes"),
        (report.short_ways, "没有长度的道路 / ways without length"),
        (report.doubled_legs, "重叠的路段 / legs that two ways share"),
        (report.ways_beyond_frame, "伸出 50 公里范围的道路 / ways that leave the 50 km frame"),
    ];
    for (count, what) in counts.into_iter().filter(|it| it.0 > 0) {
        eprintln!("{what}: {count}");
    }
    if report.outside_segments > 0 {
        eprintln!(
            "辖区外的路段（未登记）/ segments outside the district, left out: {}（{km:.1} km）",
            report.outside_segments
        );
    }
}

/// Tells what was mended or left out of a file, where there is anything.
pub fn tell_dirt(path: &std::path::Path, dirt: &exchange::Dirt) {
    if !dirt.is_clean() {
        eprintln!("{}：\n{dirt}", path.display());
    }
}

/// Says what a district consists of.
pub fn summary(district: &District) -> String {
    let km = |class: RoadClass| {
        let of_class = district.segments.iter().filter(|it| it.class == class);
        // Folded from 0: the sum of nothing would be printed as -0.0.
        of_class.fold(0.0, |sum, it| sum + it.length_m()) / 1000.0
    };
    let [main, secondary, branch, alley] = RoadClass::ALL.map(km);
    let (subdistricts, communities) = (district.subdistricts.len(), district.communities.len());
    let (cells, roads) = (district.live_cells().count(), district.roads.len());
    format!(
        "{}：{subdistricts} 个街道、{communities} 个社区、{cells} 个单元网格、{roads} 条道路；主干道 {main:.1}、次干道 {secondary:.1}、支路 {branch:.1}、背街小巷 {alley:.1} 公里\n\
         {subdistricts} sub-districts, {communities} communities, {cells} unit cells, {roads} roads; main {main:.1}, secondary {secondary:.1}, branch {branch:.1}, alley {alley:.1} km",
        district.name
    )
}
