//! Geometry as text: WKT in whole lattice units, exact and readable by people.

use std::fmt::Write as _;

use model::{Point, Polygon, Shape};

pub(crate) fn write_line(line: &[Point]) -> String {
    let mut text = String::with_capacity(12 + line.len() * 18);
    text.push_str("LINESTRING ");
    write_points(&mut text, line);
    text
}

pub(crate) fn write_polygon(polygon: &Polygon) -> String {
    let mut text = String::with_capacity(12 + polygon.shell.len() * 18);
    text.push_str("POLYGON (");
    for (at, ring) in polygon.rings().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        // WKT repeats the first point at the end.
        let closed: Vec<Point> = ring.iter().chain(ring.first()).copied().collect();
        write_points(&mut text, &closed);
    }
    text.push(')');
    text
}

pub(crate) fn write_shape(shape: &Shape) -> String {
    match shape {
        Shape::Polygon(polygon) => write_polygon(polygon),
        Shape::Line(line) => write_line(line),
    }
}

fn write_points(text: &mut String, points: &[Point]) {
    text.push('(');
    for (at, Point { x, y }) in points.iter().enumerate() {
        let separator = if at > 0 { ", " } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{x} {y}");
    }
    text.push(')');
}

pub(crate) fn read_line(text: &str) -> Option<Vec<Point>> {
    let (points, rest) = read_points(text.strip_prefix("LINESTRING ")?)?;
    (rest.is_empty() && points.len() >= 2).then_some(points)
}

pub(crate) fn read_polygon(text: &str) -> Option<Polygon> {
    let mut rest = text.strip_prefix("POLYGON (")?;
    let mut rings = Vec::new();
    loop {
        let (mut ring, after) = read_points(rest)?;
        if ring.len() < 4 || ring.first() != ring.last() {
            return None;
        }
        ring.pop();
        rings.push(ring);
        match after.strip_prefix(", ") {
            Some(more) => rest = more,
            None if after == ")" => break,
            None => return None,
        }
    }
    let holes = rings.split_off(1);
    Some(Polygon { shell: rings.pop()?, holes })
}

pub(crate) fn read_shape(text: &str) -> Option<Shape> {
    if text.starts_with('P') { read_polygon(text).map(Shape::Polygon) } else { read_line(text).map(Shape::Line) }
}

fn read_points(text: &str) -> Option<(Vec<Point>, &str)> {
    let (list, rest) = text.strip_prefix('(')?.split_once(')')?;
    let point = |pair: &str| {
        let (x, y) = pair.split_once(' ')?;
        Some(Point { x: x.parse().ok()?, y: y.parse().ok()? })
    };
    Some((list.split(", ").map(point).collect::<Option<_>>()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(list: &[(i32, i32)]) -> Vec<Point> {
        list.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn what_is_written_is_read_back_exactly() {
        let line = points(&[(i32::MIN, 0), (3, -4), (i32::MAX, 9)]);
        assert_eq!(read_line(&write_line(&line)), Some(line.clone()));
        let polygon = Polygon {
            shell: points(&[(0, 0), (90, 0), (90, 90)]),
            holes: vec![points(&[(1, 2), (3, 4), (5, 7)]), points(&[(8, 8), (8, 9), (9, 9)])],
        };
        for shape in [Shape::Polygon(polygon), Shape::Line(line)] {
            assert_eq!(read_shape(&write_shape(&shape)), Some(shape));
        }
    }

    #[test]
    fn text_that_is_no_geometry_is_refused() {
        for text in [
            "",
            "POINT (1 2)",
            "LINESTRING (1 2)",
            "LINESTRING (1 2, 3)",
            "LINESTRING (1 2, 3 4) x",
            "LINESTRING (a b, c d)",
            "LINESTRING (1 2, 3 99999999999)",
            "POLYGON ((0 0, 1 1, 0 0))",
            "POLYGON ((0 0, 1 1, 1 0, 5 5))",
            "POLYGON ((0 0, 1 1, 1 0, 0 0)",
        ] {
            assert_eq!(read_shape(text), None, "{text}");
        }
    }
}
