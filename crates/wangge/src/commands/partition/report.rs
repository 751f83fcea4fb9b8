//! What `wangge partition` tells about the cells that it cut.

use std::fmt;

use model::{District, RoadClass};
use partition::CellOptions;
use serde::Serialize;

/// The report, as text for people and as JSON for machines. A figure that could not be had is left out of both.
#[derive(Debug, Serialize)]
pub struct Report {
    name: String,
    code: String,
    target_area_m2: f64,
    subdistricts: usize,
    communities: usize,
    cells: usize,
    area_m2: f64,
    roads: usize,
    roads_km: RoadsKm,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_ms: Option<f64>,
}

/// Road lengths by class.
#[derive(Clone, Copy, Debug, Serialize)]
struct RoadsKm {
    main: f64,
    secondary: f64,
    branch: f64,
    alley: f64,
}

impl Report {
    /// Measures a district; `cpu_ms` is the processor time of cutting it.
    pub fn new(district: &District, options: &CellOptions, cpu_ms: Option<f64>) -> Self {
        let km = |class: RoadClass| {
            let of_class = district.segments.iter().filter(|it| it.class == class);
            // Folded from 0: the sum of nothing would be -0.0.
            (of_class.fold(0.0, |sum, it| sum + it.length_m())).round() / 1000.0
        };
        let [main, secondary, branch, alley] = RoadClass::ALL.map(km);
        Self {
            name: district.name.clone(),
            code: district.code.clone(),
            target_area_m2: options.target_m2,
            subdistricts: district.subdistricts.len(),
            communities: district.communities.len(),
            cells: district.live_cells().count(),
            area_m2: district.live_cells().fold(0.0, |sum, it| sum + it.1.polygon.area_m2()).round(),
            roads: district.roads.len(),
            roads_km: RoadsKm { main, secondary, branch, alley },
            cpu_ms,
        }
    }

    /// Returns the report as JSON with snake-case keys, in the order of the text.
    ///
    /// # Errors
    /// None that is known: all figures are finite.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|it| it + "\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, subdistricts, communities, cells, area_m2, roads, .. } = self;
        let RoadsKm { main, secondary, branch, alley } = self.roads_km;
        writeln!(
            f,
            "{name}：{subdistricts} 个街道、{communities} 个社区、{cells} 个单元网格 / {subdistricts} sub-districts, {communities} communities, {cells} unit cells"
        )?;
        writeln!(f, "面积 / area: {:.3} km²", area_m2 / 1e6)?;
        writeln!(
            f,
            "道路 / roads: {roads}；主干道 / main {main:.1}、次干道 / secondary {secondary:.1}、支路 / branch {branch:.1}、背街小巷 / alley {alley:.1} km"
        )?;
        if let Some(cpu_ms) = self.cpu_ms {
            writeln!(f, "划分用时（处理器）/ processor time of cutting: {cpu_ms:.0} ms")?;
        }
        Ok(())
    }
}
