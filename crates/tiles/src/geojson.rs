//! `GeoJSON` (RFC 7946) of areas, roads and incidents, written feature by feature.
//!
//! Coordinates have seven decimals (11 mm). A place of the lattice always gives the same text, so neighbours share
//! their vertices after rounding as before. Shells run counter-clockwise, holes clockwise.

use std::fmt::Write;

use model::{CategoryCode, District, DutyRole, LonLat, Piece, Point, RoadSegment, Stage, UnitCell};
use serde_json::{Value, json};
use spatial::Frame;

/// A `FeatureCollection` in the making.
#[derive(Clone, Debug)]
pub struct Collection {
    text: String,
    count: usize,
}

impl Default for Collection {
    fn default() -> Self {
        Self::new()
    }
}

impl Collection {
    /// Starts a collection.
    ///
    /// ```
    /// let empty = tiles::geojson::Collection::new().finish();
    /// assert_eq!(empty, r#"{"type":"FeatureCollection","features":[]}"#);
    /// ```
    pub fn new() -> Self {
        Self { text: r#"{"type":"FeatureCollection","features":["#.to_owned(), count: 0 }
    }

    /// Returns how many features were added.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Tells whether no feature was added.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Ends the collection.
    pub fn finish(mut self) -> String {
        self.text.push_str("]}");
        self.text
    }

    /// Adds a point.
    pub fn point(&mut self, id: &str, place: LonLat, properties: &Value) {
        self.feature(id, "Point", properties, |text| put_position(text, place));
    }

    /// Adds a line. Neighbours that round to the same place become one; with less than two left nothing is added.
    pub fn line(&mut self, id: &str, places: impl IntoIterator<Item = LonLat>, properties: &Value) {
        let line = rounded(places);
        if line.len() > 1 {
            self.feature(id, "LineString", properties, |text| put_list(text, &line));
        }
    }

    /// Adds a polygon of open rings, the shell first. Rings that have less than three places left after rounding go;
    /// without a shell nothing is added.
    pub fn polygon<R>(&mut self, id: &str, rings: impl IntoIterator<Item = R>, properties: &Value)
    where
        R: IntoIterator<Item = LonLat>,
    {
        let mut rings = rings.into_iter().map(closed).enumerate().peekable();
        if rings.peek().is_none_or(|(_, it)| it.len() < 4) {
            return;
        }
        self.feature(id, "Polygon", properties, |text| {
            text.push('[');
            for (at, ring) in rings.filter(|it| it.1.len() >= 4) {
                if at > 0 {
                    text.push(',');
                }
                put_list(text, &turned(ring, at == 0));
            }
            text.push(']');
        });
    }

    fn feature(&mut self, id: &str, kind: &str, properties: &Value, put: impl FnOnce(&mut String)) {
        if self.count > 0 {
            self.text.push(',');
        }
        self.count += 1;
        let id = Value::from(id);
        // Writing to a string does not fail.
        let _ = write!(self.text, r#"{{"type":"Feature","id":{id},"geometry":{{"type":"{kind}","coordinates":"#);
        put(&mut self.text);
        let _ = write!(self.text, r#"}},"properties":{properties}}}"#);
    }
}

/// Writes unit cells with their code, community, sub-district, area and member.
///
/// Takes the cells by their place in the district's list; what is not there is skipped.
pub fn areas(district: &District, frame: &Frame, cells: impl IntoIterator<Item = usize>, names: bool) -> String {
    let mut members: Vec<Option<&str>> = vec![None; district.cells.len()];
    for (_, duty) in district.live_duties().filter(|it| it.1.role == DutyRole::GridMember) {
        if let (Piece::Cells(cells), Some(person)) = (&duty.piece, district.persons.get(duty.person.index())) {
            for cell in cells {
                if let Some(member) = members.get_mut(cell.index()) {
                    *member = Some(&person.name);
                }
            }
        }
    }
    let mut collection = Collection::new();
    for at in cells {
        let Some(cell) = district.cells.get(at) else { continue };
        let UnitCell { code, polygon, .. } = cell;
        let community = district.communities.get(cell.community.index());
        let subdistrict = community.and_then(|it| district.subdistricts.get(it.subdistrict.index()));
        let properties = json!({
            "code": code,
            "community": community.map(|it| &it.code),
            "community_name": community.map(|it| &it.name),
            "subdistrict": subdistrict.map(|it| &it.code),
            "subdistrict_name": subdistrict.map(|it| &it.name),
            "area_m2": polygon.area_m2().round(),
            "member": members[at].filter(|_| names),
        });
        let rings = polygon.rings().map(|it| it.iter().map(|it| frame.place(*it)));
        collection.polygon(code, rings, &properties);
    }
    collection.finish()
}

/// Writes road segments with their code, the road's code, name and class, level, width and chainage.
///
/// Takes the segments by their place in the district's list; what is not there is skipped.
pub fn roads(district: &District, frame: &Frame, segments: impl IntoIterator<Item = usize>) -> String {
    let mut collection = Collection::new();
    for RoadSegment { code, road, class, level, line, from_m, to_m, width_m } in
        segments.into_iter().filter_map(|it| district.segments.get(it))
    {
        let road = district.roads.get(road.index());
        let properties = json!({
            "code": code,
            "road": road.map(|it| &it.code),
            "name": road.and_then(|it| it.name.as_ref()),
            "name_en": road.and_then(|it| it.name_en.as_ref()),
            "class": class.as_str(),
            "level": level.as_str(),
            "width_m": width_m,
            "from_m": from_m,
            "to_m": to_m,
        });
        collection.line(code, line.iter().map(|it: &Point| frame.place(*it)), &properties);
    }
    collection.finish()
}

/// An incident to write; times as the caller words them.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentFeature {
    /// Its identity.
    pub id: String,
    /// Where it is.
    pub place: LonLat,
    /// What it is about.
    pub category: CategoryCode,
    /// Where it stands.
    pub stage: Stage,
    /// When it was reported, RFC 3339.
    pub reported_at: String,
    /// The unit cell's code.
    pub cell: Option<String>,
    /// The road's code.
    pub road: Option<String>,
}

/// Writes incidents as points.
///
/// ```
/// use model::{CategoryCode, LonLat, Stage};
/// use tiles::geojson::{IncidentFeature, incidents};
/// let text = incidents([IncidentFeature {
///     id: "018f".into(),
///     place: LonLat { lon: 113.94, lat: 22.55 },
///     category: CategoryCode(102),
///     stage: Stage::Reported,
///     reported_at: "2026-11-21T21:05:03+08:00".into(),
///     cell: None,
///     road: None,
/// }]);
/// assert!(text.contains(r#""geometry":{"type":"Point","coordinates":[113.94,22.55]}"#));
/// ```
pub fn incidents(incidents: impl IntoIterator<Item = IncidentFeature>) -> String {
    let mut collection = Collection::new();
    for it in incidents {
        let properties = json!({
            "category": it.category.to_string(),
            "stage": it.stage.as_str(),
            "open": it.stage.is_open(),
            "reported_at": it.reported_at,
            "cell": it.cell,
            "road": it.road,
        });
        collection.point(&it.id, it.place, &properties);
    }
    collection.finish()
}

/// A place in units of 1e-7 degrees.
type Rounded = (i64, i64);

fn rounded(places: impl IntoIterator<Item = LonLat>) -> Vec<Rounded> {
    // A cast from a float saturates and turns NaN into 0.
    let mut line: Vec<_> =
        places.into_iter().map(|it| ((it.lon * 1e7).round() as i64, (it.lat * 1e7).round() as i64)).collect();
    line.dedup();
    line
}

fn closed(places: impl IntoIterator<Item = LonLat>) -> Vec<Rounded> {
    let mut ring = rounded(places);
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    ring
}

fn turned(mut ring: Vec<Rounded>, counter_clockwise: bool) -> Vec<Rounded> {
    let cross = |it: &[Rounded]| i128::from(it[0].0) * i128::from(it[1].1) - i128::from(it[1].0) * i128::from(it[0].1);
    let area: i128 = ring.windows(2).map(cross).sum();
    if (area > 0) != counter_clockwise {
        ring.reverse();
    }
    ring
}

fn put_position(text: &mut String, place: LonLat) {
    for it in rounded([place]) {
        put(text, it);
    }
}

fn put(text: &mut String, (lon, lat): Rounded) {
    text.push('[');
    put_degrees(text, lon);
    text.push(',');
    put_degrees(text, lat);
    text.push(']');
}

fn put_list(text: &mut String, places: &[Rounded]) {
    text.push('[');
    for (at, it) in places.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        put(text, *it);
    }
    text.push(']');
}

/// Writes units of 1e-7 degrees exactly, without trailing zeros.
fn put_degrees(text: &mut String, units: i64) {
    let (whole, rest) = (units.unsigned_abs() / 10_000_000, units.unsigned_abs() % 10_000_000);
    let sign = if units < 0 { "-" } else { "" };
    // Writing to a string does not fail.
    let _ = write!(text, "{sign}{whole}.{rest:07}");
    let kept = text.trim_end_matches('0').trim_end_matches('.').len();
    text.truncate(kept);
}
