//! The reason in words: sentences that a supervisor can read aloud.

use locate::{Containment, Holding, ReasonCode, RoadClaim};
use model::{CellId, Confidence, DutyRole, Owner, PersonId, Point, Road, RoadClass, RoadPosition, RulingKind};
use spatial::NearestRoad;

use crate::{Answer, Ground};

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

/// The ground, and whether people are called by their names.
struct Teller<'a> {
    ground: &'a Ground,
    names: bool,
}

impl std::ops::Deref for Teller<'_> {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        self.ground
    }
}

/// Puts an answer into words.
pub(crate) fn explain(ground: &Ground, answer: &Answer, names: bool) -> Words {
    let ground = &Teller { ground, names };
    let mut words = Words::default();
    let found = &answer.found;
    match found.containment {
        Containment::Inside(cell) => of_cell(ground, cell, answer, &mut words),
        Containment::NearOutside { cell, distance_mm } => {
            let metres = f64::from(distance_mm) / 1000.0;
            words.add(
                &format!("该点在辖区界外 {metres:.0} 米，在定位误差之内，按最近的网格处理。"),
                &format!("The point lies {metres:.0} m outside the district, within the error of a phone; the nearest cell is taken."),
            );
            of_cell(ground, cell, answer, &mut words);
        }
        Containment::Outside { nearest, distance_mm } => {
            outside(ground, nearest, distance_mm, &mut words);
            return words;
        }
        Containment::Nowhere => {
            words.add("本辖区尚未划分网格。", "The district has not been cut into cells yet.");
            return words;
        }
    }
    of_road(ground, answer, &mut words);
    of_frontage(ground, answer, &mut words);
    of_category(ground, answer, &mut words);
    of_confidence(answer, &mut words);
    words
}

fn outside(ground: &Teller<'_>, nearest: CellId, distance_mm: u32, words: &mut Words) {
    let code = &ground.district.cells[nearest.index()].code;
    let name = &ground.district.name;
    let metres = f64::from(distance_mm) / 1000.0;
    let (zh, en) = if metres < 1000.0 {
        (format!("{metres:.0} 米"), format!("{metres:.0} m"))
    } else {
        (format!("{:.1} 公里", metres / 1000.0), format!("{:.1} km", metres / 1000.0))
    };
    words.add(
        &format!("该点不在{name}辖区内，距最近的单元网格 {code} {zh}，本辖区无人负责。"),
        &format!("The point lies outside {name}, {en} from the nearest unit cell {code}; nobody here answers for it."),
    );
}

/// Returns what a person is called: the name, or the post where names are nobody's business.
fn name<'a>(ground: &'a Teller<'_>, id: PersonId) -> &'a str {
    let it = &ground.district.persons[id.index()];
    if ground.names { &it.name } else { &it.post }
}

/// Tells who does a duty: the person, or who stands in.
fn holder(ground: &Teller<'_>, it: Holding) -> Words {
    let person = name(ground, it.person);
    match it.acting {
        // Who is away is nobody's business either.
        _ if !ground.names => Words { zh: person.to_owned(), en: person.to_owned() },
        Some(acting) if acting == it.person => Words { zh: person.to_owned(), en: person.to_owned() },
        Some(acting) => {
            let acting = name(ground, acting);
            Words {
                zh: format!("{acting}（{person}请假，代班）"),
                en: format!("{acting} (standing in for {person}, on leave)"),
            }
        }
        None => Words {
            zh: format!("{person}（请假，无人代班）"),
            en: format!("{person} (on leave, nobody stands in)"),
        },
    }
}

fn of_cell(ground: &Teller<'_>, cell: CellId, answer: &Answer, words: &mut Words) {
    let cell = &ground.district.cells[cell.index()];
    let community = &ground.district.communities[cell.community.index()];
    let subdistrict = &ground.district.subdistricts[community.subdistrict.index()];
    let place = if community.name == subdistrict.name {
        subdistrict.name.clone()
    } else {
        format!("{}{}", subdistrict.name, community.name)
    };
    let reasons = answer.found.reasons;
    let (on_zh, on_en) = if reasons.has(ReasonCode::OnVertex) {
        ("（在网格角点上，按边界规则归此格）", " (on a corner of cells, given to it by the rule for borders)")
    } else if reasons.has(ReasonCode::OnEdge) {
        ("（在网格边界上，按边界规则归此格）", " (on the border of cells, given to it by the rule for borders)")
    } else {
        ("", "")
    };
    let (zh, en) = match answer.found.area.and_then(|it| it.holding).map(|it| holder(ground, it)) {
        Some(it) => (format!("由网格员{}负责。", it.zh), format!("grid member {} answers for it.", it.en)),
        None => ("尚无网格员，属责任盲区。".into(), "nobody holds it: a coverage gap.".into()),
    };
    words.add(
        &format!("该点位于{place} {} 号单元网格{on_zh}，{zh}", cell.code),
        &format!("The point lies in unit cell {} ({place}){on_en}; {en}", cell.code),
    );
}

/// Writes a chainage as on a kilometre board, to the nearest metre: K1+204.
fn chainage(at: RoadPosition) -> String {
    let metres = (at.chainage_mm + 500) / 1000;
    format!("K{}+{:03}", metres / 1000, metres % 1000)
}

fn of_road(ground: &Teller<'_>, answer: &Answer, words: &mut Words) {
    let Some(NearestRoad { position, foot }) = answer.road() else {
        words.add("500 米内没有登记的道路。", "No registered road lies within 500 m.");
        return;
    };
    let road = &ground.district.roads[ground.road_of(position.segment).index()];
    let display = road_display(road);
    let side = compass_side(foot, answer.point());
    let metres = f64::from(position.distance_mm) / 1000.0;
    let at = chainage(position);
    let (where_zh, where_en) = if side.zh == "路中" {
        ("就在路中".to_owned(), "the point is on its centre line".to_owned())
    } else {
        (
            format!("在其{}、距中心线 {metres:.1} 米", side.zh),
            format!("{metres:.1} m from its centre line, {}", side.en),
        )
    };
    let Some(claim) = answer.found.road() else {
        words.add(
            &format!("附近没有负责此处的道路，最近的{}（{}）{where_zh}，超出其负责范围。", display.zh, road.class.zh()),
            &format!(
                "No road answers for this place; the nearest, {} ({}), is too far: {where_en}.",
                display.en,
                road.class.as_str()
            ),
        );
        return;
    };
    let (holder_zh, holder_en) = match claim.holding {
        Some(it) => {
            let who = holder(ground, it);
            let role = if it.role == DutyRole::AlleyChief { it.role } else { DutyRole::RoadLeader };
            (format!("{}为{}。", role.zh(), who.zh), format!("{} {} holds it.", role.en(), who.en))
        }
        None => ("该路尚无包路领导。".into(), "nobody holds its contract.".into()),
    };
    words.add(
        &format!("最近的道路是{}（{}），{where_zh}、里程 {at} 处，{holder_zh}", display.zh, road.class.zh()),
        &format!(
            "The nearest road is {} ({}): {where_en}, chainage {at}; {holder_en}",
            display.en,
            road.class.as_str()
        ),
    );
    of_order(ground, answer, claim, words);
}

/// Says what decided between several roads.
fn of_order(ground: &Teller<'_>, answer: &Answer, claim: &RoadClaim, words: &mut Words) {
    let Some(other) = answer.found.roads.get(1) else { return };
    let display = |it: &RoadClaim| road_display(&ground.district.roads[ground.road_of(it.position.segment).index()]);
    let (mine, theirs) = (display(claim), display(other));
    let reasons = answer.found.reasons;
    let said = [
        (ReasonCode::Hint, "按上报人所说的路名取", "as the reporter named it"),
        (ReasonCode::Level, "按所在层位（桥、地面、隧道）取", "by the level (bridge, ground, tunnel)"),
        (ReasonCode::Heading, "按上报人行进方向取", "by the direction in which the reporter moves"),
        (ReasonCode::JunctionClass, "同在路口，取等级较高的", "at the junction the higher class comes first:"),
        (ReasonCode::CodeTie, "远近等级相同，按编码取", "equally near and of equal class, by code"),
    ];
    let found = said.iter().find(|it| reasons.has(it.0));
    if let Some((_, zh, en)) = found {
        words.add(
            &format!("与{}相比，{zh}{}。", theirs.zh, mine.zh),
            &format!("Rather than {}: {en} {}.", theirs.en, mine.en),
        );
    }
}

fn of_frontage(ground: &Teller<'_>, answer: &Answer, words: &mut Words) {
    let Some(claim) = answer.found.frontage else { return };
    let zone = &ground.district.frontages[claim.zone.index()];
    let called = zone.name.as_ref().unwrap_or(&zone.code);
    let (zh, en) = match claim.holding.map(|it| holder(ground, it)) {
        Some(it) => (format!("责任人{}。", it.zh), format!("{} signed for it.", it.en)),
        None => ("尚未签订责任书。".into(), "nobody has signed for it.".into()),
    };
    words.add(&format!("处于{called}的门前三包范围，{zh}"), &format!("It lies in the frontage of {called}; {en}"));
}

fn of_category(ground: &Teller<'_>, answer: &Answer, words: &mut Words) {
    let found = &answer.found;
    if let Some(it) = found.ruling.map(|id| &ground.district.rulings[id.index()]) {
        let (zh, en) = match it.kind {
            RulingKind::Ruling => ("此处已有确权结论", "An ownership ruling exists for this place"),
            RulingKind::Choice => ("此处此前已由人员选定", "Somebody chose for this place before"),
        };
        match found.primary.map(|it| name(ground, it.person)) {
            Some(name) => words.add(&format!("{zh}，首责：{name}。"), &format!("{en}: {name} acts first.")),
            None => words.add(&format!("{zh}，但暂无责任人。"), &format!("{en}, but nobody answers.")),
        }
        return;
    }
    let Some(category) = answer.ask.category.and_then(|it| ground.categories.get(it)) else { return };
    let (zh, en) = (&category.zh, &category.en);
    let acts = |it: Option<Holding>| it.is_some_and(|it| it.acting.is_some());
    let road = found.road();
    let (rule_zh, rule_en) = match answer.ask.owner {
        Owner::Road if acts(road.and_then(|it| it.holding)) => ("按道路归责", "belongs to the road"),
        Owner::Road if road.is_some() => {
            ("本应按道路归责，但该路无人包保，改按网格", "belongs to the road, which nobody holds, so the cell decides")
        }
        Owner::Road => {
            ("本应按道路归责，但离道路较远，改按网格", "belongs to the road, which is too far, so the cell decides")
        }
        Owner::Grid => ("按网格归责", "belongs to the cell"),
        Owner::Frontage if acts(found.frontage.and_then(|it| it.holding)) => {
            ("属门前三包，按临街责任归责", "is a frontage duty and belongs to who signed for it")
        }
        Owner::Frontage => (
            "属门前三包，此处无人签订责任书，按网格",
            "is a frontage duty; nobody signed for this place, so the cell decides",
        ),
        Owner::Component => (
            "属城市部件，权属尚未登记，按网格",
            "concerns a component; its owner is not registered yet, so the cell decides",
        ),
    };
    match found.primary.map(|it| name(ground, it.person)) {
        Some(name) => {
            words.add(&format!("“{zh}”{rule_zh}，首责：{name}。"), &format!("“{en}” {rule_en}: {name} acts first."));
        }
        None => words.add(
            &format!("“{zh}”{rule_zh}，暂无责任人，转受理员。"),
            &format!("“{en}” {rule_en}: nobody answers, the acceptor decides."),
        ),
    }
    if found.reasons.has(ReasonCode::OffHours) {
        words.add("现不在其责任时段内。", "It is outside the hours of that duty.");
    }
}

fn of_confidence(answer: &Answer, words: &mut Words) {
    let found = &answer.found;
    // A ruling is no matter of distances.
    if found.primary.is_none() || found.ruling.is_some() {
        return;
    }
    let accuracy = f64::from(answer.ask.accuracy_mm) / 1000.0;
    let by_road = found.primary.is_some_and(|it| matches!(it.role, DutyRole::RoadLeader | DutyRole::AlleyChief));
    let margin = if by_road { found.road_margin_mm } else { found.area.and_then(|it| it.margin_mm) };
    let (far_zh, far_en) = match margin.map(|it| f64::from(it) / 1000.0) {
        Some(it) => (format!("距他人责任范围 {it:.1} 米"), format!("{it:.1} m from anybody else's ground")),
        None => ("附近没有他人责任范围".into(), "nobody else's ground is near".into()),
    };
    let (zh, en) = match found.confidence {
        Some(Confidence::Certain) => ("判定可靠", "certain"),
        Some(Confidence::Likely) => ("判定较可靠", "likely"),
        Some(Confidence::Choose) => ("请从候选中选定", "please choose between the candidates"),
        None => return,
    };
    words.add(
        &format!("定位精度 {accuracy:.0} 米，{far_zh}：{zh}。"),
        &format!("Accuracy {accuracy:.0} m, {far_en}: {en}."),
    );
}
