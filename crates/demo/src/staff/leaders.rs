//! Road leaders: contracts for roads that lie near each other.

use model::{District, Duty, DutyRole, Piece, Point, RoadClass, RoadId, Span, Stretch};

use super::people::People;
use crate::dice::Dice;

/// The share of unnamed alleys that nobody holds.
const WITHOUT: f64 = 0.15;

/// One road with the middle of its segments.
struct Stop {
    road: usize,
    at: Point,
}

/// Gives the roads to leaders.
pub(super) fn leaders(district: &mut District, seed: u64, people: &mut People) {
    let dice = &mut Dice::new(seed, 23);
    let middles = middles(district);
    let stops = |wanted: &dyn Fn(usize) -> bool| -> Vec<Stop> {
        let roads = (0..district.roads.len()).filter(|it| wanted(*it));
        roads.filter_map(|road| middles[road].map(|at| Stop { road, at })).collect()
    };
    let is = |road: usize, class: RoadClass| district.roads[road].class == class;
    let main = stops(&|it| is(it, RoadClass::Main));
    let streets = stops(&|it| is(it, RoadClass::Secondary) || is(it, RoadClass::Branch));
    let alleys = stops(&|it| is(it, RoadClass::Alley) && district.roads[it].name.is_some());
    let unnamed: Vec<Stop> = stops(&|it| is(it, RoadClass::Alley) && district.roads[it].name.is_none())
        .into_iter()
        .filter(|_| !dice.chance(WITHOUT))
        .collect();

    let mut number = 0;
    let mut held: Vec<Leader> = Vec::new();
    let ranks: [(Vec<Stop>, (usize, usize), Rank); 3] =
        [(main, (4, 6), Rank::Head), (streets, (8, 13), Rank::Office), (alleys, (9, 15), Rank::Community)];
    for (stops, size, rank) in ranks {
        for bundle in bundles(stops, size, dice) {
            number += 1;
            let at = bundle[0].at;
            let place = nearest_names(district, at);
            let person = people.add(district, format!("L{number:03}"), rank.post(&place, number));
            held.push(Leader { at, person, roads: bundle.into_iter().map(|it| it.road).collect() });
        }
    }
    // Unnamed alleys go to the nearest leader; a district with nothing else still gets leaders for them.
    if held.is_empty() {
        for bundle in bundles(unnamed, (30, 60), dice) {
            number += 1;
            let place = nearest_names(district, bundle[0].at);
            let person = people.add(district, format!("L{number:03}"), Rank::Community.post(&place, number));
            held.push(Leader { at: bundle[0].at, person, roads: bundle.into_iter().map(|it| it.road).collect() });
        }
    } else {
        for stop in unnamed {
            let nearest = (0..held.len()).min_by_key(|it| held[*it].at.distance2(stop.at)).unwrap_or(0);
            held[nearest].roads.push(stop.road);
        }
    }
    for leader in held {
        for road in leader.roads {
            let piece = Piece::Road(Stretch::whole(RoadId::at(road)));
            district.duties.push(Duty::standing(leader.person, DutyRole::RoadLeader, piece, Span::FOUNDED));
        }
    }
}

struct Leader {
    at: Point,
    person: model::PersonId,
    roads: Vec<usize>,
}

#[derive(Clone, Copy)]
enum Rank {
    Head,
    Office,
    Community,
}

impl Rank {
    fn post(self, place: &(String, String), number: usize) -> String {
        let (subdistrict, community) = place;
        let pick = |posts: &[&str]| posts[number % posts.len()].to_owned();
        match self {
            Self::Head => format!(
                "{subdistrict} {} · 包路领导",
                pick(&["党工委书记", "办事处主任", "人大工委主任", "党工委副书记"])
            ),
            Self::Office => format!(
                "{subdistrict} {} · 包路领导",
                pick(&["办事处副主任", "武装部长", "城管办主任", "综合执法队队长", "组织委员", "社会事务办主任"])
            ),
            Self::Community => format!(
                "{community} {} · 街巷长",
                pick(&["党委书记", "居委会主任", "居委会副主任", "党委副书记", "城管专干"])
            ),
        }
    }
}

/// The middle point of each road's segments, by length; `None` of a road without segments.
fn middles(district: &District) -> Vec<Option<Point>> {
    let mut sums = vec![(0.0, 0.0, 0.0); district.roads.len()];
    for segment in &district.segments {
        let sum = &mut sums[segment.road.index()];
        for pair in segment.line.windows(2) {
            let length = pair[0].distance_m(pair[1]);
            sum.0 += length * f64::midpoint(f64::from(pair[0].x), f64::from(pair[1].x));
            sum.1 += length * f64::midpoint(f64::from(pair[0].y), f64::from(pair[1].y));
            sum.2 += length;
        }
    }
    let point = |it: (f64, f64, f64)| Point { x: (it.0 / it.2) as i32, y: (it.1 / it.2) as i32 };
    sums.into_iter().map(|it| (it.2 > 0.0).then(|| point(it))).collect()
}

/// Divides places into bundles of near ones by halving the longer side of their box until a bundle is small enough.
fn bundles(mut stops: Vec<Stop>, size: (usize, usize), dice: &mut Dice) -> Vec<Vec<Stop>> {
    if stops.is_empty() {
        return Vec::new();
    }
    let most = size.0 + dice.below(size.1 - size.0 + 1);
    if stops.len() <= most {
        return vec![stops];
    }
    let spread = |of: &dyn Fn(&Stop) -> i32| {
        let (low, high) = stops.iter().fold((i32::MAX, i32::MIN), |it, stop| (it.0.min(of(stop)), it.1.max(of(stop))));
        i64::from(high) - i64::from(low)
    };
    if spread(&|it| it.at.x) >= spread(&|it| it.at.y) {
        stops.sort_by_key(|it| (it.at.x, it.road));
    } else {
        stops.sort_by_key(|it| (it.at.y, it.road));
    }
    let parts = (stops.len() as f64 / f64::midpoint(size.0 as f64, size.1 as f64)).ceil().max(2.0);
    let first = (stops.len() as f64 * (parts / 2.0).floor() / parts).round() as usize;
    let second = stops.split_off(first.clamp(1, stops.len() - 1));
    let mut out = bundles(stops, size, dice);
    out.extend(bundles(second, size, dice));
    out
}

/// The names of sub-district and community of the cell nearest to a place.
fn nearest_names(district: &District, at: Point) -> (String, String) {
    let cell = district.cells.iter().min_by_key(|it| it.label.distance2(at));
    let community = cell.and_then(|it| district.communities.get(it.community.index()));
    let subdistrict = community.and_then(|it| district.subdistricts.get(it.subdistrict.index()));
    let name = |it: Option<&str>| it.unwrap_or(&district.name).to_owned();
    (name(subdistrict.map(|it| it.name.as_str())), name(community.map(|it| it.name.as_str())))
}
