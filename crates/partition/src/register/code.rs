//! Codes of roads and segments.

use model::{Point, Road, RoadClass, RoadId, RoadSegment};

use super::{chainage::Chained, network::Network};

/// The height of a row in which roads are numbered from west to east, in metres.
const ROW_M: i32 = 500;

/// Puts the roads in the order of their codes and makes the register.
pub(super) fn code(network: &Network<'_>, roads: Vec<Chained>, county_code: &str) -> (Vec<Road>, Vec<RoadSegment>) {
    let mut sorted: Vec<_> = roads.into_iter().map(|it| (class(network, &it), it)).collect();
    sorted.sort_by_key(|(class, it)| {
        let Point { x, y } = it.start;
        let row = y.div_euclid(ROW_M * Point::PER_METRE as i32);
        (*class, -row, x, -y, it.links[0].link)
    });
    let (mut roads, mut segments) = (Vec::new(), Vec::new());
    for of_class in sorted.chunk_by(|a, b| a.0 == b.0) {
        let digits = if of_class.len() > 9_999 { 5 } else { 4 };
        for (number, (class, chained)) in of_class.iter().enumerate() {
            let code = format!("{county_code}{}{:0digits$}", letter(*class), number + 1);
            segments.extend(segments_of(network, chained, &code, RoadId::at(roads.len())));
            let [name, name_en] = names(network, chained);
            roads.push(Road { code, name, name_en, class: *class });
        }
    }
    (roads, segments)
}

fn segments_of(network: &Network<'_>, chained: &Chained, code: &str, road: RoadId) -> Vec<RoadSegment> {
    let segment = |number: usize, it: &super::chainage::Placed| {
        let link = &network.links[it.link as usize];
        let mut points = network.line(link);
        if it.reversed {
            points.reverse();
        }
        RoadSegment {
            code: format!("{code}-{number:03}"),
            road,
            class: link.class,
            level: link.level,
            line: points,
            from_m: it.from_m,
            to_m: it.from_m + link.length_m,
            width_m: link.width_m,
        }
    };
    chained.links.iter().chain(&chained.slips).enumerate().map(|(at, it)| segment(at + 1, it)).collect()
}

/// Returns the class of most of the road's length; of equals the higher.
fn class(network: &Network<'_>, chained: &Chained) -> RoadClass {
    let length = |class| {
        let links = chained.links.iter().map(|it| &network.links[it.link as usize]);
        links.filter(|it| it.class == class).map(|it| it.length_m).sum::<f64>()
    };
    let lengths = RoadClass::ALL.map(|it| (it, length(it)));
    lengths.into_iter().reduce(|best, it| if it.1 > best.1 { it } else { best }).map_or(RoadClass::Alley, |it| it.0)
}

/// Returns the name and the English name that most of the road's length has, of equals the first in order.
fn names(network: &Network<'_>, chained: &Chained) -> [Option<String>; 2] {
    let links = || chained.links.iter().map(|it| &network.links[it.link as usize]);
    if links().all(|it| it.name.is_none()) {
        return [None, None];
    }
    [longest(links().map(|it| (it.label, it.length_m))), longest(links().map(|it| (it.label_en, it.length_m)))]
}

fn longest<'n>(names: impl Iterator<Item = (Option<&'n str>, f64)>) -> Option<String> {
    let mut lengths = std::collections::BTreeMap::new();
    for (name, length) in names {
        if let Some(name) = name {
            *lengths.entry(name).or_insert(0.0) += length;
        }
    }
    lengths.into_iter().reduce(|best, it| if it.1 > best.1 { it } else { best }).map(|it| it.0.to_owned())
}

const fn letter(class: RoadClass) -> char {
    match class {
        RoadClass::Main => 'Z',
        RoadClass::Secondary => 'C',
        RoadClass::Branch => 'D',
        RoadClass::Alley => 'B',
    }
}
