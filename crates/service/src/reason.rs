//! The reason in words: sentences that a supervisor can read aloud.

use model::{CategoryCode, CellId, Owner, PersonId, Point, Road, RoadClass};
use spatial::NearestRoad;

use crate::{Answer, Containment, Ground};

/// The same text in Chinese and English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    fn add(&mut self, zh: &str, en: &str) {
        self.zh.push_str(zh);
        if !self.en.is_empty() {
            self.en.push(' ');
        }
        self.en.push_str(en);
    }
}

/// Returns how people call a road: its name, or its class and the last part of its code.
pub fn road_display(road: &Road) -> Words {
    let short = road.code.get(6..).unwrap_or(&road.code);
    let (zh, en) = match road.class {
        RoadClass::Main => ("无名主干道", "unnamed main road"),
        RoadClass::Secondary => ("无名次干道", "unnamed secondary road"),
        RoadClass::Branch => ("无名支路", "unnamed branch road"),
        RoadClass::Alley => ("无名巷", "unnamed alley"),
    };
    road.name.as_ref().map_or_else(
        || Words { zh: format!("{zh} {short}"), en: format!("{en} {short}") },
        |name| Words { zh: name.clone(), en: road.name_en.clone().unwrap_or_else(|| name.clone()) },
    )
}

/// Tells on which side of a road a point lies, by the compass; on the line itself within half a metre.
pub fn compass_side(foot: Point, point: Point) -> Words {
    let (dx, dy) = (i64::from(point.x) - i64::from(foot.x), i64::from(point.y) - i64::from(foot.y));
    let (zh, en) = if foot.distance_m(point) < 0.5 {
        ("路中", "on the centre line")
    } else if dx.abs() > dy.abs() {
        if dx > 0 { ("东侧", "east side") } else { ("西侧", "west side") }
    } else if dy > 0 {
        ("北侧", "north side")
    } else {
        ("南侧", "south side")
    };
    Words { zh: zh.into(), en: en.into() }
}

/// Puts an answer into words.
pub(crate) fn explain(ground: &Ground, answer: &Answer, category: Option<CategoryCode>, in_reach: bool) -> Words {
    let mut words = Words::default();
    match answer.containment {
        Containment::Inside(cell) => of_cell(ground, cell, answer.member, &mut words),
        Containment::NearOutside { cell, distance_m } => {
            words.add(
                &format!("该点在辖区界外 {distance_m:.0} 米，在定位误差之内，按最近的网格处理。"),
                &format!("The point lies {distance_m:.0} m outside the district, within the error of a phone; the nearest cell is taken."),
            );
            of_cell(ground, cell, answer.member, &mut words);
        }
        Containment::Outside { nearest, distance_m } => {
            let code = &ground.district.cells[nearest.index()].code;
            let name = &ground.district.name;
            let (zh, en) = if distance_m < 1000.0 {
                (format!("{distance_m:.0} 米"), format!("{distance_m:.0} m"))
            } else {
                (format!("{:.1} 公里", distance_m / 1000.0), format!("{:.1} km", distance_m / 1000.0))
            };
            words.add(
                &format!("该点不在{name}辖区内，距最近的单元网格 {code} {zh}，本辖区无人负责。"),
                &format!(
                    "The point lies outside {name}, {en} from the nearest unit cell {code}; nobody here answers for it."
                ),
            );
            return words;
        }
        Containment::Nowhere => {
            words.add("本辖区尚未划分网格。", "The district has not been cut into cells yet.");
            return words;
        }
    }
    of_road(ground, answer, &mut words);
    of_category(ground, answer, category, in_reach, &mut words);
    words
}

fn of_cell(ground: &Ground, cell: CellId, member: Option<PersonId>, words: &mut Words) {
    let cell = &ground.district.cells[cell.index()];
    let community = &ground.district.communities[cell.community.index()];
    let subdistrict = &ground.district.subdistricts[community.subdistrict.index()];
    let place = if community.name == subdistrict.name {
        subdistrict.name.clone()
    } else {
        format!("{}{}", subdistrict.name, community.name)
    };
    let (zh, en) = match member.map(|it| &ground.district.persons[it.index()].name) {
        Some(name) => (format!("由网格员{name}负责。"), format!("grid member {name} answers for it.")),
        None => ("尚无网格员，属责任盲区。".into(), "nobody holds it: a coverage gap.".into()),
    };
    words.add(
        &format!("该点位于{place} {} 号单元网格，{zh}", cell.code),
        &format!("The point lies in unit cell {} ({place}); {en}", cell.code),
    );
}

fn of_road(ground: &Ground, answer: &Answer, words: &mut Words) {
    let Some(NearestRoad { position, foot }) = answer.road else {
        words.add("500 米内没有登记的道路。", "No registered road lies within 500 m.");
        return;
    };
    let road = &ground.district.roads[ground.road_of(position.segment).index()];
    let name = road_display(road);
    let side = compass_side(foot, answer.point);
    let metres = f64::from(position.distance_mm) / 1000.0;
    let chainage = f64::from(position.chainage_mm) / 1000.0;
    let (km, rest) = ((chainage / 1000.0).floor(), (chainage % 1000.0).floor());
    let (holder_zh, holder_en) = match answer.leader.map(|it| &ground.district.persons[it.index()].name) {
        Some(leader) => (format!("包路领导为{leader}。"), format!("leader {leader} holds its contract.")),
        None => ("该路尚无包路领导。".into(), "nobody holds its contract.".into()),
    };
    let (where_zh, where_en) = if side.zh == "路中" {
        ("就在路中".to_owned(), "the point is on its centre line".to_owned())
    } else {
        (
            format!("在其{}、距中心线 {metres:.1} 米", side.zh),
            format!("{metres:.1} m from its centre line, {}", side.en),
        )
    };
    words.add(
        &format!(
            "最近的道路是{}（{}），{where_zh}、里程 {km:.0}+{rest:03.0} 处，{holder_zh}",
            name.zh,
            road.class.zh()
        ),
        &format!(
            "The nearest road is {} ({}): {where_en}, chainage {km:.0}+{rest:03.0}; {holder_en}",
            name.en,
            road.class.as_str()
        ),
    );
}

fn of_category(ground: &Ground, answer: &Answer, category: Option<CategoryCode>, in_reach: bool, words: &mut Words) {
    let Some(category) = category.and_then(|it| ground.categories.get(it)) else { return };
    let (zh, en) = (&category.zh, &category.en);
    let (rule_zh, rule_en) = match category.owner {
        Owner::Road if in_reach && answer.leader.is_some() => ("按道路归责", "belongs to the road"),
        Owner::Road if in_reach => {
            ("本应按道路归责，但该路无人包保，改按网格", "belongs to the road, which nobody holds, so the cell decides")
        }
        Owner::Road => {
            ("本应按道路归责，但离道路较远，改按网格", "belongs to the road, which is too far, so the cell decides")
        }
        Owner::Grid => ("按网格归责", "belongs to the cell"),
        Owner::Frontage => (
            "属门前三包，门前责任尚未登记，按网格",
            "is a frontage duty; no frontage is registered yet, so the cell decides",
        ),
        Owner::Component => (
            "属城市部件，权属尚未登记，按网格",
            "concerns a component; its owner is not registered yet, so the cell decides",
        ),
    };
    match answer.primary.map(|it| &ground.district.persons[it.person.index()].name) {
        Some(name) => {
            words.add(&format!("“{zh}”{rule_zh}，首责：{name}。"), &format!("`{en}` {rule_en}: {name} acts first."));
        }
        None => words.add(
            &format!("“{zh}”{rule_zh}，暂无责任人，转受理员。"),
            &format!("`{en}` {rule_en}: nobody answers, the acceptor decides."),
        ),
    }
}
