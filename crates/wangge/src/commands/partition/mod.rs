//! `wangge partition`: streets and boundary in, unit cells out, without a database.

mod grids;
mod report;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use exchange::{OnCgcs2000, read_barriers, read_buildings, write_cells_geojson, write_edges_csv};
use model::{BackdropKind, Survey};
use partition::{CellOptions, CodeDigits, district_quality};
use service::{Clock, SystemClock};
use spatial::Frame;

use self::report::Report;
use super::import::{self, SourceFiles, tell_dirt};
use crate::{
    cpu::cpu_ms,
    outputs::{Outputs, check_paths},
    progress::Step,
};

/// The arguments of `wangge partition`.
#[derive(Args, Debug)]
pub struct Partition {
    /// 道路：OSM PBF，或带 highway 属性的 GeoJSON / The streets: OSM PBF, or GeoJSON with a `highway` property
    #[arg(long, value_name = "FILE.osm.pbf")]
    streets: PathBuf,
    #[command(flatten)]
    files: SourceFiles,
    /// 单元网格的目标面积，平方米 / The area of a unit cell aimed at, in m²
    #[arg(long, value_name = "M2", default_value_t = 10_000.0)]
    target_area: f64,
    /// 网格编码位数，15 或旧式 14 / How many digits the cells' codes have: 15, or 14 as in older divisions
    #[arg(long, value_name = "DIGITS", default_value = "15", value_parser = ["15", "14"])]
    codes: String,
    /// 另加的阻隔线 GeoJSON，class 为 water、rail、wall / More lines to cut along: GeoJSON with `class` water, rail or wall
    #[arg(long, value_name = "FILE.geojson")]
    barriers: Option<PathBuf>,
    /// 建筑面 GeoJSON，代替道路文件中的建筑 / Buildings as GeoJSON polygons, instead of those among the streets
    #[arg(long, value_name = "FILE.geojson")]
    buildings: Option<PathBuf>,
    /// 网格员人数：分成这么多责任网格 / How many members: the cells are given to so many duty grids
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    members: Option<u32>,
    /// 单元网格输出为 GeoJSON / Where the unit cells go, as GeoJSON
    #[arg(long, value_name = "FILE.geojson")]
    out: Option<PathBuf>,
    /// 网格边表输出为 CSV：每段边两侧的网格、道路 / Where the edge table goes, as CSV: the cells beside each edge, and its road
    #[arg(long, value_name = "FILE.csv")]
    edges: Option<PathBuf>,
    /// 质量报告输出为 JSON / Where the quality report goes, as JSON
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
}

impl Partition {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        self.check_paths()?;
        let survey = self.survey()?;
        let codes = if self.codes == "14" { CodeDigits::Fourteen } else { CodeDigits::Fifteen };
        let options = CellOptions { target_m2: self.target_area, codes, ..CellOptions::default() };
        let before = cpu_ms();
        let district = import::cut_with(&survey, &options, SystemClock.now_ms())?;
        let cpu_ms = before.zip(cpu_ms()).map(|(before, after)| after - before);
        let step = Step::begin("检查质量 / Measuring");
        let quality = district_quality(&district, &survey, &options)?;
        drop(step);
        let plan = self.members.map(|members| grids::plan(&district, members)).transpose()?;
        let grids = plan.as_ref().map(|plan| grids::of_cells(&district, plan));
        let report = Report::new(&district, &options, &quality, plan.as_ref(), cpu_ms);
        let frame = Frame::new(district.frame)?;
        let mut outputs = Outputs::default();
        if let Some(path) = &self.out {
            outputs.write(path, |out| write_cells_geojson(out, &district, &frame, grids.as_deref()))?;
        }
        if let Some(path) = &self.edges {
            outputs.write(path, |out| write_edges_csv(out, &district, &frame))?;
        }
        if let Some(path) = &self.report {
            let text = report.json().context("质量报告无法写成 JSON / the report cannot be written as JSON")?;
            outputs.write(path, |out| out.write_all(text.as_bytes()))?;
        }
        outputs.finish()?;
        print!("{report}");
        Ok(())
    }

    /// Refuses to write over what is read, and two outputs in one file.
    fn check_paths(&self) -> Result<()> {
        let inputs = [
            Some(&self.streets),
            self.files.boundary.as_ref(),
            self.files.classes.as_ref(),
            self.barriers.as_ref(),
            self.buildings.as_ref(),
        ];
        let outputs: Vec<&PathBuf> = [&self.out, &self.edges, &self.report].into_iter().flatten().collect();
        check_paths(&inputs, &outputs)
    }

    /// Reads streets and boundary, and what is given beside them.
    fn survey(&self) -> Result<Survey> {
        let mut survey = import::survey(&self.streets, &self.files)?;
        if let Some(path) = &self.barriers {
            let (mut barriers, dirt) = read_barriers(path)?;
            barriers.convert_from(self.files.coordinates.datum);
            tell_dirt(path, &dirt);
            survey.backdrop.extend(barriers);
        }
        if let Some(path) = &self.buildings {
            let (mut buildings, dirt) = read_buildings(path)?;
            buildings.convert_from(self.files.coordinates.datum);
            tell_dirt(path, &dirt);
            survey.backdrop.retain(|it| it.kind != BackdropKind::Building);
            survey.backdrop.extend(buildings);
        }
        Ok(survey)
    }
}
