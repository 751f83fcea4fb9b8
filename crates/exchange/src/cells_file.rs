//! Unit cells and other areas as GeoJSON.

use std::io::{self, Write};

use model::{District, Point, Polygon};
use serde_json::{Value, json};
use spatial::Frame;

/// Writes the unit cells that hold now as a `FeatureCollection` of RFC 7946, in the district's order, one feature a line.
///
/// Properties: `code`, `community` (its code), `community_name`, `area_m2`, `perimeter_m` (holes included) and, with `grids`,
/// `grid`: the number of the cell's duty grid from 1, null where it has none. `grids` gives the position of the grid of each
/// of the district's cells; what it lacks has none. Shells run counter-clockwise, holes clockwise. Coordinates have ten decimals (0.01 mm, below
/// the lattice's 0.1 mm), so that neighbours keep all points of their common border in common and no two fall together. The
/// same district gives the same bytes.
///
/// # Errors
/// What `out` answers.
pub fn write_cells_geojson(
    out: &mut dyn Write,
    district: &District,
    frame: &Frame,
    grids: Option<&[Option<u32>]>,
) -> io::Result<()> {
    let features = district.live_cells().map(|(id, cell)| {
        let community = district.communities.get(cell.community.index());
        let perimeter_m: f64 = cell.polygon.rings().map(length_m).sum();
        let mut properties = json!({
            "code": cell.code,
            "community": community.map(|it| &it.code),
            "community_name": community.map(|it| &it.name),
            "area_m2": rounded(cell.polygon.area_m2()),
            "perimeter_m": rounded(perimeter_m),
        });
        if let Some(grids) = grids {
            let grid = grids.get(id.index()).copied().flatten();
            properties["grid"] = grid.map_or(Value::Null, |it| (u64::from(it) + 1).into());
        }
        (properties, &cell.polygon)
    });
    write_polygons_geojson(out, frame, features)
}

/// Writes polygons with their properties as a `FeatureCollection` of RFC 7946, one feature a line, with the coordinates of
/// [`write_cells_geojson`].
///
/// # Errors
/// What `out` answers.
pub fn write_polygons_geojson<'a>(
    out: &mut dyn Write,
    frame: &Frame,
    features: impl IntoIterator<Item = (Value, &'a Polygon)>,
) -> io::Result<()> {
    let features = features.into_iter().map(|(properties, polygon)| {
        let mut text = String::from("[");
        for (at, ring) in polygon.rings().enumerate() {
            let places = ring.iter().chain(ring.first()).map(|&it| position(frame, it));
            text += if at == 0 { "[" } else { ",[" };
            text += &places.collect::<Vec<_>>().join(",");
            text += "]";
        }
        (properties, "Polygon", text + "]")
    });
    write_features(out, features)
}

/// Writes points with their properties as a `FeatureCollection` of RFC 7946, one feature a line.
///
/// # Errors
/// What `out` answers.
pub fn write_points_geojson(
    out: &mut dyn Write,
    frame: &Frame,
    features: impl IntoIterator<Item = (Value, Point)>,
) -> io::Result<()> {
    write_features(out, features.into_iter().map(|(properties, at)| (properties, "Point", position(frame, at))))
}

fn write_features(
    out: &mut dyn Write,
    features: impl Iterator<Item = (Value, &'static str, String)>,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (at, (properties, kind, coordinates)) in features.enumerate() {
        let start = if at == 0 { "\n" } else { ",\n" };
        write!(out, "{start}{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":")?;
        write!(out, "{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}")?;
    }
    out.write_all(b"\n]}\n")
}

fn position(frame: &Frame, point: Point) -> String {
    let place = frame.place(point);
    format!("[{},{}]", degrees(place.lon), degrees(place.lat))
}

/// Returns degrees with ten decimals, without zeros at the end.
pub(crate) fn degrees(value: f64) -> String {
    let text = format!("{value:.10}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Returns metres or square metres with two decimals.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Returns the length of an open ring in metres.
fn length_m(ring: &[Point]) -> f64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.distance_m(*b)).sum()
}

#[cfg(test)]
mod tests {
    use crate::testing::district;
    use geojson::GeoJson;

    use super::*;

    fn written(grids: Option<&[Option<u32>]>) -> String {
        let (district, frame) = district();
        let mut out = Vec::new();
        write_cells_geojson(&mut out, &district, &frame, grids).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_come_back_with_area_perimeter_and_closed_rings() {
        let text = written(None);
        let GeoJson::FeatureCollection(read) = text.parse::<GeoJson>().unwrap() else { panic!("{text}") };
        assert_eq!(read.features.len(), 2);
        let first = read.features[0].properties.as_ref().unwrap();
        assert_eq!((first["area_m2"].as_f64(), first["perimeter_m"].as_f64()), (Some(7_500.0), Some(600.0)));
        assert_eq!(first["community_name"], "“丙”\"x\"");
        assert!(!first.contains_key("grid"), "no grids were given");
        let crate::geojson_file::Part::Polygon(rings) = crate::geojson_file::parts(&read.features[0])[0] else {
            panic!("no polygon: {text}")
        };
        assert_eq!((rings.len(), rings[0].len()), (2, 5));
        assert!(rings.iter().all(|it| it.first() == it.last()), "{rings:?}");
    }

    #[test]
    fn neighbours_write_the_places_of_their_border_alike() {
        let text = written(None);
        let lines: Vec<&str> = text.lines().collect();
        let (district, frame) = district();
        for &point in &district.cells[1].polygon.shell {
            let place = frame.place(point);
            let place = format!("[{},{}]", degrees(place.lon), degrees(place.lat));
            assert!(lines[1].contains(&place) && lines[2].contains(&place), "{place}");
        }
    }

    #[test]
    fn grids_count_from_one_and_a_cell_without_one_says_so() {
        let text = written(Some(&[Some(0)]));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].contains("\"grid\":1") && lines[2].contains("\"grid\":null"), "{text}");
    }

    #[test]
    fn degrees_have_no_zeros_at_the_end() {
        assert_eq!([113.94, -0.0, 22.0, 1.0 / 3.0].map(degrees), ["113.94", "0", "22", "0.3333333333"]);
    }
}
