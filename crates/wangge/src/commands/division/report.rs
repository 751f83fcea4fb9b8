//! What `wangge import division` tells about the faults that it found.

use std::{collections::BTreeMap, fmt};

use exchange::{Division, DivisionArea};
use partition::{Audit, Fault, FaultKind, Mended};
use serde::Serialize;
use serde_json::{Value, json};
use spatial::Frame;

/// How many faults of a kind the text names; the JSON has all.
const NAMED: usize = 5;

/// The report, as text for people and as JSON for machines.
#[derive(Debug, Serialize)]
pub struct Report {
    areas: usize,
    /// Twice the ground in square lattice units of 0.1 mm: exact integers.
    overlap_area: i128,
    gap_area: i128,
    outside_area: i128,
    /// How many faults there are, by kind.
    counts: BTreeMap<&'static str, usize>,
    faults: Vec<Value>,
    /// How many were mended, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<usize>,
    #[serde(skip)]
    text: Vec<(FaultKind, Vec<String>)>,
}

impl Report {
    /// Sums up what was found.
    pub fn new(division: &Division, frame: &Frame, audit: &Audit, mended: Option<&Mended>) -> Self {
        let mut counts = BTreeMap::new();
        let mut text: Vec<(FaultKind, Vec<String>)> = Vec::new();
        for fault in &audit.faults {
            *counts.entry(fault.kind.as_str()).or_default() += 1;
            match text.last_mut().filter(|it| it.0 == fault.kind) {
                Some((_, lines)) => lines.push(sentence(division, frame, fault)),
                None => text.push((fault.kind, vec![sentence(division, frame, fault)])),
            }
        }
        let of = |it: &Fault| {
            let place = frame.place(it.at);
            let mut of = properties(division, it);
            (of["lon"], of["lat"]) = (degrees(place.lon).into(), degrees(place.lat).into());
            of
        };
        Self {
            areas: division.areas.len(),
            overlap_area: audit.overlap2,
            gap_area: audit.gap2,
            outside_area: audit.outside2,
            counts,
            faults: audit.faults.iter().map(of).collect(),
            mended: mended.map(|it| it.mended.len()),
            text,
        }
    }

    /// Returns the report as JSON with snake-case keys.
    ///
    /// # Errors
    /// None that is known: all figures are finite.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|it| it + "\n")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults: usize = self.counts.values().sum();
        writeln!(f, "{0} 个网格，{faults} 处问题 / {0} areas, {faults} faults", self.areas)?;
        for (kind, lines) in &self.text {
            let (zh, en) = kind.words();
            writeln!(f, "{zh} / {en}: {}", lines.len())?;
            for line in lines.iter().take(NAMED) {
                writeln!(f, "  {line}")?;
            }
            if lines.len() > NAMED {
                writeln!(f, "  …")?;
            }
        }
        if let Some(mended) = self.mended {
            writeln!(f, "已修补 / mended: {mended}")?;
        }
        Ok(())
    }
}

/// Returns a fault as properties: `kind`, its words, the areas with feature number and code, area and length.
pub fn properties(division: &Division, fault: &Fault) -> Value {
    let (zh, en) = fault.kind.words();
    let area = |it: &DivisionArea| json!({ "feature": it.feature, "code": it.code, "name": it.name });
    let areas: Vec<Value> = of_fault(division, fault).map(area).collect();
    let round = |it: f64| (it * 100.0).round() / 100.0;
    json!({
        "kind": fault.kind.as_str(),
        "zh": zh,
        "en": en,
        "areas": areas,
        "area_m2": round(fault.area_m2),
        "length_m": round(fault.length_m),
    })
}

/// Returns a fault as a line: what, which areas, how much, where.
pub fn sentence(division: &Division, frame: &Frame, fault: &Fault) -> String {
    let (zh, en) = fault.kind.words();
    let name = |it: &DivisionArea| match it.code.as_ref().or(it.name.as_ref()) {
        Some(text) => text.clone(),
        None => format!("#{}", it.feature),
    };
    let names: Vec<String> = of_fault(division, fault).take(4).map(name).collect();
    let more = if fault.cells.len() > names.len() { "…" } else { "" };
    let place = frame.place(fault.at);
    format!(
        "{zh} / {en}: {}{more}，{:.2} m²，{:.2} m，{}, {}",
        names.join("、"),
        fault.area_m2,
        fault.length_m,
        degrees(place.lon),
        degrees(place.lat)
    )
}

fn of_fault<'a>(division: &'a Division, fault: &'a Fault) -> impl Iterator<Item = &'a DivisionArea> {
    fault.cells.iter().filter_map(|it| division.areas.get(*it as usize))
}

/// Returns degrees with seven decimals: a centimetre is near enough to zoom to.
fn degrees(value: f64) -> f64 {
    (value * 1e7).round() / 1e7
}
