//! Draws the fictional town as an HTML page with one SVG, to be looked at: `draw FILE [SUBDISTRICTS] [SEED]`.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, time::Instant};

use model::{BackdropKind, LandmarkKind, Level, LonLat, RoadClass, Survey, SurveyShapeGeometry};

fn main() {
    let args: Vec<String> = env::args().collect();
    let number = |at: usize, default| args.get(at).and_then(|it| it.parse().ok()).unwrap_or(default);
    let size = demo::TownSize { subdistricts: number(2, 1) as u32 };
    let start = Instant::now();
    let survey = demo::town(&size, number(3, 1));
    println!("{:?}", start.elapsed());
    let named = |class: RoadClass| survey.ways.iter().filter(|it| it.class == class && it.name.is_some()).count();
    let count = |kind: BackdropKind| survey.backdrop.iter().filter(|it| it.kind == kind).count();
    println!("{} segments between junctions", segments(&survey));
    println!(
        "{} ways, {} nodes; named: {:?}; {} buildings, {} landmarks, {} areas",
        survey.ways.len(),
        survey.ways.iter().map(|it| it.nodes.len()).sum::<usize>(),
        RoadClass::ALL.map(named),
        count(BackdropKind::Building),
        survey.landmarks.len(),
        survey.areas.len()
    );
    if let Some(file) = args.get(1) {
        fs::write(file, svg(&survey)).expect("the file can be written");
    }
}

/// Counts the stretches between places where ways end or meet.
fn segments(survey: &Survey) -> usize {
    let node = |it: &LonLat| ((it.lon * 1e7).round() as i64, (it.lat * 1e7).round() as i64);
    let mut uses: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for it in survey.ways.iter().flat_map(|it| &it.nodes) {
        *uses.entry(node(it)).or_default() += 1;
    }
    let inner = |it: &&LonLat| uses[&node(it)] > 1;
    survey.ways.iter().map(|it| 1 + it.nodes[1..it.nodes.len() - 1].iter().filter(inner).count()).sum()
}

fn svg(survey: &Survey) -> String {
    let nodes = survey.ways.iter().flat_map(|it| &it.nodes);
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for it in nodes {
        low = (low.0.min(it.lon), low.1.min(it.lat));
        high = (high.0.max(it.lon), high.1.max(it.lat));
    }
    let (east, north) = (98_300.0, 110_850.0);
    let at = |it: &LonLat| format!("{:.1},{:.1}", (it.lon - low.0) * east + 20.0, (high.1 - it.lat) * north + 20.0);
    let points = |it: &[LonLat]| it.iter().map(at).collect::<Vec<_>>().join(" ");
    let (w, h) = ((high.0 - low.0) * east + 40.0, (high.1 - low.1) * north + 40.0);
    let mut out = format!(
        "<meta charset=utf-8><body style='margin:0'><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {w:.0} {h:.0}' width='100%' \
         style='background:#f4f1ea;font-family:Noto Sans CJK SC'>"
    );
    for it in &survey.backdrop {
        let fill = match it.kind {
            BackdropKind::Building => "#d9d0c4' stroke='#b9ae9f' stroke-width='.5",
            BackdropKind::Water => "#a9cfe8",
            BackdropKind::Green => "#c9e2b3",
            BackdropKind::Sports => "#b5dcc3' stroke='#7fb694' stroke-width='.7",
            BackdropKind::Housing => "#efe9df",
            BackdropKind::Commercial => "#f6e3dc",
            BackdropKind::Industrial => "#e6e1ea",
            BackdropKind::Institution => "#f3ecd0",
            BackdropKind::Plaza => "#e9e4e4",
            _ => "none",
        };
        match &it.geometry {
            SurveyShapeGeometry::Polygon(rings) => {
                let _ = write!(out, "<polygon points='{}' fill='{fill}'/>", points(&rings[0]));
            }
            SurveyShapeGeometry::Line(line) => {
                let line = points(line);
                let _ = write!(out, "<polyline points='{line}' fill='none' stroke='#777' stroke-width='5'/>");
                let _ = write!(
                    out,
                    "<polyline points='{line}' fill='none' stroke='#fff' stroke-width='3' stroke-dasharray='14 14'/>"
                );
            }
        }
    }
    for level in [Level::Ground, Level::Bridge] {
        for casing in [true, false] {
            for class in RoadClass::ALL.iter().rev() {
                for it in survey.ways.iter().filter(|it| it.class == *class && it.level == level) {
                    let (fill, edge) = match class {
                        RoadClass::Main => ("#f7c86a", "#d49a35"),
                        RoadClass::Secondary => ("#fbe7a4", "#d6bb63"),
                        RoadClass::Branch => ("#ffffff", "#c4bdb2"),
                        RoadClass::Alley => ("#ffffff", "#d8d2c8"),
                    };
                    let (colour, width) = if casing { (edge, it.width_m + 2.0) } else { (fill, it.width_m) };
                    let cap = if level == Level::Bridge && casing { "butt" } else { "round" };
                    let _ = write!(
                        out,
                        "<polyline points='{}' fill='none' stroke='{colour}' stroke-width='{width}' stroke-linecap='{cap}' stroke-linejoin='round'/>",
                        points(&it.nodes)
                    );
                }
            }
        }
    }
    labels(survey, &at, &mut out);
    out + "</svg>"
}

fn labels(survey: &Survey, at: &dyn Fn(&LonLat) -> String, out: &mut String) {
    for it in &survey.ways {
        let Some(name) = &it.name else { continue };
        let size = match it.class {
            RoadClass::Main => 17,
            RoadClass::Secondary => 14,
            RoadClass::Branch => 11,
            RoadClass::Alley => 5,
        };
        let (a, b) = (it.nodes[0], it.nodes[it.nodes.len() - 1]);
        if it.nodes.len() < 6 && it.class < RoadClass::Branch {
            continue;
        }
        let middle = it.nodes[it.nodes.len() / 2];
        let middle = if it.nodes.len() == 2 {
            LonLat { lon: f64::midpoint(a.lon, b.lon), lat: f64::midpoint(a.lat, b.lat) }
        } else {
            middle
        };
        let mut turn = -(b.lat - a.lat).atan2((b.lon - a.lon) * 0.88).to_degrees();
        if turn.abs() > 90.0 {
            turn += 180.0;
        }
        let _ = write!(
            out,
            "<text transform='translate({}) rotate({turn:.0})' font-size='{size}' text-anchor='middle' dy='.35em' fill='#444' stroke='#fff' stroke-width='2.4' paint-order='stroke'>{name}</text>",
            at(&middle)
        );
    }
    for it in &survey.landmarks {
        let (size, colour) = match it.kind {
            LandmarkKind::Shop | LandmarkKind::Restaurant => (4, "#a0522d"),
            LandmarkKind::Compound => (11, "#555"),
            LandmarkKind::Toilet | LandmarkKind::RefuseStation => (6, "#3a6ea5"),
            _ => (13, "#8b3a3a"),
        };
        let _ = write!(
            out,
            "<text transform='translate({})' font-size='{size}' text-anchor='middle' fill='{colour}' stroke='#fff' stroke-width='1.6' paint-order='stroke'>{}</text>",
            at(&it.at),
            it.name
        );
    }
}
