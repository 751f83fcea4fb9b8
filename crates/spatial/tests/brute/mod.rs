//! The questions answered by looking at everything, in whole numbers only, by other means than the index uses.

use std::cmp::Ordering;

use model::{Point, Polygon, Side};
use spatial::{Line, Touch, contains};

/// What looking at every line finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub item: u32,
    pub distance_mm: u32,
    pub side: Option<Side>,
    pub chainage_mm: u32,
    pub foot: Point,
}

/// A fraction of whole numbers; the lower above zero.
type Fraction = (i128, i128);

struct Seen {
    line: Line,
    distance2: Fraction,
    beside2: Fraction,
    cross: i128,
    along: Fraction,
}

fn see(line: &Line, point: Point) -> Seen {
    let way = |a: Point, b: Point| (i128::from(b.x) - i128::from(a.x), i128::from(b.y) - i128::from(a.y));
    let dot = |a: (i128, i128), b: (i128, i128)| a.0 * b.0 + a.1 * b.1;
    let (ab, ap, bp) = (way(line.a, line.b), way(line.a, point), way(line.b, point));
    let (length2, along) = (dot(ab, ab).max(1), dot(ap, ab));
    let cross = ab.0 * ap.1 - ab.1 * ap.0;
    let (distance2, along) = if along <= 0 {
        ((dot(ap, ap), 1), (0, 1))
    } else if along >= length2 {
        ((dot(bp, bp), 1), (1, 1))
    } else {
        ((cross * cross, length2), (along, length2))
    };
    Seen { line: *line, distance2, beside2: (cross * cross, length2), cross, along }
}

/// Compares by whole parts, then by what is left, upside down.
fn cmp(a: Fraction, b: Fraction) -> Ordering {
    let (whole_a, whole_b) = (a.0 / a.1, b.0 / b.1);
    let (rest_a, rest_b) = (a.0 % a.1, b.0 % b.1);
    whole_a.cmp(&whole_b).then_with(|| match (rest_a, rest_b) {
        (0, 0) => Ordering::Equal,
        (0, _) => Ordering::Less,
        (_, 0) => Ordering::Greater,
        _ => cmp((b.1, rest_b), (a.1, rest_a)),
    })
}

/// Returns the whole number of millimetres nearest to `from` + √fraction lattice units, by halving.
fn millimetres(from: u32, square: Fraction) -> u32 {
    let reached = |mm: u32| {
        let least = i128::from(mm) * 10 - 5 - i128::from(from);
        least <= 0 || cmp((least * least, 1), square).is_le()
    };
    let (mut low, mut high) = (0_u32, 1_000_000_000);
    while low < high {
        let middle = (low + high).div_ceil(2);
        if reached(middle) { low = middle } else { high = middle - 1 }
    }
    low
}

impl Seen {
    fn foot(&self) -> Point {
        let (share, of) = self.along;
        let at = |a: i32, b: i32| {
            let doubled = 2 * (i128::from(a) * of + share * (i128::from(b) - i128::from(a))) + of;
            doubled.div_euclid(2 * of) as i32
        };
        Point { x: at(self.line.a.x, self.line.b.x), y: at(self.line.a.y, self.line.b.y) }
    }

    fn chainage_mm(&self) -> u32 {
        let length2 = i128::from(self.line.a.distance2(self.line.b));
        let (share, of) = self.along;
        // (share / of)² of the length's square; `of` is the length's square or one.
        let square = if of == 1 { (share * length2, 1) } else { (share * share, of) };
        millimetres(self.line.from, square)
    }

    fn cmp_within(&self, other: &Self) -> Ordering {
        let ends = |it: &Self| (it.line.a.min(it.line.b), it.line.a.max(it.line.b));
        cmp(self.distance2, other.distance2)
            .then_with(|| self.foot().cmp(&other.foot()))
            .then_with(|| cmp(other.beside2, self.beside2))
            .then_with(|| ends(self).cmp(&ends(other)))
            .then_with(|| self.chainage_mm().cmp(&other.chainage_mm()))
            .then_with(|| self.line.cmp(&other.line))
    }
}

/// Returns each item within reach, nearest first and then by number, by looking at every line.
pub fn within(lines: &[Line], point: Point, reach_mm: u32) -> Vec<Found> {
    let mut best: std::collections::BTreeMap<u32, Seen> = std::collections::BTreeMap::new();
    // A look in floating point spares the exact one of what is far beyond.
    let beyond = f64::from(reach_mm) * 10.0 + 100.0;
    for line in lines.iter().filter(|it| rough(it, point) <= beyond) {
        let seen = see(line, point);
        if best.get(&line.item).is_none_or(|it| seen.cmp_within(it).is_lt()) {
            best.insert(line.item, seen);
        }
    }
    let side = |it: &Seen| match it.cross.signum() {
        1 => Some(Side::Left),
        -1 => Some(Side::Right),
        _ => None,
    };
    let found = |it: &Seen| Found {
        item: it.line.item,
        distance_mm: millimetres(0, it.distance2),
        side: side(it),
        chainage_mm: it.chainage_mm(),
        foot: it.foot(),
    };
    let mut all: Vec<Found> = best.values().map(found).filter(|it| it.distance_mm <= reach_mm).collect();
    all.sort_by_key(|it| (it.distance_mm, it.item));
    all
}

/// Returns the nearest item by looking at every line.
pub fn nearest(lines: &[Line], point: Point, reach_mm: u32) -> Option<Found> {
    let nearest = lines.iter().map(|it| rough(it, point)).fold(f64::INFINITY, f64::min);
    let near = ((nearest / 10.0) as u32).saturating_add(2);
    within(lines, point, near.min(reach_mm)).first().copied()
}

/// Returns the distance in lattice units to within a few.
fn rough(line: &Line, point: Point) -> f64 {
    let ab = (f64::from(line.b.x) - f64::from(line.a.x), f64::from(line.b.y) - f64::from(line.a.y));
    let ap = (f64::from(point.x) - f64::from(line.a.x), f64::from(point.y) - f64::from(line.a.y));
    let length = ab.0.hypot(ab.1);
    let share = if length > 0.0 { ((ap.0 * ab.0 + ap.1 * ab.1) / length / length).clamp(0.0, 1.0) } else { 0.0 };
    (ap.0 - share * ab.0).hypot(ap.1 - share * ab.1)
}

/// Returns the lines of cells' borders, the cell's number as item.
pub fn borders(cells: &[Polygon]) -> Vec<Line> {
    let mut lines = vec![];
    for (item, cell) in (0..).zip(cells) {
        for ring in cell.rings() {
            for (at, a) in ring.iter().enumerate() {
                lines.push(Line { item, from: 0, a: *a, b: ring[(at + 1) % ring.len()] });
            }
        }
    }
    lines
}

/// Returns the first cell that owns or touches a point, and how the point touches borders.
pub fn owner(cells: &[Polygon], borders: &[Line], point: Point) -> Option<(u32, Touch)> {
    let on = |it: &&Line| rough(it, point) < 50.0 && see(it, point).distance2.0 == 0;
    let mut touched = borders.iter().filter(on).peekable();
    let first_touched = touched.peek().map(|it| it.item);
    let touch = touched.fold(Touch::Free, |touch, it| {
        if touch == Touch::Vertex || it.a == point || it.b == point { Touch::Vertex } else { Touch::Edge }
    });
    let owner = cells.iter().position(|it| contains(it, point)).map(|it| it as u32);
    owner.or(first_touched).map(|it| (it, touch))
}
