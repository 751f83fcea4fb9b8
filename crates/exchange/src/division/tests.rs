//! Divisions written by the crates `shapefile` and `dbase`, and by hand, are read back.

use std::{
    convert::TryInto,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use dbase::{FieldName, FieldValue, TableWriterBuilder};
use model::LonLat;
use shapefile::{Point, Polygon, PolygonRing};
use spatial::{ControlPoint, Datum, LocalPlane};

use super::*;
use crate::testing::{Dice, file};

/// The 3° zone of 114° east as `ArcGIS` writes it.
const ZONE_114: &str = r#"PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

/// A square of the plane or in degrees: clockwise, as shells run in a shapefile.
fn square(x: f64, y: f64, side: f64) -> Vec<Point> {
    [(0.0, 0.0), (0.0, side), (side, side), (side, 0.0), (0.0, 0.0)].map(|(dx, dy)| Point::new(x + dx, y + dy)).to_vec()
}

/// Writes a shapefile of these polygons with the codes 网格 1, 2, … in UTF-8.
fn shapefile(folder: &Path, polygons: &[Polygon]) -> PathBuf {
    let path = folder.join("grids.shp");
    let name = |it: &str| -> FieldName { it.try_into().unwrap() };
    let table = TableWriterBuilder::new()
        .add_character_field(name("BGCODE"), 20)
        .add_character_field(name("wgmc"), 40)
        .add_numeric_field(name("area"), 12, 2);
    let mut writer = shapefile::Writer::from_path(&path, table).unwrap();
    for (at, polygon) in polygons.iter().enumerate() {
        let mut record = dbase::Record::default();
        record.insert("BGCODE".into(), FieldValue::Character(Some(format!("44030500100{}", at + 1))));
        record.insert("wgmc".into(), FieldValue::Character(Some(format!("网格{}", at + 1))));
        record.insert("area".into(), FieldValue::Numeric(Some(1.5)));
        writer.write_shape_and_record(polygon, &record).unwrap();
    }
    drop(writer);
    path
}

fn read(path: &Path) -> Result<(Division, Dirt), ExchangeError> {
    read_division(path, &DivisionOptions::default())
}

#[test]
fn a_shapefile_in_degrees_comes_with_codes_and_names() {
    let folder = tempfile::tempdir().unwrap();
    let hole = [(114.01, 22.51), (114.02, 22.51), (114.02, 22.52), (114.01, 22.51)].map(|(x, y)| Point::new(x, y));
    let with_hole = Polygon::with_rings(vec![
        PolygonRing::Outer(square(114.0, 22.5, 0.1)),
        PolygonRing::Inner(hole.to_vec()),
        PolygonRing::Outer(square(115.0, 22.5, 0.1)),
    ]);
    let path = shapefile(folder.path(), &[with_hole, Polygon::new(PolygonRing::Outer(square(114.1, 22.5, 0.1)))]);
    let (division, dirt) = read(&path).unwrap();
    assert!(dirt.is_clean(), "{dirt}");
    let columns = DivisionColumns { code: Some("BGCODE".into()), name: Some("wgmc".into()), ..Default::default() };
    assert_eq!(division.columns, columns);
    let first = &division.areas[0];
    assert_eq!((first.feature, first.code.as_deref(), first.name.as_deref()), (1, Some("440305001001"), Some("网格1")));
    let rings: Vec<usize> = first.polygons.iter().map(Vec::len).collect();
    assert_eq!(rings, [2, 1], "the hole goes to the shell around it");
    assert_eq!(division.areas[1].polygons[0][0][0], LonLat { lon: 114.1, lat: 22.5 });
}

#[test]
fn metres_of_a_zone_become_degrees() {
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(500_000.0, 2_494_000.0, 100.0)))]);
    let projected = read(&path).unwrap_err();
    assert!(projected.to_string().contains("投影"), "{projected}");
    fs::write(path.with_extension("prj"), ZONE_114).unwrap();
    let (division, _) = read(&path).unwrap();
    let corner = division.areas[0].polygons[0][0][0];
    assert!((corner.lon - 114.0).abs() < 1e-9, "on the meridian of the zone: {corner:?}");
    // The meridian arc of GRS 80 to latitude φ by its series (Bessel; e² = 0.00669438002290).
    let arc = |lat: f64| {
        let (a, e2) = (6_378_137.0_f64, 0.006_694_380_022_90_f64);
        let steps = 20_000;
        let step = lat.to_radians() / f64::from(steps);
        let curve = |i: i32| {
            let phi = (f64::from(i) + 0.5) * step;
            a * (1.0 - e2) / (1.0 - e2 * phi.sin().powi(2)).powf(1.5) * step
        };
        (0..steps).map(curve).sum::<f64>()
    };
    assert!((arc(corner.lat) - 2_494_000.0).abs() < 0.001, "{} for {corner:?}", arc(corner.lat));
    let asked = in_epsg(4547);
    assert_eq!(read_division(&path, &asked).unwrap().0, division, "EPSG:4547 is the same zone");
}

fn in_epsg(code: u32) -> DivisionOptions {
    let coordinates = Coordinates { epsg: Some(code), ..Coordinates::default() };
    DivisionOptions { coordinates, ..DivisionOptions::default() }
}

#[test]
fn zones_with_their_number_and_web_mercator_agree_with_plain_ones() {
    let folder = tempfile::tempdir().unwrap();
    let at = |x: f64, y: f64, epsg: u32| {
        let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(x, y, 100.0)))]);
        read_division(&path, &in_epsg(epsg)).map(|it| it.0.areas[0].polygons[0][0][0])
    };
    let plain = at(512_345.0, 2_494_000.0, 4547).unwrap();
    assert_eq!(at(38_512_345.0, 2_494_000.0, 4526).unwrap(), plain);
    let web = at(12_690_000.0, 2_575_000.0, 3857).unwrap();
    let radius = 6_378_137.0_f64;
    let expected = ((12_690_000.0 / radius).to_degrees(), (2_575_000.0 / radius).sinh().atan().to_degrees());
    assert!((web.lon - expected.0).abs() < 1e-9 && (web.lat - expected.1).abs() < 1e-9, "{web:?} {expected:?}");
    let swapped = at(2_494_000.0, 512_345.0, 4547).unwrap_err().to_string();
    let told = ["2494000", "EPSG:4547", "feature 1", "横纵颠倒", "swapped"];
    assert!(told.iter().all(|it| swapped.contains(it)), "{swapped}");
    let unknown = at(0.0, 0.0, 27_700).unwrap_err().to_string();
    assert!(unknown.contains("27700"), "{unknown}");
}

#[test]
fn a_datum_and_control_points_bring_areas_to_their_place() {
    let folder = tempfile::tempdir().unwrap();
    // Squares of the zone of 114°, and the same in a town's own plane, whose origin lies at 500 km, 2,490 km of that zone.
    let at = |x: f64, y: f64, coordinates: Coordinates| {
        let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(x, y, 100.0)))]);
        let options = DivisionOptions { coordinates, ..DivisionOptions::default() };
        read_division(&path, &options).unwrap().0.areas[0].polygons[0][0][0]
    };
    let zone = |x: f64, y: f64| at(500_000.0 + x, 2_490_000.0 + y, in_epsg(4547).coordinates);
    let control = [(0.0, 0.0), (9_000.0, 1_000.0), (2_000.0, 8_000.0)]
        .map(|(x, y)| ControlPoint { plane: [x, y], place: zone(x, y) });
    let control = Some(Arc::new(LocalPlane::fit(&control).unwrap()));
    let (expected, found) =
        (zone(4_000.0, 3_000.0), at(4_000.0, 3_000.0, Coordinates { control, ..Default::default() }));
    let near = |a: LonLat, b: LonLat| (a.lon - b.lon).abs() < 1e-7 && (a.lat - b.lat).abs() < 1e-7;
    assert!(near(expected, found), "{expected:?} {found:?}");
    let gcj = at(504_000.0, 2_493_000.0, Coordinates { datum: Datum::Gcj02, ..in_epsg(4547).coordinates });
    assert!(near(Datum::Gcj02.from_cgcs2000(gcj), expected) && !near(gcj, expected), "{gcj:?}");
}

#[test]
fn other_datums_and_unknown_systems_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(500_000.0, 2_494_000.0, 100.0)))]);
    let said = |prj: &str| {
        fs::write(path.with_extension("prj"), prj).unwrap();
        read(&path).unwrap_err().to_string()
    };
    assert!(said(&ZONE_114.replace("D_China_2000", "D_Xian_1980")).contains("D_Xian_1980"));
    assert!(said(&ZONE_114.replace("Gauss_Kruger", "Albers")).contains("Albers"));
    assert!(said("LOCAL 3").contains("LOCAL 3"));
    assert!(said(&ZONE_114.replace("Central_Meridian", "Meridian")).contains("CGCS2000_3_Degree"));
}

#[test]
fn texts_are_read_in_the_encoding_that_is_told_or_fits() {
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(114.0, 22.5, 0.1)))]);
    let name = |path: &Path| read(path).map(|it| (it.0.areas[0].name.clone().unwrap(), it.1.undecodable_texts));
    // The same table in GBK: 网格 is CD F8 B8 F1, two bytes shorter.
    let utf8 = fs::read(path.with_extension("dbf")).unwrap();
    let text = "网格".as_bytes();
    let at = utf8.windows(text.len()).position(|it| it == text).unwrap();
    let mut gbk = utf8.clone();
    gbk[at..at + 7].copy_from_slice(b"\xcd\xf8\xb8\xf11  ");
    fs::write(path.with_extension("dbf"), &gbk).unwrap();
    assert_eq!(name(&path).unwrap(), ("网格1".into(), 0), "no UTF-8, so GBK");
    fs::write(path.with_extension("cpg"), "CP936\n").unwrap();
    assert_eq!(name(&path).unwrap(), ("网格1".into(), 0));
    fs::write(path.with_extension("cpg"), "UTF-8").unwrap();
    assert_eq!(name(&path).unwrap().1, 1, "what the .cpg says goes first, and what does not decode is counted");
    fs::write(path.with_extension("cpg"), "klingon").unwrap();
    assert!(name(&path).unwrap_err().to_string().contains("klingon"));
}

#[test]
fn a_row_marked_as_deleted_stays_beside_its_shape() {
    let folder = tempfile::tempdir().unwrap();
    let squares: Vec<_> =
        (0..3).map(|i| Polygon::new(PolygonRing::Outer(square(114.0 + f64::from(i), 22.5, 0.1)))).collect();
    let path = shapefile(folder.path(), &squares);
    let mut table = fs::read(path.with_extension("dbf")).unwrap();
    let start = usize::from(u16::from_le_bytes([table[8], table[9]]));
    table[start] = b'*';
    fs::write(path.with_extension("dbf"), &table).unwrap();
    let (division, _) = read(&path).unwrap();
    let names: Vec<_> = division.areas.iter().filter_map(|it| it.name.as_deref()).collect();
    assert_eq!(names, ["网格1", "网格2", "网格3"]);
    table[4] = 2;
    fs::write(path.with_extension("dbf"), &table).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("3 shapes, but the .dbf 2 rows"));
    fs::remove_file(path.with_extension("dbf")).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains(".dbf"));
}

#[test]
fn a_shapefile_of_lines_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.shp");
    let mut writer = shapefile::ShapeWriter::from_path(&path).unwrap();
    writer.write_shape(&shapefile::Polyline::new(square(114.0, 22.5, 0.1))).unwrap();
    drop(writer);
    let said = read(&path).unwrap_err().to_string();
    assert!(said.contains("线（3）") && said.contains("lines (type 3)"), "{said}");
}

#[test]
fn flipped_bytes_and_cut_ends_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(114.0, 22.5, 0.1)))]);
    let mut dice = Dice(3);
    let mut refused = 0;
    for extension in ["shp", "dbf"] {
        let file = path.with_extension(extension);
        let whole = fs::read(&file).unwrap();
        for _ in 0..1_500 {
            let mut bytes = whole.clone();
            if dice.below(3) == 0 {
                bytes.truncate(dice.below(bytes.len()));
            } else {
                for _ in 0..=dice.below(3) {
                    let at = dice.below(bytes.len());
                    bytes[at] = [0, 1, 0x7f, 0x80, 0xff, dice.below(256) as u8][dice.below(6)];
                }
            }
            fs::write(&file, &bytes).unwrap();
            refused += u32::from(read(&path).is_err());
        }
        fs::write(&file, whole).unwrap();
    }
    assert!(refused > 500, "{refused}");
}

const SQUARE: &str =
    r#"{"type": "Polygon", "coordinates": [[[113.9, 22.5], [114, 22.5], [114, 22.6], [113.9, 22.6], [113.9, 22.5]]]}"#;

fn geojson(members: &str, properties: &str, geometry: &str) -> tempfile::NamedTempFile {
    let feature = format!(r#"{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}"#);
    file(format!(r#"{{"type": "FeatureCollection", {members} "features": [{feature}]}}"#).as_bytes())
}

#[test]
fn usual_and_named_attributes_of_a_geojson_are_taken() {
    let properties =
        r#"{"网格编码": 440305001001001.0, "社区": "海珠", "责任人": " 张三 ", "Code": "x", "other": "南"}"#;
    let file = geojson("", properties, SQUARE);
    let (division, _) = read(file.path()).unwrap();
    let area = &division.areas[0];
    assert_eq!(area.code.as_deref(), Some("440305001001001"));
    assert_eq!((area.community.as_deref(), area.member.as_deref(), &area.name), (Some("海珠"), Some("张三"), &None));
    let name = |name: &str| DivisionOptions {
        columns: DivisionColumns { name: Some(name.into()), ..Default::default() },
        ..Default::default()
    };
    assert_eq!(read_division(file.path(), &name("OTHER")).unwrap().0.areas[0].name.as_deref(), Some("南"));
    let said = read_division(file.path(), &name("网格名")).unwrap_err().to_string();
    assert!(said.contains("网格名") && said.contains("责任人"), "{said}");
}

#[test]
fn names_cut_off_at_ten_bytes_are_still_known() {
    let (division, _) =
        read(geojson("", r#"{"网格编": "1", "责任人姓": "李四", "单元网": "?"}"#, SQUARE).path()).unwrap();
    let columns =
        DivisionColumns { code: Some("网格编".into()), member: Some("责任人姓".into()), ..Default::default() };
    assert_eq!(division.columns, columns, "单元网 may be a code or a name");
    let folder = tempfile::tempdir().unwrap();
    let path = shapefile(folder.path(), &[Polygon::new(PolygonRing::Outer(square(114.0, 22.5, 0.1)))]);
    let mut table = fs::read(path.with_extension("dbf")).unwrap();
    table[32..43]
        .copy_from_slice("网格编\u{7801}".as_bytes()[..10].iter().chain(&[0]).copied().collect::<Vec<_>>().as_slice());
    fs::write(path.with_extension("dbf"), table).unwrap();
    let (division, dirt) = read(&path).unwrap();
    assert_eq!(division.areas[0].code.as_deref(), Some("440305001001"));
    assert!(dirt.is_clean(), "{dirt}");
}

#[test]
fn the_crs_of_an_old_geojson_is_obeyed() {
    let square = SQUARE
        .replace("113.9", "500000")
        .replace("114", "500100")
        .replace("22.5", "2494000")
        .replace("22.6", "2494100");
    let crs = |name: &str| format!(r#""crs": {{"type": "name", "properties": {{"name": "{name}"}}}},"#);
    let (division, _) = read(geojson(&crs("urn:ogc:def:crs:EPSG::4547"), "{}", &square).path()).unwrap();
    assert!((division.areas[0].polygons[0][0][0].lon - 114.0).abs() < 1e-9);
    assert!(read(geojson(&crs("urn:ogc:def:crs:OGC:1.3:CRS84"), "{}", SQUARE).path()).is_ok());
    let said = read(geojson(&crs("EPSG:2437"), "{}", &square).path()).unwrap_err().to_string();
    assert!(said.contains("2437"), "{said}");
}

#[test]
fn an_area_that_crosses_itself_is_left_to_the_audit() {
    let bow_tie = SQUARE.replace("[114, 22.6], [113.9, 22.6]", "[113.9, 22.6], [114, 22.6]");
    assert_eq!(read(geojson("", "{}", &bow_tie).path()).unwrap().0.areas[0].polygons[0][0].len(), 5);
    let crossed = SQUARE.replace("[114, 22.6], [113.9, 22.6]", "[113.92, 22.6], [114, 22.8]");
    assert_eq!(read(geojson("", "{}", &crossed).path()).unwrap().0.areas.len(), 1);
}
