//! The frame of the town: main roads, the river and the railway, as a bent grid of lines that each carry one or more tracks.

use std::f64::consts::TAU;

use model::{Level, RoadClass};

use super::{names::Names, streets::Street};
use crate::{
    dice::Dice,
    plane::{V, v},
};

/// A sub-district's size before it is bent, in metres east and north.
pub(super) const WIDTH: f64 = 2640.0;
pub(super) const HEIGHT: f64 = 2240.0;
/// Distance between nodes on curves, in metres.
const STEP: f64 = 26.0;
/// Half the distance between a dual carriageway's centre lines.
const DUAL: f64 = 12.0;
/// From the river's middle to its embankment roads.
pub(super) const EMBANKMENT: f64 = 64.0;
/// From the railway's middle to the roads beside it.
const BESIDE_RAIL: f64 = 21.0;

/// What runs along a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Road,
    River(String),
    Rail,
}

/// One carriageway of a line.
#[derive(Clone, Debug)]
struct Track {
    offset: f64,
    half: f64,
    class: RoadClass,
    name: String,
}

/// A line from one end of the city to the other.
#[derive(Clone, Debug)]
pub(super) struct Line {
    base: f64,
    waves: [(f64, f64, f64); 2],
    pub kind: Kind,
    /// From right (south or west) to left.
    tracks: Vec<Track>,
}

impl Line {
    fn new(base: f64, swing: f64, long: f64, kind: Kind, dice: &mut Dice) -> Self {
        let wave = |amplitude: f64, length: f64, dice: &mut Dice| {
            (amplitude * dice.range(0.8, 1.15), length * dice.range(0.9, 1.12), dice.range(0.0, TAU))
        };
        let waves = [wave(swing, long, dice), wave(swing * 0.3, long * 0.43, dice)];
        Self { base, waves, kind, tracks: Vec::new() }
    }

    fn with(mut self, offset: f64, half: f64, class: RoadClass, name: String) -> Self {
        self.tracks.push(Track { offset, half, class, name });
        self
    }

    /// The track with this offset, at `u` along the line.
    pub(super) fn at(&self, u: f64, offset: f64) -> f64 {
        let mut value = self.base;
        let mut slope = 0.0;
        for (amplitude, length, phase) in self.waves {
            let (sin, cos) = (u / length * TAU + phase).sin_cos();
            value += amplitude * sin;
            slope += amplitude * TAU / length * cos;
        }
        value + offset * (1.0_f64 + slope * slope).sqrt()
    }

    /// The offsets of all tracks and of the middle, in order.
    fn stops(&self) -> Vec<f64> {
        let mut stops: Vec<f64> = self.tracks.iter().map(|it| it.offset).chain([0.0]).collect();
        stops.sort_by(f64::total_cmp);
        stops.dedup();
        stops
    }

    fn low(&self) -> &Track {
        &self.tracks[0]
    }

    fn high(&self) -> &Track {
        &self.tracks[self.tracks.len() - 1]
    }
}

/// The lines of the whole city.
pub(super) struct Frame {
    /// From south to north, each running east.
    pub across: Vec<Line>,
    /// From west to east, each running north.
    pub up: Vec<Line>,
    /// Which line each row of communities begins with, and the first line after the last one.
    pub row_starts: Vec<usize>,
    turn: f64,
    phases: [f64; 2],
    shift: V,
}

/// Which way a line runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Way {
    Across,
    Up,
}

impl Frame {
    /// Lays out the lines of `columns` × `rows` sub-districts.
    pub(super) fn new(columns: usize, rows: usize, seed: u64, names: &mut Names) -> Self {
        use RoadClass::{Branch, Main, Secondary};
        let dice = &mut Dice::new(seed, 1);
        let (mut across, mut up, mut row_starts) = (Vec::new(), Vec::new(), Vec::new());
        for name in [
            "沿江路",
            "滨河路",
            "荷城大道",
            "铁路南路",
            "铁路北路",
            "学府路",
            "建设路",
            "西环路",
            "东环路",
            "人民路",
            "中山路",
        ] {
            names.numbered(name);
        }
        let pick = |first: bool, name: &str, list: &'static str, names: &mut Names| {
            if first { name.to_owned() } else { names.next(list) }
        };
        for row in 0..rows {
            let (base, first) = (row as f64 * HEIGHT, row == 0);
            row_starts.extend([0, 1, 2].map(|it| across.len() + it));
            let name = pick(first, "学府路", "arterial_ew", names);
            across.push(Line::new(base, 38.0, 2300.0, Kind::Road, dice).with(0.0, 8.0, Secondary, name));
            let waters = row % 3 == 0;
            let y = base + HEIGHT * dice.range(0.29, 0.31);
            if waters {
                let river = names.next("river");
                let south = pick(first, "滨河路", "arterial_ew", names);
                let north = pick(first, "沿江路", "arterial_ew", names);
                across.push(
                    Line::new(y, 92.0, 1750.0, Kind::River(river), dice)
                        .with(-EMBANKMENT, 5.0, Secondary, south)
                        .with(EMBANKMENT, 6.0, Secondary, north),
                );
            } else {
                let name = names.next("arterial_ew");
                across.push(Line::new(y, 45.0, 1900.0, Kind::Road, dice).with(0.0, 7.0, Secondary, name));
            }
            let name = pick(first, "荷城大道", "arterial_ew", names);
            across.push(
                Line::new(base + HEIGHT * 0.625, 46.0, 2500.0, Kind::Road, dice)
                    .with(-DUAL, 6.5, Main, name.clone())
                    .with(DUAL, 6.5, Main, name),
            );
            if waters {
                let south = pick(first, "铁路南路", "arterial_ew", names);
                let north = pick(first, "铁路北路", "arterial_ew", names);
                across.push(
                    Line::new(base + HEIGHT * 0.885, 34.0, 3400.0, Kind::Rail, dice)
                        .with(-BESIDE_RAIL, 4.5, Branch, south)
                        .with(BESIDE_RAIL, 3.5, Branch, north),
                );
            }
        }
        row_starts.push(across.len());
        let name = pick(true, "建设路", "arterial_ew", names);
        across.push(Line::new(rows as f64 * HEIGHT, 40.0, 2100.0, Kind::Road, dice).with(0.0, 8.0, Main, name));
        for column in 0..columns {
            let (base, first) = (column as f64 * WIDTH, column == 0);
            let name = pick(first, "西环路", "arterial_ns", names);
            up.push(Line::new(base, 42.0, 2000.0, Kind::Road, dice).with(0.0, 8.0, Main, name));
            let name = pick(first, "人民路", "arterial_ns", names);
            up.push(
                Line::new(base + WIDTH * dice.range(0.33, 0.37), 48.0, 2300.0, Kind::Road, dice)
                    .with(-DUAL, 6.5, Main, name.clone())
                    .with(DUAL, 6.5, Main, name),
            );
            let name = pick(first, "中山路", "arterial_ns", names);
            let x = base + WIDTH * dice.range(0.66, 0.71);
            up.push(Line::new(x, 62.0, 1900.0, Kind::Road, dice).with(0.0, 7.5, Secondary, name));
        }
        let name = pick(true, "东环路", "arterial_ns", names);
        up.push(Line::new(columns as f64 * WIDTH, 46.0, 2200.0, Kind::Road, dice).with(0.0, 8.0, Main, name));
        Self {
            across,
            up,
            row_starts,
            turn: dice.range(-0.19, -0.1),
            phases: [dice.range(0.0, TAU), dice.range(0.0, TAU)],
            shift: v(columns as f64 * WIDTH / 2.0, rows as f64 * HEIGHT / 2.0),
        }
    }

    /// Bends and turns the plan.
    pub(super) fn place(&self, plan: V) -> V {
        let bend =
            |u: f64, phase: f64| 55.0 * (u / 3900.0 * TAU + phase).sin() + 16.0 * (u / 1300.0 * TAU + phase).sin();
        let p = plan - self.shift;
        v(p.x + bend(p.y, self.phases[0]), p.y + bend(p.x, self.phases[1])).turned(self.turn)
    }

    /// The meeting of a track of `across[h]` and one of `up[u]`, on the plan.
    fn meeting(&self, h: usize, h_offset: f64, u: usize, u_offset: f64) -> V {
        let (mut x, mut y) = (self.up[u].base, self.across[h].base);
        for _ in 0..60 {
            x = self.up[u].at(y, u_offset);
            y = self.across[h].at(x, h_offset);
        }
        v(x, y)
    }

    /// A track from one crossing to another with its nodes, bent and turned. A crossing is a line of the other way and the
    /// offset of a track of it; the nodes of all crossings between are included.
    pub(super) fn run(&self, way: Way, line: usize, offset: f64, from: (usize, f64), to: (usize, f64)) -> Vec<V> {
        let others = if way == Way::Across { &self.up } else { &self.across };
        let meeting = |other: usize, other_offset: f64| match way {
            Way::Across => self.meeting(line, offset, other, other_offset),
            Way::Up => self.meeting(other, other_offset, line, offset),
        };
        let mut stops: Vec<V> = Vec::new();
        for (other, crossed) in others.iter().enumerate().take(to.0 + 1).skip(from.0) {
            for stop in crossed.stops() {
                let before = other == from.0 && stop < from.1;
                let after = other == to.0 && stop > to.1;
                if !before && !after {
                    stops.push(meeting(other, stop));
                }
            }
        }
        let mut out = Vec::new();
        for pair in stops.windows(2) {
            out.push(pair[0]);
            let along = |it: V| if way == Way::Across { it.x } else { it.y };
            let (begin, end) = (along(pair[0]), along(pair[1]));
            let mut node = ((begin + 7.0) / STEP).ceil() * STEP;
            while node < end - 7.0 {
                out.push(match way {
                    Way::Across => v(node, self.across[line].at(node, offset)),
                    Way::Up => v(self.up[line].at(node, offset), node),
                });
                node += STEP;
            }
        }
        out.extend(stops.last());
        out.into_iter().map(|it| self.place(it)).collect()
    }

    /// A stretch of a line that runs east, from one place on the plan to another, bent and turned.
    pub(super) fn stretch(&self, line: usize, offset: f64, from: f64, to: f64) -> Vec<V> {
        let steps = ((to - from) / 20.0).ceil().max(1.0) as usize;
        let place = |step: usize| {
            let x = from + (to - from) * step as f64 / steps as f64;
            self.place(v(x, self.across[line].at(x, offset)))
        };
        (0..=steps).map(place).collect()
    }

    /// The streets of all lines beside which a superblock exists.
    pub(super) fn streets(&self, exists: impl Fn(usize, usize) -> bool) -> Vec<Street> {
        let mut out = Vec::new();
        // A superblock is named by its column and row; one beyond the edge does not exist.
        let beside = |column: usize, row: usize| column > 0 && row > 0 && exists(column - 1, row - 1);
        for way in [Way::Across, Way::Up] {
            let (lines, others) = if way == Way::Across { (&self.across, &self.up) } else { (&self.up, &self.across) };
            for (at, line) in lines.iter().enumerate() {
                for track in &line.tracks {
                    let mut put = |from: (usize, f64), to: (usize, f64), level: Level| {
                        out.push(Street {
                            class: track.class,
                            name: Some(track.name.clone()),
                            level,
                            cuts: true,
                            half: track.half,
                            line: self.run(way, at, track.offset, from, to),
                        });
                    };
                    for (other, crossed) in others.iter().enumerate() {
                        // Numbered from 1, so that 0 stands for what lies before the first line.
                        let here = |other: usize, at: usize| {
                            if way == Way::Across { beside(other, at) } else { beside(at, other) }
                        };
                        let after = here(other + 1, at) || here(other + 1, at + 1);
                        let before = here(other, at) || here(other, at + 1);
                        let (low, high) = (crossed.low().offset, crossed.high().offset);
                        if low < high && (before || after) {
                            let level = if crossed.kind == Kind::Road { Level::Ground } else { Level::Bridge };
                            put((other, low), (other, high), level);
                        }
                        if after && other + 1 < others.len() {
                            put((other, high), (other + 1, others[other + 1].low().offset), Level::Ground);
                        }
                    }
                }
            }
        }
        out
    }

    /// The ring of the superblock in this column and row, with half the width of the street along each edge.
    pub(super) fn superblock(&self, column: usize, row: usize) -> super::block::Block {
        let (south, north) = (self.across[row].high(), self.across[row + 1].low());
        let (west, east) = (self.up[column].high(), self.up[column + 1].low());
        let across = |line: usize, track: &Track| {
            self.run(Way::Across, line, track.offset, (column, west.offset), (column + 1, east.offset))
        };
        let up = |line: usize, track: &Track| {
            self.run(Way::Up, line, track.offset, (row, south.offset), (row + 1, north.offset))
        };
        let (mut ring, mut half) = (Vec::new(), Vec::new());
        let mut side = |mut line: Vec<V>, width: f64, reverse: bool| {
            if reverse {
                line.reverse();
            }
            line.pop();
            half.extend(line.iter().map(|_| width));
            ring.extend(line);
        };
        side(across(row, south), south.half, false);
        side(up(column + 1, east), east.half, false);
        side(across(row + 1, north), north.half, true);
        side(up(column, west), west.half, true);
        super::block::Block { ring, half }
    }

    /// The ring along the middles of four lines.
    pub(super) fn area(&self, west: usize, east: usize, south: usize, north: usize) -> Vec<V> {
        let across = |line| self.run(Way::Across, line, 0.0, (west, 0.0), (east, 0.0));
        let up = |line| self.run(Way::Up, line, 0.0, (south, 0.0), (north, 0.0));
        let mut ring = across(south);
        ring.pop();
        ring.extend(up(east));
        ring.pop();
        ring.extend(across(north).into_iter().rev());
        ring.pop();
        ring.extend(up(west).into_iter().rev());
        ring.pop();
        ring
    }
}
