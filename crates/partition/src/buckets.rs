//! A grid of square buckets over the plane: the only spatial index that noding needs.

use std::ops::RangeInclusive;

use model::Point;

/// Lists of numbers by key, in one piece of memory.
pub(crate) struct Lists {
    offsets: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Gathers `(key, item)` pairs, keeping the order of the pairs inside each list. Keys lie below `keys`.
    pub(crate) fn new(keys: usize, pairs: &[(u32, u32)]) -> Self {
        let mut offsets = vec![0_u32; keys + 1];
        for &(key, _) in pairs {
            offsets[key as usize + 1] += 1;
        }
        for i in 0..keys {
            offsets[i + 1] += offsets[i];
        }
        let mut next = offsets.clone();
        let mut items = vec![0; pairs.len()];
        for &(key, item) in pairs {
            let at = &mut next[key as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { offsets, items }
    }

    /// Returns the list of a key.
    pub(crate) fn get(&self, key: usize) -> &[u32] {
        &self.items[self.offsets[key] as usize..self.offsets[key + 1] as usize]
    }

    /// Iterates over all lists by key.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.offsets.len() - 1).map(|key| self.get(key))
    }
}

/// Square buckets over the box of some points, about one for each thing to be held.
pub(crate) struct Grid {
    west: i64,
    south: i64,
    size: i64,
    columns: i64,
    rows: i64,
}

impl Grid {
    /// Lays buckets over the box of `points` for `things` things. Without points there is one bucket.
    pub(crate) fn new(points: impl Iterator<Item = Point>, things: usize) -> Self {
        let mut bounds: Option<(Point, Point)> = None;
        for it in points {
            let (low, high) = bounds.get_or_insert((it, it));
            *low = Point { x: low.x.min(it.x), y: low.y.min(it.y) };
            *high = Point { x: high.x.max(it.x), y: high.y.max(it.y) };
        }
        let (low, high) = bounds.unwrap_or((Point { x: 0, y: 0 }, Point { x: 0, y: 0 }));
        let (west, south) = (i64::from(low.x), i64::from(low.y));
        let (width, height) = (i64::from(high.x) - west + 1, i64::from(high.y) - south + 1);
        // At most 4,000 rows and columns: a long thin district must not get millions of buckets.
        let fair = ((width as f64) * (height as f64) / things.max(1) as f64).sqrt() as i64;
        let size = fair.max(4).max(width.max(height) / 4_000);
        Self { west, south, size, columns: (width - 1) / size + 1, rows: (height - 1) / size + 1 }
    }

    /// Returns the number of buckets.
    pub(crate) fn len(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    /// Returns the bucket of a point inside the box.
    pub(crate) fn at(&self, it: Point) -> u32 {
        let row = (i64::from(it.y) - self.south) / self.size;
        (row * self.columns + (i64::from(it.x) - self.west) / self.size) as u32
    }

    fn column(&self, x: i64) -> i64 {
        (x - self.west).div_euclid(self.size).clamp(0, self.columns - 1)
    }

    fn rows(&self, low: i64, high: i64) -> RangeInclusive<i64> {
        let row = |y: i64| (y - self.south).div_euclid(self.size).clamp(0, self.rows - 1);
        row(low)..=row(high)
    }

    /// Visits every bucket that segment `a b` or a pixel on it may touch; a few more at the rims.
    pub(crate) fn along(&self, a: Point, b: Point, mut visit: impl FnMut(u32)) {
        let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (ax, ay, bx, by) = (i64::from(a.x), i64::from(a.y), i64::from(b.x), i64::from(b.y));
        let rows = self.rows(ay - 1, by + 1);
        let single = rows.start() == rows.end() || ay == by;
        for row in rows {
            let (west, east) = if single {
                (ax.min(bx), ax.max(bx))
            } else {
                // Doubles are right to 1e-6 units here; two units of margin hide the rest.
                let low = self.south + row * self.size - 1;
                let at = |y: i64| {
                    let share = ((y - ay) as f64 / (by - ay) as f64).clamp(0.0, 1.0);
                    ax as f64 + share * (bx - ax) as f64
                };
                let (s, t) = (at(low), at(low + self.size + 2));
                (s.min(t).floor() as i64, s.max(t).ceil() as i64)
            };
            for column in self.column(west - 2)..=self.column(east + 2) {
                visit((row * self.columns + column) as u32);
            }
        }
    }

    /// Visits every bucket that the box between `low` and `high` touches.
    pub(crate) fn within(&self, low: Point, high: Point, mut visit: impl FnMut(u32)) {
        for row in self.rows(i64::from(low.y), i64::from(high.y)) {
            for column in self.column(i64::from(low.x))..=self.column(i64::from(high.x)) {
                visit((row * self.columns + column) as u32);
            }
        }
    }
}
