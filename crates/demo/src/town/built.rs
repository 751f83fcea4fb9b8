//! What is built on each lot, and the small things of a town: shop fronts, toilets, refuse stations.

use model::{BackdropKind, LandmarkKind};

use super::{
    Quarter, Town, civic,
    ground::Ground,
    homes,
    lots::{Lot, Use},
    old,
};
use crate::{
    dice::Dice,
    plane::{V, inside},
};

/// Builds one lot.
pub(super) fn fill(town: &mut Town, ground: &mut Ground, lot: &Lot, dice: &mut Dice) {
    match lot.used {
        Some(Use::Old) => {
            shops(town, ground, lot, 0.9, dice);
            old::build(town, ground, lot, dice);
        }
        Some(Use::Slabs | Use::Towers) => {
            shops(town, ground, lot, 0.62, dice);
            homes::build(town, ground, lot, dice);
        }
        Some(Use::Works | Use::Hospital) => {
            shops(town, ground, lot, 0.12, dice);
            civic::build(town, ground, lot, dice);
        }
        Some(_) => civic::build(town, ground, lot, dice),
        None => {}
    }
}

/// Builds shop fronts along the wider streets around the lot.
fn shops(town: &mut Town, ground: &mut Ground, lot: &Lot, share: f64, dice: &mut Dice) {
    let n = lot.block.ring.len();
    let (mut run, mut open) = (0.0, dice.chance(share));
    for edge in 0..n {
        let half = lot.block.half[edge];
        if half < 3.0 {
            continue;
        }
        let (a, b) = (lot.block.ring[edge], lot.block.ring[(edge + 1) % n]);
        let (along, length) = ((b - a).unit(), a.distance(b));
        let inward = along.left();
        let setback = half + if half > 5.5 { 6.5 } else { 4.0 };
        let mut at = 1.0;
        while at < length - 8.0 {
            run -= 1.0;
            if run < 0.0 {
                open = dice.chance(share);
                run = dice.range(3.0, 9.0);
            }
            let front = dice.range(11.0, 27.0).min(length - at);
            if !open {
                at += 12.0;
                continue;
            }
            let depth = dice.range(8.5, 12.0);
            let base = a + along * at + inward * setback;
            let house = [base, base + along * front, base + along * front + inward * depth, base + inward * depth];
            if ground.is_free(&house, 0.4) && house.iter().all(|it| inside(&lot.block.ring, *it)) {
                ground.build(&house);
                town.draw(BackdropKind::Building, None, house.to_vec());
                front_signs(town, base + inward * 2.0, along, front, dice);
                at += front + if dice.chance(0.75) { 0.4 } else { dice.range(3.0, 8.0) };
            } else {
                at += 3.0;
            }
        }
    }
}

/// Puts the shops of one house: one for about every nine metres, not all known.
fn front_signs(town: &mut Town, start: V, along: V, front: f64, dice: &mut Dice) {
    let shops = ((front / 9.0) as usize).max(1);
    for shop in 0..shops {
        if dice.chance(0.55) {
            let at = start + along * (front * (shop as f64 + 0.5) / shops as f64);
            let (kind, name) = if dice.chance(0.38) {
                (LandmarkKind::Restaurant, town.names.restaurant())
            } else {
                (LandmarkKind::Shop, town.names.shop())
            };
            town.mark(kind, name, at);
        }
    }
}

/// Sets public toilets and refuse stations, two of each in a community, and the communities' offices.
pub(super) fn small_things(town: &mut Town, quarter: &Quarter, dice: &mut Dice) {
    for (community, name) in quarter.communities.iter().enumerate() {
        let lots: Vec<&Lot> = quarter.lots.iter().filter(|it| it.community == community).collect();
        let stem = super::plan::stem(name);
        let place = |dice: &mut Dice| {
            let lot = dice.pick(&lots)?;
            let edge = dice.below(lot.block.ring.len());
            let (a, b) = (lot.block.ring[edge], lot.block.ring[(edge + 1) % lot.block.ring.len()]);
            Some(a + (b - a) * 0.5 + (b - a).unit().left() * (lot.block.half[edge] + 2.5))
        };
        let things = [
            (LandmarkKind::Toilet, format!("{stem}公厕")),
            (LandmarkKind::Toilet, format!("{stem}二公厕")),
            (LandmarkKind::RefuseStation, format!("{stem}垃圾站")),
            (LandmarkKind::RefuseStation, format!("{stem}二垃圾站")),
            (LandmarkKind::Government, format!("{stem}社区居委会")),
        ];
        for (kind, name) in things {
            if let Some(at) = place(dice) {
                town.mark(kind, name, at);
            }
        }
    }
}
