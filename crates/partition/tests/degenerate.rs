//! Degenerate lines by the ten thousand: every case from one number, so that a failure can be had again.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use common::{cells_at, check, p, raw};
use model::{Point, Polygon, RoadClass};
use partition::{Barrier, BarrierClass, CellOptions, Home, PartitionError, cells};

/// Knuth's MMIX generator: the same cases on every machine, without a dependency.
struct Random(u64);

impl Random {
    fn below(&mut self, most: i32) -> i32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % most.max(1) as u64) as i32
    }

    fn one_in(&mut self, times: i32) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as i32) as usize]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i as i32 + 1) as usize);
        }
    }
}

/// A piece of the lattice: its corner and reach.
struct Place {
    corner: Point,
    reach: i32,
}

impl Place {
    fn new(random: &mut Random) -> Self {
        let reach = random.pick(&[3, 6, 12, 40, 300, 100_000, 3_000_000, 2 * Point::LIMIT - 1]);
        let limit = Point::LIMIT - reach / 2 - reach % 2;
        let at = [-limit, 0, limit];
        let middle = p(random.pick(&at), random.pick(&at));
        Self { corner: p(middle.x - reach / 2, middle.y - reach / 2), reach }
    }

    /// A point of the piece, often on its rim or on a coarse raster, so that points meet.
    fn point(&self, random: &mut Random) -> Point {
        let raster = random.pick(&[1, 1, 2, 3, (self.reach / 6).max(1)]);
        let mut at = |corner: i32| match random.below(12) {
            0 => corner,
            1 => corner + self.reach,
            _ => corner + random.below(self.reach / raster + 1) * raster,
        };
        p(at(self.corner.x), at(self.corner.y))
    }

    fn inside(&self, it: Point) -> Point {
        let clamp = |at: i32, corner: i32| at.clamp(corner, corner + self.reach);
        p(clamp(it.x, self.corner.x), clamp(it.y, self.corner.y))
    }

    fn beside(&self, random: &mut Random, it: Point) -> Point {
        self.inside(p(it.x + random.below(3) - 1, it.y + random.below(3) - 1))
    }

    /// A line of some kind of trouble; `before` are points of lines before it.
    fn line(&self, random: &mut Random, before: &[Point]) -> Vec<Point> {
        let a = if before.is_empty() || random.one_in(3) { self.point(random) } else { random.pick(before) };
        let b = if before.is_empty() || random.one_in(2) { self.point(random) } else { random.pick(before) };
        let middle = p(i64::midpoint(a.x.into(), b.x.into()) as i32, i64::midpoint(a.y.into(), b.y.into()) as i32);
        match random.below(10) {
            // Nothing, or a point.
            0 => vec![a; random.below(4) as usize],
            // A spike: there and back, or nearly.
            1 => vec![a, b, self.beside(random, a)],
            2 => vec![a, b, a],
            // A needle around the line, and a tiny triangle.
            3 => vec![a, self.beside(random, middle), b, self.beside(random, middle), a],
            4 => vec![a, self.beside(random, a), self.beside(random, a), a],
            // Nearly the same line as another, and a part of it.
            5 => vec![self.beside(random, a), self.beside(random, b)],
            6 => vec![a, b, middle, self.beside(random, b)],
            // Across everything, and crooked.
            7 => vec![self.corner, p(self.corner.x + self.reach, self.corner.y + self.reach)],
            8 => (0..random.below(9)).map(|_| self.point(random)).collect(),
            _ => vec![a, b],
        }
    }
}

fn case(random: &mut Random) -> (Vec<Home>, Vec<Barrier>, CellOptions, Place) {
    let place = Place::new(random);
    let mut points = vec![];
    let mut homes = vec![];
    for _ in 0..=random.below(4) {
        let mut polygons = vec![];
        for _ in 0..random.below(3) + i32::from(homes.is_empty()) {
            let ring = |random: &mut Random, points: &[Point]| match random.below(3) {
                0 => place.line(random, points),
                1 => {
                    let (a, b) = (place.point(random), place.point(random));
                    vec![a, p(b.x, a.y), b, p(a.x, b.y)]
                }
                _ => (0..random.below(6) + 2).map(|_| place.point(random)).collect(),
            };
            let shell = ring(random, &points);
            points.extend(&shell);
            let inner: Vec<_> = (0..random.below(3) / 2).map(|_| ring(random, &points)).collect();
            points.extend(inner.iter().flatten());
            polygons.push(Polygon { shell, holes: inner });
        }
        homes.push(Home { polygons });
    }
    let classes = [RoadClass::Main, RoadClass::Main, RoadClass::Branch, RoadClass::Alley].map(BarrierClass::Road);
    let mut barriers: Vec<Barrier> = vec![];
    for _ in 0..random.below(14) {
        let line = match barriers.last() {
            Some(last) if random.one_in(5) => last.line.clone(),
            _ => place.line(random, &points),
        };
        points.extend(&line);
        let class = if random.one_in(5) { BarrierClass::Water } else { random.pick(&classes) };
        barriers.push(Barrier { line, class, source: random.below(9) as u32 });
    }
    let options = if random.one_in(3) {
        // Sizes that fit the place, so that strips, slivers, cuts and leftovers all happen.
        let target_m2 = (f64::from(place.reach).powi(2) / Point::PER_METRE.powi(2) / 20.0).max(1.0);
        CellOptions {
            target_m2,
            sliver_m2: target_m2 / 10.0,
            thin_m: target_m2.sqrt() / 20.0,
            ..CellOptions::default()
        }
    } else {
        raw()
    };
    (homes, barriers, options, place)
}

/// Whether the case has ground at all; panics where something is wrong.
fn run(seed: u64) -> bool {
    let random = &mut Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let (homes, mut barriers, options, place) = case(random);
    let cut = |barriers: &[Barrier]| cells(&homes, barriers, &[], &options, &mut |_| {});
    let partition = match cut(&barriers) {
        Ok(partition) => partition,
        Err(PartitionError::NoArea { .. }) => return false,
        Err(error) => panic!("{error}"),
    };
    check(&partition);
    for _ in 0..5 {
        cells_at(&partition, place.point(random));
    }
    if random.one_in(3) {
        random.shuffle(&mut barriers);
        for it in &mut barriers {
            if random.one_in(2) {
                it.line.reverse();
            }
        }
        assert_eq!(cut(&barriers).as_ref(), Ok(&partition), "the order of barriers matters");
    }
    true
}

/// `WANGGE_FUZZ_CASES`, or 20,000.
fn count() -> u64 {
    std::env::var("WANGGE_FUZZ_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(20_000)
}

#[test]
fn degenerate_lines_never_fail() {
    let (mut failed, mut empty) = (vec![], 0);
    for seed in 0..count() {
        match catch_unwind(AssertUnwindSafe(|| run(seed))) {
            Ok(ground) => empty += u64::from(!ground),
            Err(_) => failed.push(seed),
        }
    }
    println!("{} cases, {empty} of them without ground, {} failed", count(), failed.len());
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
    assert!(empty < count() / 4);
}
