//! The old town: small crooked blocks between alleys, and the houses along them.

use model::{BackdropKind, LandmarkKind, Level, RoadClass};

use super::{
    Town,
    block::{Block, CutStyle, find_cut},
    ground::Ground,
    lots::{Lot, Use},
    streets::Street,
};
use crate::{
    dice::Dice,
    plane::{V, centre, inside},
};

const CROOKED: CutStyle = CutStyle { turn: 0.3, shift: 0.2, bow: 0.07, corner: 9.0, reach: 9.0 };

/// Cuts an old lot by alleys; the blocks between them are added to `lots`, the alleys' numbers to `alleys`.
pub(super) fn alleys(town: &mut Town, lot: &Lot, dice: &mut Dice, alleys: &mut Vec<usize>, lots: &mut Vec<Lot>) {
    let size = dice.range(2100.0, 2900.0);
    cut(town, lot.block.clone(), size, dice, alleys, &mut |block| {
        let used = Some(Use::Old);
        lots.push(Lot { block, community: lot.community, used, name: String::new(), rows: None, pond: None });
    });
}

fn cut(
    town: &mut Town,
    block: Block,
    size: f64,
    dice: &mut Dice,
    alleys: &mut Vec<usize>,
    done: &mut dyn FnMut(Block),
) {
    let area = block.area();
    if area < size * dice.range(0.9, 1.7) {
        if area > 2000.0 && dice.chance(0.22) {
            dead_end(town, &block, dice, alleys);
        }
        return done(block);
    }
    let junctions = &town.junctions;
    let Some(chord) = find_cut(&block, &CROOKED, dice, |at, reach| junctions.near(at, reach)) else {
        return done(block);
    };
    let half = if area > 14_000.0 { dice.range(1.9, 2.4) } else { dice.range(1.2, 1.8) };
    let (one, two) = block.cut(&chord, half);
    lay(town, chord.line(), half, true, alleys);
    cut(town, one, size, dice, alleys, done);
    cut(town, two, size, dice, alleys, done);
}

fn lay(town: &mut Town, line: Vec<V>, half: f64, cuts: bool, alleys: &mut Vec<usize>) {
    alleys.push(town.streets.len());
    town.lay(Street { class: RoadClass::Alley, name: None, level: Level::Ground, cuts, half, line });
}

/// An alley that ends in a yard.
fn dead_end(town: &mut Town, block: &Block, dice: &mut Dice, alleys: &mut Vec<usize>) {
    let middle = block.centre();
    let Some((from, to)) = block.across(middle, V { x: 1.0, y: 0.0 }.turned(block.axis() + dice.range(-0.3, 0.3)))
    else {
        return;
    };
    let end = from.at + (to.at - from.at) * dice.range(0.5, 0.66);
    let crowded = town.junctions.near(from.at, 7.0).is_some() || block.near_corner(from.at, 8.0);
    if !crowded && inside(&block.ring, end) && from.at.distance(end) > 18.0 {
        let half = dice.range(1.0, 1.4);
        lay(town, vec![from.at, end], half, false, alleys);
    }
}

/// Builds the houses of an old block: a row along the alleys, then a second one behind it.
pub(super) fn build(town: &mut Town, ground: &mut Ground, lot: &Lot, dice: &mut Dice) {
    let mut houses: Vec<[V; 4]> = Vec::new();
    for (setback, skip) in [(0.7, 0.05), (11.5, 0.2), (21.0, 0.25)] {
        row(&lot.block, setback, dice, skip, &mut |house| {
            if !ground.is_free(&house, 0.45) || !house.iter().all(|it| inside(&lot.block.ring, *it)) {
                return false;
            }
            ground.build(&house);
            houses.push(house);
            true
        });
    }
    for (at, house) in houses.into_iter().enumerate() {
        if at % 9 == 3 && dice.chance(0.35) {
            let (kind, name) = if dice.chance(0.5) {
                (LandmarkKind::Shop, town.names.shop())
            } else {
                (LandmarkKind::Restaurant, town.names.restaurant())
            };
            town.mark(kind, name, centre(&house));
        }
        town.draw(BackdropKind::Building, None, house.to_vec());
    }
}

/// Walks along the ring at a distance from the kerb and offers a house at each place.
fn row(block: &Block, setback: f64, dice: &mut Dice, skip: f64, offer: &mut dyn FnMut([V; 4]) -> bool) {
    let n = block.ring.len();
    for edge in 0..n {
        let (a, b) = (block.ring[edge], block.ring[(edge + 1) % n]);
        let (along, length) = ((b - a).unit(), a.distance(b));
        let inward = along.left();
        let mut at = dice.range(0.5, 2.5);
        while at < length {
            let (mut front, depth) = (dice.range(6.5, 14.0), dice.range(6.5, 10.0));
            if dice.chance(skip) {
                at += dice.range(3.0, 9.0);
                continue;
            }
            front = front.min(length - at);
            if front < 4.0 {
                break;
            }
            let base = a + along * at + inward * (block.half[edge] + setback);
            let house = [base, base + along * front, base + along * front + inward * depth, base + inward * depth];
            if offer(house) {
                at += front + if dice.chance(0.7) { 0.5 } else { dice.range(1.0, 3.5) };
            } else {
                at += 2.0;
            }
        }
    }
}
