//! The drawn ground and the landmarks on the lattice.

use model::{
    Backdrop, BackdropKind, Landmark, LonLat, Point, Polygon, Shape, Survey, SurveyShape, SurveyShapeGeometry,
};
use spatial::Frame;

use super::Extent;
use crate::BarrierClass;

/// Returns the outlines of all buildings.
pub(super) fn buildings(survey: &Survey, frame: &Frame) -> Vec<Polygon> {
    let buildings = survey.backdrop.iter().filter(|it| it.kind == BackdropKind::Building);
    buildings
        .filter_map(|it| match shape(it, frame)? {
            Shape::Polygon(polygon) => Some(polygon),
            Shape::Line(_) => None,
        })
        .collect()
}

/// Tells `add` the lines of a shape that cells are cut along, if it is one of that kind.
pub(super) fn barrier_lines(
    it: &SurveyShape,
    frame: &Frame,
    least_water_m2: f64,
    add: &mut dyn FnMut(&[LonLat], BarrierClass),
) {
    match (&it.geometry, it.kind) {
        (SurveyShapeGeometry::Line(line), BackdropKind::Railway) => add(line, BarrierClass::Rail),
        (SurveyShapeGeometry::Line(line), BackdropKind::Stream) => add(line, BarrierClass::Water),
        (SurveyShapeGeometry::Line(line), BackdropKind::Wall) => add(line, BarrierClass::Wall),
        (SurveyShapeGeometry::Polygon(rings), BackdropKind::Water) => {
            let large = shape(it, frame)
                .is_some_and(|it| matches!(it, Shape::Polygon(water) if water.area_m2().abs() >= least_water_m2));
            if let Some(shell) = rings.first().filter(|_| large) {
                let closed: Vec<LonLat> = shell.iter().chain(shell.first()).copied().collect();
                add(&closed, BarrierClass::Water);
            }
        }
        _ => {}
    }
}

/// Returns the drawn ground and the landmarks near the district, and how many were left out.
pub(super) fn ground(survey: &Survey, frame: &Frame, extent: &Extent) -> (Vec<Backdrop>, Vec<Landmark>, usize) {
    let mut left_out = 0;
    let mut backdrop = Vec::with_capacity(survey.backdrop.len());
    for it in &survey.backdrop {
        let near = |shape: &Shape| match shape {
            Shape::Polygon(polygon) => extent.touches(&polygon.shell),
            Shape::Line(line) => extent.touches(line),
        };
        match shape(it, frame).filter(near) {
            Some(shape) => backdrop.push(Backdrop { kind: it.kind, name: it.name.clone(), shape }),
            None => left_out += 1,
        }
    }
    let mut landmarks = Vec::with_capacity(survey.landmarks.len());
    for it in &survey.landmarks {
        match frame.point(it.at).ok().filter(|&at| extent.touches(&[at])) {
            Some(at) => landmarks.push(Landmark { kind: it.kind, name: it.name.clone(), at }),
            None => left_out += 1,
        }
    }
    (backdrop, landmarks, left_out)
}

/// Returns the shape on the lattice; `None` when it has no form there or leaves the frame.
fn shape(it: &SurveyShape, frame: &Frame) -> Option<Shape> {
    let points = |places: &[LonLat]| {
        let mut points = places.iter().map(|&it| frame.point(it)).collect::<Result<Vec<_>, _>>().ok()?;
        points.dedup();
        Some(points)
    };
    match &it.geometry {
        SurveyShapeGeometry::Line(line) => points(line).filter(|it| it.len() > 1).map(Shape::Line),
        SurveyShapeGeometry::Polygon(rings) => {
            let ring = |places: &Vec<LonLat>, counter_clockwise: bool| {
                let mut ring: Vec<Point> = points(places)?;
                if ring.first() == ring.last() {
                    ring.pop();
                }
                let area2 = Polygon { shell: ring.clone(), holes: vec![] }.area2();
                if (area2 > 0) != counter_clockwise {
                    ring.reverse();
                }
                (ring.len() > 2 && area2 != 0).then_some(ring)
            };
            let (shell, holes) = rings.split_first()?;
            let holes = holes.iter().filter_map(|it| ring(it, false)).collect();
            Some(Shape::Polygon(Polygon { shell: ring(shell, true)?, holes }))
        }
    }
}
