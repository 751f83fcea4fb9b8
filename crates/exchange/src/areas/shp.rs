//! Polygons of a shapefile (ESRI Shapefile Technical Description, July 1998), with the attributes of its `.dbf`.
//!
//! Read here and not by a crate: a record of the `.dbf` that is marked as deleted must stay beside its shape, and every
//! fault is to be told with the number of its feature.

use std::path::Path;

use geojson::JsonObject;

use super::{
    RawFeature,
    dbf::{self, Table},
    plane::System,
    sidecar,
};
use crate::{Dirt, Problem};

/// The length of the header, and of a record's header, in bytes.
const HEADER: usize = 100;
const RECORD_HEADER: usize = 8;
/// The kinds of shape: nothing, and polygons plain, with heights, with measures.
const NULL: i32 = 0;
const POLYGONS: [i32; 3] = [5, 15, 25];
/// Where the numbers of parts and points stand in a polygon's record, behind kind and box.
const COUNTS: usize = 36;

/// Reads a `.shp` and what stands beside it: `.dbf` (needed), `.prj` and `.cpg` (where they are).
pub(super) fn read(path: &Path, dirt: &mut Dirt) -> Result<(Vec<RawFeature>, System), Problem> {
    let system = match sidecar::text(path, "prj")? {
        Some(text) if !text.is_empty() => System::of_wkt(&text)?,
        _ => System::Degrees,
    };
    let shapes = shapes(&sidecar::read(path)?)?;
    let table = sidecar::beside(path, "dbf").ok_or(Problem::MissingBeside { extension: "dbf" })?;
    let encoding = sidecar::text(path, "cpg")?;
    let Table { rows, undecodable } = dbf::read(&sidecar::read(&table)?, encoding.as_deref())?;
    dirt.undecodable_texts += undecodable;
    if rows.len() != shapes.len() {
        return Err(Problem::RowsDiffer { shapes: shapes.len(), rows: rows.len() });
    }
    let features = shapes.into_iter().zip(rows).enumerate();
    let raw = |(at, (polygons, properties)): (usize, (Polygons, JsonObject))| RawFeature {
        number: at + 1,
        properties,
        polygons,
    };
    Ok((features.map(raw).collect(), system))
}

type Ring = Vec<[f64; 2]>;
type Polygons = Vec<Vec<Ring>>;

fn shapes(bytes: &[u8]) -> Result<Vec<Polygons>, Problem> {
    let kind = i32_at(bytes, 32).ok_or(Problem::Truncated { at: 0 })?;
    if kind != NULL && !POLYGONS.contains(&kind) {
        return Err(Problem::ShapeKind(kind));
    }
    // Words of two bytes; some writers leave a wrong length behind, so the file's own end counts too.
    let words = u64::from(u32::from_be_bytes(four(bytes, 24).ok_or(Problem::Truncated { at: 0 })?));
    let end = (words * 2).min(bytes.len() as u64) as usize;
    if words * 2 > bytes.len() as u64 {
        return Err(Problem::Truncated { at: bytes.len() as u64 });
    }
    let mut shapes = Vec::new();
    let mut at = HEADER;
    while at + RECORD_HEADER <= end {
        let words = u32::from_be_bytes(four(bytes, at + 4).ok_or(Problem::Truncated { at: at as u64 })?) as usize;
        let start = at + RECORD_HEADER;
        let record = bytes.get(start..start.saturating_add(words.saturating_mul(2)));
        let record = record.ok_or(Problem::Truncated { at: at as u64 })?;
        let number = shapes.len() + 1;
        let broken = |what: &str| Problem::Broken { at: start as u64, what: what.to_owned() }.in_feature(number);
        match i32_at(record, 0) {
            Some(NULL) => shapes.push(Vec::new()),
            Some(kind) if POLYGONS.contains(&kind) => {
                shapes.push(grouped(rings(record).ok_or_else(|| broken("its counts contradict its length"))?));
            }
            Some(kind) => return Err(Problem::ShapeKind(kind).in_feature(number)),
            None => return Err(broken("it has no kind of shape")),
        }
        at = start + words * 2;
    }
    Ok(shapes)
}

fn rings(record: &[u8]) -> Option<Vec<Ring>> {
    let parts = usize::try_from(i32_at(record, COUNTS)?).ok()?;
    let points = usize::try_from(i32_at(record, COUNTS + 4)?).ok()?;
    let coordinates = COUNTS + 8 + parts.checked_mul(4)?;
    // Both lists must lie in the record before anything is reserved for them.
    record.get(..coordinates.checked_add(points.checked_mul(16)?)?)?;
    let starts = (0..parts).map(|i| usize::try_from(i32_at(record, COUNTS + 8 + 4 * i)?).ok());
    let mut starts = starts.collect::<Option<Vec<usize>>>()?;
    starts.push(points);
    let number = |at: usize| Some(f64::from_le_bytes(record.get(at..at + 8)?.try_into().ok()?));
    let point = |i: usize| Some([number(coordinates + 16 * i)?, number(coordinates + 16 * i + 8)?]);
    starts.windows(2).map(|it| if it[0] > it[1] { None } else { (it[0]..it[1]).map(point).collect() }).collect()
}

/// Sorts rings into polygons: shells run clockwise, holes the other way. A hole goes to the smallest shell around its first
/// point; one without any is a shell, for some writers turn them all alike.
fn grouped(rings: Vec<Ring>) -> Polygons {
    let areas: Vec<f64> = rings.iter().map(area2).collect();
    let holder = |hole: usize| {
        let around = (0..rings.len()).filter(|&it| areas[it] < 0.0 && -areas[it] > areas[hole]);
        let around = around.filter(|&it| rings[hole].first().is_some_and(|point| has(&rings[it], *point)));
        around.min_by(|a, b| areas[*b].total_cmp(&areas[*a]))
    };
    let holders: Vec<Option<usize>> =
        (0..rings.len()).map(|it| if areas[it] > 0.0 { holder(it) } else { None }).collect();
    let mut place = vec![usize::MAX; rings.len()];
    let mut polygons: Polygons = Vec::new();
    let mut rings: Vec<Option<Ring>> = rings.into_iter().map(Some).collect();
    for at in (0..rings.len()).filter(|it| holders[*it].is_none()) {
        place[at] = polygons.len();
        polygons.push(rings[at].take().into_iter().collect());
    }
    for (at, holder) in holders.into_iter().enumerate() {
        if let Some(holder) = holder {
            polygons[place[holder]].extend(rings[at].take());
        }
    }
    polygons
}

/// Returns twice the area of a closed ring, negative when it runs clockwise.
fn area2(ring: &Ring) -> f64 {
    let Some([ox, oy]) = ring.first().copied() else { return 0.0 };
    ring.windows(2).map(|it| (it[0][0] - ox) * (it[1][1] - oy) - (it[1][0] - ox) * (it[0][1] - oy)).sum()
}

/// Tells whether a point lies inside a closed ring, by the even-odd rule.
fn has(ring: &Ring, [x, y]: [f64; 2]) -> bool {
    let crossed = ring.windows(2).filter(|it| {
        let ([ax, ay], [bx, by]) = (it[0], it[1]);
        (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
    });
    crossed.count() % 2 == 1
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

fn i32_at(bytes: &[u8], at: usize) -> Option<i32> {
    four(bytes, at).map(i32::from_le_bytes)
}
