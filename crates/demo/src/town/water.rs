//! The river with its banks, the railway, and round ponds.

use std::f64::consts::TAU;

use model::BackdropKind;

use super::{
    Town,
    arterial::{EMBANKMENT, Frame, Kind, WIDTH, Way},
};
use crate::{
    dice::Dice,
    plane::{V, v},
};

/// Draws rivers and railways along the lines that carry them.
pub(super) fn draw(town: &mut Town, frame: &Frame, columns: usize, count: usize, seed: u64) {
    for (at, line) in frame.across.iter().enumerate() {
        let row = frame.row_starts.iter().skip(3).step_by(3).position(|it| at < *it).unwrap_or(0);
        // The last row of sub-districts may be shorter.
        let east = columns.min(count.saturating_sub(row * columns)) * 3;
        if east == 0 {
            continue;
        }
        let run = |offset: f64| frame.run(Way::Across, at, offset, (0, 0.0), (east, 0.0));
        match &line.kind {
            Kind::Road => {}
            Kind::Rail => {
                town.draw(BackdropKind::Railway, None, run(0.0));
                for column in 0..east / 3 {
                    platforms(town, frame, at, column);
                }
            }
            Kind::River(name) => {
                let dice = &mut Dice::new(seed, 50 + at as u64);
                let phases = [dice.range(0.0, TAU), dice.range(0.0, TAU)];
                let (south, north) = (run(-EMBANKMENT), run(EMBANKMENT));
                let middle = run(0.0);
                let width =
                    |p: V, phase: f64| 36.0 + 7.0 * (p.x / 310.0 + phase).sin() + 3.5 * (p.x / 83.0 + phase).sin();
                let moved = |side: &[V], phase: f64| -> Vec<V> {
                    let near = |p: V| {
                        let closest = middle.windows(2).map(|it| crate::plane::nearest(p, it[0], it[1]));
                        closest.min_by(|a, b| a.distance(p).total_cmp(&b.distance(p))).unwrap_or(p)
                    };
                    side.iter().map(|p| near(*p) + (*p - near(*p)).unit() * width(*p, phase)).collect()
                };
                let (bank_south, bank_north) = (moved(&south, phases[0]), moved(&north, phases[1]));
                let band = |outer: &[V], inner: &[V]| -> Vec<V> {
                    // The kerb of the embankment road is 7 m inside its middle.
                    let edge = outer.iter().zip(inner).map(|(o, i)| *o + (*i - *o).unit() * 7.0);
                    edge.chain(inner.iter().rev().copied()).collect()
                };
                town.draw(BackdropKind::Green, None, band(&south, &bank_south));
                town.draw(BackdropKind::Green, None, band(&north, &bank_north));
                let river = bank_south.iter().chain(bank_north.iter().rev()).copied().collect();
                town.draw(BackdropKind::Water, Some(name.clone()), river);
            }
        }
    }
}

/// Draws the two platforms of the station in this column.
fn platforms(town: &mut Town, frame: &Frame, line: usize, column: usize) {
    // East of the dual carriageway, before the station's lot.
    let (from, to) = ((column as f64 + 0.407) * WIDTH, (column as f64 + 0.48) * WIDTH);
    for side in [-1.0, 1.0] {
        let edge = |offset: f64| frame.stretch(line, side * offset, from, to);
        let platform = edge(5.5).into_iter().chain(edge(12.0).into_iter().rev()).collect();
        town.draw(BackdropKind::Building, None, platform);
    }
}

/// A smooth round figure of about this radius.
pub(super) fn blob(middle: V, radius: f64, wobble: f64, dice: &mut Dice) -> Vec<V> {
    let phases = [dice.range(0.0, TAU), dice.range(0.0, TAU), dice.range(0.0, TAU)];
    let stretch = dice.range(0.75, 1.25);
    (0..28)
        .map(|step| {
            let angle = f64::from(step) / 28.0 * TAU;
            let swing = (angle * 2.0 + phases[0]).sin() * 0.5 + (angle * 3.0 + phases[1]).sin() * 0.35;
            let r = radius * (1.0 + wobble * swing);
            middle + v(r * angle.cos() * stretch, r * angle.sin() / stretch).turned(phases[2])
        })
        .collect()
}
