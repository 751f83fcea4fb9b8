//! Plane geometry in metres.

use std::ops::{Add, Mul, Sub};

/// A place or a direction in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct V {
    pub x: f64,
    pub y: f64,
}

pub(crate) const fn v(x: f64, y: f64) -> V {
    V { x, y }
}

impl Add for V {
    type Output = V;
    fn add(self, it: V) -> V {
        v(self.x + it.x, self.y + it.y)
    }
}

impl Sub for V {
    type Output = V;
    fn sub(self, it: V) -> V {
        v(self.x - it.x, self.y - it.y)
    }
}

impl Mul<f64> for V {
    type Output = V;
    fn mul(self, it: f64) -> V {
        v(self.x * it, self.y * it)
    }
}

impl V {
    pub(crate) fn dot(self, it: V) -> f64 {
        self.x * it.x + self.y * it.y
    }

    pub(crate) fn cross(self, it: V) -> f64 {
        self.x * it.y - self.y * it.x
    }

    pub(crate) fn len(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// The direction of length 1; east for no direction.
    pub(crate) fn unit(self) -> V {
        let len = self.len();
        if len > 1e-12 { self * (1.0 / len) } else { v(1.0, 0.0) }
    }

    /// Turned left by a right angle.
    pub(crate) fn left(self) -> V {
        v(-self.y, self.x)
    }

    pub(crate) fn turned(self, angle: f64) -> V {
        let (sin, cos) = angle.sin_cos();
        v(self.x * cos - self.y * sin, self.x * sin + self.y * cos)
    }

    pub(crate) fn distance(self, it: V) -> f64 {
        (self - it).len()
    }
}

/// The point of the stretch `a`–`b` nearest to `p`.
pub(crate) fn nearest(p: V, a: V, b: V) -> V {
    let d = b - a;
    let part = if d.dot(d) > 0.0 { ((p - a).dot(d) / d.dot(d)).clamp(0.0, 1.0) } else { 0.0 };
    a + d * part
}

pub(crate) fn distance_to(p: V, a: V, b: V) -> f64 {
    p.distance(nearest(p, a, b))
}

/// Whether the stretches cross or touch.
pub(crate) fn meet(a: V, b: V, c: V, d: V) -> bool {
    let side = |p: V, q: V, r: V| (q - p).cross(r - p);
    side(a, b, c) * side(a, b, d) <= 0.0 && side(c, d, a) * side(c, d, b) <= 0.0
}

/// The edges of an open ring.
pub(crate) fn edges(ring: &[V]) -> impl Iterator<Item = (V, V)> {
    (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]))
}

/// The area, positive when the ring runs counter-clockwise.
pub(crate) fn area(ring: &[V]) -> f64 {
    edges(ring).map(|(a, b)| a.cross(b)).sum::<f64>() / 2.0
}

/// The centre of gravity; the first corner of a ring without area.
pub(crate) fn centre(ring: &[V]) -> V {
    let Some(&origin) = ring.first() else { return v(0.0, 0.0) };
    let mut sum = v(0.0, 0.0);
    let mut twice = 0.0;
    for (a, b) in edges(ring) {
        let (a, b) = (a - origin, b - origin);
        sum = sum + (a + b) * a.cross(b);
        twice += a.cross(b);
    }
    if twice.abs() < 1e-9 { origin } else { origin + sum * (1.0 / (3.0 * twice)) }
}

/// Whether `p` lies inside the ring (half-open: of two neighbours exactly one holds a point of their border).
pub(crate) fn inside(ring: &[V], p: V) -> bool {
    edges(ring)
        .filter(|(a, b)| (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x))
        .count()
        % 2
        == 1
}

/// The distance to the ring's border.
pub(crate) fn distance_to_ring(ring: &[V], p: V) -> f64 {
    edges(ring).map(|(a, b)| distance_to(p, a, b)).fold(f64::INFINITY, f64::min)
}

/// The box around the points in the frame turned by `angle`: least and greatest corner in that frame.
pub(crate) fn bounds(points: &[V], angle: f64) -> (V, V) {
    let inf = f64::INFINITY;
    points.iter().map(|it| it.turned(-angle)).fold((v(inf, inf), v(-inf, -inf)), |(low, high), it| {
        (v(low.x.min(it.x), low.y.min(it.y)), v(high.x.max(it.x), high.y.max(it.y)))
    })
}

/// A rectangle around `centre`, `length` along `angle` and `depth` across it, counter-clockwise.
pub(crate) fn rectangle(centre: V, length: f64, depth: f64, angle: f64) -> [V; 4] {
    let (x, y) = (length / 2.0, depth / 2.0);
    [v(-x, -y), v(x, -y), v(x, y), v(-x, y)].map(|it| centre + it.turned(angle))
}

/// Whether two convex figures keep `distance` along the normal of one of their edges.
pub(crate) fn keep_apart(a: &[V], b: &[V], distance: f64) -> bool {
    let along = |from: &[V], other: &[V]| {
        edges(from).any(|(p, q)| {
            let outward = (p - q).left();
            let least = other.iter().map(|it| (*it - p).dot(outward)).fold(f64::INFINITY, f64::min);
            least >= distance * outward.len()
        })
    };
    along(a, b) || along(b, a)
}

/// The length of a line.
pub(crate) fn length(line: &[V]) -> f64 {
    line.windows(2).map(|it| it[0].distance(it[1])).sum()
}
