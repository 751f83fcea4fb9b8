//! Streets, drawn ground and landmarks from OSM PBF or GeoJSON.

mod block;
mod collect;
mod features;
mod pbf;
mod rings;
#[cfg(test)]
mod tests;

use std::path::Path;

use model::{SurveyLandmark, SurveyShape, SurveyWay};

use self::collect::Collector;
use crate::{
    Dirt, ExchangeError, Problem, RoadClassTable,
    sniff::{self, Content},
};

/// Whom a map of OSM data must name (openstreetmap.org/copyright).
const OSM_ATTRIBUTION: &str = "© OpenStreetMap contributors";

/// What a file of streets holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreetsFile {
    /// The streets that have a class, in the order of the file.
    pub ways: Vec<SurveyWay>,
    /// The drawn ground.
    pub backdrop: Vec<SurveyShape>,
    /// Places that people go by.
    pub landmarks: Vec<SurveyLandmark>,
    /// Whom the map must name; empty when nobody is known.
    pub attribution: String,
}

/// Reads streets from an OSM PBF or a GeoJSON file (plain or gzip), told apart by content.
///
/// `progress` is called now and then with the work done and the whole work, in bytes of no set meaning. A PBF file is read up
/// to three times (relations and ways, members of relations, nodes), so that only what is used is kept in memory.
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, is of another kind, broken or cut off, or holds no street with a class.
pub fn read_streets(
    path: &Path,
    table: &RoadClassTable,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(StreetsFile, Dirt), ExchangeError> {
    read(path, table, false, progress)
}

/// Reads streets as [`read_streets`] does, but takes a GeoJSON file in which no line has a class for one of streets only:
/// then every line is a branch road.
///
/// # Errors
/// As [`read_streets`].
pub fn read_streets_or_lines(
    path: &Path,
    table: &RoadClassTable,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(StreetsFile, Dirt), ExchangeError> {
    read(path, table, true, progress)
}

fn read(
    path: &Path,
    table: &RoadClassTable,
    or_lines: bool,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(StreetsFile, Dirt), ExchangeError> {
    let mut read = || {
        let collector = match sniff::open(path)? {
            Content::Pbf(file, len) => pbf::read(file, len, table, progress)?,
            Content::Json(text) => {
                let classed = features::read(&text, Collector::new(table), progress)?;
                if or_lines && classed.file.ways.is_empty() {
                    features::read(&text, Collector::of_lines(table), progress)?
                } else {
                    classed
                }
            }
        };
        if collector.file.ways.is_empty() {
            return Err(Problem::NoRoads { seen: collector.seen });
        }
        Ok((collector.file, collector.dirt))
    };
    read().map_err(|problem| ExchangeError::new(path, problem))
}
