//! The plan of one sub-district: its streets, and what each block is for.

use model::RoadClass;

use super::{
    Quarter, Town,
    arterial::{Frame, HEIGHT, WIDTH},
    block::{Block, CutStyle, find_cut},
    civic, homes,
    lots::{Lot, Use},
    old,
    streets::Street,
};
use crate::{
    dice::Dice,
    plane::{V, v},
};

/// Named alleys in a sub-district: the count of the district behind this project (345) at most, a little spread.
const ALLEYS: (usize, usize) = (338, 352);
/// Ground for one alley of the old town, in m², found by trying.
const ALLEY_GROUND: f64 = 2250.0;

const WIDE: CutStyle = CutStyle { turn: 0.09, shift: 0.12, bow: 0.05, corner: 42.0, reach: 30.0 };
const CARVE: CutStyle = CutStyle { turn: 0.03, shift: 0.1, bow: 0.0, corner: 16.0, reach: 10.0 };

/// Plans the sub-district in this column and row of the city.
pub(super) fn quarter(town: &mut Town, frame: &Frame, column: usize, row: usize, seed: u64) -> Quarter {
    let dice = &mut Dice::new(seed, 100 + (row * 1000 + column) as u64);
    let name = town.names.next("subdistrict");
    let communities: Vec<String> = (0..9)
        .map(|_| {
            if column == 0 && row == 0 {
                town.names.next("community")
            } else {
                town.names.combined("community_stem", "社区|里社区")
            }
        })
        .collect();
    let starts: Vec<usize> = frame.row_starts[3 * row..=3 * row + 3].to_vec();
    let ring = frame.area(3 * column, 3 * column + 3, starts[0], starts[3]);
    let spot = |x: f64, y: f64| frame.place(v((column as f64 + x) * WIDTH, (row as f64 + y) * HEIGHT));

    let mut lots = Vec::new();
    for line in starts[0]..starts[3] {
        let band = (0..3).rfind(|it| starts[*it] <= line).unwrap_or(0);
        let beyond_rail = line > starts[2] && line + 1 == starts[3];
        for east in 0..3 {
            let block = frame.superblock(3 * column + east, line);
            let centre = block.centre();
            let old = centre.distance(spot(0.52, 0.465)) < 300.0;
            let size = if beyond_rail { 38_000.0 } else { dice.range(38_000.0, 52_000.0) };
            streets(town, block, size, old, dice, &mut |block| {
                let works = beyond_rail && lots.len() % 7 != 3;
                let used = works.then_some(Use::Works);
                lots.push(Lot { block, community: band * 3 + east, used, name: String::new(), rows: None, pond: None });
            });
        }
    }
    let mut plan = Plan { town, lots, communities: &communities, first: column == 0 && row == 0 };
    plan.public_buildings(&spot, dice);
    plan.old_town(&spot);
    plan.homes(&spot, dice);
    let mut lots = plan.lots;
    let alleys = lanes(town, &mut lots, dice);
    name_alleys(town, alleys, dice);
    Quarter { name, communities, ring, lots }
}

/// Cuts a superblock by named streets until its blocks are at most about `size` m².
fn streets(town: &mut Town, block: Block, size: f64, old: bool, dice: &mut Dice, done: &mut dyn FnMut(Block)) {
    let area = block.area();
    if area < size * 1.25 {
        return done(block);
    }
    let junctions = &town.junctions;
    let Some(chord) = find_cut(&block, &WIDE, dice, |at, reach| junctions.near(at, reach)) else { return done(block) };
    let (class, half) =
        if area > 330_000.0 { (RoadClass::Secondary, 6.0) } else { (RoadClass::Branch, dice.range(3.6, 4.8)) };
    let line = chord.line();
    let n = line.len();
    let continued = town
        .junctions
        .continued(line[0], line[1] - line[0], class)
        .or_else(|| town.junctions.continued(line[n - 1], line[n - 2] - line[n - 1], class));
    let name = continued.unwrap_or_else(|| if old { town.names.old_street() } else { town.names.branch() });
    let (one, two) = block.cut(&chord, half);
    town.lay(Street { class, name: Some(name), level: model::Level::Ground, cuts: true, half, line });
    streets(town, one, size, old, dice, done);
    streets(town, two, size, old, dice, done);
}

struct Plan<'a> {
    town: &'a mut Town,
    lots: Vec<Lot>,
    communities: &'a [String],
    first: bool,
}

impl Plan<'_> {
    /// The free lot that is nearest to `at`, of `least` m² or more.
    fn near(&self, at: V, least: f64) -> Option<usize> {
        let free = self.lots.iter().enumerate().filter(|(_, it)| it.used.is_none() && it.block.area() > least);
        let distance = |lot: &Lot| lot.block.centre().distance(at);
        free.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1))).map(|it| it.0)
    }

    fn take(&mut self, at: V, least: f64, used: Use, name: String) -> Option<usize> {
        let lot = self.near(at, least)?;
        self.lots[lot].used = Some(used);
        self.lots[lot].name = name;
        Some(lot)
    }

    /// Takes a part of at most about `most` m² of the free lot near `at`; a lane divides it from the rest.
    fn carve(&mut self, at: V, most: f64, used: Use, name: String, dice: &mut Dice) -> Option<usize> {
        let mut lot = self.near(at, most * 0.5)?;
        while self.lots[lot].block.area() > most * 1.3 {
            let junctions = &self.town.junctions;
            let Some(chord) = find_cut(&self.lots[lot].block, &CARVE, dice, |at, reach| junctions.near(at, reach))
            else {
                break;
            };
            let (one, two) = self.lots[lot].block.cut(&chord, 2.6);
            let line = chord.line();
            self.town.lay(Street {
                class: RoadClass::Alley,
                name: None,
                level: model::Level::Ground,
                cuts: true,
                half: 2.6,
                line,
            });
            let mut rest = self.lots[lot].clone();
            let nearer = one.centre().distance(at) < two.centre().distance(at);
            let (near, far) = if nearer { (one, two) } else { (two, one) };
            self.lots[lot].block = near;
            rest.block = far;
            self.lots.push(rest);
            if self.lots[lot].block.area() < most * 0.4 {
                lot = self.lots.len() - 1;
            }
        }
        self.lots[lot].used = Some(used);
        self.lots[lot].name = name;
        Some(lot)
    }

    fn public_buildings(&mut self, spot: &impl Fn(f64, f64) -> V, dice: &mut Dice) {
        let place = if self.first { "荷城".to_owned() } else { stem(&self.communities[0]) };
        let of = |community: usize, what: &str, plan: &Self| format!("{}{what}", stem(&plan.communities[community]));
        self.take(spot(0.415, 0.845), 9_000.0, Use::Station, format!("{place}站"));
        self.take(spot(0.80, 0.70), 24_000.0, Use::Government, format!("{place}街道办事处"));
        self.take(spot(0.14, 0.55), 20_000.0, Use::Hospital, format!("{place}人民医院"));
        let park = self.town.names.next("park");
        self.take(spot(0.17, 0.23), 30_000.0, Use::Park, park);
        self.take(spot(0.425, 0.665), 20_000.0, Use::Commercial, format!("{place}百货大楼"));
        self.take(spot(0.29, 0.675), 20_000.0, Use::Commercial, format!("{place}商业广场"));
        self.take(spot(0.74, 0.585), 15_000.0, Use::Commercial, format!("{place}商贸城"));
        self.take(spot(0.88, 0.40), 26_000.0, Use::School, format!("{place}中学"));
        // In the old town: the temple of Confucius with its square, and the central market.
        let temple = if self.first { "文庙".to_owned() } else { format!("{}祠", stem(&self.communities[1])) };
        self.carve(spot(0.49, 0.45), 7_000.0, Use::Temple, temple, dice);
        let square = if self.first { "文庙广场".to_owned() } else { of(1, "广场", self) };
        self.carve(spot(0.505, 0.42), 4_500.0, Use::Square, square, dice);
        self.carve(spot(0.585, 0.545), 7_000.0, Use::Market, format!("{place}中心农贸市场"), dice);
        self.carve(spot(0.76, 0.665), 9_000.0, Use::Square, format!("{place}广场"), dice);
        for (community, x, y) in [(0, 0.26, 0.12), (2, 0.80, 0.14), (5, 0.84, 0.53), (6, 0.16, 0.80)] {
            let name = of(community, "农贸市场", self);
            self.carve(spot(x, y), 6_500.0, Use::Market, name, dice);
        }
        for (community, x, y) in
            [(0, 0.10, 0.13), (1, 0.50, 0.16), (2, 0.88, 0.20), (3, 0.22, 0.42), (6, 0.12, 0.73), (7, 0.60, 0.80)]
        {
            let name = of(community, "小学", self);
            self.carve(spot(x, y), 17_000.0, Use::School, name, dice);
        }
        for (community, x, y) in [(1, 0.42, 0.08), (2, 0.72, 0.22), (3, 0.08, 0.38), (5, 0.93, 0.50), (8, 0.9, 0.8)] {
            let name = of(community, "幼儿园", self);
            self.carve(spot(x, y), 4_800.0, Use::Kindergarten, name, dice);
        }
        for (community, x, y) in [(5, 0.93, 0.60), (1, 0.56, 0.05), (6, 0.24, 0.78), (7, 0.55, 0.72)] {
            let name = if self.first {
                self.town.names.next("park")
            } else {
                let name = stem(&self.communities[community]);
                self.town.names.numbered(&format!("{name}公园"))
            };
            self.carve(spot(x, y), 13_000.0, Use::Park, name, dice);
        }
    }

    /// The old town around its middle, and villages that the town has grown round.
    fn old_town(&mut self, spot: &impl Fn(f64, f64) -> V) {
        let wanted = (ALLEYS.1 + 22) as f64 * ALLEY_GROUND;
        let mut found = 0.0;
        let hamlets = [(0.06, 0.05), (0.93, 0.86), (0.95, 0.08), (0.07, 0.83), (0.66, 0.10)];
        for (x, y) in hamlets {
            if let Some(lot) = self.take(spot(x, y), 20_000.0, Use::Old, String::new()) {
                found += self.lots[lot].block.area();
            }
        }
        while found < wanted {
            let Some(lot) = self.take(spot(0.52, 0.455), 2_000.0, Use::Old, String::new()) else { break };
            found += self.lots[lot].block.area();
        }
    }

    fn homes(&mut self, spot: &impl Fn(f64, f64) -> V, dice: &mut Dice) {
        let centre = spot(0.5, 0.5);
        for at in 0..self.lots.len() {
            if self.lots[at].used.is_some() {
                if self.lots[at].used == Some(Use::Works) {
                    self.lots[at].name =
                        format!("{}{}", self.town.names.any("office_word"), self.town.names.any("works"));
                }
                continue;
            }
            let lot = &mut self.lots[at];
            let far = lot.block.centre().distance(centre) > 850.0;
            let towers = lot.block.area() > 26_000.0 && dice.chance(if far { 0.42 } else { 0.2 });
            lot.used = Some(if towers { Use::Towers } else { Use::Slabs });
            lot.name = if towers || dice.chance(0.7) {
                self.town.names.combined("compound_stem", "compound_suffix")
            } else {
                self.town.names.combined("compound_stem", "compound_old")
            };
        }
    }
}

/// A community's name without 社区.
pub(super) fn stem(community: &str) -> String {
    community.trim_end_matches("社区").to_owned()
}

/// Lays the lanes inside the lots. Returns the alleys that people would have named.
fn lanes(town: &mut Town, lots: &mut Vec<Lot>, dice: &mut Dice) -> Vec<usize> {
    let mut alleys = Vec::new();
    let mut all = Vec::with_capacity(lots.len() * 4);
    for mut lot in lots.drain(..) {
        match lot.used {
            Some(Use::Old) => old::alleys(town, &lot, dice, &mut alleys, &mut all),
            Some(Use::Slabs | Use::Towers) => {
                homes::lanes(town, &mut lot, dice);
                all.push(lot);
            }
            Some(Use::Park) => {
                civic::paths(town, &mut lot, dice);
                all.push(lot);
            }
            _ => all.push(lot),
        }
    }
    *lots = all;
    alleys
}

/// Names the longest alleys, as many as a sub-district has.
fn name_alleys(town: &mut Town, mut alleys: Vec<usize>, dice: &mut Dice) {
    let length = |at: usize| crate::plane::length(&town.streets[at].line);
    alleys.sort_by(|a, b| length(*b).total_cmp(&length(*a)).then(a.cmp(b)));
    alleys.truncate(ALLEYS.0 + dice.below(ALLEYS.1 - ALLEYS.0));
    alleys.sort_unstable();
    for at in alleys {
        town.streets[at].name = Some(town.names.alley());
    }
}
