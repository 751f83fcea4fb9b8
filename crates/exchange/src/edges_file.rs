//! The edge table as CSV.

use std::io::{self, Write};

use model::{CellId, District};
use spatial::Frame;

use crate::cells_file::degrees;

/// Writes the edges that hold now as CSV (RFC 4180 with line feeds, UTF-8 without a byte order mark), in the district's order.
///
/// Columns: `left` and `right`, the codes of the cells on both sides looking along the line, empty outside the district;
/// `class` as in [`model::EdgeClass::as_str`]; `road` and `segment`, the codes of what is registered there, empty where nothing
/// is; `length_m` with two decimals; `line` as well-known text in degrees with ten decimals, the same as in
/// [`crate::write_cells_geojson`].
///
/// # Errors
/// What `out` answers.
pub fn write_edges_csv(out: &mut dyn Write, district: &District, frame: &Frame) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["left", "right", "class", "road", "segment", "length_m", "line"])?;
    let code = |id: Option<CellId>| id.and_then(|it| district.cells.get(it.index())).map_or("", |it| &it.code);
    for (_, edge) in district.live_edges() {
        let segment = edge.segment.and_then(|it| district.segments.get(it.index()));
        let road = segment.and_then(|it| district.roads.get(it.road.index()));
        let length_m = edge.length_m();
        let places = edge.line.iter().map(|&it| {
            let place = frame.place(it);
            format!("{} {}", degrees(place.lon), degrees(place.lat))
        });
        let places: Vec<String> = places.collect();
        csv.write_record([
            code(edge.left),
            code(edge.right),
            edge.class.as_str(),
            road.map_or("", |it| &it.code),
            segment.map_or("", |it| &it.code),
            &format!("{length_m:.2}"),
            &format!("LINESTRING ({})", places.join(", ")),
        ])?;
    }
    csv.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn an_edge_names_its_cells_its_road_and_its_length() {
        let (district, frame) = testing::district();
        let mut out = Vec::new();
        write_edges_csv(&mut out, &district, &frame).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0]), (4, "left,right,class,road,segment,length_m,line"));
        assert!(lines[1].starts_with("440305001001001,,border,,,400.00,\"LINESTRING (113.94 22.55, "), "{text}");
        let road = "440305001001002,440305001001001,branch,440305D0001,440305D0001-001,50.00,";
        assert!(lines[2].starts_with(road), "{text}");
        assert!(lines[3].starts_with("440305001001002,440305001001001,cut,,,150.00,"), "{text}");
    }

    #[test]
    fn what_no_longer_holds_is_left_out() {
        let (mut district, frame) = testing::district();
        district.edges[1].span.to = Some(model::VersionId::at(0));
        let mut out = Vec::new();
        write_edges_csv(&mut out, &district, &frame).unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 3);
    }
}
