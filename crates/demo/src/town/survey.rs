//! From the plane to the survey: degrees, codes, order.

use model::{
    AreaLevel, BackdropKind, FrameOrigin, LonLat, Point, Survey, SurveyArea, SurveyLandmark, SurveyShape,
    SurveyShapeGeometry, SurveyWay,
};

use super::{Quarter, Town, arterial::Frame};
use crate::plane::{V, area};

/// The county's code: no code of GB/T 2260 begins with 99.
const COUNTY: &str = "990101";
/// Where the town stands: a round place, not a town.
const ORIGIN: LonLat = LonLat { lon: 112.0, lat: 28.0 };

/// A border in the making.
pub(super) struct Area {
    level: AreaLevel,
    name: String,
    code: String,
    pub ring: Vec<V>,
}

/// The areas of all levels; rings are open.
pub(super) fn areas(frame: &Frame, columns: usize, quarters: &[Quarter]) -> Vec<Area> {
    let mut out = Vec::with_capacity(quarters.len() * 10);
    for (at, quarter) in quarters.iter().enumerate() {
        let code = format!("{COUNTY}{:03}", at + 1);
        let level = AreaLevel::Subdistrict;
        out.push(Area { level, name: quarter.name.clone(), code: code.clone(), ring: quarter.ring.clone() });
        let (column, row) = (at % columns, at / columns);
        for (number, name) in quarter.communities.iter().enumerate() {
            let (west, line) = (3 * column + number % 3, 3 * row + number / 3);
            let ring = frame.area(west, west + 1, frame.row_starts[line], frame.row_starts[line + 1]);
            let code = format!("{code}{:03}", number + 1);
            out.push(Area { level: AreaLevel::Community, name: name.clone(), code, ring });
        }
    }
    out
}

/// Converts everything to degrees.
pub(super) fn finish(town: Town, areas: Vec<Area>) -> Survey {
    let frame = spatial::Frame::new(FrameOrigin { origin: ORIGIN });
    let place = |it: V| {
        let lattice = |metres: f64| (metres * Point::PER_METRE).round().clamp(-5e8, 5e8) as i32;
        let at = frame.as_ref().map_or(ORIGIN, |it2| it2.place(Point { x: lattice(it.x), y: lattice(it.y) }));
        // Seven decimals, so that nodes that are shared are equal.
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        LonLat { lon: round(at.lon), lat: round(at.lat) }
    };
    let line = |points: &[V]| {
        let mut out: Vec<LonLat> = points.iter().map(|it| place(*it)).collect();
        out.dedup();
        out
    };
    let ring = |points: &[V]| {
        let mut out = line(points);
        if area(points) < 0.0 {
            out.reverse();
        }
        out.extend(out.first().copied());
        out
    };
    let ways = (1..).zip(&town.streets).map(|(source_id, it)| SurveyWay {
        source_id,
        class: it.class,
        name: it.name.clone(),
        name_en: None,
        level: it.level,
        link: false,
        cuts: it.cuts,
        width_m: (it.half * 20.0).round() / 10.0,
        nodes: line(&it.line),
    });
    let ways: Vec<SurveyWay> = ways.filter(|it| it.nodes.len() > 1).collect();
    let mut shapes = town.shapes;
    shapes.sort_by_key(|it| rank(it.kind));
    let backdrop = shapes.iter().map(|it| SurveyShape {
        kind: it.kind,
        name: it.name.clone(),
        geometry: match it.kind {
            BackdropKind::Railway | BackdropKind::Wall | BackdropKind::Stream => {
                SurveyShapeGeometry::Line(line(&it.points))
            }
            _ => SurveyShapeGeometry::Polygon(vec![ring(&it.points)]),
        },
    });
    // A town of one sub-district goes by its name, a larger one is a county.
    let mut subdistricts = areas.iter().filter(|it| it.level == AreaLevel::Subdistrict);
    let name = match (subdistricts.next(), subdistricts.next()) {
        (Some(only), None) => only.name.clone(),
        _ => "荷城县".to_owned(),
    };
    Survey {
        name,
        code: COUNTY.to_owned(),
        fictional: true,
        attribution: String::new(),
        ways,
        backdrop: backdrop.collect(),
        areas: areas
            .into_iter()
            .map(|it| SurveyArea {
                level: it.level,
                name: it.name,
                name_en: None,
                code: Some(it.code),
                polygons: vec![vec![ring(&it.ring)]],
            })
            .collect(),
        landmarks: town
            .marks
            .into_iter()
            .map(|(kind, name, at)| SurveyLandmark { kind, name, at: place(at) })
            .collect(),
    }
}

/// The order of drawing: ground first, buildings last.
fn rank(kind: BackdropKind) -> u8 {
    match kind {
        BackdropKind::Housing | BackdropKind::Commercial | BackdropKind::Industrial | BackdropKind::Institution => 0,
        BackdropKind::Plaza => 1,
        BackdropKind::Sports | BackdropKind::Green => 2,
        BackdropKind::Water | BackdropKind::Stream => 3,
        BackdropKind::Railway | BackdropKind::Wall => 4,
        BackdropKind::Building => 5,
    }
}
