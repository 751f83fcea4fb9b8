//! What a file's coordinates are, where the file does not say it: its datum, its plane system, control points.

use std::{path::Path, sync::Arc};

use model::{LonLat, SurveyShape, SurveyShapeGeometry};
use spatial::{ControlPoint, Datum, LocalPlane};

use crate::{ExchangeError, Problem, StreetsFile, sniff};

/// What is known of a file's coordinates beside the file; the default believes the file, and takes degrees for CGCS2000.
#[derive(Clone, Debug, Default)]
pub struct Coordinates {
    /// The datum of the degrees, or of those that the plane system yields.
    pub datum: Datum,
    /// The coordinate system's number in the EPSG register.
    pub epsg: Option<u32>,
    /// The plane that control points tell, which goes before [`Self::epsg`].
    pub control: Option<Arc<LocalPlane>>,
}

/// What was read in some datum and can be brought to CGCS2000.
pub trait OnCgcs2000 {
    /// Takes every place for one of `datum` and brings it to CGCS2000.
    fn convert_from(&mut self, datum: Datum);
}

impl OnCgcs2000 for LonLat {
    fn convert_from(&mut self, datum: Datum) {
        *self = datum.to_cgcs2000(*self);
    }
}

impl<T: OnCgcs2000> OnCgcs2000 for [T] {
    fn convert_from(&mut self, datum: Datum) {
        for it in self {
            it.convert_from(datum);
        }
    }
}

impl<T: OnCgcs2000> OnCgcs2000 for Vec<T> {
    fn convert_from(&mut self, datum: Datum) {
        self.as_mut_slice().convert_from(datum);
    }
}

impl OnCgcs2000 for SurveyShape {
    fn convert_from(&mut self, datum: Datum) {
        match &mut self.geometry {
            SurveyShapeGeometry::Line(line) => line.convert_from(datum),
            SurveyShapeGeometry::Polygon(rings) => rings.convert_from(datum),
        }
    }
}

impl OnCgcs2000 for StreetsFile {
    fn convert_from(&mut self, datum: Datum) {
        for it in &mut self.ways {
            it.nodes.convert_from(datum);
        }
        for it in &mut self.landmarks {
            it.at.convert_from(datum);
        }
        self.backdrop.convert_from(datum);
    }
}

/// Reads control points from a CSV with the columns `x`, `y` (as in the file to be read), `lon` and `lat` (degrees; 经度 and 纬度
/// will do), and fits the plane to them. Other columns count for nothing.
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, a column or a number is missing, with the line, or the points make no plane.
pub fn read_control_points(path: &Path) -> Result<LocalPlane, ExchangeError> {
    read(path).map_err(|problem| ExchangeError::new(path, problem))
}

fn read(path: &Path) -> Result<LocalPlane, Problem> {
    let bytes = std::fs::read(path)?;
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    if bytes.len() as u64 > sniff::TEXT_LIMIT {
        return Err(Problem::TooLarge { limit: sniff::TEXT_LIMIT });
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text);
    let bad = |line: u64, what: String| Problem::ControlRow { line, what };
    let header = reader.headers().map_err(|it| bad(1, it.to_string()))?.clone();
    let column = |names: [&str; 2]| {
        let found = header.iter().position(|it| names.iter().any(|name| it.eq_ignore_ascii_case(name)));
        found.ok_or_else(|| bad(1, format!("no column `{}`", names[0])))
    };
    let columns =
        [column(["x", "横坐标"])?, column(["y", "纵坐标"])?, column(["lon", "经度"])?, column(["lat", "纬度"])?];
    let mut points = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|it| bad(it.position().map_or(0, csv::Position::line), it.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        let mut numbers = [0.0; 4];
        for (number, column) in numbers.iter_mut().zip(columns) {
            let text = row.get(column).unwrap_or_default();
            *number = text.parse().map_err(|_| bad(line, format!("`{text}` is not a number")))?;
        }
        let [x, y, lon, lat] = numbers;
        points.push(ControlPoint { plane: [x, y], place: LonLat { lon, lat } });
    }
    LocalPlane::fit(&points).map_err(Problem::ControlPoints)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file;

    const POINTS: &str =
        "name,x,y,经度,lat\n甲,0,0,113.90,22.50\n乙,10287.9,0,114.00,22.50\n丙,0,11075.4,113.90,22.60\n";

    fn said(text: &str) -> String {
        read_control_points(file(text.as_bytes()).path()).unwrap_err().to_string()
    }

    #[test]
    fn control_points_make_a_plane_with_residuals() {
        let plane = read_control_points(file(POINTS.as_bytes()).path()).unwrap();
        assert!(
            (plane.scale() - 1.0).abs() < 1e-3 && plane.rms_m() < 5.0 && plane.residuals_m().len() == 3,
            "{plane:?}"
        );
    }

    #[test]
    fn a_bad_row_is_named_with_its_line() {
        let cases: [(&str, &[&str]); 6] = [
            (&POINTS.replace("10287.9", "十"), &["第 3 行", "line 3", "`十`"]),
            (&POINTS.replace(",22.60", ""), &["第 4 行", "line 4"]),
            (&POINTS.replace("lat", "other"), &["第 1 行", "no column `lat`"]),
            (&POINTS[..POINTS.find('乙').unwrap()], &["只有 1 个", "too few"]),
            (&POINTS.replace("113.90", "13.90"), &["第 1 个控制点", "control point 1"]),
            ("", &["空的"]),
        ];
        for (text, expected) in cases {
            let said = said(text);
            assert!(expected.iter().all(|it| said.contains(it)), "{expected:?}: {said}");
        }
    }

    #[test]
    fn shapes_and_streets_move_whole() {
        let from = LonLat { lon: 113.9, lat: 22.5 };
        let line = || vec![Datum::Bd09.from_cgcs2000(from); 2];
        let mut shapes = vec![SurveyShape {
            kind: model::BackdropKind::Wall,
            name: None,
            geometry: SurveyShapeGeometry::Line(line()),
        }];
        shapes.convert_from(Datum::Bd09);
        let SurveyShapeGeometry::Line(moved) = &shapes[0].geometry else { panic!("a line stays one") };
        assert!(moved.iter().all(|it| (it.lon - from.lon).abs() < 1e-10 && (it.lat - from.lat).abs() < 1e-10));
    }
}
