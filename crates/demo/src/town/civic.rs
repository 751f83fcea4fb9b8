//! Parks, schools, halls: everything that is neither home nor house.

use std::f64::consts::{FRAC_PI_2, PI};

use model::{BackdropKind, LandmarkKind, Level, RoadClass};

use super::{
    Town,
    ground::Ground,
    homes::facing_south,
    lots::{Lot, Use},
    streets::Street,
    water::blob,
};
use crate::{
    dice::Dice,
    plane::{V, area, bounds, centre, distance_to_ring, inside, rectangle, v},
};

/// Lays a park's pond and the paths around it.
pub(super) fn paths(town: &mut Town, lot: &mut Lot, dice: &mut Dice) {
    let block = &lot.block;
    let middle = block.centre();
    let room = distance_to_ring(&block.ring, middle);
    if room < 25.0 {
        return;
    }
    let pond = blob(middle, room * 0.42, 0.3, dice);
    let round: Vec<V> = pond.iter().map(|it| middle + (*it - middle) * 1.28).collect();
    let mut ring: Vec<V> = round.clone();
    ring.push(round[0]);
    // A closed way needs no end of its own: the paths to the gates begin at its nodes.
    for gate in 0..4 {
        let towards = v(1.0, 0.0).turned(block.axis() + f64::from(gate) * FRAC_PI_2 + dice.range(-0.5, 0.5));
        let Some((_, foot)) = block.across(middle, towards) else { continue };
        let crowded = block.near_corner(foot.at, 12.0);
        let at = match town.junctions.near(foot.at, 10.0) {
            Some(it) => block.foot_at(it).map(|it| it.at),
            None => (!crowded).then_some(foot.at),
        };
        let Some(at) = at else { continue };
        let start = round.iter().copied().min_by(|a, b| a.distance(at).total_cmp(&b.distance(at))).unwrap_or(middle);
        let bend = start + (at - start) * 0.5 + (at - start).left() * dice.range(-0.08, 0.08);
        lay(town, vec![start, bend, at]);
    }
    lay(town, ring);
    lot.pond = Some(pond);
}

fn lay(town: &mut Town, line: Vec<V>) {
    town.lay(Street { class: RoadClass::Alley, name: None, level: Level::Ground, cuts: false, half: 1.5, line });
}

/// A rectangle of `length` along `angle` that fits into the yard and on free ground: the first on a grid of places, those
/// near `wish` first.
fn fit(ground: &Ground, yard: &[V], size: (f64, f64), angle: f64, wish: V, distance: f64) -> Option<[V; 4]> {
    let (low, high) = bounds(yard, angle);
    let (length, depth) = size;
    let mut places = Vec::new();
    let mut y = low.y + depth / 2.0;
    while y <= high.y - depth / 2.0 {
        let mut x = low.x + length / 2.0;
        while x <= high.x - length / 2.0 {
            places.push(v(x, y).turned(angle));
            x += 6.0;
        }
        y += 6.0;
    }
    places.sort_by_cached_key(|it| (it.distance(wish) * 100.0) as u32);
    let all = places.into_iter().map(|it| rectangle(it, length, depth, angle));
    let mut fitting = all.filter(|it| it.iter().all(|p| inside(yard, *p)) && ground.is_free(it, distance));
    fitting.next()
}

fn put(town: &mut Town, ground: &mut Ground, figure: [V; 4]) {
    ground.build(&figure);
    town.draw(BackdropKind::Building, None, figure.to_vec());
}

/// Builds a lot that is not for living.
pub(super) fn build(town: &mut Town, ground: &mut Ground, lot: &Lot, dice: &mut Dice) {
    let Some(yard) = lot.block.inset(3.0) else { return };
    let angle = facing_south(lot.block.axis());
    let middle = centre(&yard);
    let (kind, mark) = match lot.used {
        Some(Use::School | Use::Kindergarten) => (BackdropKind::Institution, LandmarkKind::School),
        Some(Use::Hospital) => (BackdropKind::Institution, LandmarkKind::Hospital),
        Some(Use::Government) => (BackdropKind::Institution, LandmarkKind::Government),
        Some(Use::Temple) => (BackdropKind::Institution, LandmarkKind::Other),
        Some(Use::Market) => (BackdropKind::Commercial, LandmarkKind::Market),
        Some(Use::Commercial) => (BackdropKind::Commercial, LandmarkKind::Other),
        Some(Use::Works) => (BackdropKind::Industrial, LandmarkKind::Other),
        Some(Use::Park) => (BackdropKind::Green, LandmarkKind::Park),
        Some(Use::Square) => (BackdropKind::Plaza, LandmarkKind::Other),
        Some(Use::Station) => (BackdropKind::Plaza, LandmarkKind::Station),
        _ => return,
    };
    town.draw(kind, Some(lot.name.clone()), yard.clone());
    if lot.used != Some(Use::Works) || dice.chance(0.8) {
        town.mark(mark, lot.name.clone(), middle);
    }
    match lot.used {
        Some(Use::School) => school(town, ground, &yard, angle),
        Some(Use::Kindergarten) => halls(town, ground, &yard, angle, &[(32.0, 13.0), (20.0, 11.0)], 5.0, 3),
        Some(Use::Hospital) => {
            halls(town, ground, &yard, angle, &[(84.0, 26.0), (60.0, 18.0), (44.0, 16.0), (30.0, 16.0)], 13.0, 12);
        }
        Some(Use::Government) => government(town, ground, &yard, angle),
        Some(Use::Temple) => temple(town, ground, &yard, angle),
        Some(Use::Market) => {
            halls(town, ground, &yard, angle, &[(70.0, 38.0), (52.0, 30.0), (40.0, 24.0), (18.0, 10.0)], 5.0, 4);
        }
        Some(Use::Commercial) => {
            halls(town, ground, &yard, angle, &[(92.0, 62.0), (60.0, 44.0), (40.0, 30.0), (26.0, 24.0)], 10.0, 14);
        }
        Some(Use::Works) => works(town, ground, &yard, lot.block.axis(), dice),
        Some(Use::Park) => park(town, ground, lot, &yard, dice),
        Some(Use::Square) => square(town, &yard, dice),
        Some(Use::Station) => station(town, ground, &yard, angle, dice),
        _ => {}
    }
}

/// Places halls of falling size as long as they fit, `most` at most.
fn halls(
    town: &mut Town,
    ground: &mut Ground,
    yard: &[V],
    angle: f64,
    sizes: &[(f64, f64)],
    distance: f64,
    most: usize,
) {
    let mut built = 0;
    let wish = centre(yard);
    for size in sizes {
        for turn in [0.0, FRAC_PI_2] {
            while built < most {
                let Some(hall) = fit(ground, yard, *size, angle + turn, wish, distance) else { break };
                put(town, ground, hall);
                built += 1;
            }
        }
    }
}

/// A running track with its field, then teaching slabs.
fn school(town: &mut Town, ground: &mut Ground, yard: &[V], angle: f64) {
    let (low, high) = bounds(yard, angle);
    let corner = v(high.x, low.y).turned(angle);
    let tracks = [(160.0, 84.0), (122.0, 66.0), (96.0, 52.0), (70.0, 40.0)];
    for turn in [FRAC_PI_2, 0.0] {
        let found = tracks.iter().find_map(|&(length, depth)| {
            let room = length * depth < area(yard) * 0.42;
            room.then(|| fit(ground, yard, (length, depth), angle + turn, corner, 2.0))
                .flatten()
                .map(|it| (it, length, depth))
        });
        let Some((square, length, depth)) = found else { continue };
        ground.build(&square);
        let middle = centre(&square);
        town.draw(BackdropKind::Sports, None, oval(middle, length, depth, angle + turn));
        town.draw(BackdropKind::Green, None, oval(middle, length - 16.0, depth - 16.0, angle + turn));
        break;
    }
    if let Some(court) = fit(ground, yard, (34.0, 19.0), angle, corner, 3.0) {
        ground.build(&court);
        town.draw(BackdropKind::Sports, None, court.to_vec());
    }
    let other = v(low.x, high.y).turned(angle);
    for (length, count) in [(62.0, 3), (44.0, 3), (26.0, 2)] {
        for _ in 0..count {
            if let Some(hall) = fit(ground, yard, (length, 13.0), angle, other, 11.0) {
                put(town, ground, hall);
            }
        }
    }
}

/// A ring with two straight sides and round ends.
fn oval(middle: V, length: f64, depth: f64, angle: f64) -> Vec<V> {
    let (r, straight) = (depth / 2.0, (length - depth) / 2.0);
    let end = |sign: f64| {
        (0..=12).map(move |step| {
            let turn = -FRAC_PI_2 + f64::from(step) / 12.0 * PI;
            v(sign * (straight + r * turn.cos()), sign * r * turn.sin())
        })
    };
    end(1.0).chain(end(-1.0)).map(|it| middle + it.turned(angle)).collect()
}

/// A main hall with two wings around a forecourt that opens to the south.
fn government(town: &mut Town, ground: &mut Ground, yard: &[V], angle: f64) {
    let middle = centre(yard);
    let at = |x: f64, y: f64| middle + v(x, y).turned(angle);
    let parts = [
        rectangle(at(0.0, 30.0), 74.0, 20.0, angle),
        rectangle(at(-46.0, -14.0), 13.0, 44.0, angle),
        rectangle(at(46.0, -14.0), 13.0, 44.0, angle),
        rectangle(at(0.0, 62.0), 46.0, 14.0, angle),
    ];
    for part in parts {
        if part.iter().all(|it| inside(yard, *it)) && ground.is_free(&part, 3.0) {
            put(town, ground, part);
        }
    }
    let lawn = rectangle(at(0.0, -14.0), 46.0, 30.0, angle);
    if lawn.iter().all(|it| inside(yard, *it)) && ground.is_free(&lawn, 1.0) {
        ground.build(&lawn);
        town.draw(BackdropKind::Green, None, lawn.to_vec());
    }
    halls(town, ground, yard, angle, &[(48.0, 13.0), (30.0, 12.0)], 12.0, 6);
}

/// Three halls behind each other between two galleries.
fn temple(town: &mut Town, ground: &mut Ground, yard: &[V], angle: f64) {
    let middle = centre(yard);
    let at = |x: f64, y: f64| middle + v(x, y).turned(angle);
    let parts = [
        rectangle(at(0.0, 20.0), 26.0, 14.0, angle),
        rectangle(at(0.0, -4.0), 20.0, 10.0, angle),
        rectangle(at(0.0, -26.0), 16.0, 7.0, angle),
        rectangle(at(-20.0, -2.0), 6.0, 36.0, angle),
        rectangle(at(20.0, -2.0), 6.0, 36.0, angle),
    ];
    for part in parts {
        if part.iter().all(|it| inside(yard, *it)) && ground.is_free(&part, 1.0) {
            put(town, ground, part);
        }
    }
}

/// Sheds in rows.
fn works(town: &mut Town, ground: &mut Ground, yard: &[V], angle: f64, dice: &mut Dice) {
    let (long, deep) = (dice.range(70.0, 120.0), dice.range(26.0, 44.0));
    let sizes = [(long, deep), (long * 0.6, deep * 0.8), (34.0, 22.0), (22.0, 12.0)];
    halls(town, ground, yard, angle, &sizes, dice.range(8.0, 12.0), 12);
}

fn park(town: &mut Town, ground: &mut Ground, lot: &Lot, yard: &[V], dice: &mut Dice) {
    let Some(pond) = &lot.pond else { return };
    town.draw(BackdropKind::Water, None, pond.clone());
    let middle = centre(pond);
    let (low, high) = bounds(pond, 0.0);
    ground.build(&rectangle(middle, high.x - low.x, high.y - low.y, 0.0));
    for _ in 0..3 {
        let wish = middle + v(dice.range(-90.0, 90.0), dice.range(-90.0, 90.0));
        if let Some(pavilion) = fit(ground, yard, (9.0, 9.0), dice.range(0.0, 0.5), wish, 3.0) {
            put(town, ground, pavilion);
        }
    }
}

/// Lawns on a square.
fn square(town: &mut Town, yard: &[V], dice: &mut Dice) {
    let middle = centre(yard);
    let room = distance_to_ring(yard, middle);
    if room > 14.0 {
        for side in [-0.5, 0.5] {
            let lawn = blob(middle + v(room * side, room * 0.1), room * 0.3, 0.15, dice);
            if lawn.iter().all(|it| inside(yard, *it)) {
                town.draw(BackdropKind::Green, None, lawn);
            }
        }
    }
}

/// The station's hall on the side of the railway, and the square before it.
fn station(town: &mut Town, ground: &mut Ground, yard: &[V], angle: f64, dice: &mut Dice) {
    let (low, high) = bounds(yard, angle);
    let wish = v(f64::midpoint(low.x, high.x), high.y).turned(angle);
    for size in [(96.0, 24.0), (70.0, 20.0), (46.0, 16.0)] {
        if let Some(hall) = fit(ground, yard, size, angle, wish, 3.0) {
            put(town, ground, hall);
            break;
        }
    }
    let south = v(low.x + dice.range(20.0, 40.0), low.y).turned(angle);
    for size in [(36.0, 14.0), (28.0, 14.0), (22.0, 12.0)] {
        if let Some(hall) = fit(ground, yard, size, angle, south, 6.0) {
            put(town, ground, hall);
        }
    }
}
