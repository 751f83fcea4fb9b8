//! What `wangge partition` tells about the cells that it cut.

use std::fmt;

use model::{District, RoadClass};
use partition::{CellOptions, GridPlan, Quality};
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
    gap_area: i128,
    overlap_area: i128,
    within_10_percent: f64,
    within_25_percent: f64,
    forced: usize,
    within_10_percent_unforced: f64,
    within_25_percent_unforced: f64,
    area_min_m2: f64,
    area_p10_m2: f64,
    area_median_m2: f64,
    area_p90_m2: f64,
    area_max_m2: f64,
    area_mean_m2: f64,
    thin_share: f64,
    compactness: f64,
    border_on_roads: f64,
    cut_m: f64,
    buildings_cut: usize,
    buildings_cut_free: usize,
    roads: usize,
    roads_km: RoadsKm,
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<Balance>,
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

/// How evenly the duty grids are loaded.
#[derive(Clone, Copy, Debug, Serialize)]
struct Balance {
    grids: usize,
    deviation: f64,
    deviation_rms: f64,
    border_m: f64,
    border_on_main_roads: f64,
    broken: usize,
}

impl Report {
    /// Sums up a district, its cells' quality and its grids; `cpu_ms` is the processor time of cutting it.
    pub fn new(
        district: &District,
        options: &CellOptions,
        quality: &Quality,
        plan: Option<&GridPlan>,
        cpu_ms: Option<f64>,
    ) -> Self {
        let km = |class: RoadClass| {
            let of_class = district.segments.iter().filter(|it| it.class == class);
            // Folded from 0: the sum of nothing would be -0.0.
            of_class.fold(0.0, |sum, it| sum + it.length_m()).round() / 1000.0
        };
        let [main, secondary, branch, alley] = RoadClass::ALL.map(km);
        Self {
            name: district.name.clone(),
            code: district.code.clone(),
            target_area_m2: options.target_m2,
            subdistricts: district.subdistricts.len(),
            communities: district.communities.len(),
            cells: quality.cells,
            area_m2: district.live_cells().fold(0.0, |sum, it| sum + it.1.polygon.area_m2()).round(),
            gap_area: quality.gap_area,
            overlap_area: quality.overlap_area,
            within_10_percent: quality.within_10_percent,
            within_25_percent: quality.within_25_percent,
            forced: quality.forced,
            within_10_percent_unforced: quality.within_10_percent_unforced,
            within_25_percent_unforced: quality.within_25_percent_unforced,
            area_min_m2: quality.area_min,
            area_p10_m2: quality.area_p10,
            area_median_m2: quality.area_median,
            area_p90_m2: quality.area_p90,
            area_max_m2: quality.area_max,
            area_mean_m2: quality.area_mean,
            thin_share: quality.thin_share,
            compactness: quality.compactness,
            border_on_roads: quality.border_on_roads,
            cut_m: quality.cut_m,
            buildings_cut: quality.buildings_cut,
            buildings_cut_free: quality.buildings_cut_free,
            roads: district.roads.len(),
            roads_km: RoadsKm { main, secondary, branch, alley },
            balance: plan.map(Balance::of),
            cpu_ms,
        }
    }

    /// Returns the report as JSON with snake-case keys, in the order of the text. Areas of gap and overlap are exact integers:
    /// twice the area in square lattice units of 0.1 mm.
    ///
    /// # Errors
    /// None that is known: all figures are finite.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|it| it + "\n")
    }
}

impl Balance {
    fn of(plan: &GridPlan) -> Self {
        let report = &plan.report;
        let on_main = if report.border_m > 0.0 { report.border_on_main_m / report.border_m } else { 0.0 };
        Self {
            grids: plan.grids.len(),
            deviation: report.deviation_max,
            deviation_rms: report.deviation_rms,
            border_m: report.border_m,
            border_on_main_roads: on_main,
            broken: report.broken,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| share * 100.0;
        let Self { name, subdistricts, communities, cells, area_m2, roads, forced, .. } = self;
        let RoadsKm { main, secondary, branch, alley } = self.roads_km;
        writeln!(
            f,
            "{name}：{subdistricts} 个街道、{communities} 个社区、{cells} 个单元网格 / {subdistricts} sub-districts, {communities} communities, {cells} unit cells"
        )?;
        writeln!(f, "面积 / area: {:.3} km²", area_m2 / 1e6)?;
        writeln!(
            f,
            "缝隙、重叠（格点单位）/ gaps, overlaps (lattice units): {}, {}",
            self.gap_area, self.overlap_area
        )?;
        writeln!(
            f,
            "目标面积 / target area {:.0} m²：±10 % {:.1} %，±25 % {:.1} %",
            self.target_area_m2,
            percent(self.within_10_percent),
            percent(self.within_25_percent)
        )?;
        writeln!(
            f,
            "其中非道路所限 / where streets do not force otherwise: ±10 % {:.1} %，±25 % {:.1} %（{forced} 个受限 / forced）",
            percent(self.within_10_percent_unforced),
            percent(self.within_25_percent_unforced)
        )?;
        writeln!(
            f,
            "网格面积 / cell areas, m²: 最小 / min {:.0}，p10 {:.0}，中位 / median {:.0}，p90 {:.0}，最大 / max {:.0}，平均 / mean {:.0}",
            self.area_min_m2,
            self.area_p10_m2,
            self.area_median_m2,
            self.area_p90_m2,
            self.area_max_m2,
            self.area_mean_m2
        )?;
        writeln!(
            f,
            "狭长网格（平均宽度 < 20 m）/ thin cells: {:.1} %；紧凑度 / compactness {:.2}",
            percent(self.thin_share),
            self.compactness
        )?;
        writeln!(
            f,
            "边界在道路上 / borders on roads: {:.1} %；切线 / cuts {:.1} km",
            percent(self.border_on_roads),
            self.cut_m / 1000.0
        )?;
        writeln!(
            f,
            "切到的建筑 / buildings cut: {}（可绕开 / with a way round {}）",
            self.buildings_cut, self.buildings_cut_free
        )?;
        writeln!(
            f,
            "道路 / roads: {roads}；主干道 / main {main:.1}、次干道 / secondary {secondary:.1}、支路 / branch {branch:.1}、背街小巷 / alley {alley:.1} km"
        )?;
        if let Some(it) = self.balance {
            writeln!(
                f,
                "责任网格 / duty grids: {}；最大偏差 / greatest deviation {:.1} %；分界 / borders {:.1} km，在主次干道上 / on main and secondary roads {:.1} %；不连片 / broken {}",
                it.grids,
                percent(it.deviation),
                it.border_m / 1000.0,
                percent(it.border_on_main_roads),
                it.broken
            )?;
        }
        if let Some(cpu_ms) = self.cpu_ms {
            writeln!(f, "划分用时（处理器）/ processor time of cutting: {cpu_ms:.0} ms")?;
        }
        Ok(())
    }
}
