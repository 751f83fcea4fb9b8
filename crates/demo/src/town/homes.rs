//! Housing compounds: lanes, rows of slabs that face south, towers.

use std::f64::consts::{FRAC_PI_2, PI};

use model::{BackdropKind, LandmarkKind, Level, RoadClass};

use super::{
    Town,
    ground::Ground,
    lots::{Lot, Rows, Use},
    streets::Street,
};
use crate::{
    dice::Dice,
    plane::{V, bounds, centre, inside, rectangle, v},
};

/// Lays out the rows of a compound and its lanes: a spine from gate to gate, and every other gap between rows.
pub(super) fn lanes(town: &mut Town, lot: &mut Lot, dice: &mut Dice) {
    let block = &lot.block;
    let angle = facing_south(block.axis());
    let (low, high) = bounds(&block.ring, angle);
    let pitch = if lot.used == Some(Use::Towers) { dice.range(54.0, 62.0) } else { dice.range(27.0, 33.0) };
    let first = low.y + 24.0 + dice.range(0.0, 5.0);
    lot.rows = Some(Rows { angle, first, pitch });
    let size = high - low;
    if block.area() < 9_000.0 || size.x < 90.0 || size.y < 80.0 {
        return;
    }
    let towards = v(1.0, 0.0).turned(angle);
    let middle = block.centre() + towards * (dice.range(-0.08, 0.08) * size.x);
    let Some((from, to)) = block.across(middle, towards.left()) else { return };
    let settle = |foot: super::block::Foot| match town.junctions.near(foot.at, 9.0) {
        Some(it) => block.foot_at(it).map(|it| it.at),
        None => (!block.near_corner(foot.at, 14.0)).then_some(foot.at),
    };
    let (Some(south), Some(north)) = (settle(from), settle(to)) else { return };
    let half = 2.2;
    lay(town, vec![south, north], half, true);
    let every = if lot.used == Some(Use::Towers) || dice.chance(0.3) { 1 } else { 2 };
    for gap in (1..14).step_by(every) {
        let y = first + pitch * (f64::from(gap) - 0.5);
        let t = (y - south.turned(-angle).y) / (north - south).turned(-angle).y;
        if !(0.12..0.88).contains(&t) {
            continue;
        }
        let at = south + (north - south) * t;
        let Some((west, east)) = block.across(at, towards) else { continue };
        for (foot, gate) in [(west, dice.chance(0.22)), (east, dice.chance(0.22))] {
            let reach = foot.at.distance(at);
            let shared = town.junctions.near(foot.at, 12.0).is_some() || block.near_corner(foot.at, 16.0);
            let end = if gate && !shared {
                foot.at
            } else {
                at + (foot.at - at).unit() * (reach - block.half[foot.edge] - 17.0)
            };
            if reach > 55.0 && inside(&block.ring, at + (end - at) * 0.98) {
                let half = 1.9;
                lay(town, vec![at, end], half, gate && !shared);
            }
        }
    }
}

fn lay(town: &mut Town, line: Vec<V>, half: f64, cuts: bool) {
    town.lay(Street { class: RoadClass::Alley, name: None, level: Level::Ground, cuts, half, line });
}

/// Folds a direction to the one of rows whose long side looks nearly south.
pub(super) fn facing_south(axis: f64) -> f64 {
    let quarter = (axis + PI / 4.0).rem_euclid(FRAC_PI_2) - PI / 4.0;
    quarter.clamp(-0.42, 0.42)
}

/// Builds a compound: its ground, slabs or towers, a little green and a court.
pub(super) fn build(town: &mut Town, ground: &mut Ground, lot: &Lot, dice: &mut Dice) {
    let Some(yard) = lot.block.inset(4.0) else { return };
    let Some(rows) = lot.rows else { return };
    let towers = lot.used == Some(Use::Towers);
    if !lot.name.is_empty() {
        town.mark(LandmarkKind::Compound, lot.name.clone(), centre(&yard));
    }
    town.draw(BackdropKind::Housing, Some(lot.name.clone()).filter(|it| !it.is_empty()), yard.clone());
    let (low, high) = bounds(&yard, rows.angle);
    if towers {
        garden(town, ground, lot, &yard, dice);
    } else if dice.chance(0.4) {
        court(town, ground, &yard, rows.angle, dice);
    }
    let depth = if towers { 17.0 } else { dice.range(11.0, 13.5) };
    let long = if towers { 27.0 } else { dice.range(40.0, 62.0) };
    let end_gap = if towers { dice.range(17.0, 24.0) } else { dice.range(7.0, 11.0) };
    let mut y = rows.first;
    let mut odd = false;
    while y < high.y {
        let mut x = low.x + dice.range(2.0, 10.0) + if odd && towers { 20.0 } else { 0.0 };
        while x < high.x {
            let place = |length: f64| {
                let middle = v(x + length / 2.0, y).turned(rows.angle);
                rectangle(middle, length, depth, rows.angle)
            };
            let fits = |house: &[V; 4]| {
                house.iter().all(|it| inside(&yard, *it)) && ground.is_free(house, if towers { 5.0 } else { 3.0 })
            };
            let lengths = if towers { [long, 24.0, 21.0] } else { [long, long * 0.66, 24.0] };
            let Some((house, length)) = lengths.iter().map(|it| (place(*it), *it)).find(|it| fits(&it.0)) else {
                x += 5.0;
                continue;
            };
            if !dice.chance(0.03) {
                ground.build(&house);
                let middle = v(x + length / 2.0, y).turned(rows.angle);
                let shape =
                    if towers { tower(middle, length, rows.angle) } else { slab(middle, length, depth, rows.angle) };
                town.draw(BackdropKind::Building, None, shape);
            }
            x += length + end_gap;
        }
        y += rows.pitch;
        odd = !odd;
    }
}

/// A slab with its stairwells on the north side, inside the rectangle.
fn slab(middle: V, length: f64, depth: f64, angle: f64) -> Vec<V> {
    let (x, y) = (length / 2.0, depth / 2.0);
    let mut ring = vec![v(-x, -y), v(x, -y), v(x, y - 1.5)];
    let stairs = ((length / 15.0).round() as usize).max(1);
    for stair in (0..stairs).rev() {
        let at = -x + length * (stair as f64 + 0.5) / stairs as f64;
        ring.extend([v(at + 2.2, y - 1.5), v(at + 2.2, y), v(at - 2.2, y), v(at - 2.2, y - 1.5)]);
    }
    ring.push(v(-x, y - 1.5));
    ring.into_iter().map(|it| middle + it.turned(angle)).collect()
}

/// A tower: a rectangle with its corners taken out.
fn tower(middle: V, length: f64, angle: f64) -> Vec<V> {
    let (x, y, c) = (length / 2.0, 8.5, 4.5);
    let ring = [
        v(-x + c, -y),
        v(x - c, -y),
        v(x - c, -y + 3.0),
        v(x, -y + 3.0),
        v(x, y - 2.0),
        v(x - c, y - 2.0),
        v(x - c, y),
        v(-x + c, y),
        v(-x + c, y - 2.0),
        v(-x, y - 2.0),
        v(-x, -y + 3.0),
        v(-x + c, -y + 3.0),
    ];
    ring.iter().map(|it| middle + it.turned(angle)).collect()
}

/// A green in the middle of a garden compound, sometimes with a pond.
fn garden(town: &mut Town, ground: &mut Ground, lot: &Lot, yard: &[V], dice: &mut Dice) {
    let reach = lot.block.area().sqrt() * 0.13;
    let side = v(reach * 1.35, 0.0).turned(dice.range(-0.4, 0.4)) * if dice.chance(0.5) { 1.0 } else { -1.0 };
    let middle = centre(yard) + side;
    let green = super::water::blob(middle, reach, 0.2, dice);
    let square = rectangle(middle, reach * 1.5, reach * 1.5, 0.0);
    if !green.iter().all(|it| inside(yard, *it)) || !ground.is_free(&square, 0.5) {
        return;
    }
    ground.build(&square);
    if dice.chance(0.35) {
        let pond = super::water::blob(middle, reach * 0.45, 0.25, dice);
        town.draw(BackdropKind::Green, None, green);
        town.draw(BackdropKind::Water, None, pond);
    } else {
        town.draw(BackdropKind::Green, None, green);
    }
}

/// A ball court somewhere in the compound.
fn court(town: &mut Town, ground: &mut Ground, yard: &[V], angle: f64, dice: &mut Dice) {
    let middle = centre(yard);
    for _ in 0..12 {
        let at = middle + v(dice.range(-60.0, 60.0), dice.range(-60.0, 60.0));
        let court = rectangle(at, 28.0, 15.0, angle + FRAC_PI_2);
        if court.iter().all(|it| inside(yard, *it)) && ground.is_free(&court, 2.0) {
            ground.build(&court);
            town.draw(BackdropKind::Sports, None, court.to_vec());
            return;
        }
    }
}
